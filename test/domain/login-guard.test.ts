import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	accountIdentity,
	type LoginGuard,
	type LoginVerdict,
	marksPassword,
	needsMark,
	nextUnattended,
	noGuard,
	settledAt,
	verdictOf,
	withAttempt,
	withoutRefusal,
	withRefusal,
} from '../../source/domain/login-guard.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {type Duration, hours, type Instant, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {afterNoon, noon, sinceNoon} from '../support/sessions.ts';

const day = hours(24);
const [stored, typo, other] = ['2a.stored', '2a.typo', '2a.other'];
const go: LoginVerdict = {go: true};

const asked = (guard: LoginGuard, by: 'person' | 'key' | 'program', mark: string | undefined, now = noon) =>
	verdictOf(guard, {by, mark}, {now, absoluteLimit: day});

/** The seconds after noon at which a program that always wants to sign in may. */
function signIns(absoluteLimit: Duration, span: number): ReadonlyArray<number | undefined> {
	let guard = noGuard;
	const left: Array<number | undefined> = [];
	for (let second = 0; second < span; second += 1) {
		const now = afterNoon(second);
		if (!verdictOf(guard, {by: 'program', mark: undefined}, {now, absoluteLimit}).go) continue;
		guard = withAttempt(guard, now);
		left.push(sinceNoon(now));
	}
	return left;
}

describe('a password that was refused', () => {
	const guard = withRefusal(noGuard, stored, 'wrong-credentials', noon);
	const held: LoginVerdict = {go: false, why: 'refused', kind: 'wrong-credentials', at: noon};

	test('is sent again by no program and at no key, however long ago it was', () => {
		for (const now of [noon, afterNoon(1), later(noon, hours(24 * 365))]) {
			expect(asked(guard, 'program', stored, now)).toEqual(held);
			expect(asked(guard, 'key', stored, now)).toEqual(held);
		}
	});

	test('is sent when a person types it again', () => {
		expect(asked(guard, 'person', stored)).toEqual(go);
		expect(asked(guard, 'person', undefined)).toEqual(go);
	});

	test('holds no other one', () => {
		expect(asked(guard, 'program', other)).toEqual(go);
		expect(asked(guard, 'key', other)).toEqual(go);
	});

	test('holds any of which it is not known whether it is the one', () => {
		expect([needsMark(noGuard), needsMark(guard)]).toEqual([false, true]);
		expect(asked(guard, 'key', undefined)).toEqual(held);
		expect(asked(noGuard, 'key', undefined)).toEqual(go);
	});

	test('is free once the appliance grants a token for it', () => {
		const both = withRefusal(guard, typo, 'account-locked', afterNoon(10));
		const granted = withoutRefusal(both, stored);
		expect(granted.refused).toEqual([{mark: typo, kind: 'account-locked', at: afterNoon(10)}]);
		expect(asked(granted, 'program', stored)).toEqual(go);
		expect(asked(granted, 'program', typo)).toMatchObject({go: false, why: 'refused', kind: 'account-locked'});
	});

	test('is remembered once, as what it was refused for last', () => {
		const again = withRefusal(
			withRefusal(guard, typo, 'wrong-credentials', afterNoon(10)),
			stored,
			'account-locked',
			afterNoon(20),
		);
		expect(again.refused).toEqual([
			{mark: typo, kind: 'wrong-credentials', at: afterNoon(10)},
			{mark: stored, kind: 'account-locked', at: afterNoon(20)},
		]);
	});

	test('stays refused when a person types so many others that there is no room for it', () => {
		let full = guard;
		for (let count = 1; count <= 12; count += 1) {
			full = withRefusal(full, `2a.typo-${count}`, 'wrong-credentials', afterNoon(count));
		}
		expect(full.refused.map(({mark}) => mark)).toEqual([
			'any.',
			...[6, 7, 8, 9, 10, 11, 12].map(count => `2a.typo-${count}`),
		]);
		expect(asked(full, 'program', stored, afterNoon(20))).toEqual({...held, at: afterNoon(5)});
		expect(asked(full, 'key', other)).toMatchObject({go: false, why: 'refused'});
		const granted = withoutRefusal(full, other);
		expect(granted.refused).toHaveLength(7);
		expect(asked(granted, 'key', other)).toEqual(go);
	});

	test('stays refused when the key of its mark is lost, until one that a person typed works', () => {
		expect(asked(guard, 'program', '3b.stored')).toEqual(held);
		expect(asked(withRefusal(guard, '3b.typo', 'wrong-credentials', noon), 'key', '3b.stored')).toEqual(held);
		expect(withoutRefusal(guard, '3b.stored')).toEqual(noGuard);
	});

	test('is one that was refused itself, not for what surrounds it', () => {
		expect(refusalKinds.filter(marksPassword)).toEqual(['wrong-credentials', 'account-locked']);
	});
});

