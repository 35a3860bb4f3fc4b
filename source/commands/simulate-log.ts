import {closeSync, constants, fstatSync, openSync, writeSync} from 'node:fs';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {safeText} from '../domain/server-text.ts';

export type LogLines = {
	/** Gives back words when the line could not be written; nothing is written after that. */
	readonly write: (line: string) => string | undefined;
	readonly close: () => void;
};

/** Appends lines to a file, made for this user only when there is none; the failure is in words. */
export function openLog(path: string): Outcome<LogLines, string> {
	const named = safeText(path, 200);
	let file: number;
	try {
		// Without O_NONBLOCK opening a pipe waits until somebody reads from it.
		const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
		file = openSync(path, flags, 0o600);
	} catch (error) {
		return failure(`${named} cannot be written: ${reasonOf(error)}`);
	}
	if (!fstatSync(file).isFile()) {
		closeSync(file);
		return failure(`${named} cannot be written: it is no file`);
	}
	let isBroken = false;
	return success({
		write(line) {
			if (isBroken) return undefined;
			try {
				writeSync(file, `${line}\n`);
				return undefined;
			} catch (error) {
				isBroken = true;
				return `${named} is not written any more: ${reasonOf(error)}`;
			}
		},
		close: () => closeSync(file),
	});
}

function reasonOf(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
	return reasons[code] ?? code;
}

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'its folder does not exist',
	EACCES: 'it belongs to somebody else, or its folder does',
	EPERM: 'it may not be changed',
	EISDIR: 'it is a folder',
	ENOTDIR: 'a part of its path is no folder',
	EROFS: 'the disk is read-only',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk quota is used up',
	ENXIO: 'it is no file',
	ENAMETOOLONG: 'its name is too long',
};
