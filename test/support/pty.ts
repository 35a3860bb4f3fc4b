import {readSync} from 'node:fs';
import {constants} from 'node:os';
import {type IPty, spawn} from '@lydell/node-pty';

export type PtyOptions = {
	readonly command: string;
	readonly args: readonly string[];
	readonly columns: number;
	readonly rows: number;
	readonly cwd: string;
	readonly env: Record<string, string>;
};

/** How a program ended: with a code, or by a signal such as `SIGKILL`. */
export type PtyExit = {readonly code: number | undefined; readonly signal: string | undefined};

/** What node-pty has for years and does not declare. */
type Undeclared = {readonly fd: number; on(event: 'end', listener: () => void): void};

/**
 * A program that leads the session of a pty of its own. `onData` gets every byte that it wrote, `onExit` comes after the last of them.
 * `onExit` and `onData` are taken once, at once.
 */
export function spawnPty({command, args, columns, rows, cwd, env}: PtyOptions) {
	const name = env.TERM ?? 'xterm-256color';
	// Without an encoding there are buffers, whatever the declaration says: a character may be cut in two by the end of a chunk.
	const pty = spawn(command, [...args], {name, cols: columns, rows, cwd, env, encoding: null}) as IPty & Undeclared;
	let ended = false;
	return {
		pid: pty.pid,
		onData(take: (bytes: Uint8Array) => void) {
			pty.onData(chunk => take(Buffer.from(chunk)));
			pty.on('end', () => {
				for (const rest of readRest(pty.fd)) take(rest);
			});
		},
		onExit(take: (exit: PtyExit) => void) {
			pty.onExit(({exitCode, signal}) => {
				ended = true;
				take(signal ? {code: undefined, signal: signalName(signal)} : {code: exitCode, signal: undefined});
			});
		},
		write(text: string) {
			if (!ended) pty.write(text);
		},
		resize(newColumns: number, newRows: number) {
			if (!ended) pty.resize(newColumns, newRows);
		},
		kill(signal: NodeJS.Signals) {
			if (!ended) pty.kill(signal);
		},
		/** The leader of a session leads a group of its own too: what it started goes with it. */
		killGroup() {
			try {
				if (!ended) process.kill(-pty.pid, 'SIGKILL');
			} catch {
				// It has just ended by itself.
			}
		},
	};
}

/**
 * What the kernel still holds when libuv says that the program has hung up: libuv takes the hang-up for the end after a read that did
 * not fill its buffer, and reads from a pty never do. Without this, half of all programs that end right after writing lose their last words.
 */
function* readRest(descriptor: number): Generator<Uint8Array> {
	for (;;) {
		const bytes = Buffer.alloc(65_536);
		const count = readSome(descriptor, bytes);
		if (count === 0) return;
		yield bytes.subarray(0, count);
	}
}

function readSome(descriptor: number, bytes: Uint8Array): number {
	try {
		return readSync(descriptor, bytes);
	} catch {
		// EIO: the other side is closed and everything has been read.
		return 0;
	}
}

function signalName(number: number): string {
	return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}
