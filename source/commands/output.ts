/** stdout is data, stderr is talk. All texts that come from outside must have been made safe before. */
export type Output = {
	/** One line (or more) of data on stdout. */
	readonly data: (text: string) => void;
	/** Data on stdout as it is, with nothing added. */
	readonly bytes: (bytes: Uint8Array) => void;
	/** A line to a person on stderr. */
	readonly talk: (text: string) => void;
	/** `svt-tui: error: …`: lower case, no full stop. */
	readonly error: (text: string) => void;
	/** `svt-tui: hint: …`: the next step. */
	readonly hint: (text: string) => void;
};

export type TextStreams = {
	readonly stdout: (text: string | Uint8Array) => void;
	readonly stderr: (text: string) => void;
};

export const createOutput = ({stdout, stderr}: TextStreams): Output => ({
	data: text => stdout(`${text}\n`),
	bytes: stdout,
	talk: text => stderr(`${text}\n`),
	error: text => stderr(`svt-tui: error: ${text}\n`),
	hint: text => stderr(`svt-tui: hint: ${text}\n`),
});

/** Says what went wrong and what to do next, and hands back the exit code. */
export function fail(output: Output, code: number, error: string, ...hints: readonly string[]): number {
	output.error(error);
	for (const hint of hints) output.hint(hint);
	return code;
}
