import {type Ending, endingAt} from './deadline.ts';
import type {Refusal} from './refusal.ts';
import {type Active, type Expired, type Moment, noted, plan, type Session, type Tickle} from './session.ts';
import {nextRetry} from './tickle-plan.ts';
import {type Instant, later, minutes, scaled, seconds, shortest} from './time.ts';

type Proof = {readonly ending: Ending | 'rejected'; readonly refusal: Refusal | undefined};

/** What is due at once is due a moment later, so that the alarm after an alarm always lies in the future. */
const soon = seconds(1);

/** The session after one of its deadlines is over by our clocks; undefined while none is. */
export function expiredByClock(session: Session, active: Active, moment: Moment): Session | undefined {
	const ending = endingAt(active.deadlines, moment.now);
	if (ending === undefined) return undefined;
	const proof = {ending, refusal: undefined};
	return noted(expired(session, active, proof, moment), moment.now, {what: 'ran-out', ending});
}

/** The session after the server refused its token: that is the truth, whatever the countdowns say. */
export function rejected(session: Session, held: Active | Expired, refusal: Refusal, moment: Moment): Session {
	const next = {...session, lastRefusal: {refusal, at: moment.now}};
	const proof = {ending: endingOf(refusal), refusal};
	return noted(expired(next, held, proof, moment), moment.now, {what: 'rejected', refusal});
}

function expired(session: Session, held: Active | Expired, {ending, refusal}: Proof, moment: Moment): Session {
	const {token, deadlines, touchedAt} = held;
	const isProven = refusal !== undefined || ending === 'absolute';
	const phase: Expired = {
		name: 'expired',
		token,
		deadlines,
		touchedAt,
		ending,
		at: moment.now,
		refusal,
		tickle: isProven ? {state: 'off'} : probe(session, held, moment),
		renewAt: isProven ? renewalTime(session, moment.now) : undefined,
	};
	return {...session, phase};
}

/** Our clock alone is no proof: while the session is to be kept alive, the old token is asked about until the server answers. */
function probe(session: Session, {tickle, deadlines}: Active | Expired, moment: Moment): Tickle {
	if (tickle.state === 'in-flight' || tickle.state === 'stopped') return tickle;
	if (!session.keepAlive) return {state: 'off'};
	const failures = session.tickles.failuresInARow;
	const at = failures === 0 ? later(moment.now, soon) : nextRetry(failures, deadlines, plan(session.profile), moment);
	return at === undefined ? {state: 'off'} : {state: 'waiting', at};
}

/** Sign-ins without a person keep their distance, scaled by the absolute limit: a minute at 24 h. */
function renewalTime({keepAlive, passwordStored, profile, renewedAt}: Session, now: Instant): Instant | undefined {
	if (!keepAlive || !passwordStored || profile.renew !== 'auto') return undefined;
	const distance = shortest(minutes(1), scaled(profile.absoluteLimit, 1 / 20));
	const at = later(now, soon);
	return renewedAt === undefined ? at : (Math.max(at, later(renewedAt, distance)) as Instant);
}

function endingOf({kind}: Refusal): Proof['ending'] {
	if (kind === 'idle-expired') return 'idle';
	return kind === 'absolute-expired' ? 'absolute' : 'rejected';
}
