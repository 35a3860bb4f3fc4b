import {type ChildProcess, execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseJson} from '../domain/reader.ts';
import type {Duration} from '../domain/time.ts';
import {environmentOfChild} from './child-environment.ts';

type Asking = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly timeout: Duration;
	readonly signal?: AbortSignal | undefined;
	/** The built `answering-child`; the one beside the program unless given. */
	readonly child?: string | undefined;
};

/** What the child answers, in time or not at all: it is killed when its time is over, when it is called off, and at our end. */
export function askChild(
	question: readonly string[],
	{environment, timeout, signal, child = findChild()}: Asking,
): Promise<unknown> {
	return new Promise(resolve => {
		const killed = {timeout, killSignal: 'SIGKILL', ...(signal === undefined ? {} : {signal})} as const;
		try {
			const asked = execFile(
				process.execPath,
				[child, ...question],
				{...killed, env: environmentOfChild(environment), maxBuffer: mostAnswer, windowsHide: true},
				(error, answer) => {
					running.delete(asked);
					resolve(error === null ? parseJson(answer) : undefined);
				},
			);
			running.add(asked);
		} catch {
			// Node throws what it does not tell as an 'error' (`ENOMEM`, `E2BIG`).
			return resolve(undefined);
		}
		if (!isWatching) process.once('exit', endAll);
		isWatching = true;
	});
}

const running = new Set<ChildProcess>();
let isWatching = false;

function endAll(): void {
	for (const asked of running) asked.kill('SIGKILL');
}

/** In bytes. */
const mostAnswer = 64 * 1024;

/** Beside the program, or beside its chunks. */
function findChild(): string {
	const beside = fileURLToPath(new URL('./answering-child.js', import.meta.url));
	const above = fileURLToPath(new URL('../answering-child.js', import.meta.url));
	return existsSync(above) && !existsSync(beside) ? above : beside;
}
