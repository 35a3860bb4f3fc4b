import {doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {commandWith, type FolderFacts} from './doctor-files.ts';
import {type Advice, advice} from './explanation.ts';
import type {Outcome} from './outcome.ts';
import {safeText} from './server-text.ts';
import type {SessionRecord} from './session-record.ts';
import type {SettingsReading} from './settings-format.ts';

/** The two folders, and what is in them. */
export type FoldersFacts = {
	readonly settings: FolderFacts;
	readonly records: FolderFacts;
	readonly stored: StoredFacts;
};

/** What was read of the two folders, as it is: nothing was set aside, and nothing closed to others. */
export type StoredFacts = {
	/** Undefined where there are none; words where they cannot be read. */
	readonly settings: Outcome<SettingsReading | undefined, string>;
	readonly records: readonly SessionRecord[];
	/** Paths of records that cannot be read. */
	readonly damaged: readonly string[];
	/** The same of guards, which know what passwords were refused. */
	readonly damagedGuards: readonly string[];
	/** Paths of what was set aside because it was damaged. */
	readonly aside: readonly string[];
	readonly locks: {
		readonly held: number;
		/** Left by programs that were killed. */
		readonly silent: number;
		/** Paths of what is no lock and stands in the place of one. */
		readonly blocked: readonly string[];
	};
};

export function settingsFinding({settings, aside}: StoredFacts): Finding {
	if (!settings.ok) return failed('settings', 'machine', settings.failure, advice(correct));
	if (settings.value === undefined) {
		return aside.length === 0
			? skipped('settings', 'there are none: no appliance was signed in to yet')
			: doubtful('settings', `there are none, but damaged ones were set aside as ${list(aside)}`, ...looking(aside));
	}
	const {profiles, standard, unreadable} = settings.value.settings;
	const {problems} = settings.value;
	const count = profiles.length === 1 ? '1 profile' : `${profiles.length} profiles`;
	const detail = `${count}${standard === undefined ? '' : `, ${safeText(standard, 40)} is the default`}`;
	if (problems.length > 0 || unreadable.length > 0) {
		const all = problems.map(words => safeText(words, 300)).join('; ');
		return doubtful('settings', `${detail}; ${all}`, advice('Correct the file config.json in the settings folder'));
	}
	return well('settings', detail);
}

/** A damaged one, that is; others stay where they are. */
const correct =
	'Correct it by hand, if a profile in it is to be kept: the next command sets it aside when it is damaged';

export function recordsFinding({records, damaged, damagedGuards, aside}: StoredFacts): Finding {
	if (damagedGuards.length > 0) {
		const detail = `${list(damagedGuards)} cannot be read: which passwords were refused is not known`;
		return doubtful(
			'records',
			detail,
			advice('Leave it: the next sign-in sets it aside. Make that one by hand', 'svt-tui login'),
		);
	}
	if (damaged.length > 0) {
		const detail = `${list(damaged)} cannot be read: damaged, or of another version`;
		return doubtful(
			'records',
			detail,
			advice('Remove it: svt-tui makes a new one', commandWith('rm', damaged.slice(0, 10))),
		);
	}
	if (aside.length > 0 && records.length > 0) {
		return doubtful(
			'records',
			`${counted(records.length)}; damaged files were set aside: ${list(aside)}`,
			...looking(aside),
		);
	}
	return records.length === 0
		? skipped('records', 'there are none: no session is known')
		: well('records', counted(records.length));
}

const counted = (count: number) => (count === 1 ? '1 session' : `${count} sessions`);

export function locksFinding({locks: {held, silent, blocked}}: StoredFacts): Finding {
	if (blocked.length > 0) {
		return failed(
			'locks',
			'machine',
			`${list(blocked)} stands in the place of a lock`,
			advice('Move it away', undefined),
		);
	}
	const parts = [
		...(held > 0 ? [`${held} held by running programs`] : []),
		...(silent > 0 ? [`${silent} left by a program that was killed, free again for the next one`] : []),
	];
	return well('locks', parts.length === 0 ? 'none is held' : parts.join(', '));
}

const looking = (paths: readonly string[]): readonly Advice[] => [
	advice('Take from it what is missed, then remove it', commandWith('less', paths.slice(-1))),
];

function list(paths: readonly string[]): string {
	const shown = paths.slice(0, 3).map(path => safeText(path, 200));
	return `${shown.join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;
}
