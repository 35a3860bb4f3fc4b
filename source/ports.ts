import type {ClockStep} from './domain/clock-step.ts';
import type {EventReport} from './domain/event-report.ts';
import type {LoginGuard} from './domain/login-guard.ts';
import type {Outcome} from './domain/outcome.ts';
import type {PendingWipe} from './domain/pending-wipe.ts';
import type {Profile, SecretName, SecretPlace, StorageKind} from './domain/profile.ts';
import type {Secret} from './domain/secret.ts';
import type {SecretTrouble} from './domain/secret-trouble.ts';
import type {SessionRecord} from './domain/session-record.ts';
import type {Helper} from './domain/settings.ts';
import type {Duration, Instant} from './domain/time.ts';

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
