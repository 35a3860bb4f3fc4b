declare const unit: unique symbol;

/** A point in time: milliseconds since the Unix epoch, on a clock that nobody sets (see `Clock` in ports). */
export type Instant = number & {readonly [unit]: 'instant'};

/** A span of time in milliseconds. Negative means that something lies in the past. */
export type Duration = number & {readonly [unit]: 'duration'};

/** When a request left and when its answer, or the end of our patience, came. */
export type RoundTrip = {readonly sentAt: Instant; readonly receivedAt: Instant};

export const instant = (milliseconds: number) => milliseconds as Instant;
export const milliseconds = (count: number) => count as Duration;
export const seconds = (count: number) => (count * 1000) as Duration;
export const minutes = (count: number) => (count * 60_000) as Duration;
export const hours = (count: number) => (count * 3_600_000) as Duration;

export const later = (start: Instant, span: Duration) => (start + span) as Instant;
export const earlier = (end: Instant, span: Duration) => (end - span) as Instant;

/** How long from `now` to `end`; negative once it has passed. */
export const until = (end: Instant, now: Instant) => (end - now) as Duration;

export const scaled = (span: Duration, factor: number) => (span * factor) as Duration;

export function earliest(...instants: ReadonlyArray<Instant | undefined>): Instant | undefined {
	const known = instants.filter(candidate => candidate !== undefined);
	return known.length === 0 ? undefined : (Math.min(...known) as Instant);
}

export const latest = (first: Instant, ...others: ReadonlyArray<Instant | undefined>) =>
	Math.max(first, ...others.map(other => other ?? first)) as Instant;

export const shortest = (...spans: readonly Duration[]) => Math.min(...spans) as Duration;
export const longest = (...spans: readonly Duration[]) => Math.max(...spans) as Duration;

/** `span` held between `least` and `most`. */
export const clamped = (span: Duration, least: Duration, most: Duration) => longest(least, shortest(span, most));

const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
const longestDuration = 366 * 86_400_000;
const longestText = 60;

/** Reads `90s`, `5m`, `2h`, `1h30m`, `500ms`; undefined for anything else, for less than 1 ms and for more than a year. */
export function parseDuration(text: string): Duration | undefined {
	if (text.length > longestText || !/^(\d{1,9}(\.\d{1,3})?(ms|s|m|h|d))+$/.test(text)) return undefined;
	let total = 0;
	for (const [, count, name] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
		total += Number(count) * (units[name ?? ''] ?? Number.NaN);
	}
	const rounded = Math.round(total);
	return rounded > 0 && rounded <= longestDuration ? milliseconds(rounded) : undefined;
}
