import {heldBy, type Phase, plan, type Session} from './session.ts';
import type {SessionReason, SessionRecord, SessionState} from './session-record.ts';
import {intervalOf} from './tickle-plan.ts';
import {earlier, type Instant} from './time.ts';
import {wasReused} from './token.ts';

/** What other processes may know of a session. `processId` is ours: the keeper's while we keep it alive. */
export function recordOf(session: Session, processId: number, writtenAt: Instant): SessionRecord {
	const {phase, keepAlive, tickles, lastTickle} = session;
	const held = heldBy(phase);
	// A session in reserve is told of as its own profile's, wherever the sign-in goes.
	const profile = phase.name === 'signing-in' && held !== undefined ? phase.formerProfile : session.profile;
	const {state, reason} = stateOf(phase);
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
		writtenAt,
		token: held && {
			fingerprint: held.token.fingerprint,
			reused: wasReused(held.token, profile.absoluteLimit),
			grantedAt: held.token.grantedAt,
			issuedAt: held.token.absoluteDeadline && earlier(held.token.absoluteDeadline, profile.absoluteLimit),
		},
		idleLimitMilliseconds: profile.idleLimit,
		idle: held?.deadlines.idle,
		absolute: held?.deadlines.absolute,
		keepAlive: {
			state: keepAlive ? 'on' : 'off',
			keeperPid: keepAlive && state === 'active' ? processId : undefined,
			intervalMilliseconds: intervalOf(plan(profile)),
			nextAt: held?.tickle.state === 'waiting' ? held.tickle.at : undefined,
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
		blocked: phase.name === 'blocked' ? phase.refusal.kind : session.refusedPassword?.kind,
		clockSkewMilliseconds: undefined,
	};
}

/** The state in one word and why, as `status` says them. */
function stateOf(phase: Phase): {readonly state: SessionState; readonly reason: SessionReason | undefined} {
	switch (phase.name) {
		case 'signed-out':
			return {state: 'signed-out', reason: phase.refusal?.kind};
		case 'restoring':
		case 'signing-out':
			return {state: 'signed-out', reason: undefined};
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
