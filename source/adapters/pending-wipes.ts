import {createHash} from 'node:crypto';
import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {failure, success} from '../domain/outcome.ts';
import {type PendingWipe, parsePendingWipe, storedPendingWipe} from '../domain/pending-wipe.ts';
import type {SecretPlace} from '../domain/profile.ts';
import {parseJson} from '../domain/reader.ts';
import type {PendingWipes} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {isLeftover, readPrivateFile, replacePrivateFile} from './private-file.ts';
import {makeInnerFolder} from './private-folder.ts';

/** In bytes; a note is two hundred. */
const mostNote = 16 * 1024;
/** More than anybody has; what a folder is filled up with takes no longer to read. */
const mostNotes = 1000;

/**
 * A file a secret in `wipes` under the state folder. Each is made and removed whole, so that no two processes that note, remove or
 * call off something at once lose anything of each other's.
 */
export function createPendingWipes({folder}: {readonly folder: string}): PendingWipes {
	const wipes = join(folder, 'wipes');
	const pathOf = (place: SecretPlace) => join(wipes, nameOf(place));

	async function read(name: string): Promise<PendingWipe | undefined> {
		const content = await readPrivateFile(join(wipes, name), {most: mostNote, links: 'refuse'});
		if (!content.ok || content.value === undefined) return undefined;
		const wipe = parsePendingWipe(parseJson(content.value));
		// A file of another name would never be removed.
		return wipe !== undefined && nameOf(wipe) === name ? wipe : undefined;
	}

	return {
		async list() {
			const names = await readdir(wipes).catch(() => []);
			const notes = names.filter(name => name.endsWith('.json') && !isLeftover(name)).slice(0, mostNotes);
			const found = await Promise.all(notes.map(read));
			return found.filter(wipe => wipe !== undefined).sort((one, other) => one.since - other.since);
		},
		async note(wipe) {
			const path = pathOf(wipe);
			const stored = storedPendingWipe(wipe);
			if (stored === undefined)
				return failure(fileFailure('unwritable', path, 'what is to be removed is not right: a fault of svt-tui'));
			const made = await makeInnerFolder(folder, wipes);
			return made.ok ? replacePrivateFile(path, `${JSON.stringify(stored)}\n`) : made;
		},
		async callOff(place) {
			try {
				await rm(pathOf(place), {force: true});
				return success(undefined);
			} catch (error) {
				return failure(fileFailure('unwritable', pathOf(place), error));
			}
		},
	};
}

/** It gives away neither user nor appliance, whatever characters they are made of. */
function nameOf({storage, holds, username, origin}: SecretPlace): string {
	const hash = createHash('sha256').update(JSON.stringify([storage, holds, username, origin]));
	return `${hash.digest('hex')}.json`;
}
