import type {Profile} from './profile.ts';
import {
	type Active,
	type Expired,
	heldBy,
	isCertain,
	isLooking,
	isOurs,
	type Keeper,
	noted,
	type Session,
} from './session.ts';
import {lastKnownUse} from './session-deadlines.ts';
import type {Moment, Step} from './session-event.ts';
import {expired, expiredByClock, isRenewable, lookForNewer, planned} from './session-expiry.ts';
import {isSignedOutOf, type SessionRecord} from './session-record.ts';
import {handOverOf} from './session-renewal.ts';
import {signedOutElsewhere} from './session-sign-out.ts';
import {rearmed} from './session-tickle.ts';
import {type Duration, earliest, type Instant, later, latest, minutes, seconds, until} from './time.ts';
import type {Token} from './token.ts';

/** Whether another process may know more of this session: of one that is only in memory nobody does. */
export const isFollowed = (session: Session) =>
	session.profile.storage !== 'memory' && (heldBy(session.phase) !== undefined || isOpenToOthers(session));

/** What is on a screen without a token. Whoever nobody looks at does not come back to what somebody signed out of. */
const isOpenToOthers = ({phase, isShown}: Session) =>
	isShown && (phase.name === 'signed-out' || phase.name === 'blocked');

/** Whose session this process wants to keep; undefined while there is none that it could do anything for. */
export function keptProfile(session: Session): Pick<Profile, 'name' | 'username' | 'origin'> | undefined {
	const {phase, keepAlive} = session;
	if (!keepAlive || heldBy(phase) === undefined || !isFollowed(session) || isLeftAlone(session)) return undefined;
	const {name, username, origin} = phase.name === 'signing-in' ? phase.formerProfile : session.profile;
	return {name, username, origin};
}

/** A session that waits for a person: whoever signs in elsewhere is to keep what they get. */
function isLeftAlone(session: Session): boolean {
	const {phase} = session;
	if (phase.name !== 'active' && phase.name !== 'expired') return false;
	if (phase.tickle.state === 'stopped') return true;
	return phase.name === 'expired' && isCertain(phase) && !isLooking(session) && !isRenewable(session, phase);
}

/** Nobody has been asked yet who keeps the session as it is now. */
export const keeperUndecided = (session: Session, moment: Moment): Session =>
	replanned({...session, keeper: {who: session.profile.storage === 'memory' ? 'us' : 'undecided'}}, moment);

/** This process has the lock: the session is its to keep. */
export function keeperElected(session: Session, moment: Moment): Step {
	const {keeper} = session;
	if (keeper.who === 'us') return [session];
	const ours: Session = {...session, keeper: {who: 'us'}};
	const told = keeper.who === 'other' ? noted(ours, moment.now, {what: 'took-over'}) : ours;
	return [replanned(told, moment)];
}

/** Another process has it. */
export function keeperFound(session: Session, record: SessionRecord | undefined, moment: Moment): Step {
	const known = session.keeper;
	// While it signs in anew its record names nobody.
	const pid = record?.keepAlive.keeperPid ?? (known.who === 'other' ? known.pid : undefined);
	const keeper: Keeper = {who: 'other', pid, nextAt: record?.keepAlive.nextAt};
	const isSame = known.who === 'other' && known.pid === keeper.pid && known.nextAt === keeper.nextAt;
	const next: Session = isSame ? session : {...session, keeper};
	const isNews = known.who !== 'other' || (keeper.pid !== undefined && known.pid !== keeper.pid);
	const told = isNews ? noted(next, moment.now, {what: 'kept-by-other', pid: keeper.pid}) : next;
	return recordRead(known.who === 'other' ? told : replanned(told, moment), record, moment);
}

/** The session as whoever keeps it sees it: what they sent moved its deadline, and what they were told is true here as well. */
export function recordRead(known: Session, record: SessionRecord | undefined, moment: Moment): Step {
	if (isOpenToOthers(known)) return begunElsewhere(known, record, moment);
	const session = known.keepAlive ? known : {...known, keeper: keeperSeen(known, record, moment.now)};
	const {phase, profile} = session;
	if (phase.name !== 'active' && phase.name !== 'expired') return [session];
	if (isSignedOutOf(record, profile, phase.token)) return signedOutElsewhere(session, moment);
	if (record?.token === undefined || record.origin !== profile.origin || record.username !== profile.username)
		return [session];
	if (record.token.fingerprint !== phase.token.fingerprint) return newerElsewhere(session, phase, record, moment);
	if (isOurs(session)) return [heardOfEnd(session, phase, record, moment)];
	if (record.state === 'active') return [usedSince(withNetwork(session, record), phase, record, moment)];
	const isNews = phase.name === 'active' && record.state === 'expired' && record.writtenAt > phase.touchedAt;
	return [isNews ? expired(session, phase, {ending: endingOf(record), refusal: undefined}, moment) : session];
}

