import type {ExplainContext} from '../domain/explanation.ts';
import {happeningInWords} from '../domain/happening-in-words.ts';
import type {Happening, JournalEntry} from '../domain/journal.ts';
import type {Instant} from '../domain/time.ts';
import {isSameDay, localTime, roundTripInWords, timeOfDay} from '../domain/time-in-words.ts';
import type {Shown} from './hiding.ts';
import {type Line, type Look, run} from './line.ts';

type Asked = {readonly now: Instant; readonly most: number; readonly width: number; readonly shown: Shown};

/** The latest `most` events, newest first, one a line. */
export function eventLines(
	journal: readonly JournalEntry[],
	{now, most, width, shown}: Asked,
	context: ExplainContext,
): readonly Line[] {
	const entries = journal.slice(-Math.max(1, most)).reverse();
	const areToday = entries.every(({at}) => isSameDay(at, now));
	// Where there is room, the numbers stand under each other.
	const closer = (words: string) => (width < 50 ? words.replace(/ {2,}/g, ' ') : words);
	return entries.map(({at, happening}) => {
		const time = areToday ? timeOfDay(at) : localTime(at, now).padStart(12);
		return [run(`${time}  `, 'dim'), run(shown(closer(wordsOf(happening, at, context))), lookOf(happening))];
	});
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
		case 'signing-in':
		case 'tickle-accepted':
		case 'keep-alive-turned':
		case 'signed-out':
		case 'sign-in-cancelled':
			return 'plain';
		case 'tickle-failed':
		case 'storing-failed':
			return 'warn';
		case 'sign-in-refused':
		case 'keep-alive-stopped':
		case 'ran-out':
		case 'rejected':
			return 'alarm';
	}
}