describe('sign-ins without a person keep their distance', () => {
	test('a minute at least, and six an hour at most', () => {
		expect(signIns(day, 2 * 3600 + 1)).toEqual([0, 60, 120, 180, 240, 300, 3600, 3660, 3720, 3780, 3840, 3900, 7200]);
	});

	test('on fast clocks as much less', () => {
		// A twentieth of 240 s is 12 s; a twenty-fourth, for six of them, 10 s.
		expect(signIns(minutes(4), 50)).toEqual([0, 12, 24, 36, 48]);
	});

	test('and who comes too soon learns when', () => {
		const guard = withAttempt(noGuard, noon);
		expect(asked(guard, 'program', undefined, afterNoon(59))).toEqual({
			go: false,
			why: 'too-soon',
			until: afterNoon(60),
		});
		expect(asked(guard, 'program', undefined, afterNoon(60))).toEqual(go);
		expect(nextUnattended([], day, noon)).toBe(noon);
	});

	test('which a person need not', () => {
		const guard = withAttempt(noGuard, noon);
		expect(asked(guard, 'key', undefined)).toEqual(go);
		expect(asked(guard, 'person', undefined)).toEqual(go);
	});

	test('for the rule’s own span and no longer, though somebody set the clock back by a day', () => {
		const guard = withRefusal(withAttempt(noGuard, later(noon, day)), typo, 'wrong-credentials', later(noon, day));
		const settled = settledAt(guard, noon);
		expect(settled).toEqual({
			refused: [{mark: typo, kind: 'wrong-credentials', at: noon}],
			unattended: [noon],
		});
		expect(asked(guard, 'program', stored)).toEqual({go: false, why: 'too-soon', until: afterNoon(60)});
		expect(asked(settled, 'program', stored, afterNoon(60))).toEqual(go);
		expect(settledAt(settled, afterNoon(60))).toBe(settled);
	});
});

test('an account is the same however its name is written', () => {
	const origin = 'https://dc1.example';
	const same = (one: string, two: string) =>
		accountIdentity({username: one, origin}) === accountIdentity({username: two, origin});
	expect(same('Administrator@vsphere.local', 'administrator@VSPHERE.LOCAL')).toBe(true);
	expect(same('J\u00fcrgen', 'Ju\u0308rgen')).toBe(true);
	expect(same('jurgen', 'j\u00fcrgen')).toBe(false);
});

