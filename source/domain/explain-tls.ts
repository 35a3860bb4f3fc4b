import {explainCaFile} from './explain-ca-file.ts';
import {codeOf, otherController} from './explain-transport.ts';
import {
	addressAtStart,
	addressOf,
	advice,
	afterwards,
	checkAddress,
	command,
	type ExplainContext,
	type Explanation,
} from './explanation.ts';
import {wayInWords} from './profile-in-words.ts';
import type {Refusal} from './refusal.ts';
import {hasNoCommonCipher, isOldVersion, isOtherProtocol, wantsClientCertificate} from './refusal-transport.ts';

export function explainTls(refusal: Refusal, context: ExplainContext): Explanation {
	const explanation = explainHandshake(refusal, context);
	const proxy = context.profile?.proxy;
	if (proxy === undefined || refusal.phase !== 'handshake') return explanation;
	const way = `The way there leads ${wayInWords(proxy)}, which may be what ends it.`;
	return {...explanation, cause: `${explanation.cause} ${way}`};
}

function explainHandshake(refusal: Refusal, context: ExplainContext): Explanation {
	const {code = '', status, offers} = refusal;
	const where = addressOf(context);
	// An answer came, in plain HTTP: the server said that it wants TLS.
	if (status !== undefined) {
		return {
			title: 'This port wants HTTPS',
			cause: 'It was asked in plain HTTP, but speaks TLS.',
			advice: [advice('Sign in with the https:// address', command('login', {}))],
		};
	}
	if (code.startsWith('SVT_CA_FILE')) return explainCaFile(code, context);
	if (isOtherProtocol(code)) {
		return {
			title: offers === undefined ? 'This port does not speak TLS' : `This port does not speak TLS, but ${offers}`,
			cause:
				offers === undefined
					? `Something other than HTTPS (plain HTTP, perhaps) answers at ${where}.`
					: `What answers at ${where} speaks ${offers}: the port is another service's, or the address another machine's. Nothing was sent.`,
			advice: [
				checkAddress(context),
				advice('Sign in with the address and the HTTPS port, 443 unless changed', command('login', {})),
			],
		};
	}
	if (wantsClientCertificate(code)) {
		return {
			title: 'The other side wants a certificate of ours',
			cause: `${addressAtStart(context)} asks its clients for a certificate of their own. A SimpliVity appliance does not: a gateway stands before it, or the address is another machine's.`,
			advice: [checkAddress(context), advice('Ask who runs the gateway for an address without client certificates')],
		};
	}
	if (/UNRECOGNIZED_NAME/.test(code)) {
		return {
			title: 'The server there does not know this name',
			cause: `What answers at ${where} serves several names, and not the one that was asked for: a gateway or load balancer, most likely. Nothing was sent.`,
			advice: [
				checkAddress(context),
				advice('Sign in with the name or address of the appliance itself', command('login', {})),
			],
		};
	}
	if (/NO_APPLICATION_PROTOCOL/.test(code)) {
		return {
			title: 'What answers there does not speak HTTP/1.1',
			cause: `It speaks TLS, but takes only other protocols over it, such as HTTP/2. A SimpliVity appliance speaks HTTP/1.1: another service answers at ${where}. Nothing was sent.`,
			advice: [checkAddress(context)],
		};
	}
	if (isOldVersion(code)) {
		return {
			title: 'The appliance speaks only outdated TLS',
			cause: `${addressAtStart(context)} offers ${offers ?? 'TLS 1.0 or 1.1'}; svt-tui, as the API itself demands, uses 1.2 or later.`,
			advice: [advice('Update the appliance, or enable TLS 1.2 on it'), checkAddress(context)],
		};
	}
	if (hasNoCommonCipher(code)) {
		const offer = offers === undefined ? '' : `; it would take ${offers}`;
		return {
			title: 'No common TLS settings',
			cause: `${addressAtStart(context)} and this machine share no cipher that both accept${offer}.`,
			advice: [advice('Update the appliance, or allow modern ciphers on it'), checkAddress(context)],
		};
	}
	if (/ACCESS_DENIED/.test(code)) {
		return {
			title: 'The other side turns connections from here away',
			cause: `${addressAtStart(context)} ended the handshake by saying that access is denied: a firewall or gateway lets only some machines through. Nothing was sent.`,
			advice: [advice('Ask who runs it to let this machine through'), checkAddress(context)],
		};
	}
	return {
		title: 'The TLS handshake did not come to an end',
		cause: `${addressAtStart(context)} takes connections but breaks off, or falls silent, before they are secure${codeOf(refusal)}: its REST service hangs, or a firewall between inspects TLS. Nothing was sent.`,
		advice: [
			otherController,
			advice('Ask whether a firewall inspects TLS between here and the appliance'),
			afterwards(refusal, context),
		],
	};
}
