import {uptime} from 'node:os';
import {performance} from 'node:perf_hooks';
import type {Cancel} from '../ports.ts';

/** What a machine knows of time. */
export type TimeSources = {
	/** Milliseconds since the epoch; anybody may set it. */
	readonly wall: () => number;
	/** Milliseconds; never set. On Linux it stands still while the machine sleeps. */
	readonly monotonic: () => number;
	/** Seconds since the machine started, sleep included; coarse, and it throws where the system does not tell. */
	readonly sinceBoot: () => number;
	/** Rings once after so many milliseconds of `monotonic`. */
	readonly wait: (milliseconds: number, ring: () => void) => Cancel;
};

/** What waits keeps the process alive. */
export const thisMachine: TimeSources = {
	wall: () => Date.now(),
	monotonic: () => performance.now(),
	sinceBoot: uptime,
	wait(milliseconds, ring) {
		const timer = setTimeout(ring, milliseconds);
		return () => clearTimeout(timer);
	},
};

/** The same, for who only looks on: what waits keeps no process from ending. */
export const thisMachineAside: TimeSources = {
	...thisMachine,
	wait(milliseconds, ring) {
		const timer = setTimeout(ring, milliseconds).unref();
		return () => clearTimeout(timer);
	},
};

/** Milliseconds. The time since boot may come in whole seconds, so a smaller lead of it proves nothing. */
export const coarseness = 1000;

/** Not a number where the system does not tell. */
export function secondsSinceBoot({sinceBoot}: TimeSources): number {
	try {
		const seconds = sinceBoot();
		return Number.isFinite(seconds) ? seconds : Number.NaN;
	} catch {
		return Number.NaN;
	}
}
