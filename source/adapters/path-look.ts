import {constants, type Stats} from 'node:fs';
import {access, lstat, readdir, stat, statfs} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {FolderFacts, PathFacts} from '../domain/doctor-files.ts';
import {codeOf, fileFailure} from './file-failure.ts';

/** Far more than svt-tui makes. */
const mostEntries = 2000;

/** A folder and what lies in it. The locks are left out: they come and go, and hold nothing. */
export async function lookAtFolder(path: string): Promise<FolderFacts> {
	const itself = await lookAtPath(path);
	const names = itself.kind === 'folder' ? await entriesOf(path) : [];
	const entries = await Promise.all(names.slice(0, mostEntries).map(name => lookAtPath(join(path, name))));
	const present = itself.kind === 'absent' ? await nearestFolder(path) : path;
	return {
		itself,
		entries: entries.filter(({kind}) => kind !== 'absent'),
		unwritable: await unwritable(present),
		free: await freeOn(present),
	};
}

/** Names of what lies in a folder and in its own folders, but for locks. */
export async function entriesOf(folder: string): Promise<readonly string[]> {
	const names = await readdir(folder).catch((): string[] => []);
	const within = await Promise.all(
		['sessions', 'guards']
			.filter(name => names.includes(name))
			.map(async name => (await readdir(join(folder, name)).catch(() => [])).map(inner => join(name, inner))),
	);
	return [...names, ...within.flat()].filter(name => !isLock(name)).sort();
}

const isLock = (name: string) => name === 'locks' || name.endsWith('.lock') || name.endsWith('.removing');

async function lookAtPath(path: string): Promise<PathFacts> {
	try {
		const entry = await lstat(path);
		const isLink = entry.isSymbolicLink();
		const stats = isLink ? await stat(path) : entry;
		return {path, isLink, kind: kindOf(stats), mode: modeOf(stats), owner: ownerOf(stats)};
	} catch (error) {
		const isThere = codeOf(error) !== 'ENOENT';
		return {path, isLink: false, kind: isThere ? 'other' : 'absent', mode: undefined, owner: 'unknown'};
	}
}

function kindOf(stats: Stats): PathFacts['kind'] {
	if (stats.isDirectory()) return 'folder';
	return stats.isFile() ? 'file' : 'other';
}

/** Windows makes up modes. */
const modeOf = ({mode}: Stats) => (process.geteuid === undefined ? undefined : mode & 0o7777);

function ownerOf({uid}: Stats): PathFacts['owner'] {
	const me = process.geteuid?.();
	if (me === undefined) return 'unknown';
	if (uid === me) return 'us';
	return uid === 0 ? 'root' : 'another';
}

/** In which the folder would be made. */
async function nearestFolder(path: string): Promise<string> {
	const above = dirname(path);
	if (above === path) return path;
	const {kind} = await lookAtPath(above);
	return kind === 'absent' ? nearestFolder(above) : above;
}

/** By what the system says, without writing anything. */
async function unwritable(folder: string): Promise<string | undefined> {
	try {
		await access(folder, constants.W_OK | constants.X_OK);
		return undefined;
	} catch (error) {
		const {text} = fileFailure('unwritable', '', error);
		return text.replace(/^ cannot be written: /, '');
	}
}

async function freeOn(folder: string): Promise<number | undefined> {
	try {
		const {bavail, bsize, files, ffree} = await statfs(folder);
		// Some disks run out of files before they run out of bytes; others do not count them.
		return files > 0 && ffree === 0 ? 0 : bavail * bsize;
	} catch {
		return undefined;
	}
}
