import {constants} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {FileFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';
import {noFollow, problemOf, readFlags} from './private-file.ts';

/** What `appendPrivately` came to: `full` when the file is as large already, and nothing was written. */
type Appended = Outcome<'written' | 'full', FileFailure | 'no-folder'>;

/**
 * Adds lines to the end of a file of this user's, mode 0600, made if it is not there. Processes that do so at the same time do not
 * mix their lines: the system gives each single write its own place at the end.
 */
export async function appendPrivately(path: string, lines: string, most: number): Promise<Appended> {
	try {
		const file = await open(path, appendFlags, 0o600);
		try {
			const stats = await file.stat();
			const problem = await problemOf(file, stats);
			if (problem !== undefined) return failure(fileFailure('unwritable', path, problem));
			if (stats.size >= most) return success('full');
			await write(file, lines, stats.size);
			// Between opening and writing it was set aside twice, and is gone: at most that often can it happen.
			return (await file.stat()).nlink === 0 ? appendPrivately(path, lines, most) : success('written');
		} finally {
			await file.close();
		}
	} catch (error) {
		return failure(codeOf(error) === 'ENOENT' ? 'no-folder' : fileFailure('unwritable', path, error));
	}
}

/** The last whole lines of a file of this user's, so many bytes at most; empty where there is none that may be read. */
export async function readEndPrivately(path: string, most: number): Promise<string> {
	try {
		const file = await open(path, readFlags | noFollow);
		try {
			const stats = await file.stat();
			if ((await problemOf(file, stats)) !== undefined) return '';
			const start = Math.max(0, stats.size - most);
			const text = await readFrom(file, start, stats.size - start);
			return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
		} finally {
			await file.close();
		}
	} catch {
		return '';
	}
}

async function readFrom(file: FileHandle, start: number, length: number): Promise<string> {
	const bytes = Buffer.alloc(length);
	for (let filled = 0; filled < length; ) {
		const {bytesRead} = await file.read(bytes, filled, length - filled, start + filled);
		if (bytesRead === 0) return bytes.toString('utf8', 0, filled);
		filled += bytesRead;
	}
	return bytes.toString('utf8');
}

// Readable too, for a look at the last byte. Opening a pipe for both does not wait.
const appendFlags =
	constants.O_RDWR |
	constants.O_APPEND |
	constants.O_CREAT |
	noFollow |
	(constants.O_NONBLOCK ?? 0) |
	(constants.O_NOCTTY ?? 0);

/** In one call of the system's, whatever else is written meanwhile. */
async function write(file: FileHandle, lines: string, size: number): Promise<void> {
	const bytes = Buffer.from((await isTorn(file, size)) ? `\n${lines}` : lines);
	const {bytesWritten} = await file.write(bytes);
	// A disk that becomes full takes a part. Trying the rest tells why it does not go on.
	if (bytesWritten < bytes.length) await file.write(bytes.subarray(bytesWritten));
}

/**
 * Whether somebody wrote a part of a line at last, for want of room. A line that another is just writing may look like that too, where
 * it goes over a page of the system's: what has grown since is not torn. Should it be taken for torn, an empty line is all that comes
 * of it.
 */
async function isTorn(file: FileHandle, size: number): Promise<boolean> {
	if (size === 0) return false;
	const {bytesRead, buffer} = await file.read(Buffer.alloc(1), {position: size - 1});
	return bytesRead === 1 && buffer[0] !== 10 && (await file.stat()).size === size;
}
