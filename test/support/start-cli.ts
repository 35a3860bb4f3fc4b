import {type ChildProcess, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {createPrivateHome, type Environment, environmentWith, type PrivateHome} from './private-home.ts';

/** The built program. */
export const cliPath = fileURLToPath(new URL('../../distribution/cli.js', import.meta.url));

/** In ms; a program that hangs fails its test long before the test's own limit does. */
export const patience = 20_000;

/** In bytes, of stdout and stderr together. */
const mostOutput = 64 * 1024 * 1024;

export type CliOptions = {
	/** On top of the home's environment: nothing of the environment of the tests gets through by itself. */
	readonly env?: Environment;
	/** One is made, and removed at the end, unless given. */
	readonly home?: PrivateHome;
	readonly cwd?: string;
	/** What is run in place of the built program. */
	readonly program?: string;
	/** What a shell does before, such as `umask 0`; after it stands what starts the program. */
	readonly shell?: string;
};

export type CliRun = {
	/** Undefined when a signal ended it. */
	readonly code: number | undefined;
	readonly signal: string | undefined;
	readonly stdout: string;
	readonly stderr: string;
};

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach(killGroup));

/**
 * Starts the built program without a terminal, for what goes on until it is told to stop. Its stdin stays open until `endInput`.
 *
 *     const simulator = startCli(['simulate', '--port', '0']);
 *     onTestFinished(() => simulator.close());
 *     const [, origin] = await simulator.waitFor(/^origin +(\S+)$/m);
 */
export function startCli(args: readonly string[], {program = cliPath, cwd, shell, ...options}: CliOptions = {}) {
	const home = options.home ?? createPrivateHome();
	const env = environmentWith(home.environment, options.env);
	// A group of its own, so that what it started can be killed with it, and no terminal to ask behind the back of its stdin.
	const line = [process.execPath, program, ...args];
	const [command = '', ...rest] = shell === undefined ? line : ['sh', '-c', `${shell} exec "$@"`, 'sh', ...line];
	const child = spawn(command, rest, {env, cwd, detached: true});
	running.add(child);
	const output = {stdout: '', stderr: ''};
	const listeners = new Set<() => void>();
	let run: CliRun | undefined;

	for (const name of ['stdout', 'stderr'] as const) {
		child[name].setEncoding('utf8');
		child[name].on('data', (chunk: string) => {
			output[name] += chunk;
			if (output.stdout.length + output.stderr.length > mostOutput) killGroup(child);
			for (const listener of listeners) listener();
		});
	}
	// A program that ends without reading its input is no failure of the test.
	child.stdin.on('error', () => {});
	const exited = new Promise<CliRun>(resolve => {
		child.on('error', error => {
			output.stderr += `it could not be started: ${error.message}\n`;
		});
		child.on('close', (code, signal) => {
			running.delete(child);
			run = {code: code ?? undefined, signal: signal ?? undefined, ...output};
			for (const listener of listeners) listener();
			resolve(run);
		});
	});

	function waitIn(name: keyof typeof output, pattern: RegExp, within: number): Promise<RegExpExecArray> {
		return new Promise((resolve, reject) => {
			const settle = (act: () => void) => {
				listeners.delete(look);
				clearTimeout(limit);
				act();
			};
			const fail = (why: string) => {
				const said = run ?? {code: undefined, signal: undefined, ...output};
				settle(() => reject(new Error(`waited for ${pattern}: ${why}\n${told(args, said)}`)));
			};
			const look = () => {
				const text = output[name];
				// A line that is not at its end yet could match with half of what it says.
				const lines = run === undefined ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
				const [match] = lines.matchAll(new RegExp(pattern, withGlobal(pattern.flags)));
				if (match !== undefined) settle(() => resolve(match));
				else if (run !== undefined) fail('the program ended without it');
			};
			const limit = setTimeout(() => fail(`it did not come in ${within} ms`), within);
			listeners.add(look);
			look();
		});
	}

	return {
		pid: child.pid,
		stdout: () => output.stdout,
		stderr: () => output.stderr,
		/** Everything it said is known. */
		exited,
		writeInput: (input: string) => void child.stdin.write(input),
		endInput: (input: string | Uint8Array = '') => child.stdin.end(input),
		kill: (signal: NodeJS.Signals) => child.kill(signal),
		/** What matches in the lines of stdout, as soon as it does; throws with all that was said after `within` ms, or when the program ended. */
		waitFor: (pattern: RegExp, within = patience) => waitIn('stdout', pattern, within),
		/** The same of stderr. */
		waitForTalk: (pattern: RegExp, within = patience) => waitIn('stderr', pattern, within),
		/** Kills what still runs and removes the home that was made for it. */
		async close() {
			if (run === undefined) killGroup(child);
			await exited;
			if (options.home === undefined) home.remove();
		},
	};
}

export function told(args: readonly string[], {code, signal, stdout, stderr}: CliRun): string {
	return `svt-tui ${args.join(' ')}\nended: ${signal ?? code ?? 'no'}\nstdout:\n${stdout}\nstderr:\n${stderr}`;
}

function withGlobal(flags: string): string {
	return flags.includes('g') ? flags : `${flags}g`;
}

function killGroup(child: ChildProcess) {
	try {
		if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
	} catch {
		// It has just ended by itself.
	}
}
