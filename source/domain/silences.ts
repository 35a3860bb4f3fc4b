import {isEnd} from './death.ts';
import {type EventReport, momentOf} from './event-report.ts';
import {type Duration, earlier, type Instant, later, milliseconds, until} from './time.ts';

/** A time in which nothing of ours could run. */
export type Silence = {readonly from: Instant; readonly to: Instant};

const mostSpan = 366 * 86_400_000;

/**
 * The times from which these events say that something came back, as far as they touch the time between `from` and `to`. Two
 * processes tell of the same sleep: what overlaps is one.
 */
export function silences(
	events: readonly EventReport[],
	what: 'machine-slept' | 'process-stopped',
	{from, to}: Silence,
): readonly Silence[] {
	const found: Silence[] = [];
	for (const event of events) {
		if (event.event !== what || event.spanMs === null || event.spanMs <= 0 || event.spanMs > mostSpan) continue;
		const end = momentOf(event);
		const start = earlier(end, milliseconds(event.spanMs));
		if (end < from || start > to) continue;
		const before = found.at(-1);
		if (before !== undefined && start <= before.to)
			found.splice(-1, 1, {from: lower(before.from, start), to: upper(before.to, end)});
		else found.push({from: start, to: end});
	}
	return found;
}

/** `from 02:10:00 to 09:02:00`; many are told as the first and how many there were. */
export function silencesInWords(all: readonly Silence[], time: (at: Instant) => string): string {
	const told = all.slice(0, all.length > 3 ? 1 : 3).map(({from, to}) => `from ${time(from)} to ${time(to)}`);
	return all.length > 3 ? `${told.join('')} and ${all.length - 1} times after that` : told.join(', ');
}

type Presence = {
	readonly events: readonly EventReport[];
	/** When there was life last beside the events. */
	readonly seenAt: Instant;
	readonly idleLimit: Duration;
};

/**
 * From when on nobody can have been there who wanted to keep it alive, and until which start of svt-tui. Undefined when the tries
 * went on to the end: no tickle is planned further ahead than half the limit, none that failed is waited for longer than a minute.
 */
export function absence(
	{events, seenAt, idleLimit}: Presence,
	end: Instant,
): {readonly from: Instant; readonly to: Instant | undefined} | undefined {
	// That it was over somebody saw who let it end.
	const before = events.filter(event => momentOf(event) <= end && !isEnd(event));
	const last = before.at(-1);
	const isRetrying = last?.event === 'tickle-failed' && last.retryAt !== null;
	const from = last === undefined ? seenAt : upper(seenAt, momentOf(last));
	const patience = isRetrying && from === momentOf(last) ? milliseconds(90_000) : milliseconds(idleLimit * 0.6);
	if (until(end, later(from, patience)) <= 0) return undefined;
	const start = events.find(event => momentOf(event) > end);
	const isStart = start !== undefined && starts.has(start.event);
	return {from, to: isStart ? momentOf(start) : undefined};
}

/** With these a process begins. */
const starts: ReadonlySet<EventReport['event']> = new Set(['session-restored', 'signing-in']);

const lower = (one: Instant, other: Instant) => (one < other ? one : other);
const upper = (one: Instant, other: Instant) => (one > other ? one : other);
