import {randomBytes} from 'node:crypto';
import {constants, type Stats} from 'node:fs';
import {type FileHandle, link, open, rename, rm} from 'node:fs/promises';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {FileFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';

type ReadOptions = {
	/** In bytes; a larger file is not read at all. */
	readonly most: number;
	/** Whether the path may be a link, as people make who keep their settings in one place. */
	readonly links: 'follow' | 'refuse';
};

/**
 * The text of a file of this user's; undefined when there is none. Never waits, whatever stands in its place. A file of another
 * user's is not read, one that others may read is closed to them first.
 */
export async function readPrivateFile(
	path: string,
	options: ReadOptions,
): Promise<Outcome<string | undefined, FileFailure>> {
	try {
		// Without O_NONBLOCK opening a pipe waits until somebody writes to it.
		const file = await open(path, readFlags | (options.links === 'refuse' ? noFollow : 0));
		try {
			return await readOpened(file, path, options.most);
		} finally {
			await file.close();
		}
	} catch (error) {
		return codeOf(error) === 'ENOENT' ? success(undefined) : failure(fileFailure('unreadable', path, error));
	}
}

/**
 * Puts a new file with this text at `path`, mode 0600, whole or not at all: it is written beside, forced to the disk and takes the
 * place of what was there, also of a link. `isAllowed` is asked last thing before that.
 */
export const replacePrivateFile = (path: string, text: string, isAllowed?: () => Promise<boolean>) =>
	writePrivateFile(path, text, async (beside, to) => {
		if (isAllowed !== undefined && !(await isAllowed())) throw new Error(changedMeanwhile);
		await rename(beside, to);
	});

const changedMeanwhile = 'another svt-tui changed it in between; try again';

/** As `replacePrivateFile`, but what stands there already stays, and that is no failure: of many that make it at once one does. */
export const makePrivateFile = (path: string, text: string) => writePrivateFile(path, text, linkOnce);

async function writePrivateFile(
	path: string,
	text: string,
	put: (beside: string, path: string) => Promise<void>,
): Promise<Outcome<void, FileFailure>> {
	const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
	try {
		const file = await open(beside, 'wx', 0o600);
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await put(beside, path);
		return success(undefined);
	} catch (error) {
		await rm(beside, {force: true}).catch(() => undefined);
		return failure(fileFailure('unwritable', path, error));
	}
}

async function linkOnce(beside: string, path: string): Promise<void> {
	try {
		await link(beside, path);
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return await rm(beside, {force: true});
		// Disks without links, such as FAT: the last one wins.
		if (!noLinks.has(codeOf(error) ?? '')) throw error;
		return await rename(beside, path);
	}
	await rm(beside, {force: true});
}

const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Names of files that these leave behind when the machine stops in the middle of it. */
export const isLeftover = (name: string) => /\.[0-9a-f]{12}\.tmp$/.test(name);

/** Who else may have written what stands there; undefined when nobody. Root could in any case. */
export function ownerProblem({uid}: Stats): string | undefined {
	const me = process.geteuid?.();
	if (me === undefined || uid === me || uid === 0) return undefined;
	return `it belongs to another user (number ${uid}); run svt-tui as that user, or name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR`;
}

// Windows knows none of these.
export const noFollow = constants.O_NOFOLLOW ?? 0;
export const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

async function readOpened(file: FileHandle, path: string, most: number): Promise<Outcome<string, FileFailure>> {
	const problem = await problemOf(file, await file.stat());
	if (problem !== undefined) return failure(fileFailure('unreadable', path, problem));
	const bytes = await readUpTo(file, most + 1);
	if (bytes.length > most) {
		return failure(fileFailure('unreadable', path, `it is larger than ${most / 1024} KiB; move it away`));
	}
	try {
		return success(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
	} catch {
		return failure(fileFailure('damaged', path, 'it is no text in UTF-8'));
	}
}

/** Why what was opened is not to be used; undefined where it is a file of this user's, which nobody else may read from now on. */
export async function problemOf(file: FileHandle, stats: Stats): Promise<string | undefined> {
	if (!stats.isFile()) return `it is ${kindOf(stats)}, no file; move it away`;
	const stranger = ownerProblem(stats);
	if (stranger === undefined) await closeToOthers(file, stats);
	return stranger;
}

/** Nobody else may read it from now on; where modes mean nothing nothing changes. */
async function closeToOthers(file: FileHandle, {mode, uid}: Stats): Promise<void> {
	if ((mode & 0o077) !== 0 && uid === process.geteuid?.()) await file.chmod(0o600).catch(() => undefined);
}

/** A file can grow while it is read: its size says nothing. */
async function readUpTo(file: FileHandle, most: number): Promise<Buffer> {
	const pieces: Buffer[] = [];
	for (let length = 0; length < most; ) {
		const {bytesRead, buffer} = await file.read(Buffer.alloc(Math.min(most - length, 64 * 1024)), 0);
		if (bytesRead === 0) break;
		pieces.push(buffer.subarray(0, bytesRead));
		length += bytesRead;
	}
	return Buffer.concat(pieces);
}

function kindOf(stats: Stats): string {
	if (stats.isDirectory()) return 'a folder';
	if (stats.isFIFO()) return 'a pipe';
	return stats.isSocket() ? 'a socket' : 'a device';
}
