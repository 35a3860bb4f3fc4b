import type {ExplainContext} from '../domain/explanation.ts';
import {happeningInWords} from '../domain/happening-in-words.ts';
import type {Happening, JournalEntry} from '../domain/journal.ts';
import type {Instant} from '../domain/time.ts';
import {isSameDay, localTime, roundTripInWords, timeOfDay} from '../domain/time-in-words.ts';
import {cellsOf, wrapped} from './cells.ts';
import type {Shown} from './hiding.ts';
import {type Line, type Look, run} from './line.ts';

type Asked = {readonly now: Instant; readonly most: number; readonly width: number; readonly shown: Shown};

/** The latest events that fit into `most` lines, newest first. One that is longer than a line goes on below, while there is room. */
export function eventLines(
	journal: readonly JournalEntry[],
	{now, most, width, shown}: Asked,
	context: ExplainContext,
): readonly Line[] {
	const entries = journal.slice(-Math.max(1, most)).reverse();
	const areToday = entries.every(({at}) => isSameDay(at, now));
	// Where there is room, the numbers stand under each other.
	const closer = (words: string) => (width < 50 ? words.replace(/ {2,}/g, ' ') : words);
	const lines: Line[] = [];
	for (const {at, happening} of entries) {
		const time = `${areToday ? timeOfDay(at) : localTime(at, now).padStart(12)}  `;
		const words = shown(closer(wordsOf(happening, at, context)));
		const room = {columns: width - time.length, lines: Math.min(mostOfOne, most - lines.length)};
		for (const [index, part] of inLines(words, room).entries())
			lines.push([run(index === 0 ? time : ' '.repeat(time.length), 'dim'), run(part, lookOf(happening))]);
	}
	return lines;
}

/** What an event takes to say with its next step in a narrow window. */
const mostOfOne = 4;

/** The last line has all the rest, and is cut where it is drawn. */
function inLines(words: string, room: {readonly columns: number; readonly lines: number}): readonly string[] {
	if (room.lines < 1) return [];
	// Numbers in columns have spaces that are to stay.
	if (cellsOf(words) <= room.columns) return [words];
	const parts = wrapped(words, Math.max(8, room.columns));
	const last = parts.slice(room.lines - 1).join(' ');
	return [...parts.slice(0, room.lines - 1), ...(last === '' ? [] : [last])];
}

/** The numbers of tickles in columns of their own. */
function wordsOf(happening: Happening, at: Instant, context: ExplainContext): string {
	if (happening.what !== 'tickle-accepted') return happeningInWords(happening, at, context);
	const {status, roundTrip} = happening;
	return `tickle accepted ${String(status ?? '').padStart(10)} ${roundTripInWords(roundTrip).padStart(8)}`;
}

function lookOf({what}: Happening): Look {
	switch (what) {
		case 'signed-in':
		case 'session-restored':
		case 'token-adopted':
		case 'kept-by-other':
		case 'took-over':
		case 'signing-in':
		case 'tickle-accepted':
		case 'keep-alive-turned':
		case 'signed-out':
		case 'signed-out-elsewhere':
		case 'sign-in-cancelled':
		case 'clock-set':
			return 'plain';
		case 'tickle-failed':
		case 'sign-in-postponed':
		case 'limit-learnt':
		case 'shared-use-seen':
		case 'storing-failed':
		case 'machine-slept':
		case 'process-stopped':
			return 'warn';
		case 'sign-in-refused':
		case 'keep-alive-stopped':
		case 'ran-out':
		case 'rejected':
		case 'renewal-stopped':
			return 'alarm';
	}
}
