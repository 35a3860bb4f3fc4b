import type {Address} from './domain/address.ts';
import type {Certificate} from './domain/certificate.ts';
import type {ClockStep} from './domain/clock-step.ts';
import type {EventReport} from './domain/event-report.ts';
import type {LoginGuard} from './domain/login-guard.ts';
import type {Outcome} from './domain/outcome.ts';
import type {PendingWipe} from './domain/pending-wipe.ts';
import type {Grant, Profile, SecretName, SecretPlace, StorageKind} from './domain/profile.ts';
import type {Refusal} from './domain/refusal.ts';
import type {Secret} from './domain/secret.ts';
import type {SecretTrouble} from './domain/secret-trouble.ts';
import type {SessionRecord} from './domain/session-record.ts';
import type {Helper} from './domain/settings.ts';
import type {Duration, Instant} from './domain/time.ts';
import type {Token} from './domain/token.ts';

export type Cancel = () => void;

/** Time that only runs forward: setting the wall clock does not move it, sleep does. */
export type Clock = {
	/** The wall clock when the program started plus the time that has passed since. */
	now(): Instant;
	/** Rings once; a delay that is not positive rings as soon as possible. */
	after(delay: Duration, ring: () => void): Cancel;
};

export type ClockWatch = {
	/** Compares the clocks once a second until it is cancelled. Keeps no program from ending. */
	watch(listener: (step: ClockStep) => void): Cancel;
};

export type Random = {
	/** Evenly from 0 (inclusive) to 1 (exclusive). */
	sample(): number;
};

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

/** Why a secret could not be read, written or removed, with words for a person. `locked` does not mean `absent`. */
export type SecretStoreFailure = {
	readonly kind: SecretTrouble;
	readonly text: string;
};

/** Whom a store may ask for what it takes; a person unless told. */
export type Asking = 'person' | 'nobody';

export type SecretStore = {
	readonly kind: StorageKind;
	/** Undefined means that nothing is stored, proven. */
	read(name: SecretName, signal?: AbortSignal): Promise<Outcome<Secret | undefined, SecretStoreFailure>>;
	write(name: SecretName, secret: Secret, signal?: AbortSignal): Promise<Outcome<void, SecretStoreFailure>>;
	remove(name: SecretName, signal?: AbortSignal): Promise<Outcome<void, SecretStoreFailure>>;
	/**
	 * Gets what it takes, once, and asks on the terminal for it unless nobody is to be asked: only commands have a person asked, before a
	 * screen. Absent where nobody ever is.
	 */
	readonly unlock?: (
		to: 'read' | 'write',
		signal?: AbortSignal,
		asking?: Asking,
	) => Promise<Outcome<void, SecretStoreFailure>>;
	/** Never waits for a prompt; bounded at 250 ms. */
	check(): Promise<Outcome<void, SecretStoreFailure>>;
	/** Ends what the store keeps running; a pending call fails as cancelled. */
	close(): void;
};

/** Which secrets are to be removed from their stores and are not yet, such as from a keychain that is locked: names, no secrets. */
export type PendingWipes = {
	/** Those that can be read, oldest first. */
	list(): Promise<readonly PendingWipe[]>;
	note(wipe: PendingWipe): Promise<Outcome<void, FileFailure>>;
	/** It is gone, or stored anew. */
	callOff(place: SecretPlace): Promise<Outcome<void, FileFailure>>;
};

/** A file could not be read or written, with words for a person and the path. */
export type FileFailure = {
	readonly kind: 'unreadable' | 'unwritable' | 'damaged';
	readonly path: string;
	readonly text: string;
};

export type Profiles = {
	readonly profiles: readonly Profile[];
	/** The name of the default profile; undefined when there is none. */
	readonly standard: string | undefined;
	/** See `Settings`. */
	readonly helper?: Helper | undefined;
	/** Words to a person about what was found wrong and what was done, such as a damaged file that was set aside. */
	readonly notices: readonly string[];
};

