import {instant} from '../domain/time.ts';
import type {Cancel, Clock} from '../ports.ts';
import {coarseness, secondsSinceBoot, type TimeSources, thisMachine} from './time-sources.ts';

/**
 * The clock of this machine. It starts at the wall clock's time and runs on by itself: setting the wall clock does not move it, and
 * it never goes back. The time that the machine slept counts, as soon as that is more than a second.
 *
 * An alarm that waits keeps the process alive: whoever sets one wants it to ring, and cancels it when that is no longer so.
 */
export function createSystemClock(sources: TimeSources = thisMachine): Clock {
	const start = {wall: sources.wall(), monotonic: sources.monotonic(), boot: secondsSinceBoot(sources)};
	let slept = 0;
	let latest = 0;

	/** Milliseconds since the clock was made. */
	function elapsed(): number {
		const awake = sources.monotonic() - start.monotonic;
		const lead = (secondsSinceBoot(sources) - start.boot) * 1000 - (awake + slept);
		// Where the system does not tell, the lead is not a number and no sleep is seen.
		if (lead > coarseness) slept += lead;
		latest = Math.max(latest, awake + slept);
		return latest;
	}

	return {
		now: () => instant(Math.floor(start.wall + elapsed())),
		after(delay, ring) {
			const due = elapsed() + Math.max(delay, 0);
			let cancel = nap();

			/** Timers stand still while the machine sleeps, so a long wait is made of short ones. */
			function nap(): Cancel {
				return sources.wait(Math.min(Math.ceil(Math.max(due - elapsed(), 0)), longestNap), () => {
					if (elapsed() < due) cancel = nap();
					else ring();
				});
			}

			return () => cancel();
		},
	};
}

/** Milliseconds: how late an alarm may ring after the machine woke up. Also far below the 2³¹ that a timer can hold. */
const longestNap = 1000;
