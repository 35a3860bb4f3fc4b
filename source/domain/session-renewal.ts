import {isProven} from './deadline.ts';
import {nextUnattended, renewalDistance, withUnattended} from './login-guard.ts';
import type {Active, HandOver, Session} from './session.ts';
import {isOurs} from './session.ts';
import {earlier, type Instant, later, latest, minutes, scaled, seconds, shortest} from './time.ts';
import {reuseTolerance} from './token.ts';

/** Whether the session is to go on by itself after its end: that is wanted, and nothing speaks against the stored password. */
export const isRenewed = ({profile, passwordStored, refusedPassword, unknownToken}: Session) =>
	profile.renew === 'auto' && passwordStored && refusedPassword === undefined && unknownToken?.isTwice !== true;

/** Whether that is for this process to do. */
export const mayRenew = (session: Session) => isOurs(session) && isRenewed(session);

/** When the next sign-in without a person may leave, as far as this process knows. */
export const nextRenewal = ({profile, renewals, postponedUntil}: Session, now: Instant) =>
	latest(nextUnattended(renewals, profile.absoluteLimit, now), postponedUntil);

export const withRenewal = (session: Session, at: Instant): Session => ({
	...session,
	renewals: withUnattended(session.renewals, at),
});

/** One that found no connection has cost nothing but time: it does not count, and the next finds out soon whether the network is back. */
export const withoutLastRenewal = (session: Session, startedAt: Instant): Session => ({
	...session,
	renewals: session.renewals.slice(0, -1),
	postponedUntil: later(startedAt, scaled(renewalDistance(session.profile.absoluteLimit), 1 / 6)),
});

/** How long before the end the connection for the sign-in is opened. */
const connectingTime = seconds(2);

/**
 * A sign-in ahead of the end brings a new token where the server gives one, which takes over without a gap. A token that was given so
 * late already is the only one that there is until it is dead: then the sign-in waits for that.
 */
export function handOverOf(session: Session, {token, deadlines, tickle}: Active, now: Instant): HandOver {
	const {absolute} = deadlines;
	if (absolute === undefined || tickle.state === 'stopped' || !mayRenew(session)) return {state: 'none'};
	const lead = shortest(minutes(2), scaled(session.profile.absoluteLimit, 1 / 20));
	const ahead = earlier(absolute.earliest, lead);
	// What is left of a token is known a little better with each answer.
	if (token.grantedAt < earlier(ahead, shortest(reuseTolerance, lead))) {
		const at = latest(ahead, nextRenewal(session, now));
		if (at < absolute.earliest) return {state: 'ahead', at};
	}
	const connectAt = earlier(absolute.earliest, connectingTime);
	return connectAt > now ? {state: 'at-the-end', connectAt} : {state: 'connected'};
}

/** What of a hand-over is due; one that comes too late to be ahead, such as after a sleep, waits for the end. */
export function handOverDue({handOver, deadlines}: Active, now: Instant): 'ahead' | 'at-the-end' | undefined {
	if (handOver.state === 'at-the-end') return handOver.connectAt <= now ? 'at-the-end' : undefined;
	if (handOver.state !== 'ahead' || handOver.at > now) return undefined;
	return deadlines.absolute !== undefined && isProven(deadlines.absolute, now) ? 'ahead' : 'at-the-end';
}
