import {posix} from 'node:path';

/**
 * Sockets at which the session bus may be, in the order in which to try them (D-Bus Specification 0.43, 'Server Addresses'): those of
 * DBUS_SESSION_BUS_ADDRESS, else the one in the user's runtime folder. The name of an abstract one begins with NUL.
 */
export function busSockets(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
	const runtime = environment.XDG_RUNTIME_DIR ?? '';
	const standard = posix.isAbsolute(runtime) ? [posix.join(runtime, 'bus')] : [];
	const addresses = environment.DBUS_SESSION_BUS_ADDRESS ?? '';
	if (addresses.length > longestList) return [];
	const named = addresses.split(';').flatMap(address => socketsOf(address, standard));
	return (addresses === '' ? standard : named).filter(fits);
}

/** What a variable may hold before it is nonsense. */
const longestList = 10_000;

/** Bytes that the kernel has room for; older Node cuts longer ones off and would connect to something else. */
const longestSocket = 107;

const fits = (socket: string) => Buffer.byteLength(socket) <= longestSocket;

/** None for the ways that are not for a session on this machine, such as `tcp:` and `autolaunch:`. */
function socketsOf(address: string, standard: readonly string[]): readonly string[] {
	const [, settings] = /^unix:(.*)$/s.exec(address) ?? [];
	for (const setting of settings?.split(',') ?? []) {
		const [, key, escaped] = /^(\w+)=(.*)$/s.exec(setting) ?? [];
		const value = unescaped(escaped ?? '');
		if (key === 'runtime' && value === 'yes') return standard;
		// A NUL inside would make another kind of socket of it.
		if (value === undefined || value === '' || value.includes('\0')) continue;
		if (key === 'path') return [value];
		if (key === 'abstract') return [`\0${value}`];
	}
	return [];
}

function unescaped(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
