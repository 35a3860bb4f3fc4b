import {type CliOptions, type CliRun, patience, startCli, told} from './start-cli.ts';

export type {CliRun} from './start-cli.ts';

export type RunOptions = CliOptions & {
	/** What comes in on stdin; empty unless told. */
	readonly input?: string | Uint8Array;
	/** In ms; 20 s unless told. */
	readonly within?: number;
};

/**
 * Runs the built program to its end, without a terminal and in a home of its own; throws with what it said when it does not come to
 * one in time.
 *
 *     const {code, stdout, stderr} = await runCli(['status', '--json'], {home});
 */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<CliRun> {
	const {input, within = patience, ...rest} = options;
	const started = startCli(args, rest);
	let late = false;
	const limit = setTimeout(() => {
		late = true;
		void started.close();
	}, within);
	try {
		started.endInput(input);
		const run = await started.exited;
		if (late) throw new Error(`it did not end in ${within} ms\n${told(args, run)}`);
		return run;
	} finally {
		clearTimeout(limit);
		await started.close();
	}
}
