import {expect, test} from 'vitest';
import type {Outcome} from '../../source/domain/outcome.ts';
import {seconds} from '../../source/domain/time.ts';
import type {HeldLock, LockFailure, Locks, Right} from '../../source/ports.ts';
import {createFakeClock, type FakeClock} from './fake-clock.ts';

export const keepAlive: Right = {to: 'keep-alive', username: 'admin', origin: 'https://dc1.example'};

export function held(outcome: Outcome<HeldLock, LockFailure>): HeldLock {
	if (!outcome.ok) throw new Error(`the lock is not to be had: ${JSON.stringify(outcome.failure)}`);
	return outcome.value;
}

/** What any locks do. `make` gives some that nobody holds. */
export function locksContract(make: (clock: FakeClock) => Locks): void {
	const taken = {ok: false, failure: {kind: 'taken'}};
	const cancelled = {ok: false, failure: {kind: 'cancelled'}};

	test('each belong to one at a time', async () => {
		const locks = make(createFakeClock());
		const first = held(await locks.tryAcquire(keepAlive));
		expect(await locks.tryAcquire({...keepAlive})).toEqual(taken);
		await first.release();
		const second = held(await locks.tryAcquire(keepAlive));
		expect([first.lost.aborted, second.lost.aborted]).toEqual([false, false]);
		await second.release();
	});

	test('belong to one of many that want them at once', async () => {
		const locks = make(createFakeClock());
		const outcomes = await Promise.all(Array.from({length: 8}, () => locks.tryAcquire(keepAlive)));
		expect(outcomes.filter(({ok}) => ok)).toHaveLength(1);
		expect(outcomes.filter(({ok}) => !ok)).toEqual(Array.from({length: 7}, () => taken));
	});

	test('are one for each right', async () => {
		const locks = make(createFakeClock());
		held(await locks.tryAcquire(keepAlive));
		held(await locks.tryAcquire({...keepAlive, to: 'sign-in'}));
		held(await locks.tryAcquire({...keepAlive, username: 'admin2'}));
		held(await locks.tryAcquire({...keepAlive, origin: 'https://dc1.example:8443'}));
	});

	test('can be released twice without taking them from another', async () => {
		const locks = make(createFakeClock());
		const first = held(await locks.tryAcquire(keepAlive));
		await Promise.all([first.release(), first.release()]);
		const second = held(await locks.tryAcquire(keepAlive));
		await first.release();
		expect(await locks.tryAcquire(keepAlive)).toEqual(taken);
		await second.release();
		held(await locks.tryAcquire(keepAlive));
	});

	test('are waited for', async () => {
		const clock = createFakeClock();
		const locks = make(clock);
		const first = held(await locks.tryAcquire(keepAlive));
		clock.after(seconds(3), () => void first.release());
		const start = clock.now();
		held(await clock.advanceUntil(locks.acquire(keepAlive, seconds(5))));
		expect(clock.now() - start).toBeGreaterThanOrEqual(seconds(3));
		expect(clock.now() - start).toBeLessThan(seconds(5));
	});

	test('are waited for so long and no longer', async () => {
		const clock = createFakeClock();
		const locks = make(clock);
		held(await locks.tryAcquire(keepAlive));
		const start = clock.now();
		expect(await clock.advanceUntil(locks.acquire(keepAlive, seconds(5)))).toEqual(taken);
		expect(clock.now() - start).toBeGreaterThanOrEqual(seconds(5));
		expect(clock.now() - start).toBeLessThan(seconds(6));
		expect(clock.alarms()).toBe(0);
	});

	test('are waited for until that is given up, and not taken afterwards', async () => {
		const clock = createFakeClock();
		const locks = make(clock);
		const first = held(await locks.tryAcquire(keepAlive));
		const giving = new AbortController();
		clock.after(seconds(1), () => giving.abort());
		const start = clock.now();
		expect(await clock.advanceUntil(locks.acquire(keepAlive, seconds(60), giving.signal))).toEqual(cancelled);
		expect(clock.now() - start).toBeLessThan(seconds(2));
		expect(clock.alarms()).toBe(0);
		await first.release();
		expect(await locks.acquire(keepAlive, seconds(60), giving.signal)).toEqual(cancelled);
		held(await locks.tryAcquire(keepAlive));
	});
}
