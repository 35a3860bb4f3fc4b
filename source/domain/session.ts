import type {ClockStep} from './clock-step.ts';
import {type Deadlines, type Ending, isOver} from './deadline.ts';
import type {Happening, JournalEntry} from './journal.ts';
import {withEntry} from './journal.ts';
import type {Profile} from './profile.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Secret} from './secret.ts';
import type {SessionRecord} from './session-record.ts';
import {type Duration, earliest, type Instant} from './time.ts';
import type {Token} from './token.ts';

/** The life of one token of one profile. Deadlines are instants; nothing here counts down. */
export type Session = {
	readonly profile: Profile;
	readonly phase: Phase;
	readonly keepAlive: boolean;
	/** Whether the store is known to hold this user's password. */
	readonly passwordStored: boolean;
	readonly network: 'ok' | 'failing' | 'unknown';
	readonly tickles: {readonly sent: number; readonly failed: number; readonly failuresInARow: number};
	readonly lastTickle: TickleResult | undefined;
	readonly lastRefusal: {readonly refusal: Refusal; readonly at: Instant} | undefined;
	/** Newest last. */
	readonly journal: readonly JournalEntry[];
	/** When the wall clock was last set forward, or the machine was paused without its own clocks knowing: the session may be older. */
	readonly clockSetAt: Instant | undefined;
	/** Number of the last request; an answer with another number than the one waited for is a stranger. */
	readonly requests: number;
	/** When the latest sign-ins without a person left, newest last. */
	readonly renewals: readonly Instant[];
	/**
	 * The server's no to a password, also one that another process met: nothing is sent by itself while this stands, and a refused
	 * stored one not at all.
	 */
	readonly refusedPassword: {readonly which: WhichPassword; readonly kind: RefusalKind} | undefined;
	/** Another process signed in by itself lately: no sign-in of ours by itself before this. */
	readonly postponedUntil: Instant | undefined;
	readonly keeper: Keeper;
	/** The last question to the store whether another process has a newer token; its request is undefined once it was answered. */
	readonly looking: {readonly request: number | undefined; readonly at: Instant} | undefined;
	/** When a token was last refused as one that the appliance does not know, and whether that was the second time in a row. */
	readonly unknownToken: {readonly at: Instant; readonly isTwice: boolean} | undefined;
	/** How far the server's clock is ahead of ours, as far as is known. Shown when it is much, never used. */
	readonly clockSkew: Duration | undefined;
	/** Fingerprint of the token that somebody else was seen to use as well. */
	readonly sharedToken: string | undefined;
};

/** Programs have signed in by themselves as often as they may; or another process is at it and does not come to an end. */
type WhyPostponed = Extract<Happening, {readonly what: 'sign-in-postponed'}>['why'];

type WhichPassword = 'typed' | 'stored';

/** Which process keeps the session alive: tickles it, and signs in anew when it ends. Undecided until the lock has been asked. */
export type Keeper =
	| {readonly who: 'undecided'}
	| {readonly who: 'us'}
	| {readonly who: 'other'; readonly pid: number | undefined; readonly nextAt: Instant | undefined};

/**
 * Who wants a sign-in: a person who has typed the password now, a key or a command, or the program by itself. The less of a person
 * there is, the more the login guard forbids.
 */
export type SignInBy = 'person' | 'key' | 'program';

export type Phase =
	| {readonly name: 'signed-out'; readonly refusal: Refusal | undefined}
	| {readonly name: 'restoring'; readonly request: number}
	| {
			readonly name: 'signing-in';
			readonly request: number;
			readonly by: 'person' | 'renewal';
			readonly password: WhichPassword;
			/** A new token that is being proven before it takes the place of the one in reserve. */
			readonly unproven: Token | undefined;
			readonly startedAt: Instant;
			/** The session that goes on should this sign-in fail. */
			readonly before: Active | Expired | undefined;
			/** The profile that goes on with it. */
			readonly formerProfile: Profile;
	  }
	| Active
	| Expired
	/** The credentials were refused: only a person goes on from here. */
	| {readonly name: 'blocked'; readonly refusal: Refusal}
	| {readonly name: 'signing-out'; readonly request: number; readonly forgetPassword: boolean};

