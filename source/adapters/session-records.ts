import {createHash} from 'node:crypto';
import {rm, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseJson} from '../domain/reader.ts';
import {parseRecord, storedRecord} from '../domain/record-format.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import type {FileFailure, SessionRecords} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {removeLeftovers} from './leftovers.ts';
import {readPrivateFile, replacePrivateFile} from './private-file.ts';
import {makePrivateFolder} from './private-folder.ts';

/** In bytes; a record is one or two thousand. */
export const mostRecord = 64 * 1024;

/** A file a profile in `sessions` under the state folder, see `record-format`. Each write replaces the whole record. */
export function createSessionRecords({folder}: {readonly folder: string}): SessionRecords {
	const sessions = join(folder, 'sessions');
	const pathOf = (profile: string) => join(sessions, fileNameFor(profile));
	let made: Promise<Outcome<void, FileFailure>> | undefined;

	/** Once a process, or again when it failed or somebody removed the folder. */
	async function makeFolders(): Promise<Outcome<void, FileFailure>> {
		const outer = await makePrivateFolder(folder);
		const outcome = outer.ok ? await makePrivateFolder(sessions) : outer;
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
			const content = await readPrivateFile(pathOf(profile), {most: mostRecord, links: 'refuse'});
			if (!content.ok || content.value === undefined) return undefined;
			const record = parseRecord(parseJson(content.value));
			// Somebody may have renamed a file, and a wrong record is worse than none.
			return record?.profile === profile ? record : undefined;
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
