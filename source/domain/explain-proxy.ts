import {addressOf, advice, afterwards, command, type ExplainContext, type Explanation} from './explanation.ts';
import {proxyInWords} from './profile-in-words.ts';
import type {ProxyTrouble} from './proxy.ts';
import type {Refusal} from './refusal.ts';
import {safeText} from './server-text.ts';

/** The proxy that was asked for opened no tunnel. Nothing of that is the appliance's word. */
export function explainProxyTrouble(
	{origin, status}: ProxyTrouble,
	refusal: Refusal,
	context: ExplainContext,
): Explanation {
	const proxy = proxyInWords(context.profile?.proxy ?? origin);
	const otherWay = advice(
		'Sign in by another proxy, or directly where the appliance is reached so',
		command('login', context, '--proxy none'),
	);
	if (status !== undefined) {
		const answered = `Asked for a way to ${addressOf(context)}, the proxy ${proxy} answered ${status}`;
		return {...answerExplained(status, answered), advice: [...askedOf(status), otherWay, afterwards(refusal, context)]};
	}
	if (refusal.code === 'SVT_PROXY_SILENT') {
		return {
			title: 'The proxy opened no tunnel in time',
			cause: `Asked for a way to ${addressOf(context)}, the proxy ${proxy} did not answer in time: most likely it waits for the appliance, which is switched off or not reached from there.`,
			advice: [reachable, otherWay, afterwards(refusal, context)],
		};
	}
	return {
		title: titleOf(refusal),
		cause: `The way to ${addressOf(context)} leads through the proxy ${proxy}, and ${troubleOf(refusal)}. The appliance was not reached.`,
		advice: [advice('Check network and VPN, and the address of the proxy'), otherWay, afterwards(refusal, context)],
	};
}

function answerExplained(status: number, answered: string): Pick<Explanation, 'title' | 'cause'> {
	switch (status) {
		case 407:
			return {
				title: 'The proxy wants a login of its own',
				cause: `${answered}: it wants a login, and svt-tui sends a proxy none. Neither the session nor the password was judged.`,
			};
		case 403:
			return {
				title: 'The proxy does not allow the way to the appliance',
				cause: `${answered}: it allows no tunnel to that host and port. The appliance was not reached.`,
			};
		case 502:
		case 503:
		case 504:
			return {
				title: 'The proxy does not reach the appliance',
				cause: `${answered}: it works, but it got no connection to there.`,
			};
		default:
			return {title: 'The proxy opens no tunnel', cause: `${answered}. The appliance was not reached.`};
	}
}

const reachable = advice('Check that the appliance runs, and that the proxy may and can reach it');

const askedOf = (status: number) => {
	switch (status) {
		case 407:
			return [advice('Ask who runs it to let this machine reach the appliance without a login')];
		case 502:
		case 503:
		case 504:
			return [reachable];
		default:
			return [advice('Ask who runs it to allow a tunnel to the appliance, by host and port')];
	}
};

const titleOf = ({code = ''}: Refusal) =>
	isOtherwise(code) ? 'What answers there is no HTTP proxy' : 'The proxy is not reached';

function troubleOf({code = '', phase}: Refusal): string {
	if (isOtherwise(code)) return 'what answers there does not speak HTTP as a proxy does';
	switch (code) {
		case 'ECONNREFUSED':
			return 'nothing listens there';
		case 'ENOTFOUND':
			return 'its name is not known to the DNS of this machine';
		case 'EAI_AGAIN':
		case 'EAI_FAIL':
			return 'its name could not be looked up: the network, the VPN or the DNS server is down';
		case 'EHOSTUNREACH':
		case 'EHOSTDOWN':
		case 'ENETUNREACH':
		case 'ENETDOWN':
		case 'EADDRNOTAVAIL':
			return 'there is no route to it';
		case 'ETIMEDOUT':
		case 'SVT_TIMEOUT':
			return phase === 'resolve' ? 'its name was not looked up in time' : 'no answer came from it in time';
		default:
			return `it broke off the connection${code === '' || code.startsWith('SVT_') ? '' : ` (${safeText(code, 60)})`}`;
	}
}

const isOtherwise = (code: string) => code.startsWith('HPE_') || code === 'SVT_TOO_LARGE';
