import {readdir, rename} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {safeText} from '../domain/server-text.ts';
import type {Clock, FileFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';

/** Moves a damaged file out of the way, under a name that is not taken, and gives the words about it. */
export async function setAside(damaged: FileFailure, clock: Clock): Promise<Outcome<string, FileFailure>> {
	const {path} = damaged;
	try {
		const taken = await readdir(dirname(path));
		const name = freeName(`${basename(path)}${asideMark}${timeOf(clock)}`, taken);
		const aside = join(dirname(path), name);
		await rename(path, aside);
		return success(`${damaged.text}; it was set aside as ${safeText(aside, 400)}, and nothing of it is lost`);
	} catch (error) {
		return failure(fileFailure('unwritable', path, error));
	}
}

/** Follows the name of the file. */
export const asideMark = '.corrupt-';

/** `20261122T120000Z`: sorts by time, and every file system takes it. */
const timeOf = (clock: Clock) => new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');

function freeName(wanted: string, taken: readonly string[]): string {
	let name = wanted;
	for (let count = 2; taken.includes(name); count += 1) name = `${wanted}-${count}`;
	return name;
}
