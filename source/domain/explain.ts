import {explainCertificateChanged, explainUntrustedCertificate} from './explain-certificate.ts';
import {explainProxyTrouble} from './explain-proxy.ts';
import {
	explainBadRequest,
	explainMethod,
	explainNotFound,
	explainNotPermitted,
	explainTaskFailed,
	explainVersion,
} from './explain-request.ts';
import {
	explainBusy,
	explainNotSimplivity,
	explainProxyLogin,
	explainServerError,
	explainSlow,
	explainUnreadable,
} from './explain-server.ts';
import {
	explainAbsoluteExpired,
	explainIdleExpired,
	explainNoToken,
	explainUnauthorized,
	explainUnknownToken,
} from './explain-session.ts';
import {
	explainAccountLocked,
	explainClientLoginRefused,
	explainGrantUnsupported,
	explainWrongCredentials,
} from './explain-sign-in.ts';
import {explainTls} from './explain-tls.ts';
import {explainUnreachable} from './explain-transport.ts';
import type {ExplainContext, Explanation} from './explanation.ts';
import type {Refusal, RefusalKind} from './refusal.ts';

/**
 * A refusal in plain words with the next step. Where the server's text does not explain it and our own clocks do, the words say that
 * they are ours. No text of the server's is part of it, so nothing of the server's can stand where our advice stands.
 */
export const explain = (refusal: Refusal, context: ExplainContext = {}): Explanation =>
	refusal.proxy === undefined
		? explainers[refusal.kind](refusal, context)
		: explainProxyTrouble(refusal.proxy, refusal, context);

const explainers: Readonly<Record<RefusalKind, (refusal: Refusal, context: ExplainContext) => Explanation>> = {
	'idle-expired': explainIdleExpired,
	'absolute-expired': explainAbsoluteExpired,
	'unknown-token': explainUnknownToken,
	unauthorized: explainUnauthorized,
	'wrong-credentials': explainWrongCredentials,
	'account-locked': explainAccountLocked,
	'client-login-refused': explainClientLoginRefused,
	'no-token': explainNoToken,
	'proxy-login': explainProxyLogin,
	'not-permitted': explainNotPermitted,
	'grant-unsupported': explainGrantUnsupported,
	'bad-request': explainBadRequest,
	'not-found': explainNotFound,
	method: explainMethod,
	version: explainVersion,
	busy: explainBusy,
	slow: explainSlow,
	'server-error': explainServerError,
	unreachable: explainUnreachable,
	'untrusted-certificate': explainUntrustedCertificate,
	'certificate-changed': explainCertificateChanged,
	tls: explainTls,
	'task-failed': explainTaskFailed,
	'not-simplivity': explainNotSimplivity,
	unreadable: explainUnreadable,
};
