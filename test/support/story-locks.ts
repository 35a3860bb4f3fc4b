import {failure, type Outcome, success} from '../../source/domain/outcome.ts';
import {type Duration, type Instant, later, seconds, until} from '../../source/domain/time.ts';
import type {Clock, FileFailure, HeldLock, LockFailure, Locks, Right} from '../../source/ports.ts';

type Holder = {
	readonly losing: AbortController;
	/** Undefined while it is alive. */
	readonly silent: {readonly since: Instant; readonly by: 'kill' | 'stop'} | undefined;
};

/** How long a lock without a heartbeat is believed in. */
const silence = seconds(10);

/**
 * Locks that engines on one clock share as processes do. A holder can be killed or stopped: ten seconds later its lock is free, and who
 * was only stopped is told that it lost it once another took it.
 */
export function createStoryLocks(clock: Clock) {
	const holders = new Map<string, Holder>();
	const waiting = new Set<() => void>();
	let broken: FileFailure | undefined;

	function isHeld(right: Right): boolean {
		const holder = holders.get(nameOf(right));
		if (holder?.silent === undefined) return holder !== undefined;
		return until(later(holder.silent.since, silence), clock.now()) > 0;
	}

	const wake = () => {
		for (const go of waiting) go();
	};

	function silenceHolder(right: Right, by: 'kill' | 'stop'): void {
		const holder = holders.get(nameOf(right));
		if (holder === undefined) throw new Error(`nobody holds the right to ${right.to}`);
		holders.set(nameOf(right), {...holder, silent: {since: clock.now(), by}});
		clock.after(silence, wake);
	}

	function take(right: Right): Outcome<HeldLock, LockFailure> {
		if (broken !== undefined) return failure(broken);
		if (isHeld(right)) return failure({kind: 'taken'});
		const before = holders.get(nameOf(right));
		const losing = new AbortController();
		holders.set(nameOf(right), {losing, silent: undefined});
		if (before?.silent?.by === 'stop') before.losing.abort();
		return success({
			lost: losing.signal,
			async release() {
				if (holders.get(nameOf(right))?.losing !== losing) return;
				holders.delete(nameOf(right));
				wake();
			},
		});
	}

	const locks: Locks = {
		tryAcquire: async right => take(right),
		async acquire(right, patience, signal) {
			const end = later(clock.now(), patience);
			for (;;) {
				if (signal?.aborted) return failure({kind: 'cancelled'});
				const taken = take(right);
				if (taken.ok || taken.failure.kind !== 'taken' || until(end, clock.now()) <= 0) return taken;
				await change(until(end, clock.now()), signal);
			}
		},
	};

	/** A lock may have become free, the time is over, or it is given up. */
	function change(within: Duration, signal: AbortSignal | undefined): Promise<void> {
		return new Promise(resolve => {
			const go = () => {
				cancel();
				waiting.delete(go);
				signal?.removeEventListener('abort', go);
				resolve();
			};
			const cancel = clock.after(within, go);
			waiting.add(go);
			signal?.addEventListener('abort', go);
		});
	}

	return {
		locks,
		isHeld,
		/** Who holds it ends without a word. */
		kill: (right: Right) => silenceHolder(right, 'kill'),
		/** Who holds it stands still, as by Ctrl-Z. */
		stop: (right: Right) => silenceHolder(right, 'stop'),
		/** It goes on; the lock is still its own unless another took it. */
		resume(right: Right): void {
			const holder = holders.get(nameOf(right));
			if (holder?.silent?.by === 'stop') holders.set(nameOf(right), {...holder, silent: undefined});
		},
		breakDown: (text: string) => {
			broken = {kind: 'unwritable', path: '/state/locks', text};
		},
	};
}

const nameOf = ({to, username, origin, profile}: Right) => JSON.stringify([to, username, origin, profile]);
