import {type Deadline, endingAt, endOf, firstToExpire} from '../domain/deadline.ts';
import type {PendingWipe} from '../domain/pending-wipe.ts';
import type {Profile} from '../domain/profile.ts';
import {plan} from '../domain/session.ts';
import type {SessionRecord, SessionState, StandingReason} from '../domain/session-record.ts';
import {intervalOf} from '../domain/tickle-plan.ts';
import {type Instant, minutes, until} from '../domain/time.ts';
import {isoSecond} from '../domain/time-in-words.ts';
import {runningKeeper} from './running-keeper.ts';

/** What a record says of a session at `now`; what is written in it may have run out since, or its writer may be gone. */
export type Standing = {
	readonly profile: Profile;
	/** Undefined when nothing is known. */
	readonly record: SessionRecord | undefined;
	readonly state: SessionState;
	readonly reason: StandingReason | undefined;
	/** The process that tickles, if it still runs. */
	readonly keeper: number | undefined;
	readonly now: Instant;
};

export function standingOf(
	profile: Profile,
	known: SessionRecord | undefined,
	now: Instant,
	isRunning: (processId: number) => boolean,
): Standing {
	// A profile that was changed since has no session yet.
	const isSame = known?.origin === profile.origin && known.username === profile.username;
	const record = isSame ? known : undefined;
	const at = stateAt(record, now);
	const holder = record?.token?.onlyIn;
	const isLost = at.state === 'active' && holder !== undefined && !isRunning(holder);
	const found = isLost ? ({state: 'signed-out', reason: 'token-lost'} as const) : at;
	return {profile, record, ...found, keeper: runningKeeper(record, now, isRunning), now};
}

/** No sign-in takes longer. */
const longestSignIn = minutes(1);

function stateAt(record: SessionRecord | undefined, now: Instant): Pick<Standing, 'state' | 'reason'> {
	if (record === undefined) return {state: 'signed-out', reason: undefined};
	const {state, reason, idle, absolute} = record;
	const isStale = state === 'signing-in' && until(now, record.writtenAt) > longestSignIn;
	if (state !== 'active' && !isStale) return {state, reason};
	if (idle === undefined) return {state: 'signed-out', reason: undefined};
	const ending = endingAt({idle, absolute}, now);
	return ending === undefined ? {state: 'active', reason: undefined} : {state: 'expired', reason: ending};
}

/** One profile as `status --json` prints it: schema `svt-tui/status/v1`. What is not known is null. */
export function profileReport(
	{profile, record, state, reason, keeper, now}: Standing,
	wipes: readonly PendingWipe[] = [],
) {
	const {name, origin, username, grant, storage, renew, trust, proxy} = profile;
	const isHeld = state === 'active' || state === 'expired' || state === 'signing-in';
	const held = isHeld ? record : undefined;
	const keepAlive = record?.keepAlive;
	return {
		name,
		origin,
		username,
		grant,
		state,
		reason: reason ?? null,
		network: record?.network ?? 'unknown',
		token: held?.token
			? {
					fingerprint: held.token.fingerprint,
					reused: held.token.reused,
					shared: held.token.shared,
					issuedAt: timeOrNull(held.token.issuedAt),
					onlyInProcess: held.token.onlyIn ?? null,
				}
			: null,
		idle: held?.idle ? {limitSeconds: held.idleLimitMilliseconds / 1000, ...deadlineReport(held.idle, now)} : null,
		absolute: held?.absolute ? deadlineReport(held.absolute, now) : null,
		firstToExpire: held?.idle ? firstToExpire({idle: held.idle, absolute: held.absolute}) : null,
		keepAlive: {
			state: keeper === undefined ? 'off' : 'on',
			keeperPid: keeper ?? null,
			intervalSeconds: Math.round(intervalOf(plan(profile)) / 1000),
			nextAt: keeper === undefined ? null : timeOrNull(keepAlive?.nextAt),
			last: keepAlive?.last
				? {
						at: isoSecond(keepAlive.last.at),
						outcome: keepAlive.last.outcome,
						httpStatus: keepAlive.last.httpStatus ?? null,
						roundTripMs: keepAlive.last.roundTripMilliseconds ?? null,
					}
				: null,
			failuresInARow: keepAlive?.failuresInARow ?? 0,
		},
		storage,
		wipePending: wipes.map(({holds}) => holds),
		renew: {
			policy: renew,
			passwordStored: record?.passwordStored ?? profile.savePassword,
			blocked: record?.blocked ?? null,
		},
		trust: {mode: trust.mode, sha256: trust.mode === 'pinned' ? trust.sha256 : null},
		proxy: proxy ?? null,
		clockSkewSeconds:
			record?.clockSkewMilliseconds === undefined ? null : Math.round(record.clockSkewMilliseconds / 1000),
	};
}

function deadlineReport(deadline: Deadline, now: Instant) {
	const {at, proven} = endOf(deadline, now);
	return {remainingSeconds: Math.max(0, Math.floor(until(at, now) / 1000)), proven, expiresAt: isoSecond(at)};
}

const timeOrNull = (at: Instant | undefined) => (at === undefined ? null : isoSecond(at));
