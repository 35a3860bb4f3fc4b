import fc from 'fast-check';
import {expect, test} from 'vitest';
import {hours, type Instant, instant, minutes, seconds} from '../../source/domain/time.ts';
import {createTokenStore, secondsLeft} from '../../source/simulator/token-store.ts';

const owner = {username: 'administrator', grant: 'password'} as const;
const rules = {reuse: true, absoluteLimit: hours(24)};
const start = instant(1_455_232_016_377);

function createStore() {
	let last = 0;
	return createTokenStore(() => `id-${++last}`);
}

test("says the samples' seconds: 86399 fresh, 81301 after 1:24:58", () => {
	const store = createStore();
	const {token} = store.issue(owner, start, rules);
	expect(secondsLeft(token, start)).toBe(86_399);
	expect(secondsLeft(token, instant(start + seconds(5098)))).toBe(81_301);
	expect(secondsLeft(token, token.expiresAt)).toBe(0);
});

test('limits hold to the millisecond: past is later than', () => {
	const store = createStore();
	const {token} = store.issue(owner, start, rules);
	const at = instant(start + minutes(10));
	expect(store.use(token.value, at, minutes(10))).toMatchObject({state: 'alive', elapsed: 600_000});
	expect(store.use(token.value, instant(at + minutes(10) + 1), minutes(10))).toMatchObject({
		state: 'idle-expired',
		elapsed: 600_001,
	});
	const {token: second} = store.issue(owner, start, rules);
	expect(store.use(second.value, second.expiresAt, hours(48)).state).toBe('alive');
	expect(store.use(second.value, instant(second.expiresAt + 1), hours(48)).state).toBe('absolute-expired');
	expect(store.use(second.value, second.expiresAt, hours(48)).state).toBe('unknown');
});

test('a login gives the living token again, also one that idled out unseen, but none past its absolute limit', () => {
	const store = createStore();
	const {token} = store.issue(owner, start, rules);
	const revived = store.issue(owner, instant(start + hours(1)), rules);
	expect(revived).toMatchObject({reused: true, token: {value: token.value, updatedAt: start + 3_600_000}});
	expect(store.use(token.value, instant(start + hours(1) + minutes(9)), minutes(10)).state).toBe('alive');
	expect(store.issue(owner, token.expiresAt, rules).token.value).toBe(token.value);
	expect(store.issue({...owner, username: 'other'}, start, rules).reused).toBe(false);
	const fresh = store.issue(owner, instant(token.expiresAt + 1), rules);
	expect(fresh.reused).toBe(false);
	expect(fresh.token.value).not.toBe(token.value);
});

test('keeps no more tokens than anybody needs', () => {
	const store = createStore();
	for (let count = 0; count < 10_001; count++) store.issue(owner, start, {...rules, reuse: false});
	expect(store.all()).toHaveLength(10_000);
	expect(store.use('id-1', start, minutes(10)).state).toBe('unknown');
});

// A token lives exactly as long as no gap between its uses, and no age, exceeds the limits.
test('whatever the gaps, a token dies by the first limit that is past', () => {
	const idleLimit = minutes(10);
	fc.assert(
		fc.property(fc.array(fc.integer({min: 0, max: 700_000}), {maxLength: 200}), gaps => {
			const store = createStore();
			const {token} = store.issue(owner, start, rules);
			let now: Instant = start;
			let state = 'alive';
			for (const gap of gaps) {
				now = instant(now + gap);
				const expected =
					state !== 'alive'
						? 'unknown'
						: now > start + 86_400_000
							? 'absolute-expired'
							: gap > 600_000
								? 'idle-expired'
								: 'alive';
				state = store.use(token.value, now, idleLimit).state;
				expect(state).toBe(expected);
			}
		}),
	);
});
