import {type Deadlines, endAfter} from './deadline.ts';
import type {Profile} from './profile.ts';
import type {Active} from './session.ts';
import type {SessionRecord} from './session-record.ts';
import {earlier, type Instant, instant, later, latest, milliseconds, type RoundTrip} from './time.ts';
import type {Token} from './token.ts';

/** The deadlines of a token that a request of ours brought: it counts as use. */
export const deadlinesOf = ({absolute}: Token, roundTrip: RoundTrip, {idleLimit}: Profile): Deadlines => ({
	idle: endAfter(roundTrip, idleLimit),
	absolute,
});

/**
 * What is known of a token whose last use we did not see: as the record of whoever used it says, else it was used when it was granted,
 * and may have been used by somebody at any time since. No use lies in the future, also if somebody set the clock back.
 */
export function lastKnownUse(
	token: Token,
	record: SessionRecord | undefined,
	{idleLimit}: Profile,
	now: Instant,
): Pick<Active, 'deadlines' | 'touchedAt'> {
	const seen = record?.token?.fingerprint === token.fingerprint ? record.idle : undefined;
	const limit = milliseconds(record?.idleLimitMilliseconds ?? 0);
	// The same token may have been granted again since: that is use.
	const [first, last] = seen
		? [latest(earlier(seen.earliest, limit), token.grantedAt), latest(earlier(seen.latest, limit), token.grantedAt)]
		: [token.grantedAt, now];
	const touchedAt = instant(Math.min(first, now));
	const idle = {earliest: later(touchedAt, idleLimit), latest: later(instant(Math.min(last, now)), idleLimit)};
	return {touchedAt, deadlines: {idle, absolute: token.absolute}};
}
