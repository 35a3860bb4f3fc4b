import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	clamped,
	earlier,
	earliest,
	hours,
	instant,
	later,
	longest,
	milliseconds,
	minutes,
	parseDuration,
	scaled,
	seconds,
	shortest,
	until,
} from '../../source/domain/time.ts';

describe('a duration as a person writes it', () => {
	test.each([
		['90s', 90_000],
		['5m', 300_000],
		['2h', 7_200_000],
		['1h30m', 5_400_000],
		['500ms', 500],
		['1m500ms', 60_500],
		['1.5m', 90_000],
		['0.001s', 1],
		['1d', 86_400_000],
		['366d', 31_622_400_000],
	])('%s is %d ms', (text, expected) => {
		expect(parseDuration(text)).toBe(expected);
	});

	test.each([
		['nothing', ''],
		['a number without a unit', '90'],
		['a unit without a number', 's'],
		['zero', '0s'],
		['less than half a millisecond', '0.4ms'],
		['more than a year', '367d'],
		['a negative', '-5m'],
		['a sign', '+5m'],
		['an exponent', '1e3s'],
		['four decimals', '0.0001s'],
		['spaces', '5 m'],
		['a line break at the end', '5m\n'],
		['an unknown unit', '5w'],
		['capitals', '5M'],
		['other digits', '٥m'],
		['a number too long to count', `${'9'.repeat(400)}s`],
		['endless text', '1s'.repeat(100_000)],
	])('%s is refused', (_what, text) => {
		expect(parseDuration(text)).toBeUndefined();
	});

	test('whatever is accepted is a whole number of milliseconds between 1 and a year', () => {
		const part = fc.tuple(fc.nat(100_000), fc.constantFrom('ms', 's', 'm', 'h', 'd')).map(([n, unit]) => `${n}${unit}`);
		fc.assert(
			fc.property(fc.array(part, {minLength: 1, maxLength: 3}), parts => {
				const span = parseDuration(parts.join(''));
				if (span === undefined) return;
				expect(Number.isInteger(span)).toBe(true);
				expect(span).toBeGreaterThanOrEqual(1);
				expect(span).toBeLessThanOrEqual(366 * 86_400_000);
			}),
		);
	});
});

test('units become milliseconds', () => {
	expect([milliseconds(1), seconds(1), minutes(1), hours(1)]).toEqual([1, 1000, 60_000, 3_600_000]);
});

test('instants and spans add up', () => {
	const noon = instant(1000);
	expect(later(noon, seconds(2))).toBe(3000);
	expect(earlier(noon, seconds(2))).toBe(-1000);
	expect(until(later(noon, seconds(2)), noon)).toBe(2000);
	expect(until(earlier(noon, seconds(2)), noon)).toBe(-2000);
	expect(scaled(seconds(3), 1 / 2)).toBe(1500);
});

test('the earliest of several instants, of which some are unknown', () => {
	expect(earliest(undefined, instant(3), instant(2), undefined)).toBe(2);
	expect(earliest(instant(0), instant(1))).toBe(0);
	expect(earliest(undefined, undefined)).toBeUndefined();
	expect(earliest()).toBeUndefined();
});

test('a span is held between two others', () => {
	expect(shortest(seconds(3), seconds(1), seconds(2))).toBe(1000);
	expect(longest(seconds(1), seconds(3), seconds(2))).toBe(3000);
	expect(clamped(seconds(1), seconds(2), seconds(4))).toBe(2000);
	expect(clamped(seconds(3), seconds(2), seconds(4))).toBe(3000);
	expect(clamped(seconds(5), seconds(2), seconds(4))).toBe(4000);
});
