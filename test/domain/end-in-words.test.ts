import {expect, test} from 'vitest';
import type {Deadlines} from '../../source/domain/deadline.ts';
import {endInWords} from '../../source/domain/end-in-words.ts';
import {hours, later, minutes} from '../../source/domain/time.ts';
import {exactly} from '../support/deadlines.ts';
import {noon} from '../support/sessions.ts';

process.env.TZ = 'Europe/Berlin';

const at = (count: number) => later(noon, minutes(count));
const tomorrow = exactly(later(noon, hours(24)));
const doubtful = {earliest: noon, latest: at(10)};

const cases: ReadonlyArray<readonly [string, Deadlines]> = [
	['ends if idle at 13:10:00, at the latest Mon 13:00:00', {idle: exactly(at(10)), absolute: tomorrow}],
	['ends at 13:05:00', {idle: exactly(at(10)), absolute: exactly(at(5))}],
	['ends if idle at 13:10:00', {idle: exactly(at(10)), absolute: undefined}],
	['may end at any time, at the latest 13:10:00', {idle: doubtful, absolute: tomorrow}],
	['may end at any time, at the latest 13:05:00', {idle: doubtful, absolute: exactly(at(5))}],
];

test.each(cases)('a session %s', (words, deadlines) => {
	expect(endInWords(deadlines, noon)).toBe(words);
});
