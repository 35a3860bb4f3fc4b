import {type Duration, type Instant, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';
import type {Simulator} from '../../source/simulator/server.ts';
import {allTroubles, type RoughNetwork, type Trouble} from './rough-network.ts';

export type PastTrouble = {readonly from: Instant; readonly to: Instant; readonly what: Trouble};

export type SoakTroublesOptions = {
	readonly clock: Clock;
	readonly random: () => number;
	readonly network: RoughNetwork;
	readonly simulator: Simulator;
	/** Whether nothing may happen at some time in this span. */
	readonly isSpared: (from: Instant, to: Instant) => boolean;
};

/** Means: a blip of 45 s twice an hour, an outage of minutes four times a day, a restart of the service and closed connections now and then. */
const blips = {every: minutes(30), lasts: seconds(45)};
const outages = {every: minutes(6 * 60), lasts: minutes(5)};
const restarts = minutes(9 * 60);
const hangUps = minutes(2);

export function createSoakTroubles({clock, random, network, simulator, isSpared}: SoakTroublesOptions) {
	const past: PastTrouble[] = [];
	const restartedAt: Instant[] = [];
	let current: {readonly from: Instant; readonly to: Instant; readonly what: Trouble} | undefined;
	let isOver = false;

	const about = (mean: Duration) => milliseconds(-mean * Math.log(1 - random()));
	const oneOf = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];

	function again(mean: Duration, happen: () => void): void {
		clock.after(about(mean), () => {
			if (isOver) return;
			happen();
			again(mean, happen);
		});
	}

	function trouble(lasts: Duration): void {
		const from = clock.now();
		const to = later(from, lasts);
		const what = oneOf(allTroubles);
		if (what === undefined || current !== undefined || isSpared(from, to)) return;
		current = {from, to, what};
		network.begin(what);
		clock.after(lasts, () => {
			if (current === undefined) return;
			network.end();
			past.push(current);
			current = undefined;
		});
	}

	function restart(): void {
		const now = clock.now();
		const last = restartedAt.at(-1);
		// Two tokens in a row that nobody knows are another story.
		if ((last !== undefined && now < later(last, minutes(5))) || isSpared(now, later(now, minutes(5)))) return;
		restartedAt.push(now);
		simulator.restart();
	}

	again(blips.every, () => trouble(about(blips.lasts)));
	again(outages.every, () => trouble(about(outages.lasts)));
	again(restarts, restart);
	again(hangUps, () => simulator.closeIdleConnections());

	/** Parts of the span in which no answer, or no good one, could come. */
	const within = (from: Instant, to: Instant): readonly PastTrouble[] =>
		[...past, ...(current === undefined ? [] : [current])]
			.filter(each => each.from <= to && each.to >= from)
			.map(each => ({...each, from: Math.max(each.from, from) as Instant, to: Math.min(each.to, to) as Instant}));

	return {
		/** One more, from now on. */
		trouble,
		past: () => past,
		restarts: () => restartedAt,
		within,
		stop() {
			isOver = true;
			if (current !== undefined) network.end();
			current = undefined;
		},
	};
}
