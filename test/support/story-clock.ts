import {type Duration, type Instant, instant, later} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';

/** Time that passes only when a story says so. */
export type StoryClock = Clock & {
	/** When the next alarm rings; undefined while none is set. */
	readonly nextAlarm: () => Instant | undefined;
	readonly alarms: () => number;
	/** Moves on to `end` and rings what is due, in order, each at its own time. */
	readonly moveTo: (end: Instant) => void;
	/** Time passes, but nothing rings: the machine sleeps. What was due rings once it moves again. */
	readonly sleep: (span: Duration) => void;
};

export function createStoryClock(start: Instant): StoryClock {
	let now = start;
	const alarms = new Set<{readonly at: Instant; readonly ring: () => void}>();

	const next = () => [...alarms].sort((one, other) => one.at - other.at)[0];

	return {
		now: () => now,
		after(delay, ring) {
			const alarm = {at: later(now, delay), ring};
			alarms.add(alarm);
			return () => void alarms.delete(alarm);
		},
		nextAlarm: () => next()?.at,
		alarms: () => alarms.size,
		moveTo(end) {
			for (let alarm = next(); alarm !== undefined && alarm.at <= end; alarm = next()) {
				alarms.delete(alarm);
				now = instant(Math.max(now, alarm.at));
				alarm.ring();
			}
			now = instant(Math.max(now, end));
		},
		sleep(span) {
			now = later(now, span);
		},
	};
}
