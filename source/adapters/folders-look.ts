import {lstat, readdir} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {FoldersFacts, StoredFacts} from '../domain/doctor-stores.ts';
import {parseGuard} from '../domain/guard-format.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseRecord} from '../domain/record-format.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import type {SettingsReading} from '../domain/settings-format.ts';
import type {Folders} from './folders.ts';
import {entriesOf, lookAtFolder} from './path-look.ts';
import {fileNameFor, mostRecord} from './session-records.ts';
import {asideMark} from './set-aside.ts';
import {mostSettings, settingsIn} from './settings-file.ts';
import {readUntouched} from './untouched-file.ts';

/** Far more than there are profiles. */
const mostRead = 500;

/** Both folders as they are: nothing is made, closed, set aside or removed. */
export async function lookAtFolders({configuration, state}: Folders): Promise<FoldersFacts> {
	const [settings, records, inConfiguration, inState] = await Promise.all([
		lookAtFolder(configuration),
		lookAtFolder(state),
		entriesOf(configuration),
		entriesOf(state),
	]);
	const paths = [...inConfiguration.map(name => join(configuration, name)), ...inState.map(name => join(state, name))];
	const stored: StoredFacts = {
		settings: await readSettings(join(configuration, 'config.json')),
		...(await readRecords(inState, state)),
		damagedGuards: await damagedGuards(inState, state),
		aside: paths.filter(path => basename(path).includes(asideMark)),
		locks: await lookAtLocks(configuration, state),
	};
	return {settings, records, stored};
}

async function readSettings(path: string): Promise<Outcome<SettingsReading | undefined, string>> {
	const read = await readUntouched(path, {most: mostSettings, links: 'follow'});
	if (!read.ok) return failure(read.failure.text);
	if (read.value === undefined) return success(undefined);
	const settings = settingsIn(path, read.value.value);
	return settings.ok ? settings : failure(settings.failure.text);
}

async function readRecords(names: readonly string[], folder: string) {
	const records: SessionRecord[] = [];
	const damaged: string[] = [];
	for (const name of jsonIn('sessions', names)) {
		const read = await readUntouched(join(folder, name), {most: mostRecord, links: 'refuse'});
		const record = read.ok && read.value !== undefined ? parseRecord(read.value.value) : undefined;
		// One that somebody renamed is nobody's.
		if (record !== undefined && fileNameFor(record.profile) === basename(name)) records.push(record);
		else if (!read.ok || read.value !== undefined) damaged.push(join(folder, name));
	}
	return {records, damaged};
}

async function damagedGuards(names: readonly string[], folder: string): Promise<readonly string[]> {
	const damaged: string[] = [];
	for (const name of jsonIn('guards', names)) {
		const read = await readUntouched(join(folder, name), {most: mostRecord, links: 'refuse'});
		if (!read.ok || (read.value !== undefined && parseGuard(read.value.value) === undefined))
			damaged.push(join(folder, name));
	}
	return damaged;
}

const jsonIn = (folder: string, names: readonly string[]) =>
	names.filter(name => name.startsWith(join(folder, '/')) && name.endsWith('.json')).slice(0, mostRead);

async function lookAtLocks(configuration: string, state: string): Promise<StoredFacts['locks']> {
	const names = await readdir(join(state, 'locks')).catch(() => []);
	const paths = [
		join(configuration, 'config.json.lock'),
		...names.slice(0, mostRead).map(name => join(state, 'locks', name)),
	];
	const found = {held: 0, silent: 0, blocked: [] as string[]};
	for (const path of paths) {
		const stats = await lstat(path).catch(() => undefined);
		if (stats === undefined) continue;
		if (!stats.isDirectory()) found.blocked.push(path);
		// As `file-lock` and `locks` have it.
		else if (Math.abs(Date.now() - stats.mtimeMs) > longestSilence) found.silent += 1;
		else found.held += 1;
	}
	return found;
}

/** In ms: after so long without a heartbeat a lock is free again. */
const longestSilence = 10_000;
