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

export const otherController = advice(
	'See whether another controller of the federation answers; each needs its own sign-in',
);

export function explainUnreachable(refusal: Refusal, context: ExplainContext): Explanation {
	const explanation = explainReach(refusal, context);
	if (refusal.unusedProxy === undefined) return explanation;
	const words = `svt-tui goes through no proxy unless asked to, although ${refusal.unusedProxy} names one: if that is the only way, sign in by it`;
	return {...explanation, advice: [...explanation.advice, advice(words, command('login', context, '--proxy env'))]};
}

function explainReach(refusal: Refusal, context: ExplainContext): Explanation {
	const where = addressOf(context);
	switch (refusal.code) {
		case 'ECONNREFUSED':
			return {
				title: 'Nothing listens there',
				cause: `The machine at ${where} is up but refused the connection: its REST service is stopped, or the address or port is wrong.`,
				advice: [checkAddress(context), otherController, afterwards(refusal, context)],
			};
		case 'ENOTFOUND':
			return {
				title: 'The host name is not known',
				cause: `The name in ${where} is not known to the DNS of this machine.`,
				advice: [
					checkAddress(context),
					advice('Check that the VPN is up and the name is spelt right, or use the IP address'),
				],
			};
		case 'EAI_AGAIN':
		case 'EAI_FAIL':
			return {
				title: 'The DNS server does not answer',
				cause: `The name in ${where} could not be looked up: the network or the VPN is down, or the DNS server is.`,
				advice: [advice('Check network and VPN'), afterwards(refusal, context)],
			};
		case 'EHOSTUNREACH':
		case 'EHOSTDOWN':
		case 'ENETUNREACH':
		case 'ENETDOWN':
		case 'EADDRNOTAVAIL':
			return {
				title: 'There is no way to the appliance from here',
				cause: `The network has no route to ${where}: the VPN is down, a cable is out, or the machine is off.`,
				advice: [advice('Check network and VPN'), afterwards(refusal, context)],
			};
		case 'SVT_CANCELLED':
			return {
				title: 'Cancelled',
				cause: 'The request was called off from here before an answer came.',
				advice: [advice('Look at the session', command('status', context))],
			};
		case 'SVT_PLAIN_HTTP':
			if (context.profile?.proxy !== undefined) return explainPlainProxied(context);
			return {
				title: 'Plain HTTP is not used beyond this machine',
				cause: `${addressAtStart(context)} would send password and token unprotected; svt-tui uses http:// for its own simulator on this machine only.`,
				advice: [advice('Sign in with the https:// address', command('login', {}))],
			};
		case 'ERR_INVALID_URL':
			return {
				title: 'This is not an address',
				cause: 'An appliance is named by its host name or IP address, with a port if it is not 443.',
				advice: [advice('Sign in with the address as in 10.1.1.16 or ovc1.example.com', command('login', {}))],
			};
		default:
			return isTimeout(refusal) ? explainTimeout(refusal, context) : explainBreak(refusal, context);
	}
}

function explainPlainProxied(context: ExplainContext): Explanation {
	return {
		title: 'Plain HTTP goes through no proxy',
		cause: `svt-tui uses http:// for its own simulator on this machine only, and the way to ${addressOf(context)} leads ${wayInWords(context.profile?.proxy)}, which would see password and token.`,
		advice: [
			advice('Sign in without a proxy', command('login', context, '--proxy none')),
			advice('Sign in with the https:// address', command('login', {})),
		],
	};
}

const timeoutCodes = new Set(['ETIMEDOUT', 'SVT_TIMEOUT', 'ESOCKETTIMEDOUT']);
const isTimeout = ({code}: Refusal) =>
	code !== undefined && (timeoutCodes.has(code) || /^UND_ERR_\w+_TIMEOUT$/.test(code));

function explainTimeout(refusal: Refusal, context: ExplainContext): Explanation {
	const {phase, code} = refusal;
	const where = addressOf(context);
	if (phase === 'answer' && code === 'SVT_TIMEOUT') {
		return {
			title: 'The answer comes too slowly',
			cause: `${addressAtStart(context)} began to answer and did not come to an end in time: the way there is very slow, or it is not an appliance that answers. It may have counted as use of the session.`,
			advice: [checkAddress(context), afterwards(refusal, context), otherController],
		};
	}
	if (
		phase === 'request' ||
		phase === 'answer' ||
		code === 'UND_ERR_HEADERS_TIMEOUT' ||
		code === 'UND_ERR_BODY_TIMEOUT'
	) {
		return {
			title: 'The appliance accepts connections but does not answer',
			cause: `${addressAtStart(context)} took the request and gave no answer, or not all of it, in time. It may have counted as use of the session.`,
			advice: [afterwards(refusal, context), otherController],
		};
	}
	return {
		title: 'No answer from the appliance',
		cause: `Nothing at ${where} answered in time: it is switched off, a firewall drops the packets, or the VPN is down.`,
		advice: [
			advice('Check network, VPN and firewall: port 443 must be open'),
			checkAddress(context),
			afterwards(refusal, context),
		],
	};
}

function explainBreak(refusal: Refusal, context: ExplainContext): Explanation {
	return {
		title: 'The connection broke off',
		cause: `It was closed before an answer was complete${codeOf(refusal)}: the REST service restarted, or something on the way cut it.`,
		advice: [afterwards(refusal, context), otherController],
	};
}

/** For whoever searches for it; our own codes mean nothing to anybody. */
export const codeOf = ({code}: Refusal) => (code === undefined || code.startsWith('SVT_') ? '' : ` (${code})`);
