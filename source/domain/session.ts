import {type Deadlines, type Ending, isOver} from './deadline.ts';
import type {Happening, JournalEntry} from './journal.ts';
import {withEntry} from './journal.ts';
import {type Meeting, type MetRefusal, withRefusal} from './met-refusals.ts';
import type {Profile} from './profile.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {SignOut} from './sign-out.ts';
import {type Duration, earliest, type Instant} from './time.ts';
import type {Token} from './token.ts';

/** The life of one token of one profile. Deadlines are instants; nothing here counts down. */
export type Session = {
	readonly profile: Profile;
	readonly phase: Phase;
	readonly keepAlive: boolean;
	/** Whether it is on a screen: where it has no token, what somebody signs in to in another process is for that screen as well. */
	readonly isShown: boolean;
	/** Whether the store is known to hold this user's password. */
	readonly passwordStored: boolean;
	readonly network: 'ok' | 'failing' | 'unknown';
	readonly tickles: {readonly sent: number; readonly failed: number; readonly failuresInARow: number};
	readonly lastTickle: TickleResult | undefined;
	/** What was refused, newest last, also in the sessions before this one. */
	readonly refusals: readonly MetRefusal[];
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
	/** Why the store did not give the token when it was last asked for it: it may well hold one. */
	readonly unread: string | undefined;
	/** Whether the store has the token that is held. `awaited`: it has not said so yet; `no`: it could not take it, and is asked again. */
	readonly tokenStored: 'yes' | 'awaited' | 'no';
	/** When a token was last refused as one that the appliance does not know, and whether that was the second time in a row. */
	readonly unknownToken: {readonly at: Instant; readonly isTwice: boolean} | undefined;
	/** How far the server's clock is ahead of ours, as far as is known. Shown when it is much, never used. */
	readonly clockSkew: Duration | undefined;
	/** Fingerprint of the token that somebody else was seen to use as well. */
	readonly sharedToken: string | undefined;
};

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
	| {
			readonly name: 'signed-out';
			readonly refusal: Refusal | undefined;
			/** What somebody signed out of; undefined where nobody did. */
			readonly signOut?: SignOut;
	  }
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
	| {
			readonly name: 'signing-out';
			readonly request: number;
			/** When the person wanted it. */
			readonly at: Instant;
			/** What is being taken back. */
			readonly held: Active | Expired;
			/** What is to be forgotten here then; undefined where that is for another process. */
			readonly forget: {readonly password: boolean} | undefined;
			/** What the appliance said to that; undefined until it did. Then it is asked whether it refuses the token. */
			readonly revoked: {readonly refusal: Refusal | undefined} | undefined;
	  };

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

export const createSession = (profile: Profile, passwordStored: boolean): Session => ({
	profile,
	phase: {name: 'signed-out', refusal: undefined},
	keepAlive: profile.keepAlive,
	isShown: false,
	passwordStored,
	network: 'unknown',
	tickles: {sent: 0, failed: 0, failuresInARow: 0},
	lastTickle: undefined,
	refusals: [],
	journal: [],
	clockSetAt: undefined,
	requests: 0,
	renewals: [],
	refusedPassword: undefined,
	postponedUntil: undefined,
	// Of a token in memory no other process knows.
	keeper: {who: profile.storage === 'memory' ? 'us' : 'undecided'},
	looking: undefined,
	unread: undefined,
	tokenStored: 'yes',
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

/** The session with one more refusal met. */
export function refusedAt(session: Session, met: Omit<Meeting, 'acceptedAt'>): Session {
	const acceptedAt = session.journal.findLast(({happening: {what}}) => accepting.has(what))?.at;
	return {...session, refusals: withRefusal(session.refusals, {...met, acceptedAt})};
}

const accepting: ReadonlySet<Happening['what']> = new Set(['tickle-accepted', 'signed-in', 'token-adopted']);

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
