import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {fieldsOf} from '../domain/reader.ts';

export type KeychainRequest = {
	readonly verb: 'get' | 'set' | 'delete';
	readonly service: string;
	readonly account: string;
	/** What to set; empty otherwise. */
	readonly secret: string;
};

/** What the child says. */
export type KeychainAnswer =
	/** Null for what is absent, and for what is locked as well. */
	| {readonly type: 'text'; readonly text: string | null}
	| {readonly type: 'stored'}
	/** False for what was absent, and for what is locked as well. */
	| {readonly type: 'deleted'; readonly deleted: boolean}
	| {readonly type: 'refused' | 'not-loadable'; readonly message: string};

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
export function createKeychainWorker(environment: Environment, path = findChild()) {
	let running: ChildProcess | undefined;

	function start(): ChildProcess {
		const child = spawn(process.execPath, [path], {
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
		running?.kill('SIGKILL');
		running = undefined;
	}

	async function ask(request: KeychainRequest, ending: AbortSignal): Promise<KeychainEnd> {
		if (ending.aborted) return {type: 'cancelled'};
		const child = running ?? start();
		return new Promise(resolve => {
			const settle = (end: KeychainEnd) => {
				child.off('message', receive).off('exit', crash).off('error', fail);
				ending.removeEventListener('abort', giveUp);
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
			// That it cannot be sent is said by 'exit' or 'error' as well.
			child.send(request, () => undefined);
		});
	}

	return {ask, stop};
}

/** Beside the program, or beside its chunks. */
function findChild(): string {
	const places = ['./keychain-child.js', '../keychain-child.js'].map(place =>
		fileURLToPath(new URL(place, import.meta.url)),
	);
	return places.find(existsSync) ?? './keychain-child.js';
}

/**
 * All that the keychain's library may need, and nothing that tells Node what to do: an inherited `--inspect` would open the secrets to
 * others. Our own variables hold secrets (`SVT_TOKEN`).
 */
function environmentOfChild(environment: Environment): Record<string, string | undefined> {
	const kept = Object.entries(environment).filter(
		([name]) => name === 'NODE_V8_COVERAGE' || !/^(NODE_|SVT_)/i.test(name),
	);
	return Object.fromEntries(kept);
}

/** Undefined for what is no answer to that question. */
function parseAnswer(message: unknown, {verb}: KeychainRequest): KeychainAnswer | undefined {
	const {type, text, deleted, message: words} = fieldsOf(message) ?? {};
	if ((type === 'refused' || type === 'not-loadable') && typeof words === 'string') return {type, message: words};
	if (verb === 'get' && type === 'text' && (typeof text === 'string' || text === null)) return {type, text};
	if (verb === 'delete' && type === 'deleted' && typeof deleted === 'boolean') return {type, deleted};
	return verb === 'set' && type === 'stored' ? {type} : undefined;
}
