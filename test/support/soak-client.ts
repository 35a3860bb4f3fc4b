import {type Duration, type Instant, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';

/** A span in which the client asks several times a second. */
export type Rush = {readonly from: Instant; readonly to: Instant};

export type SoakClientOptions = {
	readonly clock: Clock;
	readonly random: () => number;
	readonly rushes: () => readonly Rush[];
	readonly poll: () => Promise<void>;
};

/** Somebody's script: it works for a while, each time after 20 to 60 s, rests for a while, and rushes when it is told to. */
export function createSoakClient({clock, random, rushes, poll}: SoakClientOptions) {
	let shiftEnds = clock.now();
	let nextPoll = clock.now();
	let cancel = () => {};

	const between = (least: Duration, most: Duration) => milliseconds(least + random() * (most - least));

	function ring(): void {
		const now = clock.now();
		const isRush = rushes().some(({from, to}) => now >= from && now <= to);
		if (isRush || now >= nextPoll) void poll();
		if (now >= nextPoll) nextPoll = later(now, between(seconds(20), seconds(60)));
		if (now >= shiftEnds) {
			nextPoll = later(now, between(minutes(40), minutes(120)));
			shiftEnds = later(nextPoll, between(minutes(10), minutes(40)));
		}
		arm();
	}

	function arm(): void {
		cancel();
		const now = clock.now();
		const next = rushes().map(({from, to}) => {
			if (now < from) return from;
			return now <= to ? later(now, between(milliseconds(100), milliseconds(250))) : nextPoll;
		});
		cancel = clock.after(milliseconds(Math.min(nextPoll, ...next) - now), ring);
	}

	arm();
	return {
		/** To be called when the rushes have changed. */
		look: arm,
		stop: () => cancel(),
	};
}
