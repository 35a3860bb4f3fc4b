import {type ChildProcess, type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import type {Helper} from '../domain/settings.ts';
import {environmentOfChild} from './child-environment.ts';
import {codeOf} from './file-failure.ts';

/** How the helper ended. `code` is undefined when a signal ended it. */
export type HelperEnd =
	| {readonly type: 'ended'; readonly code: number | undefined; readonly stdout: string; readonly stderr: string}
	| {readonly type: 'not-started'; readonly code: string}
	| {readonly type: 'too-much'}
	| {readonly type: 'cancelled'};

type Call = {
	readonly input: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Aborted: it is killed, with all that it started. */
	readonly ending: AbortSignal;
};

/** In bytes, of stdout; a secret has 2560 at most. */
const mostOutput = 64 * 1024;
/** Of stderr, of which a line is shown; none of more than this, since what was cut off could not be known for a secret any more. */
const mostTalk = 4096;
/** In ms: what the helper left running may hold its stdout open for ever. */
const patience = 500;

/** Runs the helper once, without a shell, its secret on stdin alone: arguments and variables could be seen by others. */
export function runHelper(helper: Helper, {input, environment, ending}: Call): Promise<HelperEnd> {
	return new Promise(resolve => {
		const child = start(helper, environment);
		if (typeof child === 'string') return resolve({type: 'not-started', code: child});
		const [stdout, stderr] = [collected(mostOutput), collected(mostTalk)];
		let waiting: NodeJS.Timeout | undefined;
		const settle = (end: HelperEnd) => {
			clearTimeout(waiting);
			ending.removeEventListener('abort', giveUp);
			process.off('exit', kill);
			// Whoever else holds the other ends of them must not keep this program running.
			for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
			resolve(end);
		};
		const kill = () => killGroup(child);
		const giveUp = () => {
			kill();
			settle({type: 'cancelled'});
		};
		const finish = (code: number | null) =>
			settle({type: 'ended', code: code ?? undefined, stdout: stdout.text(), stderr: stderr.text()});
		child.stdout.on('data', (chunk: Buffer) => {
			if (stdout.take(chunk)) return;
			kill();
			settle({type: 'too-much'});
		});
		child.stderr.on('data', (chunk: Buffer) => void stderr.take(chunk));
		child.on('error', error => settle({type: 'not-started', code: codeOf(error) ?? 'unknown'}));
		child.on('close', finish);
		child.on('exit', code => {
			waiting = setTimeout(() => finish(code), patience);
		});
		// One that ends without reading its input has its reasons.
		child.stdin.on('error', () => undefined).end(input);
		ending.addEventListener('abort', giveUp);
		process.on('exit', kill);
		if (ending.aborted) giveUp();
	});
}

/** The code of why not, where Node throws that (`ETXTBSY`: somebody is just writing the program) or gives a child without pipes (`EMFILE`). */
function start([program, ...args]: Helper, environment: Call['environment']): ChildProcessWithoutNullStreams | string {
	try {
		const child: ChildProcess = spawn(program, args, {
			env: environmentOfChild(environment),
			stdio: ['pipe', 'pipe', 'pipe'],
			// A group of its own, to be killed as one.
			detached: process.platform !== 'win32',
			windowsHide: true,
		});
		if (hasPipes(child)) return child;
		child.on('error', () => undefined);
		return 'EMFILE';
	} catch (error) {
		return codeOf(error) ?? 'unknown';
	}
}

/** Undefined, not null as Node's types say, where no file could be opened any more. */
const hasPipes = (child: ChildProcess): child is ChildProcessWithoutNullStreams => Boolean(child.stdin);

function collected(most: number) {
	const chunks: Buffer[] = [];
	let length = 0;
	return {
		/** Whether it is not too much yet. */
		take(chunk: Buffer): boolean {
			if (length <= most) chunks.push(chunk);
			length += chunk.length;
			return length <= most;
		},
		text: () => (length > most ? '' : Buffer.concat(chunks).toString('utf8')),
	};
}

function killGroup({pid, exitCode, signalCode}: ChildProcessWithoutNullStreams): void {
	if (pid === undefined || exitCode !== null || signalCode !== null) return;
	try {
		process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
	} catch {
		// It has just ended.
	}
}
