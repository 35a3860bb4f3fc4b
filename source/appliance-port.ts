import type {Address} from './domain/address.ts';
import type {Certificate} from './domain/certificate.ts';
import type {Outcome} from './domain/outcome.ts';
import type {Grant} from './domain/profile.ts';
import type {Refusal} from './domain/refusal.ts';
import type {Secret} from './domain/secret.ts';
import type {Duration, Instant} from './domain/time.ts';
import type {Token} from './domain/token.ts';

/** One question to the appliance and what came of it. `sentAt` is the moment at which the request left. */
export type Exchange<Value> = {
	readonly sentAt: Instant;
	readonly receivedAt: Instant;
	readonly outcome: Outcome<Value, Refusal>;
	/** The answer's status; undefined when none came. */
	readonly status: number | undefined;
	/** What the answer's `Date` says, which is whole seconds: the middle of its second. Undefined when it says no plausible time. */
	readonly serverTime: Instant | undefined;
};

/** `timeout` is for the whole of it, connecting included. */
type Bounded = Address & {readonly timeout: Duration; readonly signal?: AbortSignal};

export type TokenRequest = Bounded & {
	readonly grant: Grant;
	readonly username: string;
	readonly password: Secret;
};

export type BearerRequest = Bounded & {
	readonly grant: Grant;
	readonly bearer: Secret;
};

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request of somebody's own. */
export type ApiRequest = Bounded & {
	readonly method: ApiMethod;
	/** As it is to be sent, with its query. */
	readonly path: string;
	/** They take the place of ours; names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | undefined;
	readonly grant: Grant;
	/** Undefined for a path that needs no token. */
	readonly bearer: Secret | undefined;
};

/** What came, be it a yes or a no. */
export type ApiAnswer = {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Unpacked, but else as it came: of a yes up to 32 MiB, of a no the first 64 KiB. */
	readonly body: Uint8Array;
};

/** `answer` is undefined where none came, or one that is longer than is taken. */
export type ApiExchange = Exchange<void> & {readonly answer: ApiAnswer | undefined};

export type CertificateLook = {
	/** Undefined for plain HTTP, which only loopback origins may use. */
	readonly certificate: Certificate | undefined;
	/** Whether the system's roots (or the CA file) vouch for it, and if not, the TLS library's code. */
	readonly verified: boolean;
	readonly problem: string | undefined;
	/** What the connection is secured with, such as `TLSv1.3` and `TLS_AES_256_GCM_SHA384`. */
	readonly tls?: {readonly version: string; readonly cipher: string};
};

export type ApplianceVersion = {readonly restApi: string; readonly svtfs: string | undefined};

/**
 * The SimpliVity REST API as far as a session needs it. It never follows a redirect and never asks again, but for one case: a GET that
 * met a kept connection which the server had closed.
 */
export type Appliance = {
	requestToken(request: TokenRequest): Promise<Exchange<Token>>;
	/** One cheap authenticated GET that moves the idle deadline. */
	tickle(request: BearerRequest): Promise<Exchange<void>>;
	revoke(request: BearerRequest): Promise<Exchange<void>>;
	/** One request of somebody's own. */
	request(request: ApiRequest): Promise<ApiExchange>;
	/** `/api/version` needs no token. */
	readVersion(request: Bounded): Promise<Exchange<ApplianceVersion>>;
	/**
	 * Whether the fixed client login is taken: asks for a token without grant, user and password, and succeeds when the refusal is
	 * about the missing grant.
	 */
	tryClientLogin(request: Bounded): Promise<Exchange<void>>;
	/** Completes the TLS handshake, reads the certificate and hangs up: no byte of HTTP is sent. */
	lookAtCertificate(request: Bounded): Promise<Outcome<CertificateLook, Refusal>>;
	/** For a token request that follows within seconds and is not to wait for a handshake. */
	openConnection(address: Bounded): Promise<Outcome<void, Refusal>>;
	/** Hangs up the connections that are kept for the next request; what is under way goes on. */
	dropConnections(): void;
	/** Drops all connections. */
	close(): Promise<void>;
};
