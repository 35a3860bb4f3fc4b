import {describe, expect, test} from 'vitest';
import {busFindings, desktopFindings, keychainFinding} from '../../source/domain/doctor-keychain.ts';
import type {AddonFacts, KeychainFacts, LinuxFamily} from '../../source/domain/keychain-facts.ts';
import type {SecretServiceState} from '../../source/domain/secret-service-state.ts';
import {foundIn} from '../support/findings.ts';
import {goodKeyring} from '../support/surroundings.ts';

const keychain = (more: Partial<KeychainFacts>, isUsed = true) =>
	foundIn(keychainFinding({...goodKeyring, ...more}, {isUsed}));

const file = 'Or keep secrets in a file under a passphrase: svt-tui login --storage file';
const memory = 'Or in memory, for as long as svt-tui runs: svt-tui login --storage memory';
const unlockCommand =
	'read -rs p && printf %s "$p" | gnome-keyring-daemon --replace --unlock --components=secrets; unset p';
const unlock = `Unlock it: with gnome-keyring, type its password and Enter: ${unlockCommand}`;

describe('the keyring of Linux', () => {
	test.each<[SecretServiceState, readonly string[]]>([
		['unlocked', ['ok', 'the keyring runs and is unlocked']],
		['activatable', ['ok', 'the keyring does not run yet; it is started when it is needed']],
		['locked', ['fail', 'the keyring is locked, and no window can open to unlock it', unlock, file, memory]],
		['no-default-collection', ['fail', 'the keyring runs, but there is none to store in', unlock, file, memory]],
		[
			'no-service',
			[
				'fail',
				'no keyring runs in this session, and none would be started',
				'Install gnome-keyring and libsecret: sudo apt install gnome-keyring libsecret-1-0',
				`Then log in again, or start it and type a password for it: ${unlockCommand}`,
				file,
				memory,
			],
		],
		['no-bus', ['fail', 'without a session bus there is no keyring; see D-Bus', file, memory]],
		[
			'unresponsive',
			[
				'fail',
				'the keyring does not answer',
				'Restart it, or log in again: systemctl --user restart gnome-keyring-daemon.service',
				file,
				memory,
			],
		],
	])('%s', (state, found) => {
		expect(keychain({state})).toEqual(found);
		const [result, ...rest] = found;
		// What nobody uses can be missing.
		expect(keychain({state}, false)).toEqual([result === 'fail' ? 'warn' : result, ...rest]);
	});

	test('that is locked where a window can open is unlocked when it is needed', () => {
		expect(keychain({state: 'locked', display: 'WAYLAND_DISPLAY'})).toEqual([
			'warn',
			'the keyring is locked; a window asks for its password when it is needed',
			unlock,
		]);
		expect(keychain({state: 'no-default-collection', display: 'DISPLAY'})).toContain(
			'Or make a default keyring in a window: seahorse',
		);
	});

	test('its failures end the program with the code of the keychain', () => {
		expect(keychainFinding({...goodKeyring, state: 'locked'}, {isUsed: true}).failure).toBe('keychain');
		expect(keychainFinding({...goodKeyring, state: 'locked'}, {isUsed: false}).failure).toBeUndefined();
	});
});