describe('whatever programs do', () => {
	type Step =
		| {readonly does: 'pass'; readonly span: Duration}
		/** Somebody sets the clock back: instants on disk lie ahead. */
		| {readonly does: 'set-back'; readonly span: Duration}
		| {readonly does: 'sign-in'; readonly by: 'key' | 'program'; readonly mark: string}
		| {
				readonly does: 'type';
				readonly mark: string;
				readonly outcome: 'granted' | 'wrong-credentials' | 'account-locked';
		  };

	const span = fc
		.oneof(fc.integer({min: 0, max: 5000}), fc.integer({min: 0, max: 120_000}), fc.integer({min: 0, max: 9_000_000}))
		.map(milliseconds);
	const mark = fc.integer({min: 1, max: 12}).map(number => `2a.${number}`);
	const signIn: fc.Arbitrary<Step> = fc.record({
		does: fc.constant('sign-in' as const),
		by: fc.constantFrom('key' as const, 'program' as const),
		mark,
	});
	const time: fc.Arbitrary<Step> = fc.oneof(
		{weight: 4, arbitrary: fc.record({does: fc.constant('pass' as const), span})},
		{weight: 1, arbitrary: fc.record({does: fc.constant('set-back' as const), span})},
	);
	const typing: fc.Arbitrary<Step> = fc.record({
		does: fc.constant('type' as const),
		mark,
		outcome: fc.constantFrom('granted' as const, 'wrong-credentials' as const, 'account-locked' as const),
	});
	const manyOf = (...steps: ReadonlyArray<fc.Arbitrary<Step>>) =>
		fc.array(fc.oneof(...steps), {minLength: 10, maxLength: 120, size: 'max'});
	/** From 60 s to 24 h; of multiples of three seconds no part is rounded. */
	const limit = fc.integer({min: 20, max: 28_800}).map(count => seconds(3 * count));

	/** Plays it all as processes do that share a guard, each of which reads it, judges, and writes it before it sends. */
	function played(happenings: readonly Step[], absoluteLimit: Duration) {
		let real: Instant = noon;
		let behind = milliseconds(0);
		let guard = noGuard;
		const left: Instant[] = [];
		const waits: Duration[] = [];
		const wronglySent: string[] = [];
		const refused = new Set<string>();
		for (const happening of happenings) {
			const now = later(real, milliseconds(-behind));
			guard = settledAt(guard, now);
			switch (happening.does) {
				case 'pass':
					real = later(real, happening.span);
					break;
				case 'set-back':
					behind = milliseconds(behind + happening.span);
					break;
				case 'sign-in': {
					const {by, mark: sent} = happening;
					const verdict = verdictOf(guard, {by, mark: sent}, {now, absoluteLimit});
					if (!verdict.go && verdict.why === 'too-soon') waits.push(milliseconds(verdict.until - now));
					if (!verdict.go) break;
					if (refused.has(sent)) wronglySent.push(sent);
					if (by === 'program') left.push(real);
					if (by === 'program') guard = withAttempt(guard, now);
					break;
				}
				case 'type':
					if (happening.outcome === 'granted') {
						guard = withoutRefusal(guard, happening.mark);
						refused.delete(happening.mark);
						// More were refused than are remembered one by one: what is forgotten holds until one works.
						for (const each of refused) if (!guard.refused.some(known => known.mark === each)) refused.delete(each);
					} else {
						guard = withRefusal(guard, happening.mark, happening.outcome, now);
						refused.add(happening.mark);
					}
			}
		}
		return {left, waits, wronglySent, guard};
	}

	test('two sign-ins are never closer, and seven never within the span for six, also when clocks are set back', () => {
		let most = 0;
		fc.assert(
			fc.property(manyOf(time, signIn), limit, (happenings, absoluteLimit) => {
				const {left, waits} = played(happenings, absoluteLimit);
				const distance = Math.min(60_000, absoluteLimit / 20);
				for (const [index, at] of left.entries()) {
					const [last, sixth] = [left[index - 1], left[index - 6]];
					if (last !== undefined) expect(at - last).toBeGreaterThanOrEqual(distance);
					if (sixth !== undefined) expect(at - sixth).toBeGreaterThanOrEqual(absoluteLimit / 24);
				}
				// Nor does the rule ever hold longer than it may.
				for (const wait of waits) expect(wait).toBeLessThanOrEqual(Math.max(distance, absoluteLimit / 24));
				most = Math.max(most, left.length);
			}),
			{numRuns: 500},
		);
		// The property was tried on more than a few.
		expect(most).toBeGreaterThan(6);
	});

	test('no refused password is sent again until a person typed it and it worked', () => {
		fc.assert(
			fc.property(manyOf(time, signIn, signIn, typing), limit, (happenings, absoluteLimit) => {
				const {wronglySent, guard} = played(happenings, absoluteLimit);
				expect(wronglySent).toEqual([]);
				expect(guard.refused.length).toBeLessThanOrEqual(8);
				expect(guard.unattended.length).toBeLessThanOrEqual(6);
			}),
			{numRuns: 500},
		);
	});
});
