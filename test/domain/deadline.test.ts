import {describe, expect, test} from 'vitest';
import {
	type Deadlines,
	endAfter,
	endingAt,
	endOf,
	firstEnd,
	firstToExpire,
	isOver,
	isProven,
	provenUntil,
} from '../../source/domain/deadline.ts';
import {instant, minutes} from '../../source/domain/time.ts';
import {exactly} from '../support/deadlines.ts';

const at = instant;
const between = (earliest: number, latest: number) => ({earliest: at(earliest), latest: at(latest)});

test('the server counts from somewhere between our sending and our receiving', () => {
	const roundTrip = {sentAt: at(1000), receivedAt: at(1038)};
	expect(endAfter(roundTrip, minutes(10))).toEqual({earliest: 601_000, latest: 601_038});
});

test('a deadline is proven until its earliest instant, unproven between the two, over from the latest on', () => {
	const deadline = between(100, 200);
	const seen = [99, 100, 199, 200].map(now => [isProven(deadline, at(now)), isOver(deadline, at(now))]);
	expect(seen).toEqual([
		[true, false],
		[false, false],
		[false, false],
		[false, true],
	]);
});

test('an exact deadline is never unproven', () => {
	expect([isProven(exactly(at(100)), at(99)), isOver(exactly(at(100)), at(99))]).toEqual([true, false]);
	expect([isProven(exactly(at(100)), at(100)), isOver(exactly(at(100)), at(100))]).toEqual([false, true]);
});

describe('which deadline ends the session', () => {
	const cases: ReadonlyArray<readonly [string, Deadlines, 'idle' | 'absolute']> = [
		['idle comes first', {idle: exactly(at(100)), absolute: exactly(at(200))}, 'idle'],
		['absolute comes first', {idle: exactly(at(200)), absolute: exactly(at(100))}, 'absolute'],
		['at the same time the one that nothing moves', {idle: exactly(at(100)), absolute: exactly(at(100))}, 'absolute'],
		['the server told no absolute one', {idle: exactly(at(100)), absolute: undefined}, 'idle'],
		['by the earliest possible instant', {idle: between(100, 300), absolute: exactly(at(200))}, 'idle'],
	];
	test.each(cases)('%s', (_what, deadlines, expected) => {
		expect(firstToExpire(deadlines)).toBe(expected);
	});
});

describe('what a countdown counts to', () => {
	test('is the end of the proof, then the end of all doubt', () => {
		expect([99, 100, 199].map(now => endOf(between(100, 200), at(now)))).toEqual([
			{at: 100, proven: true},
			{at: 200, proven: false},
			{at: 200, proven: false},
		]);
	});

	test('is of a session what comes first, and in doubt when either is', () => {
		const stretched: Deadlines = {idle: between(100, 300), absolute: exactly(at(200))};
		expect([99, 150].map(now => firstEnd(stretched, at(now)))).toEqual([
			{at: 100, proven: true},
			{at: 200, proven: false},
		]);
		expect(firstEnd({idle: between(100, 300), absolute: undefined}, at(150))).toEqual({at: 300, proven: false});
	});
});

test.each([
	[{idle: between(100, 300), absolute: exactly(at(200))}, 100],
	[{idle: between(300, 400), absolute: exactly(at(200))}, 200],
	[{idle: between(300, 400), absolute: undefined}, 300],
])('%j is proven to live until %d', (deadlines, end) => {
	expect(provenUntil(deadlines)).toBe(end);
});

describe('which deadline is over', () => {
	const deadlines: Deadlines = {idle: exactly(at(100)), absolute: exactly(at(200))};
	test.each([
		[99, undefined],
		[100, 'idle'],
		[200, 'idle'],
	])('at %d', (now, expected) => {
		expect(endingAt(deadlines, at(now))).toBe(expected);
	});

	test('an unproven idle deadline is not over yet, the absolute one behind it is', () => {
		const stretched: Deadlines = {idle: between(100, 300), absolute: exactly(at(200))};
		expect([150, 199, 200, 300].map(now => endingAt(stretched, at(now)))).toEqual([
			undefined,
			undefined,
			'absolute',
			'idle',
		]);
	});

	test('without an absolute deadline only idleness ends it', () => {
		expect(endingAt({idle: exactly(at(100)), absolute: undefined}, at(1e15))).toBe('idle');
	});
});
