import type {Deadlines} from './deadline.ts';
import {
	clamped,
	type Duration,
	earlier,
	type Instant,
	later,
	longest,
	milliseconds,
	minutes,
	scaled,
	seconds,
	shortest,
	until,
} from './time.ts';

/** What the plan depends on: the idle limit, and the interval that a person may have chosen. */
export type TicklePlan = {readonly idleLimit: Duration; readonly interval: Duration | undefined};

/** Now, and an even sample from 0 to 1 for the jitter. */
type Moment = {readonly now: Instant; readonly sample: number};

/**
 * Three tenths of the idle limit leave room for two missed tickles and a retry ladder before the session is lost. A chosen interval is
 * held within its bounds: the limit may have turned out to be another than when it was chosen.
 */
export function intervalOf({idleLimit, interval}: TicklePlan): Duration {
	if (interval === undefined) return scaled(idleLimit, 0.3);
	const {least, most} = intervalBounds(idleLimit);
	return clamped(interval, least, most);
}

/** What a person may choose: often enough to be of use, not so often that it is a load. */
export const intervalBounds = (idleLimit: Duration) => ({
	least: shortest(seconds(15), scaled(idleLimit, 1 / 4)),
	most: scaled(idleLimit, 1 / 2),
});

/** How long before the idle deadline the last regular tickle leaves; of a limit of seconds no more than half. */
export const marginOf = (idleLimit: Duration) =>
	shortest(clamped(scaled(idleLimit, 0.1), seconds(2), seconds(60)), scaled(idleLimit, 1 / 2));

/** In the last moments before the absolute deadline a tickle can only meet a refusal. */
const quietEnd = seconds(5);

/** Past the idle deadline the server is asked no more often than this. */
const doubtfulPause = seconds(30);
/** Nor much less often, whatever `Retry-After` says. */
const longestDoubt = minutes(10);

/** When the next regular tickle leaves; undefined when the absolute deadline comes first. `sample` is evenly from 0 to 1. */
export function nextTickle(
	touchedAt: Instant,
	deadlines: Deadlines,
	plan: TicklePlan,
	sample: number,
): Instant | undefined {
	const jittered = scaled(intervalOf(plan), 0.9 + 0.2 * sample);
	const limit = earlier(deadlines.idle.earliest, marginOf(plan.idleLimit));
	return beforeTheEnd(Math.min(later(touchedAt, jittered), limit) as Instant, deadlines);
}

/**
 * When to try again after failure number `failures` (1 is the first): doubling from 2 s, never more than a quarter of what is left,
 * so that it speeds up towards the deadline. Past the deadline every 30 s, until the server tells the truth.
 */
export function nextRetry(
	failures: number,
	deadlines: Deadlines,
	plan: TicklePlan,
	{now, sample}: Moment,
): Instant | undefined {
	const left = until(deadlines.idle.earliest, now);
	// There the jitter only lengthens: never more often than every 30 s.
	if (left <= 0) return beforeTheEnd(later(now, scaled(doubtfulPause, 1 + 0.2 * sample)), deadlines);
	const usable = until(earlier(deadlines.idle.earliest, shortest(seconds(20), scaled(plan.idleLimit, 1 / 20))), now);
	const doubling = seconds(2 * 2 ** Math.min(failures - 1, 10));
	const wait = clamped(shortest(doubling, seconds(45), scaled(usable, 1 / 4)), seconds(2), seconds(45));
	return beforeTheEnd(later(now, scaled(wait, 0.8 + 0.4 * sample)), deadlines);
}

/** `Retry-After` is honoured up to half of what is left, and to ten minutes once nothing is left. */
export function retryWhenAsked(asked: Duration, now: Instant, deadlines: Deadlines): Instant | undefined {
	const left = until(deadlines.idle.earliest, now);
	const wait = left > 0 ? shortest(asked, scaled(left, 1 / 2)) : clamped(asked, doubtfulPause, longestDoubt);
	return beforeTheEnd(later(now, longest(wait, seconds(2))), deadlines);
}

export function tickleTimeout(deadlines: Deadlines, now: Instant): Duration {
	const left = longest(until(deadlines.idle.earliest, now), milliseconds(0));
	return clamped(scaled(left, 1 / 3), seconds(3), seconds(10));
}

/** Whether a tickle that leaves now comes too close to the absolute deadline, or after it. */
export const isQuiet = ({absolute}: Deadlines, now: Instant) =>
	absolute !== undefined && now > earlier(absolute.earliest, quietEnd);

const beforeTheEnd = (at: Instant, deadlines: Deadlines) => (isQuiet(deadlines, at) ? undefined : at);
