import type {Happening, JournalEntry} from '../domain/journal.ts';
import type {Session} from '../domain/session.ts';
import type {Duration, Instant} from '../domain/time.ts';
import {hourAndMinute} from '../domain/time-in-words.ts';

export type TripsView = {
	readonly from: string;
	/** One character a tickle, oldest first: as high as its round trip was long. */
	readonly strip: string;
	readonly to: string;
};

const heights = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
export const notAccepted = '✕';

/** Milliseconds: the strip of a good connection stays low. */
const usual = 200;

/** The latest `most` tickles; undefined while there are none. */
export function tripsView({journal}: Pick<Session, 'journal'>, most: number): TripsView | undefined {
	const latest = journal.flatMap(tripOf).slice(-Math.max(1, most));
	const [first, last] = [latest[0], latest.at(-1)];
	if (first === undefined || last === undefined) return undefined;
	const top = Math.max(...latest.map(({roundTrip}) => roundTrip ?? 0), usual);
	const strip = latest.map(({roundTrip}) =>
		roundTrip === undefined ? notAccepted : (heights[Math.round((roundTrip / top) * 7)] ?? notAccepted),
	);
	return {from: hourAndMinute(first.at), strip: strip.join(''), to: hourAndMinute(last.at)};
}

type Trip = {readonly at: Instant; readonly roundTrip: Duration | undefined};

/** A quick no is no good round trip. */
function tripOf({at, happening}: JournalEntry): readonly Trip[] {
	if (happening.what === 'tickle-accepted') return [{at, roundTrip: happening.roundTrip}];
	return refused.has(happening.what) ? [{at, roundTrip: undefined}] : [];
}

const refused = new Set<Happening['what']>(['tickle-failed', 'keep-alive-stopped', 'rejected']);
