import type {Refusal, RefusalKind} from '../../source/domain/refusal.ts';

/** A status that each kind typically comes with; undefined for those of the transport. */
const statuses: Readonly<Partial<Record<RefusalKind, number>>> = {
	'idle-expired': 401,
	'absolute-expired': 401,
	'unknown-token': 401,
	unauthorized: 401,
	'wrong-credentials': 401,
	'account-locked': 401,
	'client-login-refused': 401,
	'no-token': 401,
	'proxy-login': 407,
	'not-permitted': 403,
	'grant-unsupported': 400,
	'bad-request': 400,
	'not-found': 404,
	method: 405,
	version: 415,
	busy: 503,
	slow: 504,
	'server-error': 500,
	'task-failed': 200,
	'not-simplivity': 200,
	unreadable: 200,
};

/** A refusal with nothing but its kind and what it typically comes with, and what is `more` to it. */
export function refusal(kind: RefusalKind, more: Partial<Refusal> = {}): Refusal {
	const status = statuses[kind];
	return {
		kind,
		status,
		path: undefined,
		serverTime: undefined,
		error: undefined,
		exception: undefined,
		token: undefined,
		serverSays: undefined,
		original: undefined,
		retryAfter: undefined,
		shape: status === undefined ? undefined : kind === 'not-simplivity' ? 'page' : 'api',
		stranger: undefined,
		code: undefined,
		phase: undefined,
		certificate: undefined,
		pinned: undefined,
		offers: undefined,
		unusedProxy: undefined,
		proxy: undefined,
		...more,
	};
}