describe('its library', () => {
	const libsecret = 'libsecret-1.so.0: cannot open shared object file: No such file or directory';

	test.each<[LinuxFamily, string]>([
		['debian', 'Install libsecret (libsecret-1-0 on Debian): sudo apt install libsecret-1-0'],
		['fedora', 'Install libsecret (libsecret-1-0 on Debian): sudo dnf install libsecret'],
		['suse', 'Install libsecret (libsecret-1-0 on Debian): sudo zypper install libsecret-1-0'],
		['arch', 'Install libsecret (libsecret-1-0 on Debian): sudo pacman -S libsecret'],
		['alpine', 'Install libsecret (libsecret-1-0 on Debian): doas apk add libsecret'],
		[undefined, 'Install libsecret (libsecret-1-0 on Debian)'],
	])('without libsecret, on a Linux of the family %s', (family, cure) => {
		const found = keychain({family, addon: {kind: 'broken', message: libsecret}, state: 'unlocked'});
		expect(found).toEqual(['fail', `its library cannot be loaded: ${libsecret}`, cure, file, memory]);
	});

	test.each<[string, AddonFacts, readonly string[]]>([
		[
			'missing',
			{kind: 'missing'},
			[
				'the package keytar is missing',
				'Reinstall svt-tui with it, in its checkout: npm ci --include=optional && npm install --global .',
			],
		],
		[
			'of no such system',
			{kind: 'none-for', system: 'linux-riscv64'},
			['the package keytar has nothing for linux-riscv64'],
		],
		[
			'of glibc on musl',
			{kind: 'broken', message: 'Error relocating /x/keytar.node: __fprintf_chk: symbol not found'},
			[
				'its library cannot be loaded: Error relocating /x/keytar.node: __fprintf_chk: symbol not found',
				'It is made for glibc and cannot be loaded here',
			],
		],
		[
			'damaged, with words that are not to be trusted',
			{kind: 'broken', message: '/x/keytar.node: invalid \u001b[31mELF header\r'},
			[
				'its library cannot be loaded: /x/keytar.node: invalid \\u{1b}[31mELF header\\u{d}',
				'Install libsecret (libsecret-1-0 on Debian): sudo apt install libsecret-1-0',
				'Reinstall svt-tui, in its checkout: npm ci && npm install --global .',
			],
		],
		[
			'that hangs',
			{kind: 'silent'},
			['its library could not be loaded in 3 s', 'Try again; if it stays so, reinstall svt-tui'],
		],
	])('%s', (_what, addon, found) => {
		expect(keychain({addon})).toEqual(['fail', ...found, file, memory]);
	});
});

test('of macOS and Windows nothing can be known without asking', () => {
	const [mac, windows] = (['darwin', 'win32'] as const).map(platform => ({...goodKeyring, platform, state: undefined}));
	expect(keychain(mac ?? {})).toEqual(['ok', 'the Keychain of macOS; it is asked when it is needed']);
	expect(keychain(windows ?? {})).toEqual(['ok', 'the Credential Manager of Windows; it is asked when it is needed']);
	expect([mac, windows].flatMap(facts => busFindings(facts ?? goodKeyring))).toEqual([]);
	expect([mac, windows].flatMap(facts => desktopFindings(facts ?? goodKeyring))).toEqual([]);
});

describe('the session', () => {
	const bus = (more: Partial<KeychainFacts>) => busFindings({...goodKeyring, ...more}).map(foundIn);
	const desktop = (more: Partial<KeychainFacts>) => desktopFindings({...goodKeyring, ...more}).map(foundIn);
	const start = [
		'Start a shell in a session of its own: dbus-run-session -- "$SHELL"',
		'Without a keyring it is not needed',
	];

	test('where the person sits', () => {
		expect(desktop({})).toEqual([['ok', 'on this machine, no screen for windows (DISPLAY, WAYLAND_DISPLAY)']]);
		expect(desktop({isOverSsh: true, display: 'DISPLAY'})).toEqual([['ok', 'over SSH, a screen (DISPLAY)']]);
		expect(desktop({isWsl: true, display: 'WAYLAND_DISPLAY'})).toEqual([
			['ok', 'on this machine, in WSL, a screen (WAYLAND_DISPLAY)'],
		]);
	});

	test('whether there is a session bus', () => {
		expect(bus({state: 'locked'})).toEqual([['ok', 'answers where DBUS_SESSION_BUS_ADDRESS says']]);
		expect(bus({state: 'unresponsive'})).toEqual([['skipped', 'it, or the keyring behind it, does not answer']]);
		expect(bus({bus: 'XDG_RUNTIME_DIR', state: 'no-bus'})).toEqual([
			['warn', 'no session bus answers where XDG_RUNTIME_DIR says', ...start],
		]);
		expect(bus({bus: undefined, state: 'no-bus', isWsl: true})).toEqual([
			[
				'warn',
				'there is no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set',
				'In WSL, let systemd start it: [boot] systemd=true in /etc/wsl.conf, then on Windows: wsl --shutdown',
				...start,
			],
		]);
	});
});
