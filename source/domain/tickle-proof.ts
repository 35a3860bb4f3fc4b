import type {Refusal} from './refusal.ts';

/**
 * What a refused tickle proves about the session: it lives all the same, it is dead, nothing (try again), or the other side is not
 * the appliance any more and nothing may be sent.
 */
export function proofOf({kind, status, shape}: Refusal): 'alive' | 'dead' | 'nothing' | 'stop' {
	switch (kind) {
		// Authentication comes before routing and rights, so if it was the API that says these, it has accepted the token.
		case 'not-permitted':
		case 'not-found':
		case 'method':
		case 'version':
		case 'bad-request':
		// The list itself came; what failed in it is not the session.
		case 'task-failed':
			return shape === 'api' ? 'alive' : 'nothing';
		case 'idle-expired':
		case 'absolute-expired':
		case 'unknown-token':
		case 'unauthorized':
		case 'wrong-credentials':
		case 'account-locked':
		case 'client-login-refused':
			return 'dead';
		case 'busy':
		case 'slow':
		case 'server-error':
		case 'unreachable':
		case 'tls':
		case 'proxy-login':
		case 'grant-unsupported':
		case 'unreadable':
		// Something on the way took the header off: the token itself was never looked at.
		case 'no-token':
			return 'nothing';
		case 'not-simplivity':
			// A page with status 200 is a captive portal and may go away; a redirect would take the token elsewhere.
			return status !== undefined && status >= 200 && status < 300 ? 'nothing' : 'stop';
		case 'untrusted-certificate':
		case 'certificate-changed':
			return 'stop';
	}
}

/** Whether a request that proved nothing may have reached the server and moved the idle deadline there. */
export function mayHaveCounted(refusal: Refusal): boolean {
	const {kind, status} = refusal;
	if (status === undefined) return !neverLeft(refusal);
	// A portal, a proxy or a gate that takes headers off answered in the appliance's place.
	return kind !== 'not-simplivity' && kind !== 'proxy-login' && kind !== 'no-token';
}

/** Whether no byte of the request went out: there was no connection that could be believed. */
export const neverLeft = ({status, phase}: Refusal) =>
	status === undefined && phase !== undefined && phase !== 'request' && phase !== 'answer';
