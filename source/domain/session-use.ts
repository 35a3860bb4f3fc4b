import {endAfter, isProven} from './deadline.ts';
import type {Refusal} from './refusal.ts';
import {type Active, type Expired, isCertain, isLooking, type Session} from './session.ts';
import type {Effect, Moment, SessionEvent, Step} from './session-event.ts';
import {rejected} from './session-expiry.ts';
import {isRenewed} from './session-renewal.ts';
import {rearmed, stretched} from './session-tickle.ts';
import {mayHaveCounted, proofOf} from './tickle-proof.ts';
import {type Instant, seconds, until} from './time.ts';
import type {Token} from './token.ts';

/** With which token somebody's request goes through the session now; `wait` while another is about to come. */
export function tokenForUse(session: Session, now: Instant): Token | 'wait' | 'none' {
	const {phase} = session;
	switch (phase.name) {
		case 'active':
			return isEnding(phase, now) ? 'wait' : phase.token;
		case 'expired':
			if (isLooking(session) || (isRenewed(session) && !phase.hasGivenUp && isCertain(phase))) return 'wait';
			// Only the appliance knows; the request finds out.
			return isCertain(phase) ? 'none' : phase.token;
		case 'signing-in':
			return phase.before?.name === 'active' && !isEnding(phase.before, now) ? phase.before.token : 'wait';
		case 'restoring':
			return 'wait';
		case 'signed-out':
		case 'blocked':
		case 'signing-out':
			return 'none';
	}
}

/** A request is not held for longer than this before a sign-in: it would rather be refused, and sent again. */
const longestEnd = seconds(2);

/** In the moment in which the token may have ended, with the next one under way, a request is better held than refused. */
const isEnding = ({handOver, deadlines: {absolute}}: Active, now: Instant) =>
	(handOver.state === 'connected' || handOver.state === 'at-the-end') &&
	absolute !== undefined &&
	!isProven(absolute, now) &&
	until(absolute.latest, now) <= longestEnd;

/** After these the same request is worth another try with another token. */
export const isDead = (refusal: Refusal) => proofOf(refusal) === 'dead';

/** What the answer to somebody's request says of the session. One for an older token says nothing of the one that is held. */
export function tokenUsed(
	session: Session,
	{fingerprint, refusal, ...trip}: Extract<SessionEvent, {readonly type: 'token-used'}>,
	moment: Moment,
): Step {
	const {phase} = session;
	if ((phase.name !== 'active' && phase.name !== 'expired') || phase.token.fingerprint !== fingerprint)
		return [session];
	const proof = refusal === undefined ? 'alive' : proofOf(refusal);
	if (refusal !== undefined && proof === 'dead') {
		if (phase.name === 'expired' && phase.refusal !== undefined) return [session];
		const [next, ...effects] = rejected(session, phase, refusal, moment);
		return [next, ...givenUp(phase), ...effects];
	}
	if (proof === 'alive') return [isCertainlyOver(phase) ? session : touched(session, phase, trip, moment)];
	if (refusal === undefined || !mayHaveCounted(refusal)) return [session];
	return [{...session, phase: {...phase, deadlines: stretched(phase.deadlines, trip, session.profile)}}];
}

const isCertainlyOver = (phase: Active | Expired) => phase.name === 'expired' && isCertain(phase);

function touched(session: Session, held: Active | Expired, trip: Trip, moment: Moment): Session {
	if (trip.sentAt <= held.touchedAt) return session;
	const {token, tickle} = held;
	const idle = endAfter(trip, session.profile.idleLimit);
	const living = {name: 'active', token, touchedAt: trip.sentAt, deadlines: {...held.deadlines, idle}} as const;
	const armed = rearmed({...session, network: 'ok'}, living, moment);
	return {...session, network: 'ok', phase: tickle.state === 'in-flight' ? {...armed, tickle} : armed};
}

type Trip = {readonly sentAt: Instant; readonly receivedAt: Instant};

const givenUp = ({tickle}: Active | Expired): readonly Effect[] =>
	tickle.state === 'in-flight' ? [{type: 'cancel-request', request: tickle.request}] : [];
