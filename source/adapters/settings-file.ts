import {readdir, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parseJson} from '../domain/reader.ts';
import {safeText} from '../domain/server-text.ts';
import {noSettings} from '../domain/settings.ts';
import {parseSettings, type SettingsReading} from '../domain/settings-format.ts';
import type {FileFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {readPrivateFile} from './private-file.ts';
import {asideMark} from './set-aside.ts';

/** In bytes: some thousand profiles. */
export const mostSettings = 1024 * 1024;

/** Reads the file without conf, which takes longer to load than all else that `status` does. Undefined when there is none. */
export async function readSettings(path: string): Promise<Outcome<SettingsReading | undefined, FileFailure>> {
	const content = await readPrivateFile(path, {most: mostSettings, links: 'follow'});
	if (!content.ok) return content;
	return content.value === undefined ? success(undefined) : settingsIn(path, parseJson(content.value));
}

/** The settings that the file at `path` holds as JSON. */
export function settingsIn(path: string, value: unknown): Outcome<SettingsReading, FileFailure> {
	const read = parseSettings(value);
	if (read.ok)
		return success({...read.value, problems: read.value.problems.map(words => `${safeText(path, 400)}: ${words}`)});
	const reason = read.failure;
	if (reason.kind === 'damaged') return failure(fileFailure('damaged', path, reason.says));
	const whose =
		reason.version === undefined
			? 'it is no settings file of svt-tui; move it away or name another folder in SVT_CONFIG_DIR'
			: `a later svt-tui wrote it (${reason.version}); update svt-tui, or name another folder in SVT_CONFIG_DIR`;
	return failure(fileFailure('unreadable', path, whose));
}

/** Words about damaged files that were set aside, for one who finds no settings any more; undefined when there are none. */
export async function asideNotice(path: string): Promise<string | undefined> {
	const names = await readdir(dirname(path)).catch(() => []);
	const aside = names.filter(name => name.startsWith(`${basename(path)}${asideMark}`)).sort();
	const last = aside.at(-1);
	if (last === undefined) return undefined;
	return `there are no settings, but damaged ones were set aside as ${safeText(join(dirname(path), last), 400)}`;
}

/** Removes what a write left that the machine interrupted. Only for the owner of the lock: nobody else writes meanwhile. */
export async function removeLeftovers(path: string): Promise<void> {
	const names = await readdir(dirname(path)).catch(() => []);
	for (const name of names) {
		if (name.startsWith(`${basename(path)}.new`))
			await rm(join(dirname(path), name), {force: true}).catch(() => undefined);
	}
}

export const emptyReading: SettingsReading = {settings: noSettings, problems: []};
