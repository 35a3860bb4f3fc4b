import type {Duration} from './time.ts';

/** What the clocks of a machine say when they are compared: it slept, this process was stopped, or somebody set the wall clock. */
export type ClockStep = {
	readonly what: 'slept' | 'stopped' | 'wall-clock-set';
	/** How long; for the wall clock how far ahead it was set, negative when it was set back. */
	readonly by: Duration;
};
