import {heldBy, isOurs, type Phase, plan, type Session} from './session.ts';
import {isRenewable} from './session-expiry.ts';
import {isSignedOutOf, isSignOut, type SessionReason, type SessionRecord, type SessionState} from './session-record.ts';
import {tokenRecord} from './session-record-token.ts';
import {intervalOf} from './tickle-plan.ts';
import type {Instant} from './time.ts';

/** What other processes may know of a session. `processId` is ours: the keeper's while we keep it alive. */
export function recordOf(session: Session, processId: number, writtenAt: Instant): SessionRecord {
	const {phase, keepAlive, tickles, lastTickle} = session;
	const held = phase.name === 'signing-out' ? phase.held : heldBy(phase);
	const signOut = phase.name === 'signed-out' ? phase.signOut : undefined;
	const deadlines = held?.deadlines ?? signOut?.deadlines;
	// A session in reserve is told of as its own profile's, wherever the sign-in goes.
	const profile = phase.name === 'signing-in' && held !== undefined ? phase.formerProfile : session.profile;
	const {state, reason} = stateOf(phase);
	const signedOutAt = phase.name === 'signing-out' ? phase.at : signOut?.at;
	const blocked = phase.name === 'blocked' ? phase.refusal.kind : session.refusedPassword?.kind;
	return {
		profile: profile.name,
		origin: profile.origin,
		username: profile.username,
		grant: profile.grant,
		storage: profile.storage,
		renew: profile.renew,
		state,
		reason,
		network: session.network,
		writtenAt: signedOutAt ?? writtenAt,
		token: held === undefined ? signOut?.token : tokenRecord(held.token, profile, session.sharedToken),
		idleLimitMilliseconds: profile.idleLimit,
		idle: deadlines?.idle,
		absolute: deadlines?.absolute,
		keepAlive: {
			state: keepAlive ? 'on' : 'off',
			keeperPid: isOurs(session) && goesOn(session) ? processId : undefined,
			intervalMilliseconds: intervalOf(plan(profile)),
			nextAt: held?.tickle.state === 'waiting' && phase.name !== 'signing-out' ? held.tickle.at : undefined,
			last: lastTickle && {
				at: lastTickle.at,
				outcome: lastTickle.outcome,
				httpStatus: lastTickle.status,
				roundTripMilliseconds: lastTickle.roundTrip,
			},
			sent: tickles.sent,
			failuresInARow: tickles.failuresInARow,
		},
		passwordStored: session.passwordStored,
		blocked,
		blockedAt: blocked === undefined ? undefined : writtenAt,
		clockSkewMilliseconds: session.clockSkew,
	};
}

/** Whether it lives, or is being brought over its end by itself. */
function goesOn(session: Session): boolean {
	const {phase} = session;
	if (phase.name === 'signing-in') return phase.by === 'renewal';
	return phase.name === 'active' || (phase.name === 'expired' && isRenewable(session, phase));
}

/** Whether this process has had the token that the record is about, or only asks for one. */
export type Standing = 'holder' | 'newcomer';

type Writer = {readonly standing: Standing; readonly processId: number};

/**
 * What takes the place of `former`, which another process may have written. A refusal stands until a token was granted after it. Whoever
 * has only asked for a token, and got none, knows nothing of the session that lives; nor does whoever still has an older token. And who
 * does not keep the session leaves what it says of the one who does: that one may be about to bring it over its end.
 */
export function recordAfter(
	former: SessionRecord | undefined,
	next: SessionRecord,
	{standing, processId}: Writer,
): SessionRecord {
	if (former === undefined || former.origin !== next.origin || former.username !== next.username) return next;
	const {blocked, blockedAt} = standingBlock(former, next);
	// A sign-out stands until a token was granted after it: no program may take it for the end of just any session.
	if (!isSignOut(next) && isSignedOutOf(former, next, next.token)) return {...former, blocked, blockedAt};
	if (isSignOut(next) && former.token !== undefined && isSignedOutOf(next, next, former.token))
		return {...withLatestToken(next, former), blocked, blockedAt};
	const isOthers = isLiving(former, next.writtenAt) && knowsMore(former, next, standing);
	if (isOthers) return {...former, blocked, blockedAt};
	const {keeperPid} = former.keepAlive;
	const isKeptByOther = next.keepAlive.keeperPid === undefined && keeperPid !== undefined && keeperPid !== processId;
	const {keepAlive, renew} = isKeptByOther && next.token !== undefined && !isSignOut(next) ? former : next;
	return {...next, blocked, blockedAt, keepAlive, renew};
}

/** Whether the record that was read hides the token that lives here: two that write at once do not see each other's. */
export function isHiddenBy(record: SessionRecord | undefined, {phase, profile: {origin, username}}: Session): boolean {
	if (phase.name !== 'active' || record?.token === undefined) return false;
	if (record.origin !== origin || record.username !== username) return false;
	return record.token.fingerprint !== phase.token.fingerprint && record.token.grantedAt < phase.token.grantedAt;
}

/** Whoever signs out may not have been able to read the token, or only an older one: whoever keeps the latest is meant as well. */
function withLatestToken(next: SessionRecord, former: SessionRecord): SessionRecord {
	const isLater = next.token === undefined || (former.token?.grantedAt ?? 0) > next.token.grantedAt;
	return isLater ? {...next, token: former.token, idle: former.idle, absolute: former.absolute} : next;
}

function knowsMore({token}: SessionRecord, next: SessionRecord, standing: Standing): boolean {
	if (next.token === undefined) return standing === 'newcomer';
	return token !== undefined && token.fingerprint !== next.token.fingerprint && token.grantedAt > next.token.grantedAt;
}

function standingBlock(former: SessionRecord, next: SessionRecord): Pick<SessionRecord, 'blocked' | 'blockedAt'> {
	if (former.blocked === undefined || former.blockedAt === undefined) return next;
	const isOver = next.token !== undefined && next.token.grantedAt > former.blockedAt;
	// With the password, and by a person, its refusal is forgotten.
	const isForgotten = isSignOut(next) && !next.passwordStored;
	if (next.blocked === undefined) return isOver || isForgotten ? next : former;
	return next.blocked === former.blocked ? former : next;
}

function isLiving({state, idle, absolute}: SessionRecord, now: Instant): boolean {
	if (state !== 'active' || idle === undefined) return false;
	return idle.latest > now && (absolute === undefined || absolute.latest > now);
}

/** The state in one word and why, as `status` says them. */
function stateOf(phase: Phase): {readonly state: SessionState; readonly reason: SessionReason | undefined} {
	switch (phase.name) {
		case 'signed-out':
			return {state: 'signed-out', reason: phase.signOut === undefined ? phase.refusal?.kind : 'signed-out'};
		case 'restoring':
			return {state: 'signed-out', reason: undefined};
		case 'signing-out':
			return {state: 'signed-out', reason: 'signed-out'};
		case 'signing-in':
			return {state: 'signing-in', reason: undefined};
		case 'active':
			return {state: 'active', reason: undefined};
		case 'expired':
			return {
				state: 'expired',
				reason: phase.ending === 'rejected' ? (phase.refusal?.kind ?? 'rejected') : phase.ending,
			};
		case 'blocked':
			return {state: 'blocked', reason: phase.refusal.kind};
	}
}
