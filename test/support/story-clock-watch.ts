import type {ClockStep} from '../../source/domain/clock-step.ts';
import type {ClockWatch} from '../../source/ports.ts';

/** Clocks that are found to differ only when a story says so. */
export function createStoryClockWatch() {
	const listeners = new Set<(step: ClockStep) => void>();
	const watch: ClockWatch = {
		watch(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};

	return {
		watch,
		/** How many are told. */
		listeners: () => listeners.size,
		step: (step: ClockStep) => {
			for (const listener of [...listeners]) listener(step);
		},
	};
}
