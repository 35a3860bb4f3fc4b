import {homedir} from 'node:os';
import {posix, win32} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {safeText} from '../domain/server-text.ts';
import type {FileFailure} from '../ports.ts';

/** Absolute paths. Neither folder need exist. */
export type Folders = {
	/** Settings: what a person chose. */
	readonly configuration: string;
	/** Records and locks: what can be found out again. */
	readonly state: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The machine that the program runs on. */
export type Machine = {
	readonly platform: NodeJS.Platform;
	/** May throw where the user has no home. */
	readonly home: () => string;
	/** May throw where the current folder was removed. */
	readonly current: () => string;
};

const thisMachine: Machine = {platform: process.platform, home: homedir, current: () => process.cwd()};

/**
 * `SVT_CONFIG_DIR` and `SVT_STATE_DIR`, which may be relative to the current folder, else `svt-tui` under `XDG_CONFIG_HOME` and
 * `XDG_STATE_HOME`, which count only when absolute (XDG Base Directory Specification 0.8), else where the system keeps such things.
 */
export function findFolders(environment: Environment, machine: Machine = thisMachine): Outcome<Folders, FileFailure> {
	const configuration = findFolder(environment, machine, configurationNames);
	const state = findFolder(environment, machine, stateNames);
	if (configuration === undefined) return failure(nowhere(configurationNames, environment));
	if (state === undefined) return failure(nowhere(stateNames, environment));
	return success({configuration, state});
}

type Names = {
	readonly own: string;
	readonly xdg: string;
	readonly home: readonly string[];
	readonly mac: readonly string[];
	/** The variable that names the base, where it lies in a home folder, and what is ours inside. */
	readonly windows: readonly [variable: string, place: readonly string[], ours: readonly string[]];
};

const configurationNames: Names = {
	own: 'SVT_CONFIG_DIR',
	xdg: 'XDG_CONFIG_HOME',
	home: ['.config', 'svt-tui'],
	mac: ['Library', 'Application Support', 'svt-tui'],
	windows: ['APPDATA', ['AppData', 'Roaming'], ['svt-tui', 'Config']],
};

const stateNames: Names = {
	own: 'SVT_STATE_DIR',
	xdg: 'XDG_STATE_HOME',
	home: ['.local', 'state', 'svt-tui'],
	mac: ['Library', 'Application Support', 'svt-tui', 'state'],
	windows: ['LOCALAPPDATA', ['AppData', 'Local'], ['svt-tui', 'State']],
};

function findFolder(environment: Environment, machine: Machine, names: Names): string | undefined {
	const path = machine.platform === 'win32' ? win32 : posix;
	const own = environment[names.own] ?? '';
	if (own !== '') return path.isAbsolute(own) ? path.resolve(own) : under(attempted(machine.current), [own], path);
	const xdg = environment[names.xdg] ?? '';
	if (path.isAbsolute(xdg)) return path.join(xdg, 'svt-tui');
	const home = homeOf(environment, machine, path);
	if (machine.platform === 'darwin') return under(home, names.mac, path);
	if (machine.platform !== 'win32') return under(home, names.home, path);
	const [variable, place, ours] = names.windows;
	const base = environment[variable] ?? '';
	return path.isAbsolute(base) ? path.join(base, ...ours) : under(home, [...place, ...ours], path);
}

type PathRules = {
	readonly isAbsolute: (path: string) => boolean;
	readonly join: (...paths: string[]) => string;
};

function homeOf(environment: Environment, {platform, home}: Machine, path: PathRules): string | undefined {
	const named = environment[platform === 'win32' ? 'USERPROFILE' : 'HOME'] ?? '';
	return path.isAbsolute(named) ? named : attempted(home);
}

const under = (base: string | undefined, names: readonly string[], path: PathRules) =>
	base === undefined || !path.isAbsolute(base) ? undefined : path.join(base, ...names);

function attempted(find: () => string): string | undefined {
	try {
		return find();
	} catch {
		return undefined;
	}
}

function nowhere({own}: Names, environment: Environment): FileFailure {
	const given = environment[own] ?? '';
	const text =
		given === ''
			? `this user has no home folder; name a folder in ${own}`
			: `${own} is ${safeText(given, 200)}, but the current folder is gone; name a folder from the root on`;
	return {kind: 'unreadable', path: given, text};
}
