import {isOver} from './deadline.ts';
import {heldBy, noted, type Session} from './session.ts';
import {isUse, type Moment, type SessionEvent} from './session-event.ts';
import {until} from './time.ts';

/**
 * The session after an answer that only somebody else's use explains: by our own, its idle limit had been over. Said once a token;
 * what another process saw is known from its record.
 */
export function withSharedUse(next: Session, before: Session, event: SessionEvent, {now}: Moment): Session {
	const held = heldBy(next.phase);
	if (held === undefined || next.sharedToken === held.token.fingerprint) return next;
	if ('record' in event && event.record?.token?.shared === true)
		return event.record.token.fingerprint === held.token.fingerprint ? shared(next, held.token.fingerprint) : next;
	const {phase} = before;
	if (!isUse(event) || next === before || next.phase.name !== 'active') return next;
	if (phase.name !== 'active' && phase.name !== 'expired') return next;
	// It was accepted: only that moves the last use.
	if (next.phase.touchedAt !== event.sentAt || !isOver(phase.deadlines.idle, event.sentAt)) return next;
	// Of a session that another process keeps, our clocks know what they last read.
	if (before.keeper.who === 'other' || (before.clockSetAt ?? noTime) >= phase.touchedAt) return next;
	const silence = until(event.sentAt, phase.touchedAt);
	const told = noted(next, now, {what: 'shared-use-seen', silence, limit: before.profile.idleLimit});
	return shared(told, held.token.fingerprint);
}

const noTime = Number.NEGATIVE_INFINITY;

const shared = (session: Session, sharedToken: string): Session => ({...session, sharedToken});
