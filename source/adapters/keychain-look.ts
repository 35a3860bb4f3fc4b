import {readFile} from 'node:fs/promises';
import type {AddonFacts, KeychainFacts, LinuxFamily} from '../domain/keychain-facts.ts';
import {fieldsOf} from '../domain/reader.ts';
import {seconds} from '../domain/time.ts';
import type {Clock} from '../ports.ts';
import {askChild} from './asked-child.ts';
import {askSecretService} from './secret-service.ts';

type Look = {
	readonly clock: Clock;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly signal?: AbortSignal | undefined;
	readonly child?: string | undefined;
	readonly platform?: NodeJS.Platform;
};

/** How the keychain stands, and what its library and the session say to it. No secret is asked for. */
export async function lookAtKeychain({
	clock,
	environment,
	signal,
	child,
	platform = process.platform,
}: Look): Promise<KeychainFacts> {
	const isLinux = platform === 'linux';
	const [addon, state, release] = await Promise.all([
		askChild(['addon'], {environment, timeout: seconds(3), signal, child}).then(parseAddon),
		isLinux ? askSecretService({environment, clock, ...(signal === undefined ? {} : {signal})}) : undefined,
		isLinux ? readFile('/etc/os-release', 'utf8').catch(() => '') : '',
	]);
	const isSet = (name: string) => (environment[name] ?? '') !== '';
	return {
		platform,
		family: familyIn(release),
		state,
		addon,
		bus: (['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'] as const).find(isSet),
		display: (['WAYLAND_DISPLAY', 'DISPLAY'] as const).find(isSet),
		isOverSsh: isSet('SSH_CONNECTION'),
		isWsl: isSet('WSL_DISTRO_NAME') || isSet('WSL_INTEROP'),
	};
}

function parseAddon(answer: unknown): AddonFacts {
	const {kind, message, system} = fieldsOf(answer) ?? {};
	if (kind === 'loaded' || kind === 'missing') return {kind};
	if (kind === 'none-for' && typeof system === 'string') return {kind, system};
	return kind === 'broken' && typeof message === 'string' ? {kind, message} : {kind: 'silent'};
}

/** By `ID` and `ID_LIKE` (os-release, freedesktop.org). */
export function familyIn(release: string): LinuxFamily {
	const ids = [...release.slice(0, 10_000).matchAll(/^ID(?:_LIKE)?=["']?([\w .-]*)/gm)].flatMap(([, id = '']) =>
		id.split(' '),
	);
	for (const id of ids) {
		const family = families.get(id.startsWith('opensuse') ? 'suse' : id);
		if (family !== undefined) return family;
	}
	return undefined;
}

const families: ReadonlyMap<string, LinuxFamily> = new Map([
	['debian', 'debian'],
	['ubuntu', 'debian'],
	['fedora', 'fedora'],
	['rhel', 'fedora'],
	['suse', 'suse'],
	['sles', 'suse'],
	['arch', 'arch'],
	['alpine', 'alpine'],
]);