/** Who keeps a session that this process does not want to keep: who wrote so, and has not missed a tickle of its own since. */
function keeperSeen({keeper, profile}: Session, record: SessionRecord | undefined, now: Instant): Keeper {
	const {keeperPid: pid, nextAt} = record?.keepAlive ?? {};
	const isThere = pid !== undefined && nextAt !== undefined && until(later(nextAt, minutes(1)), now) > 0;
	if (profile.storage === 'memory' || (!isThere && keeper.who === 'undecided')) return keeper;
	if (!isThere) return {who: 'undecided'};
	return keeper.who === 'other' && keeper.pid === pid && keeper.nextAt === nextAt
		? keeper
		: {who: 'other', pid, nextAt};
}

/** Somebody was told that the token is dead: whoever keeps it asks for themselves, once. */
function heardOfEnd(session: Session, held: Active | Expired, record: SessionRecord, {now}: Moment): Session {
	const lastSentAt = latest(held.touchedAt, session.lastTickle?.at);
	const isNews = held.name === 'active' && record.state === 'expired' && record.writtenAt > lastSentAt;
	return isNews && held.tickle.state === 'waiting'
		? {...session, phase: {...held, tickle: {state: 'waiting', at: earliest(held.tickle.at, later(now, soon)) ?? now}}}
		: session;
}

const soon = seconds(1);

/**
 * The store may be written after the record, so a token that is not there yet is looked for again; one that never comes, such as from
 * a store that was locked, not each time.
 */
const lookingPauses = {first: seconds(1.5), later: minutes(1)};

function newerElsewhere(session: Session, held: Active | Expired, record: SessionRecord, moment: Moment): Step {
	const {token} = record;
	const isNewer = record.state === 'active' && token !== undefined && token.grantedAt > held.token.grantedAt;
	if (!isNewer || isLooking(session) || held.tickle.state === 'in-flight') return [session];
	const pause = lookingPauses[isFresh(token, moment.now) ? 'first' : 'later'];
	return hasLookedWithin(pause, session, moment.now) ? [session] : lookForNewer(session, held.token, moment);
}

const isFresh = ({grantedAt}: Pick<Token, 'grantedAt'>, now: Instant) =>
	until(later(grantedAt, lookingPauses.later), now) > 0;

const hasLookedWithin = (pause: Duration, {looking}: Session, now: Instant) =>
	looking !== undefined && until(later(looking.at, pause), now) > 0;

/** Somebody has signed in elsewhere. What there was before somebody signed out, or before the store was asked, is not that. */
function begunElsewhere(session: Session, record: SessionRecord | undefined, {now, sample}: Moment): Step {
	const {phase, profile, looking} = session;
	if (record?.token === undefined || record.state !== 'active' || isLooking(session)) return [session];
	const isHere = record.origin === profile.origin && record.username === profile.username;
	if (!isHere || record.storage !== profile.storage) return [session];
	const {grantedAt} = record.token;
	const signOut = phase.name === 'signed-out' ? phase.signOut : undefined;
	if (signOut !== undefined && grantedAt <= latest(signOut.at, signOut.token?.grantedAt)) return [session];
	const hasLooked = looking !== undefined && looking.at >= grantedAt;
	const isEnough = hasLooked && (!isFresh(record.token, now) || hasLookedWithin(lookingPauses.first, session, now));
	return isEnough ? [session] : lookForNewer(session, undefined, {now, sample});
}

/** Whether the appliance can be reached, as whoever asked last was told. */
function withNetwork(session: Session, {network, keepAlive: {last}}: SessionRecord): Session {
	const isNews = last === undefined ? session.network === 'unknown' : last.at > (session.lastTickle?.at ?? 0);
	return isNews && network !== session.network ? {...session, network} : session;
}

function usedSince(session: Session, held: Active | Expired, record: SessionRecord, moment: Moment): Session {
	const use = lastKnownUse(held.token, record, session.profile, moment.now);
	const isLater = use.touchedAt > held.touchedAt || use.deadlines.idle.latest > held.deadlines.idle.latest;
	if (!isLater || (held.name === 'expired' && held.refusal !== undefined)) return session;
	const {token} = held;
	const living: Active = {name: 'active', token, ...use, tickle: {state: 'off'}, handOver: {state: 'none'}};
	return expiredByClock(session, living, moment) === undefined
		? {...session, phase: rearmed(session, living, moment)}
		: session;
}

const endingOf = ({reason}: SessionRecord): Expired['ending'] =>
	reason === 'idle' || reason === 'idle-expired'
		? 'idle'
		: reason === 'absolute' || reason === 'absolute-expired'
			? 'absolute'
			: 'rejected';

/** With what it waits for as things are now. A tickle in flight re-arms itself, or does not, when its answer comes. */
export function replanned(session: Session, moment: Moment): Session {
	const {phase} = session;
	if (phase.name === 'expired') return {...session, phase: planned(session, phase, moment)};
	if (phase.name !== 'active' || phase.tickle.state === 'stopped') return session;
	if (phase.tickle.state === 'in-flight')
		return {...session, phase: {...phase, handOver: handOverOf(session, phase, moment.now)}};
	return {...session, phase: rearmed(session, phase, moment)};
}
