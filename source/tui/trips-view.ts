import type {Session} from '../domain/session.ts';
import {hourAndMinute} from './format.ts';

export type TripsView = {
	readonly from: string;
	/** One character a tickle, oldest first: as high as its round trip was long. */
	readonly strip: string;
	readonly to: string;
};

const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
export const noAnswer = '✕';

/** The latest `most` round trips; undefined while there are none. */
export function tripsView({roundTrips}: Session, most: number): TripsView | undefined {
	const latest = roundTrips.slice(-Math.max(1, most));
	const [first, last] = [latest[0], latest.at(-1)];
	if (first === undefined || last === undefined) return undefined;
	const longest = Math.max(...latest.map(({roundTrip}) => roundTrip ?? 0), 1);
	const strip = latest.map(({roundTrip}) =>
		roundTrip === undefined ? noAnswer : (heights[heightOf(roundTrip, longest)] ?? noAnswer),
	);
	return {from: hourAndMinute(first.at), strip: strip.join(''), to: hourAndMinute(last.at)};
}

const heightOf = (roundTrip: number, longest: number) =>
	longest < 100 && roundTrip < 100 ? Math.round((roundTrip / 100) * 7) : Math.round((roundTrip / longest) * 7);
