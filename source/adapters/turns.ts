import {failure, type Outcome} from '../domain/outcome.ts';
import type {Duration} from '../domain/time.ts';
import type {Clock} from '../ports.ts';

type Rules<Failure> = {
	readonly clock: Clock;
	/** For one piece of work, with the time that it waits for its turn. */
	readonly limit: Duration;
	/** What it comes to when the time is over. */
	readonly late: Failure;
	/** What it comes to when it is given up. */
	readonly cancelled: Failure;
};

/** Ends what it does as soon as it can once `ending` is aborted; what it comes to then interests nobody. */
type Work<Value, Failure> = (ending: AbortSignal) => Promise<Outcome<Value, Failure>>;

/** One piece of work after the other, each of which ends in time, whatever it waits for. */
export function createTurns<Failure>({clock, limit, late, cancelled}: Rules<Failure>) {
	const underWay = new Set<() => void>();
	let line: Promise<unknown> = Promise.resolve();

	/** What `work` comes to, unless the limit, the caller's signal or `cancelAll` is first. */
	async function take<Value>(
		signal: AbortSignal | undefined,
		work: Work<Value, Failure>,
	): Promise<Outcome<Value, Failure>> {
		if (signal?.aborted) return failure(cancelled);
		const controller = new AbortController();
		let end: (reason: Failure) => void = () => undefined;
		const ended = new Promise<Outcome<Value, Failure>>(resolve => {
			end = reason => {
				controller.abort();
				resolve(failure(reason));
			};
		});
		const cancel = () => end(cancelled);
		const cancelLimit = clock.after(limit, () => end(late));
		signal?.addEventListener('abort', cancel);
		underWay.add(cancel);
		const turn = line.then(() => (controller.signal.aborted ? ended : work(controller.signal)));
		line = turn;
		try {
			return await Promise.race([ended, turn]);
		} finally {
			cancelLimit();
			signal?.removeEventListener('abort', cancel);
			underWay.delete(cancel);
		}
	}

	return {
		take,
		cancelAll: () => {
			for (const cancel of underWay) cancel();
		},
	};
}
