import type {Stats} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {Secret} from '../domain/secret.ts';
import {milliseconds} from '../domain/time.ts';
import type {Clock} from '../ports.ts';
import {codeOf, namedFileFailure} from './file-failure.ts';
import {pause} from './pause.ts';
import {ownerProblem, readFlags} from './private-file.ts';

type Options = {readonly clock: Clock; readonly signal: AbortSignal | undefined};

/**
 * The one line of a file that somebody has put there for us: a file of this user's or of root's that others cannot read, such as a
 * credential of systemd, or a pipe, such as `<(pass show svt-tui)` makes one. Where the path is a link, what it leads to counts.
 */
export async function readPassphraseFile(path: string, options: Options): Promise<Outcome<Secret, string>> {
	try {
		// Without O_NONBLOCK opening a pipe waits until somebody writes to it.
		const file = await open(path, readFlags);
		try {
			const problem = problemOf(await file.stat());
			return problem === undefined ? await readLine(file, options) : failure(problem);
		} finally {
			await file.close();
		}
	} catch (error) {
		return failure(namedFileFailure('', error).text.replace(/^ cannot be read: /, ''));
	}
}

const mostBytes = 4096;

function problemOf(stats: Stats): string | undefined {
	const {mode, uid} = stats;
	if (!stats.isFile() && !stats.isFIFO()) return 'it is neither a file nor a pipe';
	if (ownerProblem(stats) !== undefined) return `it belongs to another user (number ${uid})`;
	if (process.platform === 'win32' || stats.isFIFO()) return undefined;
	// Root has groups for those who may; what is written for one user by systemd looks like that as well.
	const forbidden = uid === 0 && process.geteuid?.() !== 0 ? 0o037 : 0o077;
	return (mode & forbidden) === 0 ? undefined : 'others can read it: chmod 600';
}

/** Who writes to a pipe may have to look it up, but not for ever, and may leave it open. */
async function readLine(file: FileHandle, {clock, signal}: Options): Promise<Outcome<Secret, string>> {
	const held = Buffer.alloc(mostBytes + 1);
	let length = 0;
	for (let waits = 0; length < held.length; ) {
		const read = await readOnce(file, held, length);
		if (read === 0) break;
		length += read ?? 0;
		if (read !== undefined) continue;
		if (held.includes(0x0a)) break;
		if (waits === mostWaits || signal?.aborted) return failure('no line came in ten seconds');
		waits += 1;
		await pause(clock, wait, signal);
	}
	const line = lineIn(held.subarray(0, length));
	held.fill(0);
	return line;
}

const wait = milliseconds(50);
/** Ten seconds of them. */
const mostWaits = 200;

/** Undefined while there is nothing in a pipe, but may be. */
async function readOnce(file: FileHandle, into: Buffer, from: number): Promise<number | undefined> {
	try {
		return (await file.read(into, from, into.length - from, null)).bytesRead;
	} catch (error) {
		if (codeOf(error) === 'EAGAIN') return undefined;
		throw error;
	}
}

function lineIn(bytes: Buffer): Outcome<Secret, string> {
	if (bytes.length > mostBytes) return failure(`it is longer than ${mostBytes} bytes`);
	const text = decoded(bytes);
	if (text === undefined) return failure('it is not UTF-8 text');
	const [line = '', ...others] = text.split(/\r?\n/);
	if (others.some(other => other !== '')) return failure('it holds more than one line');
	if (line === '') return failure('it is empty');
	return /\p{Cc}/u.test(line) ? failure('it holds control characters') : success(new Secret(line));
}

function decoded(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		return undefined;
	}
}