type Held = {
	readonly token: Token;
	readonly deadlines: Deadlines;
	/** When the last accepted request left. */
	readonly touchedAt: Instant;
	readonly tickle: Tickle;
};

export type Active = Held & {readonly name: 'active'; readonly handOver: HandOver};

/**
 * How the session goes on beyond its absolute deadline (`renew: auto`): by a sign-in ahead of it, or, where the server gives the same
 * token until that is dead, by one at the end, for which a connection is opened beforehand.
 */
export type HandOver =
	| {readonly state: 'none'}
	| {readonly state: 'ahead'; readonly at: Instant}
	| {readonly state: 'at-the-end'; readonly connectAt: Instant}
	| {readonly state: 'connected'};

export type Expired = Held & {
	readonly name: 'expired';
	/** By which deadline, or `rejected` when the server refused the token before one was over. */
	readonly ending: Ending | 'rejected';
	readonly at: Instant;
	/** The server's proof; undefined while only our clocks say so. */
	readonly refusal: Refusal | undefined;
	/** When to sign in again by ourselves (`renew: auto`). */
	readonly renewAt: Instant | undefined;
	/** Whether a sign-in by ourselves failed for good: a person is waited for. */
	readonly hasGivenUp: boolean;
};

export type Tickle =
	| {readonly state: 'off'}
	| {readonly state: 'waiting'; readonly at: Instant}
	| {readonly state: 'in-flight'; readonly request: number; readonly sentAt: Instant}
	/** The other side is not the appliance any more; nothing is sent until a person looks. */
	| {readonly state: 'stopped'; readonly refusal: Refusal};

export type TickleResult = {
	readonly at: Instant;
	readonly outcome: 'accepted' | 'refused' | 'failed';
	readonly status: number | undefined;
	readonly roundTrip: Duration | undefined;
};

type Answered = {
	readonly request: number;
	readonly sentAt: Instant;
	readonly receivedAt: Instant;
	readonly status: number | undefined;
	/** See `Exchange`. */
	readonly serverTime?: Instant | undefined;
};

