import type {ClockStep} from '../domain/clock-step.ts';
import {milliseconds} from '../domain/time.ts';
import type {Cancel, ClockWatch} from '../ports.ts';
import {coarseness, secondsSinceBoot, type TimeSources, thisMachineAside} from './time-sources.ts';

/**
 * Compares the clocks of this machine, with one timer for all who listen. From one second to the next and never with a beginning long
 * past: clocks that run a little faster than each other are no news, however long that goes on.
 */
export function createClockWatch(sources: TimeSources = thisMachineAside): ClockWatch {
	const listeners = new Set<(step: ClockStep) => void>();
	let latest = readClocks(sources);
	let cancel: Cancel = () => undefined;

	function waitForNext(): void {
		latest = readClocks(sources);
		cancel = sources.wait(interval, compare);
	}

	function compare(): void {
		const before = latest;
		waitForNext();
		for (const step of stepsBetween(before, latest)) {
			for (const listener of [...listeners]) if (listeners.has(listener)) listener(step);
		}
	}

	return {
		watch(listener) {
			// The same function may listen twice.
			const told = (step: ClockStep) => listener(step);
			if (listeners.size === 0) waitForNext();
			listeners.add(told);
			return () => {
				if (listeners.delete(told) && listeners.size === 0) cancel();
			};
		},
	};
}

/** All in milliseconds. */
type Reading = {readonly wall: number; readonly monotonic: number; readonly boot: number};

const interval = 1000;

/** A wall clock that is put right by less is no news; nor is a nap that is hardly longer than the boot clock is coarse. */
const leastStep = 2000;

/** A busy machine, or a program that thinks for long, comes as late as this. */
const leastStop = 3000;

const readClocks = (sources: TimeSources): Reading => ({
	wall: sources.wall(),
	monotonic: sources.monotonic(),
	boot: secondsSinceBoot(sources) * 1000,
});

/** What happened between two readings, a sleep before all else. Comparing with a boot clock that is not a number says nothing. */
function stepsBetween(before: Reading, now: Reading): readonly ClockStep[] {
	const awake = now.monotonic - before.monotonic;
	const asleep = now.boot - before.boot - awake;
	const elapsed = asleep > coarseness ? awake + asleep : awake;
	const late = awake - interval;
	const ahead = now.wall - before.wall - elapsed;
	const steps: ClockStep[] = [];
	if (asleep >= leastStep) steps.push({what: 'slept', by: milliseconds(Math.round(asleep))});
	if (late >= leastStop) steps.push({what: 'stopped', by: milliseconds(Math.round(late))});
	if (Math.abs(ahead) >= leastStep) steps.push({what: 'wall-clock-set', by: milliseconds(Math.round(ahead))});
	return steps;
}
