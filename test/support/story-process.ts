import type {Clock} from '../../source/ports.ts';
import type {World} from './world.ts';

/** A process of a story: what an engine in it is given in place of the world's. While it stands still, or is gone, nothing rings. */
export function createStoryProcess({clock, locks}: World, processId: number) {
	let state: 'running' | 'stopped' | 'killed' = 'running';
	let missed: Array<() => void> = [];
	const own: Clock = {
		now: clock.now,
		after: (delay, ring) => {
			const rung = () => {
				if (state === 'running') ring();
				else if (state === 'stopped') missed.push(rung);
			};
			const cancel = clock.after(delay, rung);
			return () => {
				cancel();
				missed = missed.filter(other => other !== rung);
			};
		},
	};

	return {
		ports: {clock: own, processId},
		/** SIGKILL, while it holds this lock. */
		kill(right: Parameters<typeof locks.kill>[0]) {
			state = 'killed';
			locks.kill(right);
		},
		/** SIGSTOP, while it holds this lock. */
		stop(right: Parameters<typeof locks.stop>[0]) {
			state = 'stopped';
			locks.stop(right);
		},
		/** SIGCONT: what it has missed rings now, once. */
		resume(right: Parameters<typeof locks.resume>[0]) {
			state = 'running';
			locks.resume(right);
			const rings = missed;
			missed = [];
			for (const ring of rings) ring();
		},
	};
}
