import {expect, test} from 'vitest';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import {createFakeClock} from './fake-clock.ts';
import {held, keepAlive} from './locks-contract.ts';
import {createStoryLocks} from './story-locks.ts';

const taken = {ok: false, failure: {kind: 'taken'}};

test('a lock whose holder was killed is free ten seconds later', async () => {
	const clock = createFakeClock();
	const {locks, kill, isHeld} = createStoryLocks(clock);
	const {lost, release} = held(await locks.tryAcquire(keepAlive));
	kill(keepAlive);
	const start = clock.now();
	const waiting = locks.acquire(keepAlive, seconds(60));
	clock.advance(milliseconds(9999));
	expect(await locks.tryAcquire(keepAlive)).toEqual(taken);
	held(await clock.advanceUntil(waiting));
	expect(clock.now() - start).toBe(seconds(10));
	// Nobody is there to be told, and nobody to release it.
	await release();
	expect([lost.aborted, isHeld(keepAlive)]).toEqual([false, true]);
});

test('a lock whose holder was stopped is lost to it once another took it, and not before', async () => {
	const clock = createFakeClock();
	const {locks, stop, resume} = createStoryLocks(clock);
	const {lost} = held(await locks.tryAcquire(keepAlive));
	stop(keepAlive);
	clock.advance(seconds(20));
	resume(keepAlive);
	expect([lost.aborted, await locks.tryAcquire(keepAlive)]).toEqual([false, taken]);

	stop(keepAlive);
	clock.advance(seconds(10));
	const next = held(await locks.tryAcquire(keepAlive));
	expect([lost.aborted, next.lost.aborted]).toEqual([true, false]);
});

test('locks where nothing can be written say so', async () => {
	const {locks, breakDown} = createStoryLocks(createFakeClock());
	breakDown('the disk is full');
	const told = {ok: false, failure: {kind: 'unwritable', path: '/state/locks', text: 'the disk is full'}};
	expect(await locks.tryAcquire(keepAlive)).toEqual(told);
	expect(await locks.acquire(keepAlive, seconds(60))).toEqual(told);
});
