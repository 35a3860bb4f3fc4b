import type {Certificate, Pin} from './certificate.ts';
import type {ProxyTrouble} from './proxy.ts';
import type {Stranger} from './refusal-strangers.ts';
import type {Duration, Instant} from './time.ts';

export const refusalKinds = [
	'idle-expired',
	'absolute-expired',
	'unknown-token',
	'unauthorized',
	'wrong-credentials',
	'account-locked',
	'client-login-refused',
	'no-token',
	'proxy-login',
	'not-permitted',
	'grant-unsupported',
	'bad-request',
	'not-found',
	'method',
	'version',
	'busy',
	'slow',
	'server-error',
	'unreachable',
	'untrusted-certificate',
	'certificate-changed',
	'tls',
	'task-failed',
	'not-simplivity',
	'unreadable',
] as const;

export type RefusalKind = (typeof refusalKinds)[number];

/** JSON or XML as the API writes it (or tries to), a web page, other text, nothing at all. */
export type AnswerShape = 'api' | 'page' | 'text' | 'empty';

/** From looking up the name to reading the answer. Before `request` nothing of it can have reached the server. */
export type ExchangePhase = 'resolve' | 'connect' | 'handshake' | 'request' | 'answer';

/** What the server (or the way to it) said no with: facts only; `explain` puts them into words. All texts are safe to show. */
export type Refusal = {
	readonly kind: RefusalKind;
	/** HTTP status; undefined when no answer came. */
	readonly status: number | undefined;
	/** Path of the request as the server named it, else as it was sent. */
	readonly path: string | undefined;
	/** When, by the server's clock. */
	readonly serverTime: Instant | undefined;
	/** OAuth's code for it, such as `invalid_grant`; only codes that are known. */
	readonly error: string | undefined;
	/** The exception's short name, such as `UnauthorizedException`. */
	readonly exception: string | undefined;
	/** The token that the server's text names. */
	readonly token: {readonly fingerprint: string; readonly isCurrent: boolean | undefined} | undefined;
	/** The server's own words, or the start of a body that is no words. At most 500 characters, never a token. */
	readonly serverSays: string | undefined;
	/**
	 * The answer as it came, as far as it can be shown: status line, headers that say something, an empty line, and the body, of which at
	 * most 4000 characters (escapes make them more); without secrets, safe but for its line breaks. Undefined when no answer came.
	 */
	readonly original: string | undefined;
	/** From `Retry-After`. */
	readonly retryAfter: Duration | undefined;
	/** What the answer's body was: only `api` proves that the REST service itself spoke. Undefined when no answer came. */
	readonly shape: AnswerShape | undefined;
	/** Whose answer it is, where that is known to be no appliance's. */
	readonly stranger: Stranger | undefined;
	/** Code of the transport error (`ECONNREFUSED`), when no answer came. */
	readonly code: string | undefined;
	/** How far the exchange had come when it failed, when no answer came. */
	readonly phase: ExchangePhase | undefined;
	/** The certificate that the other side showed, for the two certificate kinds. */
	readonly certificate: Certificate | undefined;
	/** The one that was expected in its place, for a changed one. */
	readonly pinned: Pin | undefined;
	/** What the other side speaks in place of TLS that is good enough, such as `TLS 1.1 with AES256-SHA` or `SSH`. */
	readonly offers: string | undefined;
	/** The variable that names a proxy for this host, which was not used, when the host could not be reached. */
	readonly unusedProxy: string | undefined;
	/** The proxy that was asked for, when it failed there: the appliance has not been reached. */
	readonly proxy: ProxyTrouble | undefined;
};
