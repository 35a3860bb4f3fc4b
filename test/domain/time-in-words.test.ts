import {expect, test} from 'vitest';
import {inSentence} from '../../source/domain/explanation.ts';
import {hours, instant, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {
	countdown,
	countdownTo,
	dayOf,
	hourAndMinute,
	localTime,
	roundTripInWords,
} from '../../source/domain/time-in-words.ts';
import {noon} from '../support/sessions.ts';

process.env.TZ = 'Europe/Berlin';

test.each([
	[seconds(461), '07:41'],
	[milliseconds(461_999), '07:41'],
	[seconds(3599), '59:59'],
	[seconds(3600), '01:00:00'],
	[seconds(81_301), '22:35:01'],
	[hours(100), '100:00:00'],
	[milliseconds(999), '00:00'],
	[seconds(-5), '00:00'],
])('%i ms are left: %s', (left, shown) => {
	expect(countdown(left)).toBe(shown);
});

test('a countdown that nothing proves has a sign of that', () => {
	const end = {at: later(noon, seconds(461)), proven: true};
	expect(countdownTo(end, noon)).toBe('07:41');
	expect(countdownTo({...end, proven: false}, noon)).toBe('~07:41');
});

test('a time of today is a time; of the days around it has a weekday, of others a date', () => {
	expect(localTime(later(noon, seconds(3)), noon)).toBe('13:00:03');
	expect(localTime(later(noon, hours(11)), noon)).toBe('Mon 00:00:00');
	expect(localTime(later(noon, hours(-14)), noon)).toBe('Sat 23:00:00');
	expect(localTime(later(noon, hours(24 * 9)), noon)).toBe('2026-12-01 13:00:00');
});

test('a day that the clocks are set back has an hour twice, and is told as the wall clock tells it', () => {
	const before = instant(Date.UTC(2026, 9, 25, 0, 30));
	expect(localTime(before, before)).toBe('02:30:00');
	expect(localTime(later(before, hours(1)), before)).toBe('02:30:00');
});

test('dates and short times are local', () => {
	expect(dayOf(instant(Date.UTC(2020, 0, 1, 23, 30)))).toBe('2020-01-02');
	expect(hourAndMinute(later(noon, minutes(5)))).toBe('13:05');
});

test('round trips are in milliseconds as long as that can be read', () => {
	expect(roundTripInWords(milliseconds(37.6))).toBe('38 ms');
	expect(roundTripInWords(milliseconds(12_345))).toBe('12.3 s');
});

test('a title goes on in a sentence, but for names', () => {
	expect(inSentence('Nothing listens there')).toBe('nothing listens there');
	expect(inSentence('TLS is too old')).toBe('TLS is too old');
	expect(inSentence('')).toBe('');
});
