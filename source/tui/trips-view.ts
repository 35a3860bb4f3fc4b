import type {Session} from '../domain/session.ts';
import {hourAndMinute} from '../domain/time-in-words.ts';

export type TripsView = {
	readonly from: string;
	/** One character a tickle, oldest first: as high as its round trip was long. */
	readonly strip: string;
	readonly to: string;
};

const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
export const noAnswer = '✕';

/** Milliseconds: the strip of a good connection stays low. */
const usual = 200;

/** The latest `most` round trips; undefined while there are none. */
export function tripsView({roundTrips}: Session, most: number): TripsView | undefined {
	const latest = roundTrips.slice(-Math.max(1, most));
	const [first, last] = [latest[0], latest.at(-1)];
	if (first === undefined || last === undefined) return undefined;
	const top = Math.max(...latest.map(({roundTrip}) => roundTrip ?? 0), usual);
	const strip = latest.map(({roundTrip}) =>
		roundTrip === undefined ? noAnswer : (heights[Math.round((roundTrip / top) * 7)] ?? noAnswer),
	);
	return {from: hourAndMinute(first.at), strip: strip.join(''), to: hourAndMinute(last.at)};
}