export type SessionEvent =
	| {readonly type: 'restore-requested'}
	| {
			readonly type: 'token-restored';
			readonly request: number;
			readonly token: Token;
			readonly record: SessionRecord | undefined;
	  }
	| {
			readonly type: 'nothing-restored';
			readonly request: number;
			readonly problem: string | undefined;
			readonly record: SessionRecord | undefined;
	  }
	/** By a person unless told. */
	| {
			readonly type: 'sign-in-requested';
			readonly password: Secret;
			readonly profile: Profile;
			readonly by?: SignInBy;
	  }
	/** With the profile as a person has just set it, such as with a certificate that they accepted; else as it is. By a key unless told. */
	| {readonly type: 'stored-sign-in-requested'; readonly profile?: Profile; readonly by?: SignInBy}
	| ({readonly type: 'token-granted'; readonly token: Token; readonly password: Secret} & Answered)
	| ({readonly type: 'token-refused'; readonly refusal: Refusal} & Answered)
	/** The appliance refused this very password before, in this process or in another. */
	| {
			readonly type: 'password-refused-before';
			readonly request: number;
			readonly kind: RefusalKind;
			readonly at: Instant;
	  }
	| {
			readonly type: 'sign-in-postponed';
			readonly request: number;
			readonly why: WhyPostponed;
			readonly until: Instant;
	  }
	/** Instead of an answer to a sign-in: another process has just got a token. */
	| {
			readonly type: 'token-adopted';
			readonly request: number;
			readonly token: Token;
			readonly record: SessionRecord | undefined;
	  }
	| {
			readonly type: 'newer-token-found';
			readonly request: number;
			readonly token: Token;
			readonly record: SessionRecord | undefined;
	  }
	| {readonly type: 'nothing-newer'; readonly request: number}
	| {readonly type: 'keeper-undecided'}
	| {readonly type: 'keeper-elected'}
	/** Another process keeps the session; `record` is what it last wrote. */
	| {readonly type: 'keeper-found'; readonly record: SessionRecord | undefined}
	/** Nobody is asked to keep it, such as with the keep-alive off; what whoever does last wrote. */
	| {readonly type: 'record-read'; readonly record: SessionRecord | undefined}
	| {readonly type: 'password-missing'; readonly request: number; readonly problem: string | undefined}
	/** What a program may not do without could not be written or read. */
	| {readonly type: 'sign-in-not-safe'; readonly request: number; readonly problem: string}
	| {readonly type: 'cancel-requested'}
	| {readonly type: 'tickle-requested'}
	| ({readonly type: 'tickle-answered'; readonly refusal: Refusal | undefined} & Answered)
	/** A request of somebody's that went through this session. */
	| {
			readonly type: 'token-used';
			readonly fingerprint: string;
			readonly sentAt: Instant;
			readonly receivedAt: Instant;
			readonly refusal: Refusal | undefined;
	  }
	| {readonly type: 'keep-alive-requested'; readonly on: boolean}
	| {readonly type: 'sign-out-requested'; readonly forgetPassword: boolean}
	| ({readonly type: 'revoke-answered'; readonly refusal: Refusal | undefined} & Answered)
	| {readonly type: 'session-stored'; readonly password: boolean}
	| {readonly type: 'storing-failed'; readonly where: 'secrets' | 'files'; readonly problem: string}
	| {readonly type: 'clock-stepped'; readonly step: ClockStep}
	| {readonly type: 'alarm-rang'};

/** The answer to a request with the token, of ours or one that went through us. */
export const isUse = (
	event: SessionEvent,
): event is Extract<SessionEvent, {readonly type: 'tickle-answered' | 'token-used'}> =>
	event.type === 'tickle-answered' || event.type === 'token-used';

/** Effects are data and carry all they need. */
export type Effect =
	| {readonly type: 'restore'; readonly request: number; readonly profile: Profile}
	| {
			readonly type: 'request-token';
			readonly request: number;
			readonly profile: Profile;
			readonly password: Secret;
			readonly by: SignInBy;
	  }
	| {
			readonly type: 'request-token-with-stored-password';
			readonly request: number;
			readonly profile: Profile;
			readonly by: SignInBy;
			/** The token that is held already: a stored one that is newer will do. */
			readonly held: Token | undefined;
	  }
	/** Whether the store has a newer token than the one that was refused. */
	| {readonly type: 'find-newer-token'; readonly request: number; readonly profile: Profile; readonly held: Token}
	/** So that the next request finds an open one. */
	| {readonly type: 'open-connection'; readonly profile: Profile}
	| {
			readonly type: 'send-tickle';
			readonly request: number;
			readonly profile: Profile;
			readonly bearer: Secret;
			readonly timeout: Duration;
	  }
	| {readonly type: 'revoke-token'; readonly request: number; readonly profile: Profile; readonly bearer: Secret}
	| {readonly type: 'store-session'; readonly profile: Profile; readonly token: Token; readonly password: Secret}
	| {readonly type: 'store-token'; readonly profile: Profile; readonly token: Token}
	| {readonly type: 'forget-secrets'; readonly profile: Profile; readonly password: boolean}
	/** The limit of the appliance that was learnt, into the saved profile. */
	| {readonly type: 'store-limits'; readonly profile: Profile; readonly limit: Ending}
	| {readonly type: 'cancel-request'; readonly request: number}
	/** Kept connections may lead nowhere any more; requests under way are not touched. */
	| {readonly type: 'drop-connections'};

