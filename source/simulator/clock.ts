import {type Duration, type Instant, later, scaled, until} from '../domain/time.ts';

/** The time that the simulator is given. Nothing in this folder reads another clock. */
export type SimulatorClock = {
	now(): Instant;
	/** Rings once; gives back what cancels it. */
	after(delay: Duration, ring: () => void): () => void;
};

/** A clock that runs `speed` times as fast as `clock`. Both show the same instant at the moment of this call. */
export function createFastClock(clock: SimulatorClock, speed: number): SimulatorClock {
	const start = clock.now();
	return {
		now: () => later(start, scaled(until(clock.now(), start), speed)),
		after: (delay, ring) => clock.after(scaled(delay, 1 / speed), ring),
	};
}
