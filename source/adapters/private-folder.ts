import type {Stats} from 'node:fs';
import {chmod, lstat, mkdir, open, readdir, stat} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {FileFailure} from '../ports.ts';
import {codeOf, fileFailure} from './file-failure.ts';
import {ownerProblem} from './private-file.ts';

/**
 * A folder that only this user may enter: made so with all that leads to it, and made so again if somebody opened it. A folder that
 * was named to us and is not ours alone, such as /tmp, is left as it is, and refused when others may write to it.
 */
export async function makePrivateFolder(path: string): Promise<Outcome<void, FileFailure>> {
	try {
		await makeFolders(path);
		const stats = await stat(path);
		const stranger = ownerProblem(stats);
		if (stranger !== undefined) return failure(fileFailure('unwritable', path, stranger));
		if (!(await closed(path, stats)) && (stats.mode & 0o022) !== 0) {
			return failure(
				fileFailure('unwritable', path, 'others may write to it; name a folder inside it, such as svt-tui'),
			);
		}
		return success(undefined);
	} catch (error) {
		return failure(fileFailure('unwritable', path, error));
	}
}

/** The same of a folder in it. Nobody has a reason to keep that elsewhere: a link is not followed. */
export async function makeInnerFolder(folder: string, inner: string): Promise<Outcome<void, FileFailure>> {
	const outer = await makePrivateFolder(folder);
	if (!outer.ok) return outer;
	const isLink = await lstat(inner).then(
		stats => stats.isSymbolicLink(),
		() => false,
	);
	if (isLink) return failure(fileFailure('unwritable', inner, 'it is a link; put the folder itself there'));
	return makePrivateFolder(inner);
}

/** Node's own recursive `mkdir` never comes to an end below a folder in which nothing can be made, such as /proc (Node 20 to 26). */
async function makeFolders(path: string): Promise<void> {
	const failed = await makeFolder(path);
	if (failed === undefined) return;
	const above = dirname(path);
	if (codeOf(failed) !== 'ENOENT' || above === path) throw failed;
	await makeFolders(above);
	const again = await makeFolder(path);
	if (again !== undefined) throw again;
}

/** What went wrong; undefined when there is such a folder now. */
async function makeFolder(path: string): Promise<unknown> {
	try {
		await mkdir(path, {mode: 0o700});
		return undefined;
	} catch (error) {
		const isThere = codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory();
		return isThere ? undefined : error;
	}
}

/** Closes a folder of ours to others if it is there and open. Reading goes on without it. */
export async function closePrivateFolder(path: string): Promise<void> {
	try {
		await closed(path, await stat(path));
	} catch {
		// Not there, or no folder: whoever reads from it says so.
	}
}

/** After a power cut a file that was renamed is there for sure only once its folder is on the disk too. */
export async function syncFolder(path: string): Promise<void> {
	try {
		const folder = await open(path, 'r');
		await folder.sync().finally(() => folder.close());
	} catch {
		// Windows and some network drives cannot; the file itself is on the disk.
	}
}

/** Whether nobody else may enter, now. */
async function closed(path: string, {mode, uid}: Stats): Promise<boolean> {
	const me = process.geteuid?.();
	if (me === undefined || (mode & 0o077) === 0) return true;
	if (uid !== me || !(await isOurs(path))) return false;
	// A disk without modes refuses, and then nobody can do better.
	await chmod(path, 0o700).catch(() => undefined);
	return true;
}

/** Nobody misses the rights to a folder in which nothing but our files lies. */
async function isOurs(path: string): Promise<boolean> {
	if (['svt-tui', 'sessions', 'guards', 'locks', 'wipes'].includes(basename(path))) return true;
	const names = await readdir(path);
	return names.every(name => /^(config\.json|secrets\.json|events\.|sessions|guards|locks|wipes|svt-tui)/.test(name));
}
