import {chmodSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * What a program under test may know of the machine it runs on. All else (SVT_*, DBUS_*, CI, proxies, colours, NODE_OPTIONS) would
 * make a test depend on who runs it, and is passed only by a test that asks for it.
 */
const inherited = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT'] as const;

export type Environment = Readonly<Record<string, string | undefined>>;

export type PrivateHome = {
	readonly path: string;
	readonly configuration: string;
	readonly state: string;
	/** The whole environment of a program that lives in this home. */
	readonly environment: Readonly<Record<string, string>>;
	/** A file that lies in no folder of the program's, such as a password file or a log. */
	file(name: string): string;
	remove(): void;
};

/** An empty home folder with every XDG folder inside it, so that nothing is read from or left in the real one. */
export function createPrivateHome(): PrivateHome {
	const path = mkdtempSync(join(tmpdir(), 'svt-tui-home-'));
	const folder = (name: string) => {
		mkdirSync(join(path, name), {recursive: true});
		return join(path, name);
	};
	const configuration = folder('configuration');
	const state = folder('state');
	const runtime = folder('runtime');
	chmodSync(runtime, 0o700);
	const environment: Record<string, string> = {
		...only(inherited),
		HOME: path,
		USERPROFILE: path,
		APPDATA: configuration,
		LOCALAPPDATA: state,
		XDG_CONFIG_HOME: configuration,
		XDG_STATE_HOME: state,
		XDG_DATA_HOME: folder('data'),
		XDG_CACHE_HOME: folder('cache'),
		// Without a bus of its own a program would look for one in the real runtime folder.
		XDG_RUNTIME_DIR: runtime,
		LANG: 'C.UTF-8',
		TZ: 'UTC',
	};
	return {
		path,
		configuration,
		state,
		environment,
		file: name => join(path, name),
		// A child that was killed may still be closing a file.
		remove: () => rmSync(path, {recursive: true, force: true, maxRetries: 5}),
	};
}

/** `more` on top of `environment`; a name that is given as undefined is taken away. */
export function environmentWith(environment: Environment, more: Environment = {}): Record<string, string> {
	const merged: Record<string, string> = {};
	for (const [name, value] of Object.entries({...environment, ...more})) {
		if (value !== undefined) merged[name] = value;
	}
	return merged;
}

function only(names: readonly string[]): Record<string, string> {
	return environmentWith(Object.fromEntries(names.map(name => [name, process.env[name]])));
}
