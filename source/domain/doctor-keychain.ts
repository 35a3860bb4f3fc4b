import {doubtful, type Finding, failed, skipped, well} from './doctor.ts';
import {addonCure, installing, restarting, unlocking} from './doctor-cures.ts';
import {keepingElsewhere} from './elsewhere.ts';
import {type Advice, advice} from './explanation.ts';
import type {AddonFacts, KeychainFacts} from './keychain-facts.ts';
import {safeText} from './server-text.ts';

/** Where the person sits: what the keychain can do depends on it. Nothing on Linux alone. */
export function desktopFindings({platform, display, isOverSsh, isWsl}: KeychainFacts): readonly Finding[] {
	if (platform !== 'linux' && !isOverSsh) return [];
	const screen = display === undefined ? 'no screen for windows (DISPLAY, WAYLAND_DISPLAY)' : `a screen (${display})`;
	const parts = [isOverSsh ? 'over SSH' : 'on this machine', ...(isWsl ? ['in WSL'] : [])];
	return [well('desktop', [...parts, ...(platform === 'linux' ? [screen] : [])].join(', '))];
}

/** The way to the keyring on Linux. */
export function busFindings({platform, state, bus, isWsl}: KeychainFacts): readonly Finding[] {
	if (platform !== 'linux' || state === undefined) return [];
	if (state === 'unresponsive') return [skipped('bus', 'it, or the keyring behind it, does not answer')];
	if (state !== 'no-bus') {
		return [well('bus', bus === undefined ? 'answers' : `answers where ${bus} says`)];
	}
	const where =
		bus === undefined
			? 'there is no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set'
			: `no session bus answers where ${bus} says`;
	return [doubtful('bus', where, ...(isWsl ? [inWsl] : []), ...startingBus)];
}

const inWsl = advice(
	'In WSL, let systemd start it: [boot] systemd=true in /etc/wsl.conf, then on Windows',
	'wsl --shutdown',
);
const startingBus = [
	advice('Start a shell in a session of its own', 'dbus-run-session -- "$SHELL"'),
	advice('Without a keyring it is not needed'),
];

type Use = {
	/** Whether a profile keeps its secrets there. */
	readonly isUsed: boolean;
};

/** What nobody uses can be missing: that is worth a warning, and no more. */
export function keychainFinding(facts: KeychainFacts, {isUsed}: Use): Finding {
	const {addon, state, display, platform} = facts;
	const broken = (detail: string, ...cures: readonly Advice[]): Finding => {
		const steps = [...cures, ...keepingElsewhere({})];
		return isUsed ? failed('keychain', 'keychain', detail, ...steps) : doubtful('keychain', detail, ...steps);
	};
	if (addon.kind !== 'loaded') return broken(addonInWords(addon), ...addonCure(addon, facts));
	switch (state) {
		case undefined:
			return well('keychain', names[platform] ?? 'its library can be loaded');
		case 'unlocked':
			return well('keychain', 'the keyring runs and is unlocked');
		case 'activatable':
			return well('keychain', 'the keyring does not run yet; it is started when it is needed');
		case 'locked':
			return display === undefined
				? broken('the keyring is locked, and no window can open to unlock it', ...unlocking)
				: doubtful('keychain', 'the keyring is locked; a window asks for its password when it is needed', ...unlocking);
		case 'no-default-collection':
			return broken('the keyring runs, but there is none to store in', ...unlocking, ...seahorse(facts));
		case 'no-service':
			return broken('no keyring runs in this session, and none would be started', ...installing(facts));
		case 'no-bus':
			return broken('without a session bus there is no keyring; see D-Bus');
		case 'unresponsive':
			return broken('the keyring does not answer', ...restarting);
	}
}

function addonInWords(addon: Exclude<AddonFacts, {readonly kind: 'loaded'}>): string {
	switch (addon.kind) {
		case 'missing':
			return 'the package keytar is missing';
		case 'none-for':
			return `the package keytar has nothing for ${safeText(addon.system, 40)}`;
		case 'broken':
			return `its library cannot be loaded: ${safeText(addon.message, 300)}`;
		case 'silent':
			return 'its library could not be loaded in 3 s';
	}
}

const names: Readonly<Record<string, string>> = {
	darwin: 'the Keychain of macOS; it is asked when it is needed',
	win32: 'the Credential Manager of Windows; it is asked when it is needed',
};

const seahorse = ({display}: KeychainFacts) =>
	display === undefined ? [] : [advice('Or make a default keyring in a window', 'seahorse')];