/** When an event reached the engine, and one sample from 0 to 1 for whatever is to be jittered. */
export type Moment = {readonly now: Instant; readonly sample: number};

export type Step = readonly [Session, ...Effect[]];

export const createSession = (profile: Profile, passwordStored: boolean): Session => ({
	profile,
	phase: {name: 'signed-out', refusal: undefined},
	keepAlive: profile.keepAlive,
	passwordStored,
	network: 'unknown',
	tickles: {sent: 0, failed: 0, failuresInARow: 0},
	lastTickle: undefined,
	lastRefusal: undefined,
	journal: [],
	clockSetAt: undefined,
	requests: 0,
	renewals: [],
	refusedPassword: undefined,
	postponedUntil: undefined,
	// Of a token in memory no other process knows.
	keeper: {who: profile.storage === 'memory' ? 'us' : 'undecided'},
	looking: undefined,
	unknownToken: undefined,
	clockSkew: undefined,
	sharedToken: undefined,
});

/** The one instant at which this session wants to be woken; undefined while only an answer or a person can move it. */
export function nextAlarm({phase}: Session): Instant | undefined {
	switch (phase.name) {
		case 'active':
			return earliest(
				tickleAt(phase.tickle),
				handOverAt(phase.handOver),
				phase.deadlines.idle.latest,
				phase.deadlines.absolute?.latest,
			);
		case 'expired':
			return earliest(
				tickleAt(phase.tickle),
				phase.renewAt,
				isCertain(phase) ? undefined : phase.deadlines.absolute?.latest,
			);
		case 'signed-out':
		case 'restoring':
		case 'signing-in':
		case 'blocked':
		case 'signing-out':
			return undefined;
	}
}

/** Whether the token is dead for sure: the server said so, or the deadline that nothing moves was over. */
export const isCertain = ({refusal, deadlines: {absolute}, at}: Expired) =>
	refusal !== undefined || (absolute !== undefined && isOver(absolute, at));

/** The token that there is, also while it is in reserve until another one is granted. */
export function heldBy(phase: Phase): Active | Expired | undefined {
	if (phase.name === 'active' || phase.name === 'expired') return phase;
	return phase.name === 'signing-in' ? phase.before : undefined;
}

/** A session that lives on as long as this program tickles it. */
type Kept = Session & {readonly phase: Active};

export const isKept = (session: Session): session is Kept =>
	isOurs(session) && session.phase.name === 'active' && session.phase.tickle.state !== 'stopped';

/** Never lock the account: a stored password that the server refused is neither sent nor offered again. */
export const isStoredRefused = ({refusedPassword}: Session) => refusedPassword?.which === 'stored';

export const noted = (session: Session, at: Instant, happening: Happening): Session => ({
	...session,
	journal: withEntry(session.journal, at, happening),
});

export const plan = ({idleLimit, tickleInterval}: Profile) => ({idleLimit, interval: tickleInterval});

function handOverAt(handOver: HandOver): Instant | undefined {
	if (handOver.state === 'ahead') return handOver.at;
	return handOver.state === 'at-the-end' ? handOver.connectAt : undefined;
}

/** Whether it is for this process to keep the session alive. */
export const isOurs = ({keepAlive, keeper}: Session) => keepAlive && keeper.who === 'us';

/** Whether the store is being asked for the token of another process. */
export const isLooking = ({looking}: Session) => looking?.request !== undefined;

const tickleAt = (tickle: Tickle) => (tickle.state === 'waiting' ? tickle.at : undefined);

/** The session with one tickle's result counted. */
export function counted(session: Session, result: TickleResult): Session {
	const failed = result.outcome === 'failed';
	return {
		...session,
		network: failed ? 'failing' : 'ok',
		lastTickle: result,
		tickles: {
			sent: session.tickles.sent + 1,
			failed: session.tickles.failed + (result.outcome === 'accepted' ? 0 : 1),
			failuresInARow: failed ? session.tickles.failuresInARow + 1 : 0,
		},
	};
}
