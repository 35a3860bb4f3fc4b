import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Deadlines} from '../../source/domain/deadline.ts';
import {
	intervalBounds,
	intervalOf,
	isQuiet,
	marginOf,
	nextRetry,
	nextTickle,
	retryWhenAsked,
	type TicklePlan,
	tickleTimeout,
} from '../../source/domain/tickle-plan.ts';
import {hours, instant, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {exactly} from '../support/deadlines.ts';

const start = instant(1_790_000_000_000);
const secondsIn = (span: number) => later(start, seconds(span));
const tenMinutes: TicklePlan = {idleLimit: minutes(10), interval: undefined};
const chosen = (interval: number): TicklePlan => ({idleLimit: minutes(10), interval: seconds(interval)});

/** Touched at the start, seconds until each deadline. */
const ends = (idle: number, absolute?: number): Deadlines => ({
	idle: exactly(secondsIn(idle)),
	absolute: absolute === undefined ? undefined : exactly(secondsIn(absolute)),
});

/** Seconds from the start. */
const shown = (at: number | undefined) => (at === undefined ? undefined : (at - start) / 1000);

describe('the interval', () => {
	test.each([
		['three tenths of ten minutes', tenMinutes, 180],
		['three tenths of twenty seconds', {idleLimit: seconds(20), interval: undefined}, 6],
		['as chosen', chosen(240), 240],
		['chosen at the upper bound', chosen(300), 300],
		['chosen at the lower bound', chosen(15), 15],
		['chosen when the limit was longer', chosen(301), 300],
		['chosen to be none', chosen(0), 15],
	])('%s', (_what, plan, expected) => {
		expect(intervalOf(plan)).toBe(seconds(expected));
	});

	test.each([
		['ten minutes', 600, 15, 300],
		['a minute', 60, 15, 30],
		['forty seconds', 40, 10, 20],
		['eight seconds', 8, 2, 4],
	])('a person may choose for a limit of %s', (_what, limit, least, most) => {
		expect(intervalBounds(seconds(limit))).toEqual({least: seconds(least), most: seconds(most)});
	});

	test.each([
		[3600, 60],
		[600, 60],
		[300, 30],
		[20, 2],
		[5, 2],
		[4, 2],
		[1, 0.5],
	])('of a limit of %d s the last %d s are margin', (limit, margin) => {
		expect(marginOf(seconds(limit))).toBe(seconds(margin));
	});
});

describe('the next tickle', () => {
	test.each([
		['earliest jitter', 0, 162],
		['middle', 0.5, 180],
		['latest jitter', 1, 198],
	])('%s', (_what, sample, expected) => {
		expect(shown(nextTickle(start, ends(600), tenMinutes, sample))).toBe(expected);
	});

	test('a chosen interval is jittered likewise', () => {
		expect(shown(nextTickle(start, ends(600), chosen(300), 1))).toBe(330);
	});

	test('never later than a margin before the idle deadline', () => {
		expect(shown(nextTickle(start, ends(200), tenMinutes, 0.5))).toBe(140);
		expect(shown(nextTickle(start, ends(30), tenMinutes, 0.5))).toBe(-30);
	});

	test('an unproven idle deadline counts by its earliest instant', () => {
		const deadlines = {idle: {earliest: secondsIn(200), latest: secondsIn(600)}, absolute: undefined};
		expect(shown(nextTickle(start, deadlines, tenMinutes, 0.5))).toBe(140);
	});

	test('none in the last five seconds before the absolute deadline', () => {
		expect(shown(nextTickle(start, ends(600, 185), tenMinutes, 0.5))).toBe(180);
		expect(nextTickle(start, ends(600, 184.999), tenMinutes, 0.5)).toBeUndefined();
		expect(nextTickle(start, ends(600, 100), tenMinutes, 0.5)).toBeUndefined();
	});

	test('an unproven absolute deadline counts by its earliest instant', () => {
		const deadlines = {idle: exactly(secondsIn(600)), absolute: {earliest: secondsIn(184), latest: secondsIn(1000)}};
		expect(nextTickle(start, deadlines, tenMinutes, 0.5)).toBeUndefined();
	});

	test('of any plan it lies after the last use and before the margin', () => {
		const limit = fc.integer({min: 1000, max: 86_400_000}).map(milliseconds);
		const interval = fc.option(fc.integer({min: 0, max: 1e9}).map(milliseconds), {nil: undefined});
		fc.assert(
			fc.property(limit, interval, fc.double({min: 0, max: 1, noNaN: true}), (idleLimit, wish, sample) => {
				const idle = exactly(later(start, idleLimit));
				const at = nextTickle(start, {idle, absolute: undefined}, {idleLimit, interval: wish}, sample);
				expect(at).toBeGreaterThanOrEqual(Math.floor(start + Math.min(13_500, idleLimit * 0.225)));
				expect(at).toBeLessThanOrEqual(idle.earliest - marginOf(idleLimit));
			}),
		);
	});
});

describe('after a failure', () => {
	const middle = {now: start, sample: 0.5};

	test('the wait doubles from 2 s to 45 s while there is time', () => {
		const waits = [1, 2, 3, 4, 5, 6, 7, 50, 5000].map(failures =>
			shown(nextRetry(failures, ends(3600), {idleLimit: hours(1), interval: undefined}, middle)),
		);
		expect(waits).toEqual([2, 4, 8, 16, 32, 45, 45, 45, 45]);
	});

	test.each([
		[600, 45],
		[200, 45],
		[120, 25],
		[60, 10],
		[40, 5],
		[28, 2],
		[21, 2],
		[20, 2],
		[10, 2],
		[1, 2],
	])('%d s before the deadline of a long outage it waits %d s', (left, wait) => {
		expect(shown(nextRetry(9, ends(left), tenMinutes, middle))).toBe(wait);
	});

	test('it is jittered by a fifth', () => {
		const wait = (sample: number) => shown(nextRetry(3, ends(600), tenMinutes, {now: start, sample}));
		expect([wait(0), wait(0.5), wait(1)]).toEqual([6.4, 8, 9.6]);
	});

	test('past the deadline every 30 s at the most often', () => {
		const wait = (failures: number, sample: number) =>
			shown(nextRetry(failures, ends(0), tenMinutes, {now: start, sample}));
		expect([wait(1, 0), wait(1, 1), wait(20, 0), wait(20, 0.5)]).toEqual([30, 36, 30, 33]);
	});

	test('none in the last five seconds before the absolute deadline', () => {
		expect(shown(nextRetry(1, ends(600, 7), tenMinutes, middle))).toBe(2);
		expect(nextRetry(1, ends(600, 6.9), tenMinutes, middle)).toBeUndefined();
		expect(nextRetry(1, ends(-60, -10), tenMinutes, middle)).toBeUndefined();
	});

	test('it speeds up towards the deadline and never jumps over it', () => {
		const left = fc.integer({min: 1, max: 540_000});
		fc.assert(
			fc.property(left, left, fc.integer({min: 1, max: 60}), fc.double({min: 0, max: 1, noNaN: true}), (...drawn) => {
				const [one, other, failures, sample] = drawn;
				const wait = (milli: number) =>
					(nextRetry(failures, ends(milli / 1000), tenMinutes, {now: start, sample}) ?? 0) - start;
				expect(wait(Math.min(one, other))).toBeLessThanOrEqual(wait(Math.max(one, other)));
				if (one > 2400) expect(wait(one)).toBeLessThan(one);
			}),
		);
	});

	test('an outage that begins with the regular tickle is met by enough tries before the session is lost', () => {
		// Each try takes its whole time-out, as when nothing answers.
		let now = secondsIn(180);
		let tries = 0;
		const deadlines = ends(600);
		while (now < deadlines.idle.earliest) {
			tries += 1;
			const answeredAt = later(now, tickleTimeout(deadlines, now));
			now = nextRetry(tries, deadlines, tenMinutes, {now: answeredAt, sample: 0.5}) ?? instant(Number.NaN);
		}
		expect(tries).toBe(17);
	});
});

describe('a server that asks for a pause', () => {
	test.each([
		['gets it', 30, 400, 30],
		['gets half of what is left', 300, 400, 200],
		['waits 2 s at least', 0, 400, 2],
		['waits 2 s at least, also at the end', 100, 1, 2],
		['past the deadline is asked after 30 s', 5, 0, 30],
		['past the deadline gets its pause', 120, -10, 120],
		['past the deadline does not get a day', 86_400, -10, 600],
	])('%s', (_what, asked, left, wait) => {
		expect(shown(retryWhenAsked(seconds(asked), start, ends(left)))).toBe(wait);
	});

	test('but not beyond the absolute deadline', () => {
		expect(retryWhenAsked(seconds(30), start, ends(400, 34))).toBeUndefined();
	});
});

test.each([
	[600, 10],
	[30, 10],
	[24, 8],
	[9, 3],
	[1, 3],
	[0, 3],
	[-500, 3],
])('a tickle %d s before the idle deadline may take %d s', (left, timeout) => {
	expect(tickleTimeout(ends(left), start)).toBe(seconds(timeout));
});

test('the last five seconds before the absolute deadline, and what follows, are quiet', () => {
	expect([5.001, 5, 4.999, 0, -60].map(left => isQuiet(ends(600, left), start))).toEqual([
		false,
		false,
		true,
		true,
		true,
	]);
	expect(isQuiet(ends(600), start)).toBe(false);
});
