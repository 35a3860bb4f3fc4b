import {failure, type Outcome, success} from './outcome.ts';
import type {Profile} from './profile.ts';
import {parseStoredProfile, type StoredProfile, storedProfile} from './profile-format.ts';
import {fieldsOf, problemText, strangers} from './reader.ts';
import {safeText} from './server-text.ts';
import type {Helper, KeptProfile, Settings} from './settings.ts';
import {profileFields, settingsFields, trustFields} from './settings-schema.ts';

/** What stands in the settings file. Absent: `default` and `helper` when there is none, `unreadable` when all could be understood. */
export type StoredSettings = {
	readonly schema: typeof settingsVersion;
	readonly default: string | undefined;
	readonly helper?: Helper | undefined;
	readonly profiles: readonly StoredProfile[];
	readonly unreadable: readonly unknown[] | undefined;
};

const settingsVersion = 'svt-tui/settings/v1';

/** `foreign`: somebody else's file, or a later version's (then with its name). `damaged`: neither that nor settings. */
export type NoSettings =
	| {readonly kind: 'foreign'; readonly version: string | undefined}
	| {readonly kind: 'damaged'; readonly says: string};

export type SettingsReading = {
	readonly settings: Settings;
	/** For a person: what was found wrong, and what became of it. */
	readonly problems: readonly string[];
};

export function storedSettings({profiles, standard, unreadable, helper}: Settings): StoredSettings {
	return {
		schema: settingsVersion,
		default: standard,
		helper,
		profiles: profiles.map(storedProfile),
		unreadable: unreadable.length === 0 ? undefined : unreadable.map(({stored}) => stored),
	};
}

/** Reads the settings file as JSON gave it. One wrong profile costs only itself. */
export function parseSettings(value: unknown): Outcome<SettingsReading, NoSettings> {
	const fields = fieldsOf(value);
	if (fields === undefined) return failure({kind: 'damaged', says: 'it holds no JSON object'});
	if (fields.schema !== settingsVersion && Object.keys(fields).length > 0) return failure(foreign(fields.schema));
	const stored = fields.profiles ?? [];
	const aside = fields.unreadable ?? [];
	if (!Array.isArray(stored) || !Array.isArray(aside)) {
		return failure({kind: 'damaged', says: '"profiles" is not a list'});
	}
	const {profiles, unreadable, problems} = readProfiles([...stored, ...aside]);
	const standard = standardOf(fields.default, [...profiles, ...unreadable]);
	const helper = parseHelper(fields.helper);
	return success({
		settings: {profiles, unreadable, standard, ...(helper === undefined ? {} : {helper})},
		problems: summed([
			...problems,
			...strangers(value, settingsFields).map(name => strangerText('the file', name)),
			...(fields.default === undefined || standard !== undefined
				? []
				: ['the default profile does not exist; choose one with svt-tui profile default']),
			...(fields.helper === undefined || helper !== undefined
				? []
				: ['"helper" is not the path of a program and its arguments; set it with svt-tui login --helper']),
		]),
	});
}

/** In characters, of each word. */
const longestWord = 4096;
const mostWords = 64;

/** Undefined for what no program could be called with. */
function parseHelper(value: unknown): Helper | undefined {
	if (!Array.isArray(value) || value.length > mostWords) return undefined;
	const words = value.filter(word => typeof word === 'string' && word.length <= longestWord && !word.includes('\0'));
	const [program, ...args] = words;
	return program === undefined || program === '' || words.length !== value.length ? undefined : [program, ...args];
}

function readProfiles(stored: readonly unknown[]) {
	const profiles = new Map<string, Profile>();
	const unreadable: KeptProfile[] = [];
	const problems: string[] = [];
	for (const [index, value] of stored.entries()) {
		const who = labelOf(value, index);
		const read = parseStoredProfile(value);
		const isTaken = read.ok && profiles.has(read.value.name);
		if (read.ok && !isTaken) {
			profiles.set(read.value.name, read.value);
			problems.push(...strangers(value, profileFields).map(name => strangerText(who, name)));
			continue;
		}
		const wrong = read.ok ? 'there is another one of this name before it' : read.failure.map(problemText).join('; ');
		unreadable.push(kept(value));
		problems.push(`${who} is left out until it is corrected: ${wrong}`);
	}
	return {profiles: [...profiles.values()], unreadable, problems};
}

/** A default that names nobody is none; one that names a profile that cannot be read waits for that. */
function standardOf(value: unknown, named: ReadonlyArray<{readonly name: string | undefined}>): string | undefined {
	return typeof value === 'string' && named.some(({name}) => name === value) ? value : undefined;
}

/** What goes back into the file: the fields of a profile, whatever is in them, but nothing else; what nests deeper was never ours. */
function kept(value: unknown): KeptProfile {
	const fields = fieldsOf(value);
	if (fields === undefined) return {name: undefined, stored: plain(value)};
	const trust = fieldsOf(fields.trust);
	const stored = {
		...chosen(fields, profileFields),
		...(trust === undefined ? {} : {trust: chosen(trust, trustFields)}),
	};
	return {name: typeof fields.name === 'string' ? fields.name : undefined, stored};
}

const chosen = (fields: Readonly<Record<string, unknown>>, names: readonly string[]) =>
	Object.fromEntries(names.filter(name => fields[name] !== undefined).map(name => [name, plain(fields[name])]));

const plain = (value: unknown) => (typeof value === 'object' ? null : value);

function foreign(schema: unknown): NoSettings {
	const isOurs = typeof schema === 'string' && /^svt-tui\/settings\/v\d{1,6}$/.test(schema);
	return {kind: 'foreign', version: isOurs ? schema : undefined};
}

function labelOf(value: unknown, index: number): string {
	const name = fieldsOf(value)?.name;
	return typeof name === 'string' && name !== '' ? `profile "${safeText(name, 40)}"` : `profile number ${index + 1}`;
}

function strangerText(who: string, name: string): string {
	const isSecret = /passw|passphrase|secret|token/i.test(name);
	const advice = isSecret ? ': take it out of the file, secrets belong in the keychain' : '';
	return `"${name}" in ${who} is no setting and will not be kept${advice}`;
}

const mostProblems = 20;

function summed(problems: readonly string[]): readonly string[] {
	const more = problems.length - mostProblems;
	return more <= 0 ? problems : [...problems.slice(0, mostProblems), `and ${more} more`];
}
