import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import {environmentOfChild} from './child-environment.ts';
import {type KeychainAnswer, type KeychainRequest, parseAnswer} from './keychain-answer.ts';

/** What came of a question: an answer, or how the child ended, such as `SIGSEGV` or `exit code 1`. */
export type KeychainEnd =
	| KeychainAnswer
	| {readonly type: 'cancelled'}
	| {readonly type: 'crashed'; readonly how: string};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs the child that talks to the keychain, from the first question on. It is asked one thing at a time; whoever gives up on an answer
 * kills it, and the next question starts a new one. Neither it nor what connects us keeps this process alive.
 */
export function createKeychainWorker(environment: Environment, path = findChild(), idle = longestIdle) {
	let running: ChildProcess | undefined;
	let rest: NodeJS.Timeout | undefined;

	/** Undefined where Node throws instead of telling a child's 'error' (`ENOMEM`, `E2BIG`). */
	function attemptStart(): ChildProcess | undefined {
		try {
			return start();
		} catch {
			return undefined;
		}
	}

	function start(): ChildProcess {
		const [command, ...args] = commandOf(path);
		const child = spawn(command, args, {
			env: environmentOfChild(environment),
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
			// Ctrl-C and the end of the terminal are for us to handle. On Windows this would open a window.
			detached: process.platform !== 'win32',
			windowsHide: true,
		});
		child.unref();
		child.channel?.unref();
		child.on('exit', () => {
			if (running === child) running = undefined;
		});
		running = child;
		return child;
	}

	function stop(): void {
		clearTimeout(rest);
		running?.kill('SIGKILL');
		running = undefined;
	}

	async function ask(request: KeychainRequest, ending: AbortSignal): Promise<KeychainEnd> {
		if (ending.aborted) return {type: 'cancelled'};
		clearTimeout(rest);
		const child = running ?? attemptStart();
		if (child === undefined) return {type: 'crashed', how: 'it does not start'};
		return new Promise(resolve => {
			const settle = (end: KeychainEnd) => {
				child.off('message', receive).off('exit', crash).off('error', fail);
				ending.removeEventListener('abort', giveUp);
				// Not an alarm of the clock: this one must not keep the process alive.
				rest = setTimeout(stop, idle).unref();
				resolve(end);
			};
			const receive = (message: unknown) => {
				const answer = parseAnswer(message, request);
				if (answer === undefined) stop();
				settle(answer ?? {type: 'crashed', how: 'a wrong answer'});
			};
			const crash = (code: number | null, signal: string | null) =>
				settle({type: 'crashed', how: signal ?? `exit code ${code}`});
			const fail = () => {
				stop();
				settle({type: 'crashed', how: 'it does not start'});
			};
			const giveUp = () => {
				stop();
				settle({type: 'cancelled'});
			};
			child.on('message', receive).on('exit', crash).on('error', fail);
			ending.addEventListener('abort', giveUp);
			// What cannot be sent is followed by 'exit' or 'error'.
			if (child.connected) child.send(request, () => undefined);
		});
	}

	/** Whether the package is there; whether it can be loaded as well, only the child finds out. */
	function hasLibrary(): boolean {
		try {
			return createRequire(path).resolve('keytar') !== '';
		} catch {
			return false;
		}
	}

	return {ask, stop, hasLibrary};
}

/** In ms; what follows a sign-in comes at once, the next renewal in a day. */
const longestIdle = 30_000;

/** A library that crashes leaves no core file: in it would stand what was asked for. Node itself cannot set that limit. */
const commandOf = (path: string): readonly [string, ...string[]] =>
	process.platform !== 'win32' && existsSync(shell)
		? [shell, '-c', 'ulimit -c 0; exec "$@"', shell, process.execPath, path]
		: [process.execPath, path];

const shell = '/bin/sh';

/** Beside the program, or beside its chunks. */
function findChild(): string {
	const beside = fileURLToPath(new URL('./keychain-child.js', import.meta.url));
	const above = fileURLToPath(new URL('../keychain-child.js', import.meta.url));
	return existsSync(above) && !existsSync(beside) ? above : beside;
}
