import type {Duration} from '../domain/time.ts';
import type {Cancel, Clock} from '../ports.ts';

/** Why an exchange was ended from our side: a limit of ours, or the caller's wish. */
type StopCode = 'SVT_TIMEOUT' | 'SVT_CANCELLED';

/** What ends an exchange, wherever it stands. Must be lifted when the exchange is over. */
export type Limit = {
	/** Aborted by the first that comes: a time limit, the caller's signal, `cancel`. */
	readonly signal: AbortSignal;
	/** Why it was aborted; only to be asked when it was. */
	readonly code: () => StopCode;
	/** Starts one more time limit, from now. */
	readonly within: (span: Duration) => void;
	readonly cancel: () => void;
	readonly lift: () => void;
};

export type LimitOptions = {
	readonly clock: Clock;
	readonly timeout: Duration;
	readonly signal: AbortSignal | undefined;
};

export function createLimit({clock, timeout, signal: wish}: LimitOptions): Limit {
	const controller = new AbortController();
	const alarms: Cancel[] = [];
	let code: StopCode = 'SVT_TIMEOUT';

	function stop(why: StopCode): void {
		if (controller.signal.aborted) return;
		code = why;
		controller.abort();
	}
	const cancel = () => stop('SVT_CANCELLED');
	const within = (span: Duration) => void alarms.push(clock.after(span, () => stop('SVT_TIMEOUT')));

	if (wish?.aborted === true) cancel();
	else wish?.addEventListener('abort', cancel, {once: true});
	within(timeout);

	return {
		signal: controller.signal,
		code: () => code,
		within,
		cancel,
		lift() {
			wish?.removeEventListener('abort', cancel);
			for (const silence of alarms) silence();
		},
	};
}
