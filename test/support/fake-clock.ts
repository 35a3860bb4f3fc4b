import {type Duration, type Instant, instant, later} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';

/** Time that passes only when a test says so. */
export type FakeClock = Clock & {
	/** Lets time pass and rings what is due, in order, each at its own instant. What rings may set alarms that are due as well. */
	readonly advance: (span: Duration) => void;
	/** As `advance`, and waits for `settled` after each ring, so that what an alarm sets off happens before the next one. */
	readonly advanceSettled: (span: Duration, settled?: () => Promise<unknown>) => Promise<void>;
	/**
	 * Moves from alarm to alarm until `work` has ended, and gives what it came to. Waits for what comes from outside (files, sockets)
	 * while no alarm is set; an alarm that is set meanwhile, such as a time-out, would ring: then pass a `settled` that knows better.
	 * Throws when nothing happens any more.
	 */
	readonly advanceUntil: <Value>(work: Promise<Value>, settled?: () => Promise<unknown>) => Promise<Value>;
	/** Time passes but nothing rings: the machine sleeps. What was due rings, late, with the next `advance`. */
	readonly sleep: (span: Duration) => void;
	/** When the next alarm rings; undefined while none is set. */
	readonly nextAlarm: () => Instant | undefined;
	/** How many alarms are set. */
	readonly alarms: () => number;
};

/** Sunday, 2026-11-22 at 12:00:00 UTC. */
export const fakeStart = instant(Date.UTC(2026, 10, 22, 12));

/** All promises that need neither time nor an answer from outside go on. */
const turn = () => new Promise<void>(resolve => setImmediate(resolve));

export function createFakeClock(start: Instant = fakeStart): FakeClock {
	let now = start;
	const alarms = new Set<Alarm>();

	function ring(alarm: Alarm): void {
		alarms.delete(alarm);
		now = instant(Math.max(now, alarm.at));
		alarm.ring();
	}

	/** What is due until `end`, one after the other. */
	function* due(end: Instant): Generator<Alarm> {
		for (let rung = 0; ; rung += 1) {
			const next = first(alarms);
			if (next === undefined || next.at > end) return;
			if (rung === mostRings) throw new Error(`after ${rung} alarms there is still one due: it sets itself again?`);
			yield next;
		}
	}

	return {
		now: () => now,
		after(delay, callback) {
			if (Number.isNaN(delay)) throw new Error('an alarm needs a delay that is a number');
			const alarm = {at: later(now, delay), ring: callback};
			alarms.add(alarm);
			return () => void alarms.delete(alarm);
		},
		advance(span) {
			const end = later(now, span);
			for (const alarm of due(end)) ring(alarm);
			now = instant(Math.max(now, end));
		},
		async advanceSettled(span, settled = turn) {
			const end = later(now, span);
			await settled();
			for (const alarm of due(end)) {
				ring(alarm);
				await settled();
			}
			now = instant(Math.max(now, end));
		},
		async advanceUntil(work, settled = turn) {
			let ended = false;
			const end = () => {
				ended = true;
			};
			work.then(end, end);
			await settled();
			for (let idle = 0; !ended; ) {
				const next = first(alarms);
				if (idle > mostTurns) throw new Error('it has not ended and waits for no alarm');
				idle = next === undefined ? idle + 1 : 0;
				if (next !== undefined) ring(next);
				await settled();
			}
			return work;
		},
		sleep(span) {
			now = later(now, span);
		},
		nextAlarm: () => first(alarms)?.at,
		alarms: () => alarms.size,
	};
}

type Alarm = {readonly at: Instant; readonly ring: () => void};

/** Far more than a day of ticking once a second. */
const mostRings = 1_000_000;

/** Turns of the event loop without anything: what a disk or a local server needs is over by then. */
const mostTurns = 500_000;

/** The earliest; of several at the same instant the one that was set first. */
function first(alarms: ReadonlySet<Alarm>): Alarm | undefined {
	let found: Alarm | undefined;
	for (const alarm of alarms) if (found === undefined || alarm.at < found.at) found = alarm;
	return found;
}
