import type {Duration} from '../domain/time.ts';
import type {Clock} from '../ports.ts';

/** Resolves after so long, or at once when it is given up. */
export function pause(clock: Clock, span: Duration, stop: AbortSignal | undefined): Promise<void> {
	return new Promise(resolve => {
		if (stop?.aborted) return resolve();
		const end = () => {
			cancel();
			stop?.removeEventListener('abort', end);
			resolve();
		};
		const cancel = clock.after(span, end);
		stop?.addEventListener('abort', end);
	});
}
