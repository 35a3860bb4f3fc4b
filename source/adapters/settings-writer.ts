import {realpath, rename, rm} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {StoredSettings} from '../domain/settings-format.ts';
import {settingsSchema} from '../domain/settings-schema.ts';
import type {FileFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {readPrivateFile} from './private-file.ts';
import {syncFolder} from './private-folder.ts';
import {mostSettings} from './settings-file.ts';

export type SettingsWriter = (
	path: string,
	stored: StoredSettings,
	/** Asked last thing before the new file takes the place of the old one. */
	isAllowed: () => Promise<boolean>,
) => Promise<Outcome<void, FileFailure>>;

/**
 * Writes settings with conf, which holds them against their schema, into a file of its own beside the old one. That takes the old
 * one's place only once it was read back whole: on a full disk conf's own replacing puts half a file there and says nothing (conf
 * 15.1.0 with atomically 2.1.1, which takes a short write for a whole one).
 */
export async function loadSettingsWriter(): Promise<SettingsWriter> {
	const Conf = await loadConf();
	let ready: {readonly beside: string; readonly conf: {store: Record<string, unknown>}} | undefined;

	/** The schema is compiled once, as long as the file stays in its place. */
	function confAt(beside: string) {
		if (ready?.beside === beside) return ready.conf;
		const conf = new Conf<Record<string, unknown>>({
			projectName: 'svt-tui',
			projectSuffix: '',
			cwd: dirname(beside),
			configName: basename(beside),
			fileExtension: '',
			configFileMode: 0o600,
			clearInvalidConfig: false,
			accessPropertiesByDotNotation: false,
			serialize: textOf,
			schema: settingsSchema.properties as never,
			rootSchema: {additionalProperties: settingsSchema.additionalProperties},
		});
		ready = {beside, conf};
		return conf;
	}

	return async (path, stored, isAllowed) => {
		const text = textOf(stored);
		if (Buffer.byteLength(text) > mostSettings) {
			return failure(fileFailure('unwritable', path, 'there are too many profiles; remove some'));
		}
		// People keep such files elsewhere and put a link here: the link stays.
		const target = await realpath(path).catch(() => path);
		const beside = `${target}.new`;
		try {
			await rm(beside, {force: true});
			confAt(beside).store = {...stored};
			const written = await readPrivateFile(beside, {most: mostSettings, links: 'refuse'});
			if (!written.ok) return written;
			if (written.value !== text)
				return failure(fileFailure('unwritable', path, 'the disk is full; make room and try again'));
			if (!(await isAllowed())) {
				return failure(fileFailure('unwritable', path, 'another svt-tui changed it in between; try again'));
			}
			await rename(beside, target);
			await syncFolder(dirname(target));
			return success(undefined);
		} catch (error) {
			return failure(fileFailure('unwritable', path, error));
		} finally {
			await rm(beside, {force: true}).catch(() => undefined);
		}
	};
}

const textOf = (stored: unknown) => `${JSON.stringify(stored, undefined, '\t')}\n`;

/**
 * With conf comes when-exit, which listens for signals and ends the process on each of them: a Ctrl-C that the command line answers
 * by cleaning up would end it half-way. Its listeners are once-only and taken away again; ours are neither.
 */
async function loadConf() {
	const before = new Set(signalListeners().map(({listener}) => listener));
	const {default: Conf} = await import('conf');
	for (const {signal, listener} of signalListeners()) {
		if (!before.has(listener) && isOnceOnly(listener)) process.removeListener(signal, listener);
	}
	return Conf;
}

type Listener = (...values: readonly unknown[]) => void;

function signalListeners() {
	const signals = process.eventNames().filter(name => typeof name === 'string' && name.startsWith('SIG'));
	return signals.flatMap(signal =>
		process.rawListeners(signal).map(listener => ({signal, listener: listener as Listener})),
	);
}

/** Node wraps them, and keeps the listener itself as a property of that name. */
const isOnceOnly = (listener: Listener) => 'listener' in listener;
