import {type Deadlines, type Ending, endingAt, isOver} from './deadline.ts';
import {nextUnattended, withUnattended} from './login-guard.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import {type Active, type Expired, isCertain, type Moment, noted, plan, type Session, type Tickle} from './session.ts';
import {isQuiet, nextRetry} from './tickle-plan.ts';
import {type Instant, later, latest, seconds} from './time.ts';

type Proof = {readonly ending: Ending | 'rejected'; readonly refusal: Refusal | undefined};

/** What is due at once is due a moment later, so that the alarm after an alarm always lies in the future. */
const soon = seconds(1);

/** The session after one of its deadlines is over by our clocks; undefined while none is. */
export function expiredByClock(session: Session, held: Active | Expired, moment: Moment): Session | undefined {
	const ending = held.name === 'active' ? endingAt(held.deadlines, moment.now) : endOfDoubt(held, moment.now);
	if (ending === undefined) return undefined;
	const proof = {ending, refusal: undefined};
	return noted(expired(session, held, proof, moment), moment.now, {what: 'ran-out', ending});
}

/** A session that seems to have idled out may live on, but not past its absolute deadline. */
function endOfDoubt(held: Expired, now: Instant): Ending | undefined {
	const {absolute} = held.deadlines;
	return absolute !== undefined && isOver(absolute, now) && !isCertain(held) ? 'absolute' : undefined;
}

/** The session after the server refused its token: that is the truth, whatever the countdowns say. */
export function rejected(session: Session, held: Active | Expired, refusal: Refusal, moment: Moment): Session {
	const next = {...session, lastRefusal: {refusal, at: moment.now}};
	const proof = {ending: endingOf(refusal, held.deadlines, moment.now), refusal};
	return noted(expired(next, held, proof, moment), moment.now, {what: 'rejected', refusal});
}

function expired(session: Session, held: Active | Expired, proof: Proof, moment: Moment): Session {
	const {token, deadlines, touchedAt} = held;
	const {now} = moment;
	const tickle: Tickle = proof.refusal === undefined ? held.tickle : {state: 'off'};
	const ended: Expired = {name: 'expired', token, deadlines, touchedAt, ...proof, at: now, tickle, renewAt: undefined};
	return {...session, phase: planned(session, ended, moment)};
}

/** The expired session with what it waits for: the server's word while there is doubt, then a sign-in by itself if that is wanted. */
export function planned(session: Session, ended: Expired, moment: Moment): Expired {
	// Whoever answers there is not the appliance: neither the token nor a password goes there by itself.
	if (ended.tickle.state === 'stopped') return {...ended, renewAt: undefined};
	if (!isCertain(ended)) return {...ended, tickle: probe(session, ended, moment), renewAt: undefined};
	// A tickle that left in time is waited for: its answer may say in the server's words what our clock says.
	const tickle: Tickle = ended.tickle.state === 'in-flight' ? ended.tickle : {state: 'off'};
	return {...ended, tickle, renewAt: renewalTime(session, moment.now, ended.refusal)};
}

/** Our clock alone is no proof: while the session is to be kept alive, the old token is asked about until the server answers. */
function probe(session: Session, {tickle, deadlines}: Expired, moment: Moment): Tickle {
	if (tickle.state === 'in-flight') return tickle;
	if (!session.keepAlive) return {state: 'off'};
	const failures = session.tickles.failuresInARow;
	const at = failures === 0 ? later(moment.now, soon) : nextRetry(failures, deadlines, plan(session.profile), moment);
	return at === undefined || isQuiet(deadlines, at) ? {state: 'off'} : {state: 'waiting', at};
}

/** After these a new token is what the profile's renew policy decides about; all else is for a person. */
const renewable = new Set<RefusalKind>(['idle-expired', 'absolute-expired', 'unknown-token', 'unauthorized']);

/** When to sign in without a person. Undefined while that is not wanted or not allowed. */
function renewalTime(session: Session, now: Instant, refusal: Refusal | undefined): Instant | undefined {
	const {keepAlive, passwordStored, refusedPassword, profile, renewals} = session;
	if (!keepAlive || !passwordStored || refusedPassword !== undefined || profile.renew !== 'auto') return undefined;
	if (refusal !== undefined && !renewable.has(refusal.kind)) return undefined;
	return latest(later(now, soon), nextUnattended(renewals, profile.absoluteLimit, now));
}

export const withRenewal = (session: Session, at: Instant): Session => ({
	...session,
	renewals: withUnattended(session.renewals, at),
});

/** The server's reason; if it gave none, ours: after the first refusal it only says that it does not know the token. */
function endingOf({kind}: Refusal, deadlines: Deadlines, now: Instant): Proof['ending'] {
	if (kind === 'idle-expired') return 'idle';
	return kind === 'absolute-expired' ? 'absolute' : (endingAt(deadlines, now) ?? 'rejected');
}
