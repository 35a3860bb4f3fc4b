import {explain} from '../domain/explain.ts';
import {type ExplainContext, spanInWords} from '../domain/explanation.ts';
import type {Happening, JournalEntry} from '../domain/journal.ts';
import type {Refusal} from '../domain/refusal.ts';
import {type Duration, type Instant, seconds, until} from '../domain/time.ts';
import {inSentence, isSameDay, localTime, roundTripInWords, timeOfDay} from './format.ts';
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

function wordsOf(happening: Happening, at: Instant, context: ExplainContext): string {
	const titleOf = (refusal: Refusal) => inSentence(explain(refusal, context).title);
	switch (happening.what) {
		case 'signing-in':
			return `signing in${happening.by === 'renewal' ? ' by itself' : ''} as ${happening.username}`;
		case 'signed-in':
			return `signed in, token ${happening.fingerprint}${reusedWords(happening.age)}`;
		case 'session-restored':
			return `went on with the stored token ${happening.fingerprint}`;
		case 'sign-in-refused':
			return `sign-in refused: ${titleOf(happening.refusal)}`;
		case 'sign-in-cancelled':
			return 'sign-in cancelled';
		case 'tickle-accepted':
			return `tickle accepted ${String(happening.status ?? '').padStart(10)} ${roundTripInWords(happening.roundTrip).padStart(8)}`;
		case 'tickle-failed':
			return `tickle failed: ${titleOf(happening.refusal)}${retryWords(happening.retryAt, at)}`;
		case 'keep-alive-turned':
			return `keep-alive turned ${happening.on ? 'on' : 'off'}`;
		case 'keep-alive-stopped':
			return `keep-alive stopped: ${titleOf(happening.refusal)}`;
		case 'ran-out':
			return happening.ending === 'idle'
				? 'the idle limit is over by our clocks'
				: 'the absolute limit is over by our clocks';
		case 'rejected':
			return `token refused: ${titleOf(happening.refusal).replace(/^the session ended: /, '')}`;
		case 'signed-out':
			return signedOutWords(happening.confirmed, happening.refusal && titleOf(happening.refusal));
		case 'storing-failed':
			return inSentence(happening.text);
	}
}

/** A token as old as a round trip is a fresh one. */
const reusedWords = (age: Duration | undefined) => (age === undefined || age <= seconds(10) ? '' : ' (reused)');

const retryWords = (retryAt: Instant | undefined, at: Instant) =>
	retryAt === undefined ? '' : `, again in ${spanInWords(seconds(Math.ceil(until(retryAt, at) / 1000)))}`;

function signedOutWords(isConfirmed: boolean, title: string | undefined): string {
	if (isConfirmed) return 'signed out, the token is revoked';
	return `signed out here; the appliance did not confirm it${title === undefined ? '' : `: ${title}`}`;
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