export type ProfileStore = {
	load(): Promise<Outcome<Profiles, FileFailure>>;
	/** Adds the profile or replaces the one of the same name; the first one becomes the default. */
	save(profile: Profile): Promise<Outcome<void, FileFailure>>;
	remove(name: string): Promise<Outcome<void, FileFailure>>;
	makeStandard(name: string): Promise<Outcome<void, FileFailure>>;
	/** For all profiles whose storage is `helper`. */
	saveHelper(helper: Helper): Promise<Outcome<void, FileFailure>>;
};

/** What other processes may know about a session: deadlines and counts, no secret. One record a profile. */
export type SessionRecords = {
	/** Undefined when there is none, or none that can be read, of which `notices` has words to a person, once. */
	read(profile: string): Promise<SessionRecord | undefined>;
	notices(): readonly string[];
	write(record: SessionRecord): Promise<Outcome<void, FileFailure>>;
	remove(profile: string): Promise<Outcome<void, FileFailure>>;
};

/** What happened to sessions, for whoever asks later why one died: no secret, and only so much of it. */
export type EventLog = {
	/** At the end of what there is, also when several processes do so at once. */
	append(events: readonly EventReport[]): Promise<Outcome<void, FileFailure>>;
	/** What happened to this profile's sessions, newest last, the latest two thousand at most; without those before `since`. */
	read(profile: string, since?: Instant): Promise<readonly EventReport[]>;
};

/** A piece of a log, or what became of the log. */
export type LogPiece =
	/** A character a byte; it ends anywhere. */
	| {readonly kind: 'text'; readonly text: string}
	/** All that there is was read; more may come. */
	| {readonly kind: 'waiting'}
	/** The log begins anew. */
	| {readonly kind: 'rotated' | 'truncated'}
	/** There is no file of that name any more; one may come. */
	| {readonly kind: 'gone'}
	/** It cannot be read, or not to its end. The last piece. */
	| {readonly kind: 'failed'; readonly failure: FileFailure};

/** A log of somebody else's of any size: a file, a compressed one, a pipe, or stdin as `-`. */
export type LogFile = {
	/** To its end; `follow` goes on when the file grows, or another takes its name, until the program is stopped. */
	read(path: string, how: 'once' | 'follow'): AsyncIterable<LogPiece>;
};

/** What one process may do at a time for this user at this origin, on this machine: keep the session alive, or sign in. */
export type Right = {
	readonly to: 'keep-alive' | 'sign-in';
	readonly username: string;
	readonly origin: string;
	/** Whose session is kept: each profile has a record of its own, by which others follow. */
	readonly profile?: string;
};

export type HeldLock = {
	/** Aborted once another took the lock because this process was silent for too long. */
	readonly lost: AbortSignal;
	readonly release: () => Promise<void>;
};

export type LockFailure = {readonly kind: 'taken'} | {readonly kind: 'cancelled'} | FileFailure;

/** Locks between processes, each with a heartbeat: who ends without releasing one is silent, and after ten seconds it is free again. */
export type Locks = {
	/** Does not wait. */
	tryAcquire(right: Right): Promise<Outcome<HeldLock, LockFailure>>;
	/** Waits so long at most; `taken` afterwards. */
	acquire(right: Right, patience: Duration, signal?: AbortSignal): Promise<Outcome<HeldLock, LockFailure>>;
};

/** What is remembered between processes of sign-ins as one user at one origin, so that no program locks the account. */
export type LoginGuards = {
	/** An empty guard when there is none; a damaged one is set aside and fails. */
	read(account: Account): Promise<Outcome<LoginGuard, FileFailure>>;
	write(account: Account, guard: LoginGuard): Promise<Outcome<void, FileFailure>>;
	/** The keyed hash by which a password is known again; slow on purpose. */
	markOf(account: Account, password: Secret): Promise<Outcome<string, FileFailure>>;
};

export type Account = {readonly username: string; readonly origin: string};
