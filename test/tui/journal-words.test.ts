import {describe, expect, test} from 'vitest';
import type {Happening} from '../../source/domain/journal.ts';
import {earlier, later, milliseconds, seconds} from '../../source/domain/time.ts';
import {eventLines} from '../../source/tui/journal-words.ts';
import {noon} from '../support/sessions.ts';

process.env.TZ = 'Europe/Berlin';

const failed = {
	what: 'storing-failed',
	where: 'secrets',
	text: 'the user name has characters that cannot be seen, so nothing is stored under it: type it again',
} as const satisfies Happening;
const tickled: Happening = {what: 'tickle-accepted', status: 200, roundTrip: milliseconds(38)};

/** The events, oldest first, a second apart, as lines. */
function linesOf(happenings: readonly Happening[], most: number, width: number): readonly string[] {
	const journal = happenings.map((happening, index) => ({at: later(noon, seconds(index)), happening}));
	const asked = {now: later(noon, seconds(60)), most, width, shown: (text: string) => text};
	return eventLines(journal, asked, {}).map(line => line.map(({text}) => text).join(''));
}

describe('an event that is longer than a line', () => {
	test('goes on below, under its words', () => {
		expect(linesOf([tickled, failed, tickled], 10, 74)).toEqual([
			'13:00:02  tickle accepted        200    38 ms',
			'13:00:01  the user name has characters that cannot be seen, so nothing is',
			'          stored under it: type it again',
			'13:00:00  tickle accepted        200    38 ms',
		]);
	});

	test('takes the room of older ones, and has all the rest in the last line that there is', () => {
		expect(linesOf([tickled, failed, tickled], 3, 74)).toEqual([
			'13:00:02  tickle accepted        200    38 ms',
			'13:00:01  the user name has characters that cannot be seen, so nothing is',
			'          stored under it: type it again',
		]);
		expect(linesOf([tickled, failed, tickled], 2, 74)).toEqual([
			'13:00:02  tickle accepted        200    38 ms',
			`13:00:01  ${failed.text}`,
		]);
	});

	test('says its next step in 40 columns too', () => {
		expect(linesOf([failed], 5, 38)).toEqual([
			'13:00:00  the user name has characters',
			'          that cannot be seen, so',
			'          nothing is stored under it:',
			'          type it again',
		]);
	});

	test('takes four lines at the most', () => {
		expect(linesOf([{what: 'storing-failed', where: 'secrets', text: 'word '.repeat(40).trim()}], 9, 38)).toHaveLength(
			4,
		);
	});
});

test('of other days, the day is said as well', () => {
	const journal = [{at: earlier(noon, seconds(86_400)), happening: tickled}];
	const asked = {now: noon, most: 1, width: 74, shown: (text: string) => text};
	expect(eventLines(journal, asked, {}).map(line => line.map(({text}) => text).join(''))).toEqual([
		'Sat 13:00:00  tickle accepted        200    38 ms',
	]);
});
