import {type Deadlines, type Ending, endingAt, isOver} from './deadline.ts';
import {ownClocksAt} from './own-clocks.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import {
	type Active,
	type Expired,
	isCertain,
	isLooking,
	isOurs,
	noted,
	plan,
	refusedAt,
	type Session,
	type Tickle,
} from './session.ts';
import type {Moment, Step} from './session-event.ts';
import {isRenewed, mayRenew, nextRenewal} from './session-renewal.ts';
import {isQuiet, nextRetry} from './tickle-plan.ts';
import {earlier, type Instant, later, latest, milliseconds, minutes, scaled, seconds, shortest} from './time.ts';
import type {Token} from './token.ts';

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

/**
 * The session after the server refused its token: that is the truth, whatever the countdowns say. Another process may have signed in
 * meanwhile: its token is looked for first.
 */
export function rejected(session: Session, held: Active | Expired, refusal: Refusal, moment: Moment): Step {
	const unknownToken = unknownAgain(session, refusal, moment.now);
	const ownClocks = ownClocksAt(held.deadlines, session.profile.idleLimit, moment.now);
	const known = refusedAt({...session, unknownToken}, {refusal, at: moment.now, ownClocks});
	const told = noted(known, moment.now, {what: 'rejected', refusal});
	const proof = {ending: endingOf(refusal, held.deadlines, moment.now), refusal};
	if (!renewable.has(refusal.kind)) return [expired(told, held, proof, moment)];
	const [looking, ...asked] = lookForNewer(told, held.token, moment);
	return [expired(looking, held, proof, moment), ...asked];
}

/** Asks the store for the token of another process that has signed in since. */
export function lookForNewer(session: Session, held: Token | undefined, {now}: Moment): Step {
	const request = session.requests + 1;
	return [
		{...session, requests: request, looking: {request, at: now}},
		{type: 'find-newer-token', request, profile: session.profile, held},
	];
}

/** After nobody else had a newer one: what the profile's policy says. */
export function nothingNewer(session: Session, moment: Moment): Session {
	const next: Session = {...session, looking: session.looking && {...session.looking, request: undefined}};
	if (next.phase.name !== 'expired') return next;
	const isStranded = session.unknownToken?.isTwice === true && session.profile.renew === 'auto';
	const ended: Session = {...next, phase: planned(next, next.phase, moment)};
	return isStranded ? noted(ended, moment.now, {what: 'renewal-stopped'}) : ended;
}

/** A second token that nobody knows so soon was not refused by the one who gave it: another sign-in would not help. */
function unknownAgain({unknownToken, profile}: Session, {kind}: Refusal, now: Instant): Session['unknownToken'] {
	if (kind !== 'unknown-token' && kind !== 'unauthorized') return unknownToken;
	const soonAgain = shortest(minutes(1), scaled(profile.absoluteLimit, 1 / 20));
	const isTwice = unknownToken !== undefined && unknownToken.at >= earlier(now, soonAgain);
	return {at: now, isTwice: isTwice || unknownToken?.isTwice === true};
}

export function expired(session: Session, held: Active | Expired, proof: Proof, moment: Moment): Session {
	const {token, deadlines, touchedAt} = held;
	const {now} = moment;
	const tickle: Tickle = proof.refusal === undefined ? held.tickle : {state: 'off'};
	const since = {token, deadlines, touchedAt, at: now, tickle};
	const ended: Expired = {name: 'expired', ...since, ...proof, renewAt: undefined, hasGivenUp: false};
	return {...session, phase: planned(session, ended, moment)};
}

/** The expired session with what it waits for: the server's word while there is doubt, then a sign-in by itself if that is wanted. */
export function planned(session: Session, ended: Expired, moment: Moment): Expired {
	// Whoever answers there is not the appliance: neither the token nor a password goes there by itself.
	if (ended.tickle.state === 'stopped') return {...ended, renewAt: undefined};
	if (isLooking(session)) return {...ended, tickle: {state: 'off'}, renewAt: undefined};
	if (!isCertain(ended)) return {...ended, tickle: probe(session, ended, moment), renewAt: undefined};
	// A tickle that left in time is waited for: its answer may say in the server's words what our clock says.
	const tickle: Tickle = ended.tickle.state === 'in-flight' ? ended.tickle : {state: 'off'};
	const isDue = isRenewable(session, ended) && mayRenew(session);
	return {...ended, tickle, renewAt: isDue ? latest(nextRenewal(session, moment.now), surelyDead(ended)) : undefined};
}

/**
 * Two clocks do not run alike. A sign-in that came a moment too early would be given the dying token once more, and the next one may
 * not leave so soon after it.
 */
const surelyDead = ({refusal, deadlines: {absolute}}: Expired) =>
	refusal === undefined && absolute !== undefined ? later(absolute.latest, clocksDiffer) : undefined;

const clocksDiffer = milliseconds(250);

/** Our clock alone is no proof: while the session is to be kept alive, the old token is asked about until the server answers. */
function probe(session: Session, {tickle, deadlines}: Expired, moment: Moment): Tickle {
	if (tickle.state === 'in-flight') return tickle;
	if (!isOurs(session)) return {state: 'off'};
	const failures = session.tickles.failuresInARow;
	const at = failures === 0 ? later(moment.now, soon) : nextRetry(failures, deadlines, plan(session.profile), moment);
	return at === undefined || isQuiet(deadlines, at) ? {state: 'off'} : {state: 'waiting', at};
}

/** After these a new token is what the profile's renew policy decides about; all else is for a person. */
const renewable = new Set<RefusalKind>(['idle-expired', 'absolute-expired', 'unknown-token', 'unauthorized']);

/** Whether whoever keeps this session is to sign in anew. */
export const isRenewable = (session: Session, {refusal, hasGivenUp}: Expired) =>
	isRenewed(session) && !hasGivenUp && (refusal === undefined || renewable.has(refusal.kind));

/** The server's reason; if it gave none, ours: after the first refusal it only says that it does not know the token. */
function endingOf({kind}: Refusal, deadlines: Deadlines, now: Instant): Proof['ending'] {
	if (kind === 'idle-expired') return 'idle';
	return kind === 'absolute-expired' ? 'absolute' : (endingAt(deadlines, now) ?? 'rejected');
}
