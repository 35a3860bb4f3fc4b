import {createHash} from 'node:crypto';
import {rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseJson} from '../domain/reader.ts';
import {isOfAnotherVersion, parseRecord, storedRecord} from '../domain/record-format.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import type {Clock, FileFailure, SessionRecords} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {removeLeftovers} from './leftovers.ts';
import {readPrivateFile, replacePrivateFile} from './private-file.ts';
import {makeInnerFolder} from './private-folder.ts';
import {setAside} from './set-aside.ts';

/** In bytes; a record is one or two thousand. */
export const mostRecord = 64 * 1024;

type Options = {
	/** Holds the folder `sessions`; made when something is written. */
	readonly folder: string;
	readonly clock: Clock;
};

/** A file a profile in `sessions` under the state folder, see `record-format`. Each write replaces the whole record. */
export function createSessionRecords({folder, clock}: Options): SessionRecords {
	const sessions = join(folder, 'sessions');
	const pathOf = (profile: string) => join(sessions, fileNameFor(profile));
	let made: Promise<Outcome<void, FileFailure>> | undefined;
	const untold = new Set<string>();
	const told = new Set<string>();

	async function recordAt(path: string, profile: string): Promise<Outcome<SessionRecord | undefined, FileFailure>> {
		const content = await readPrivateFile(path, {most: mostRecord, links: 'refuse'});
		if (!content.ok) return content;
		if (content.value === undefined) return success(undefined);
		const stored = parseJson(content.value);
		const record = parseRecord(stored);
		// Somebody may have renamed a file, and a wrong record is worse than none.
		if (record?.profile === profile) return success(record);
		return failure(
			isOfAnotherVersion(stored)
				? fileFailure('unreadable', path, 'another version of svt-tui wrote it; sign in again with this one')
				: fileFailure('damaged', path, 'it holds no record of this session'),
		);
	}

	/** Words about what cannot be read, once it is out of the way if that is what it takes. */
	async function wordsAbout(found: FileFailure): Promise<string> {
		if (found.kind !== 'damaged') return found.text;
		const aside = await setAside(found, clock);
		return aside.ok ? aside.value : `${found.text}, and could not be set aside: ${aside.failure.text}`;
	}

	/** Once a process, or again when it failed or somebody removed the folder. */
	async function makeFolders(): Promise<Outcome<void, FileFailure>> {
		const outcome = await makeInnerFolder(folder, sessions);
		if (outcome.ok) await removeLeftovers(sessions);
		else made = undefined;
		return outcome;
	}

	async function write(record: SessionRecord, isAgain: boolean): Promise<Outcome<void, FileFailure>> {
		const path = pathOf(record.profile);
		const stored = storedRecord(record);
		if (stored === undefined)
			return failure(fileFailure('unwritable', path, 'the record is not right: a fault of svt-tui'));
		made ??= makeFolders();
		const folders = await made;
		if (!folders.ok) return folders;
		const written = await replacePrivateFile(path, `${JSON.stringify(stored)}\n`);
		if (written.ok || isAgain || (await exists(sessions))) return written;
		made = undefined;
		return write(record, true);
	}

	return {
		async read(profile) {
			const path = pathOf(profile);
			const first = await recordAt(path, profile);
			// Whoever keeps the session may have written a damaged one anew by now.
			const found = !first.ok && first.failure.kind === 'damaged' ? await recordAt(path, profile) : first;
			if (found.ok) return found.value;
			const words = await wordsAbout(found.failure);
			if (!told.has(words)) untold.add(words);
			return undefined;
		},
		notices() {
			const notices = [...untold];
			untold.clear();
			for (const notice of notices) told.add(notice);
			return notices;
		},
		write: record => write(record, false),
		async remove(profile) {
			try {
				await rm(pathOf(profile), {force: true});
				return success(undefined);
			} catch (error) {
				return failure(fileFailure('unwritable', pathOf(profile), error));
			}
		},
	};
}

/**
 * The profile's name where any file system takes it and keeps it apart from all others, else its SHA-256: case, accents and the names
 * of Windows' devices are not the same everywhere. No name is both, since a hash begins with `_`.
 */
export function fileNameFor(profile: string): string {
	const isPlain = /^[a-z0-9][a-z0-9._-]{0,39}$/.test(profile) && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/.test(profile);
	return `${isPlain ? profile : `_${createHash('sha256').update(profile).digest('hex')}`}.json`;
}

const exists = (path: string) =>
	stat(path).then(
		() => true,
		() => false,
	);
