import {createAuthLogLines} from '../domain/auth-log-lines.ts';
import {createAuthLogSessions} from '../domain/auth-log-sessions.ts';
import {safeText} from '../domain/server-text.ts';
import type {FileFailure, LogPiece} from '../ports.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {createJsonTelling} from './log-json.ts';
import {type LogOptions, readLogOptions} from './log-options.ts';
import {createLogTally, type ReadLog} from './log-tally.ts';
import {createTextTelling} from './log-text.ts';
import {fail} from './output.ts';

/** Tells sessions from an appliance's log. Asks nobody: no network, no keychain, no profile. */
export const run: RunCommand = async (invocation, context) => {
	const read = readLogOptions(invocation);
	if (!read.ok) {
		const [error, ...hints] = read.failure;
		return fail(context.output, exitCodes.usage, error, ...hints);
	}
	const options = read.value;
	if (options.path === '-' && context.input.isTerminal.stdin)
		context.output.talk('paste lines of svt-rest-api.log, then press Enter and Ctrl-D');
	return tell(options, context);
};

async function tell(options: LogOptions, context: CommandContext): Promise<number> {
	const {output, stop} = context;
	const telling = options.form === 'json' ? createJsonTelling(output, options) : createTextTelling(context, options);
	const tally = createLogTally(telling, options);
	const sessions = createAuthLogSessions(tally);
	const lines = createAuthLogLines(sessions.take);
	const state = (problem?: string): ReadLog => ({
		untold: tally.asked(sessions.untold()),
		refusals: tally.refusals(sessions.refusals()),
		summary: {counts: lines.counts(), totals: sessions.totals(), problem, ...tally.counts(sessions.untold())},
	});
	let problem: FileFailure | undefined;
	let quietPolls = 0;
	for await (const piece of context.ports.logFile.read(options.path, options.follow)) {
		switch (piece.kind) {
			case 'text':
				quietPolls = 0;
				lines.take(piece.text);
				break;
			case 'waiting':
				quietPolls += 1;
				if (quietPolls === quietAfter) sessions.pause();
				telling.caughtUp(state);
				break;
			case 'rotated':
			case 'truncated':
				lines.beginAnew();
				output.talk(newsOf(piece.kind));
				break;
			case 'gone':
				output.talk(newsOf(piece.kind));
				break;
			case 'failed':
				problem = piece.failure;
		}
		if (stop.aborted) break;
	}
	lines.end();
	const {understood, lines: count} = lines.counts();
	if (problem !== undefined && count === 0) return fail(output, exitCodes.usage, problem.text);
	if (stop.aborted && options.follow === 'once') return exitCodeOfSignal(String(stop.reason));
	sessions.end();
	telling.end(state(problem?.text));
	if (problem !== undefined)
		return fail(output, exitCodes.serverError, problem.text, 'what stands before that is told');
	if (understood === 0 && !stop.aborted) return nothingOfIt(options, count, context);
	if (options.token !== undefined && !tally.isFound())
		return fail(output, exitCodes.usage, `no token in it has the fingerprint or the beginning ${options.token.text}`);
	return exitCodes.ok;
}

/** Sessions whose end is quite told show it within seconds. */
const quietAfter = 10;

function nothingOfIt({path}: LogOptions, lines: number, {output}: CommandContext): number {
	const name = path === '-' ? 'the input' : safeText(path, 200);
	const error = lines === 0 ? `${name} is empty` : `nothing in ${name} is a line of svt-rest-api.log about a session`;
	return fail(
		output,
		exitCodes.serverError,
		error,
		'give the file svt-rest-api.log of an appliance, as UTF-8 text or gzip',
	);
}

function newsOf(kind: Exclude<LogPiece['kind'], 'text' | 'waiting' | 'failed'>): string {
	switch (kind) {
		case 'rotated':
			return 'the log was rotated: lines count from 1 again';
		case 'truncated':
			return 'the log was emptied: lines count from 1 again';
		case 'gone':
			return 'the log is gone; going on when there is one again';
	}
}
