import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseStoredProfile, storedProfile} from '../domain/profile-format.ts';
import {problemText} from '../domain/reader.ts';
import {safeText} from '../domain/server-text.ts';
import {type Settings, withHelper, withoutProfile, withProfile, withStandard} from '../domain/settings.ts';
import {type SettingsReading, storedSettings} from '../domain/settings-format.ts';
import {seconds} from '../domain/time.ts';
import type {Clock, FileFailure, ProfileStore} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {createFileLock} from './file-lock.ts';
import {closePrivateFolder, makePrivateFolder} from './private-folder.ts';
import {setAside} from './set-aside.ts';
import {asideNotice, emptyReading, readSettings, removeLeftovers} from './settings-file.ts';
import {loadSettingsWriter, type SettingsWriter} from './settings-writer.ts';

type Options = {
	/** Holds `config.json`; made when something is saved. */
	readonly folder: string;
	readonly clock: Clock;
};

type Edit = (settings: Settings) => Outcome<Settings, FileFailure>;

/**
 * Profiles in `config.json`, see `settings-format`. Any number of processes may change them: each change reads the file anew under a
 * lock. A change that changes nothing writes nothing.
 */
export function createSettings({folder, clock}: Options): ProfileStore {
	const path = join(folder, 'config.json');
	const lock = createFileLock({path: `${path}.lock`, clock, silence: seconds(5)});
	/** What was found while writing: told by the next `load`. */
	const found = new Set<string>();
	let writer: Promise<SettingsWriter> | undefined;
	let last: Promise<unknown> = Promise.resolve();

	/** One after the other in this process too, in the order in which they were asked for. */
	function queued<Value>(work: () => Promise<Value>): Promise<Value> {
		const next = last.then(work);
		last = next.catch(() => undefined);
		return next;
	}

	async function change(edit: Edit): Promise<Outcome<void, FileFailure>> {
		const present = await readSettings(path);
		if (!present.ok && present.failure.kind !== 'damaged') return present;
		if (present.ok) {
			const wanted = changed(edit, present.value);
			if (!wanted.ok) return wanted;
			if (wanted.value === undefined) return success(undefined);
		}
		const made = await makePrivateFolder(folder);
		if (!made.ok) return made;
		// Takes its time, and nobody should wait for that.
		writer ??= loadSettingsWriter();
		const write = await writer;
		return locked(async isOurs => {
			const reading = await readUnderLock();
			if (!reading.ok) return reading;
			const wanted = changed(edit, reading.value);
			if (!wanted.ok) return wanted;
			if (wanted.value === undefined) return success(undefined);
			await removeLeftovers(path);
			return write(path, storedSettings(wanted.value), isOurs);
		});
	}

	async function locked<Value>(
		work: (isOurs: () => Promise<boolean>) => Promise<Outcome<Value, FileFailure>>,
	): Promise<Outcome<Value, FileFailure>> {
		const held = await lock.acquire(patience);
		if (!held.ok) return failure('text' in held.failure ? held.failure : stillTaken(`${path}.lock`));
		try {
			return await work(held.value.isOurs);
		} finally {
			await held.value.release();
		}
	}

	/** A file that seemed damaged before the lock was ours may have been replaced by a good one. */
	async function readUnderLock(): Promise<Outcome<SettingsReading, FileFailure>> {
		const reading = await readSettings(path);
		if (reading.ok) return success(reading.value ?? emptyReading);
		if (reading.failure.kind !== 'damaged') return reading;
		const aside = await setAside(reading.failure, clock);
		if (!aside.ok) return aside;
		found.add(aside.value);
		return success(emptyReading);
	}

	async function readDamaged(damaged: FileFailure): Promise<Outcome<SettingsReading, FileFailure>> {
		const reading = await locked(readUnderLock);
		if (reading.ok || reading.failure.kind !== 'unwritable') return reading;
		return failure({...damaged, text: `${damaged.text}, and could not be set aside: ${reading.failure.text}`});
	}

	async function read(): Promise<Outcome<SettingsReading, FileFailure>> {
		const reading = await readSettings(path);
		if (!reading.ok) return reading.failure.kind === 'damaged' ? readDamaged(reading.failure) : reading;
		if (reading.value !== undefined) return success(reading.value);
		const notice = found.size === 0 ? await asideNotice(path) : undefined;
		return success({...emptyReading, problems: notice === undefined ? [] : [notice]});
	}

	return {
		async load() {
			await closePrivateFolder(folder);
			const reading = await read();
			if (!reading.ok) return reading;
			const {settings, problems} = reading.value;
			const notices = [...found, ...problems];
			found.clear();
			const {profiles, standard, helper} = settings;
			return success({profiles, standard, notices, ...(helper === undefined ? {} : {helper})});
		},
		save: profile =>
			queued(() => {
				// What could not be read again is not written.
				const checked = parseStoredProfile(storedProfile(profile));
				if (checked.ok) return change(settings => success(withProfile(settings, checked.value)));
				const wrong = `the profile is not right: ${checked.failure.map(problemText).join('; ')}`;
				return Promise.resolve(failure(fileFailure('unwritable', path, wrong)));
			}),
		remove: name => queued(() => change(settings => success(withoutProfile(settings, name)))),
		saveHelper: helper => queued(() => change(settings => success(withHelper(settings, helper)))),
		makeStandard: name =>
			queued(() =>
				change(settings => {
					const edited = withStandard(settings, name);
					if (edited.ok) return edited;
					const unknown = `there is no profile ${safeText(name, 40)}; see them with svt-tui profile list`;
					return failure(fileFailure('unwritable', path, unknown));
				}),
			),
	};
}

/** A change takes milliseconds: who waits so long waits behind hundreds of them. */
const patience = seconds(30);

const stillTaken = (path: string) =>
	fileFailure('unwritable', path, 'another svt-tui holds it all the time; try again, or remove it if no svt-tui runs');

/** The settings after the edit; undefined when they are as before. */
function changed(edit: Edit, {settings} = emptyReading): Outcome<Settings | undefined, FileFailure> {
	const edited = edit(settings);
	if (!edited.ok) return edited;
	const isSame = isDeepStrictEqual(storedSettings(settings), storedSettings(edited.value));
	return isSame ? success(undefined) : edited;
}
