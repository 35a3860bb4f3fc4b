import {type Instant, milliseconds} from '../domain/time.ts';
import type {Cancel, Clock} from '../ports.ts';

/** The time for whoever shows it: changes once a second, and only while somebody looks. */
export type SecondHand = {
	readonly getSnapshot: () => Instant;
	readonly subscribe: (listener: () => void) => Cancel;
};

export function createSecondHand(clock: Clock): SecondHand {
	let now = clock.now();
	let cancel: Cancel | undefined;
	const listeners = new Set<() => void>();

	function tick(): void {
		now = clock.now();
		// Re-arm first: a listener that throws must not stop the clock.
		arm();
		for (const listener of [...listeners]) listener();
	}

	/** Just after the next full second, so that all countdowns turn together. */
	function arm(): void {
		cancel = clock.after(milliseconds(1000 - (Math.floor(clock.now()) % 1000) + 2), tick);
	}

	return {
		getSnapshot: () => now,
		subscribe(listener) {
			listeners.add(listener);
			if (cancel === undefined) {
				now = clock.now();
				arm();
			}
			return () => {
				listeners.delete(listener);
				if (listeners.size > 0) return;
				cancel?.();
				cancel = undefined;
			};
		},
	};
}
