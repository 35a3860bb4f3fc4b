#!/usr/bin/env node
import packageFile from '../package.json' with {type: 'json'};
import {findOnlooker} from './adapters/onlookers.ts';
import {createSystemClock} from './adapters/system-clock.ts';
import {catalogue} from './commands/catalogue.ts';
import {readCommandLine} from './commands/command-line.ts';
import {answerAtOnce, dispatch} from './commands/dispatch.ts';
import {exitCodeOfSignal, exitCodes} from './commands/exit-code.ts';
import {createOutput, fail} from './commands/output.ts';
import {watchSummary} from './commands/session-summaries.ts';
import {withoutSecretsHeld} from './domain/secret.ts';
import {safeText} from './domain/server-text.ts';
import {milliseconds, seconds, until} from './domain/time.ts';

const {version} = packageFile;
const args = process.argv.slice(2);
/** What commands get to clean up after a signal, and ports to close. */
const patience = seconds(3);

const clock = createSystemClock();
const echo = milliseconds(100);
let stoppedAt = clock.now();
/** The exit code once stdout takes nothing any more. */
let lost: number | undefined;
const stopping = new AbortController();
const output = createOutput({
	stdout: text => void process.stdout.write(text),
	stderr: text => void process.stderr.write(text),
});

// The last two would leave all that the process holds in a core file.
// Whatever was set before: what is written is for this user alone.
process.umask(0o077);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT'] as const)
	process.on(signal, () => stopBy(signal));
// Node's own answer to it would be to open a debugger, through which a token can be read.
process.on('SIGUSR1', () => undefined);
// The system's own answer to a file that becomes too large (`ulimit -f`) is to end the program; the write fails all the same.
process.on('SIGXFSZ', () => undefined);
process.stdout.on('error', loseReader);
// Whoever does not listen any more need not be told that.
process.stderr.on('error', () => undefined);
process.on('uncaughtException', error => {
	// First the screen is left: what is said on it vanishes with it.
	stopping.abort('unexpected');
	process.exit(tellUnexpected(error));
});
// Certificates are verified whatever this says; Node would warn that they are not. Only doctor tells of it.
const {NODE_TLS_REJECT_UNAUTHORIZED} = process.env;
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
// A report holds the whole environment.
Object.assign(process.report ?? {}, {
	reportOnFatalError: false,
	reportOnSignal: false,
	reportOnUncaughtException: false,
});

/** A reader that has gone needs no word; a disk that is full does. */
function loseReader({code}: NodeJS.ErrnoException): void {
	if (lost !== undefined) return;
	lost = code === 'EPIPE' ? exitCodeOfSignal('SIGPIPE') : exitCodes.unexpected;
	const why = code === 'ENOSPC' ? 'the disk is full' : code;
	if (code !== 'EPIPE') output.error(`not all could be written to stdout: ${why}`);
	stopBy('SIGPIPE');
}

function stopBy(signal: string): void {
	if (stopping.signal.aborted) {
		// A library that has cleaned up after a signal sends it again, at once; a person takes longer.
		const isPerson = signal === 'SIGINT' && until(clock.now(), stoppedAt) > echo;
		if (isPerson) process.exit(exitCodeOfSignal(signal));
		return;
	}
	stoppedAt = clock.now();
	stopping.abort(signal);
	clock.after(patience, () => process.exit(exitCodeOfSignal(signal)));
}

function tellUnexpected(error: unknown): number {
	const isVerbose = args.includes('--verbose');
	const words = withoutSecretsHeld(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
	const hint = isVerbose
		? 'please report this, with the lines above'
		: 'run it again with --verbose, and report what it shows';
	if (isVerbose && error instanceof Error)
		output.talk(
			withoutSecretsHeld(error.stack ?? '')
				.split('\n')
				.map(line => safeText(line))
				.join('\n'),
		);
	return fail(output, exitCodes.unexpected, `something unexpected happened: ${safeText(words, 200)}`, hint);
}

async function main(): Promise<number> {
	const line = readCommandLine(args, catalogue);
	const answered = answerAtOnce(line, catalogue, version, output);
	if (answered !== undefined) return answered;
	const options = 'invocation' in line ? line.invocation.options : {};
	const wrongColour = setColour(options.color);
	if (wrongColour !== undefined) return fail(output, exitCodes.usage, wrongColour);
	const isUnattended = options['no-input'] === true;
	// What a person only reads, such as the help, needs nothing of the world.
	const {compose} = await import('./compose.ts');
	// Only now: a signal that came before anybody listened opens a debugger a moment later.
	const onlooker = findOnlooker({environment: process.env, options: process.execArgv});
	const mayBeSeen = line.kind === 'run' && line.command.holdsNoSecret === true;
	if (onlooker !== undefined && !mayBeSeen) return fail(output, exitCodes.usage, onlooker.problem, onlooker.hint);
	const environment = {...process.env, NODE_TLS_REJECT_UNAUTHORIZED};
	const composed = compose({environment, version, output, clock, stop: stopping.signal, isUnattended});
	if (!composed.ok) return fail(output, exitCodes.unexpected, composed.failure.text);
	const {context, close} = composed.value;
	const code = await dispatch(line, context, catalogue, watchSummary);
	await Promise.race([close(), new Promise<void>(resolve => clock.after(patience, resolve))]);
	return code;
}

/** For the screen, which is loaded later and looks at these. */
function setColour(when: unknown): string | undefined {
	switch (when) {
		case undefined:
		case 'auto':
			// The screen's library looks at the one variable only (https://no-color.org asks for the other).
			if ((process.env.NO_COLOR ?? '') !== '') process.env.FORCE_COLOR ??= '0';
			return undefined;
		case 'always':
			delete process.env.NO_COLOR;
			process.env.FORCE_COLOR = '1';
			return undefined;
		case 'never':
			process.env.FORCE_COLOR = '0';
			process.env.NO_COLOR = '1';
			return undefined;
		default:
			return '--color is auto, always or never';
	}
}

const code = await main().catch(tellUnexpected);
// What was said last is out before the end; a reader that is gone is not waited for.
process.stdout.write('', error => {
	if (error) loseReader(error);
	const {signal} = stopping;
	// What a signal ends in the ordinary way, such as the simulator, has not failed.
	const ended = signal.aborted && code !== exitCodes.ok ? exitCodeOfSignal(String(signal.reason)) : code;
	process.exit(lost ?? ended);
});
