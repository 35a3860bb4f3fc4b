import type {TimeSources} from '../../source/adapters/time-sources.ts';
import {instant, milliseconds} from '../../source/domain/time.ts';
import {createFakeClock} from './fake-clock.ts';
import {noon} from './sessions.ts';

/** A machine of which every clock can be moved alone. Its timers run with the monotonic one, as real ones do. */
export function createMachine({coarse = false}: {readonly coarse?: boolean} = {}) {
	const timers = createFakeClock(instant(0));
	let wallLead: number = noon;
	let slept = 0;
	let bootProblem: 'throws' | 'infinite' | 'no number' | undefined;
	const waits: number[] = [];
	const sources: TimeSources = {
		wall: () => wallLead + timers.now(),
		monotonic: () => 5_000 + timers.now(),
		sinceBoot: () => {
			if (bootProblem === 'throws') throw new Error('ERR_SYSTEM_ERROR');
			if (bootProblem === 'infinite') return Number.POSITIVE_INFINITY;
			if (bootProblem === 'no number') return Number.NaN;
			const exact = 86_400.7 + (timers.now() + slept) / 1000;
			return coarse ? Math.floor(exact) : exact;
		},
		wait: (count, ring) => {
			waits.push(count);
			return timers.after(milliseconds(count), ring);
		},
	};
	return {
		sources,
		run: (span: number) => timers.advance(milliseconds(span)),
		sleep: (span: number) => {
			wallLead += span;
			slept += span;
		},
		/** CPU time is given to nobody, but all clocks run: the process was stopped. */
		stop: (span: number) => timers.sleep(milliseconds(span)),
		setWall: (time: number) => {
			wallLead = time - timers.now();
		},
		moveWall: (span: number) => {
			wallLead += span;
		},
		rewindBoot: (span: number) => {
			slept -= span;
		},
		breakBoot: (how: 'throws' | 'infinite' | 'no number') => {
			bootProblem = how;
		},
		waits: (): readonly number[] => waits,
		timers,
	};
}
