import {safeText} from '../domain/server-text.ts';
import type {FileFailure} from '../ports.ts';

/** What went wrong with a file, in words with the path and the next step. `cause` is what the file system threw, or our own words. */
export function fileFailure(kind: FileFailure['kind'], path: string, cause: unknown): FileFailure {
	const verb = {unreadable: 'cannot be read', unwritable: 'cannot be written', damaged: 'is damaged'}[kind];
	return {kind, path, text: `${safeText(path, 400)} ${verb}: ${typeof cause === 'string' ? cause : causeOf(cause)}`};
}

/** The same of a file that a person named: what to do about it is not where else the program's own files could be. */
export const namedFileFailure = (path: string, error: unknown): FileFailure =>
	fileFailure('unreadable', path, namedCauses[codeOf(error) ?? ''] ?? error);

/** `ENOENT` and the like; undefined for what no file system threw. */
export function codeOf(error: unknown): string | undefined {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return typeof code === 'string' ? code : undefined;
}

const elsewhere = 'name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR';
const permission = `this user may not; see with ls -l who may, or ${elsewhere}`;

/** Cause and next step by the code of POSIX. */
const causes: Readonly<Record<string, string>> = {
	EACCES: permission,
	EPERM: permission,
	EROFS: `the disk is mounted read-only; ${elsewhere}`,
	ENOSPC: 'the disk is full; make room and try again',
	EDQUOT: 'the disk quota of this user is used up; make room and try again',
	EFBIG: 'files may not become that large here; see ulimit -f',
	EISDIR: 'a folder stands in its place; move it away',
	ERR_FS_EISDIR: 'a folder stands in its place; move it away',
	ENOTDIR: 'a part of the path is a file, not a folder; move that away',
	EEXIST: 'something else stands in its place; move it away',
	ENOTEMPTY: 'something else stands in its place; move it away',
	ELOOP: 'it is a link; put the file itself there',
	ENXIO: 'it is no file; move it away',
	ENAMETOOLONG: `the path is too long; ${elsewhere}`,
	ENOENT: `a part of the path does not exist; ${elsewhere}`,
	EMFILE: 'this program has too many files open; start it again',
	ENFILE: 'the machine has too many files open; close programs and try again',
	EBUSY: 'another program holds it; close that and try again',
	EIO: 'the disk reports an error; look at the system log',
	ESTALE: 'the network drive was mounted anew; try again',
};

const namedCauses: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'a part of the path is a file, not a folder',
	EISDIR: 'it is a folder',
	EACCES: 'this user may not; see with ls -l who may',
	ENAMETOOLONG: 'the path is too long',
	ELOOP: 'its links lead to each other',
	ENXIO: 'it is no file',
	Z_DATA_ERROR: 'it is compressed, and damaged there',
	Z_BUF_ERROR: 'it is compressed, and cut off there',
};

function causeOf(error: unknown): string {
	const code = codeOf(error);
	const known = code === undefined ? undefined : causes[code];
	if (known !== undefined) return known;
	const words = error instanceof Error ? error.message : String(error);
	return safeText(code ?? words, 200);
}
