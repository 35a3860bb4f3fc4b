import {type Deadlines, endAfter, isOver} from './deadline.ts';
import type {Profile} from './profile.ts';
import type {Refusal} from './refusal.ts';
import {
	type Active,
	type Expired,
	isCertain,
	isOurs,
	noted,
	plan,
	refusedAt,
	type Session,
	type Tickle,
	type TickleResult,
} from './session.ts';
import type {Moment, SessionEvent, Step} from './session-event.ts';
import {expiredByClock, rejected} from './session-expiry.ts';
import {handOverOf} from './session-renewal.ts';
import {isQuiet, nextRetry, nextTickle, retryWhenAsked, tickleTimeout} from './tickle-plan.ts';
import {mayHaveCounted, proofOf} from './tickle-proof.ts';
import {type Instant, later, latest, type RoundTrip, until} from './time.ts';

type Held = Active | Expired;
type TickleAnswered = Extract<SessionEvent, {readonly type: 'tickle-answered'}>;
type Refused = TickleAnswered & {readonly refusal: Refusal};

/** A living session with what it waits for, if it is ours to keep: its next tickle by the plan, and its hand-over. */
export function rearmed(session: Session, active: Living, {now, sample}: Moment): Active {
	const {deadlines, touchedAt} = active;
	const at = isOurs(session) ? nextTickle(touchedAt, deadlines, plan(session.profile), sample) : undefined;
	const armed: Active = {...active, handOver: {state: 'none'}, tickle: waitingUntil(at)};
	return {...armed, handOver: handOverOf(session, armed, now)};
}

type Living = Omit<Active, 'tickle' | 'handOver'>;

function sendTickle(session: Session, held: Held, {now}: Moment): Step {
	const request = session.requests + 1;
	const timeout = tickleTimeout(held.deadlines, now);
	return [
		{...session, requests: request, phase: {...held, tickle: {state: 'in-flight', request, sentAt: now}}},
		{type: 'send-tickle', request, profile: session.profile, bearer: held.token.bearer, timeout},
	];
}

export function tickleAnswered(session: Session, answer: TickleAnswered, moment: Moment): Step {
	const {phase} = session;
	if ((phase.name !== 'active' && phase.name !== 'expired') || phase.tickle.state !== 'in-flight') return [session];
	if (phase.tickle.request !== answer.request) return [session];
	const {refusal} = answer;
	if (refusal === undefined) return [alive(session, phase, answer, moment)];
	const refused = {...answer, refusal};
	switch (proofOf(refusal)) {
		case 'alive':
			return [alive(refusedAt(session, {refusal, at: moment.now}), phase, answer, moment)];
		case 'dead':
			return rejected(counted(session, resultOf(answer, 'refused')), phase, refusal, moment);
		case 'nothing':
			return [unknown(session, phase, refused, moment)];
		case 'stop':
			return [stopped(session, phase, refused, moment)];
	}
}

function alive(session: Session, held: Held, answer: TickleAnswered, moment: Moment): Session {
	const next = counted(session, resultOf(answer, 'accepted'));
	const entry = {
		what: 'tickle-accepted',
		status: answer.status,
		roundTrip: until(answer.receivedAt, answer.sentAt),
	} as const;
	// It was accepted in time, but the absolute deadline has passed since.
	if (held.name === 'expired' && isCertain(held))
		return noted({...next, phase: {...held, tickle: {state: 'off'}}}, moment.now, entry);
	const idle = endAfter(answer, session.profile.idleLimit);
	const active = {
		name: 'active',
		token: held.token,
		deadlines: {...held.deadlines, idle},
		touchedAt: answer.sentAt,
	} as const;
	return noted({...next, phase: rearmed(next, active, moment)}, moment.now, entry);
}

/** No answer, or one that says nothing about the session: try again, faster as the deadline comes closer. */
function unknown(session: Session, held: Held, answer: Refused, moment: Moment): Session {
	const {refusal} = answer;
	const next = counted(refusedAt(session, {refusal, at: moment.now}), resultOf(answer, 'failed'));
	const deadlines = mayHaveCounted(refusal) ? stretched(held.deadlines, answer, session.profile) : held.deadlines;
	const retryAt = isOurs(next) ? retryTime(next, deadlines, refusal, moment) : undefined;
	const phase = {...held, deadlines, tickle: waitingUntil(retryAt)};
	return noted({...next, phase}, moment.now, {what: 'tickle-failed', refusal, retryAt});
}

function stopped(session: Session, held: Held, answer: Refused, {now}: Moment): Session {
	const {refusal} = answer;
	const next = counted(refusedAt(session, {refusal, at: now}), resultOf(answer, 'failed'));
	const tickle: Tickle = {state: 'stopped', refusal};
	const phase: Held =
		held.name === 'active' ? {...held, tickle, handOver: {state: 'none'}} : {...held, tickle, renewAt: undefined};
	return noted({...next, phase}, now, {what: 'keep-alive-stopped', refusal});
}

function retryTime(session: Session, deadlines: Deadlines, {retryAfter}: Refusal, moment: Moment): Instant | undefined {
	const next = nextRetry(session.tickles.failuresInARow, deadlines, plan(session.profile), moment);
	if (retryAfter === undefined || next === undefined) return next;
	const asked = retryWhenAsked(retryAfter, moment.now, deadlines);
	// Whoever asks for more than the ladder gives is asked no more often.
	return asked === undefined ? undefined : latest(next, asked);
}

/**
 * A request with an unknown outcome may have moved the idle deadline at the server, at the latest when we gave it up. One that left
 * when the session was over can't have.
 */
export function stretched(deadlines: Deadlines, {sentAt, receivedAt}: RoundTrip, {idleLimit}: Profile): Deadlines {
	const {idle} = deadlines;
	if (isOver(idle, sentAt)) return deadlines;
	return {...deadlines, idle: {...idle, latest: latest(idle.latest, later(receivedAt, idleLimit))}};
}

const waitingUntil = (at: Instant | undefined): Tickle => (at === undefined ? {state: 'off'} : {state: 'waiting', at});

export function resultOf({sentAt, receivedAt, status}: TickleAnswered, outcome: 'accepted' | 'refused' | 'failed') {
	return {
		at: sentAt,
		outcome,
		status,
		roundTrip: outcome === 'failed' && status === undefined ? undefined : until(receivedAt, sentAt),
	};
}

/** What a living or probing session does when its alarm rings; undefined when nothing of a tickle is due. */
export function tickleWhenDue(session: Session, held: Held, moment: Moment): Step | undefined {
	const {tickle, deadlines} = held;
	if (tickle.state !== 'waiting' || tickle.at > moment.now) return undefined;
	// The alarm may come late, after a sleep.
	if (isQuiet(deadlines, moment.now)) return [{...session, phase: {...held, tickle: {state: 'off'}}}];
	return sendTickle(session, held, moment);
}

/** A person's own tickle, also to hear whether a session is really over; not when that is certain. */
export function tickleByHand(session: Session, held: Held, moment: Moment): Step {
	const current = expiredByClock(session, held, moment) ?? session;
	const {phase} = current;
	const isHeld = phase.name === 'active' || (phase.name === 'expired' && !isCertain(phase));
	return isHeld && phase.tickle.state !== 'in-flight' ? sendTickle(current, phase, moment) : [current];
}

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
