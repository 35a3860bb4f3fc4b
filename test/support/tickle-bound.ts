import {clamped, type Duration, milliseconds, scaled, seconds, shortest} from '../../source/domain/time.ts';

export type Outage = {
	readonly lasts: Duration;
	readonly idleLimit: Duration;
	/** What each refusal asks for. */
	readonly retryAfter?: Duration;
};

/**
 * How many tickles leave in an outage at the most, before and after the idle deadline, by the rule as the design words it and not as
 * the program has it. The first one leaves three tenths of the limit after the last accepted one, give or take a tenth of that. The
 * jitter shortens each wait before the deadline.
 */
export function mostTicklesIn({lasts, idleLimit, retryAfter}: Outage): {
	readonly inTime: number;
	readonly past: number;
} {
	const [soonest, latest] = [scaled(idleLimit, 0.27), scaled(idleLimit, 0.33)];
	const reserve = shortest(seconds(20), scaled(idleLimit, 1 / 20));
	let inTime = 0;
	for (let at = 0; at < Math.min(idleLimit - soonest, lasts); inTime += 1) {
		const left = milliseconds(idleLimit - soonest - at);
		at +=
			retryAfter === undefined
				? 0.8 * ladder(inTime + 1, milliseconds(left - reserve))
				: Math.max(shortest(retryAfter, scaled(left, 1 / 2)), seconds(2));
	}
	const past = lasts - (idleLimit - latest);
	return {inTime, past: past > 0 ? Math.floor(past / seconds(30)) + 1 : 0};
}

/** After failure k: min(2·2^(k−1), 45 s, left/4), but 2 s at least. */
const ladder = (failure: number, left: Duration) =>
	clamped(shortest(seconds(2 * 2 ** Math.min(failure - 1, 10)), scaled(left, 1 / 4)), seconds(2), seconds(45));
