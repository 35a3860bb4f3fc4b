import {orElsewhere} from '../domain/elsewhere.ts';
import {safeText} from '../domain/server-text.ts';
import type {SecretStoreFailure} from '../ports.ts';
import type {KeychainEnd} from './keychain-worker.ts';

type Kind = Exclude<SecretStoreFailure['kind'], 'no-passphrase' | 'wrong-passphrase' | 'damaged'>;

/** What is wrong with a keychain of this system, in a line with the next step. */
export function keychainFailure(kind: Kind, platform: NodeJS.Platform): SecretStoreFailure {
	const words = {...everywhere, ...onSystem[platform]};
	return {kind, text: `${words[kind]}, ${orElsewhere}`};
}

/** It is locked, and what would ask for its password has no screen to open a window on. */
export const lockedWithoutScreen: SecretStoreFailure = {
	kind: 'locked',
	text: `the keyring is locked and no window can open: unlock it as svt-tui doctor says, ${orElsewhere}`,
};

/** It is an optional package, which npm leaves out when told to or when it cannot be had. */
export const libraryMissing: SecretStoreFailure = {
	kind: 'not-loadable',
	text: `the package keytar is missing: reinstall svt-tui without --omit=optional, ${orElsewhere}`,
};

const strangersLibrary: SecretStoreFailure = {
	kind: 'not-loadable',
	text: 'the package keytar belongs to another user, and is not run: see svt-tui doctor, or sign in with --storage memory',
};

/** Nobody answered what it asks, or it has stopped answering while it was asked. */
export const keychainTooSlow: SecretStoreFailure = {
	kind: 'unresponsive',
	text: `the keychain did not answer in a minute: look for its window, ${orElsewhere}`,
};

/** Why the child has no answer. What it says is in English: nothing in it sets a language. */
export function failureOfChild(
	end: KeychainEnd & {readonly type: 'refused' | 'not-loadable' | 'crashed' | 'cancelled'},
	platform: NodeJS.Platform,
): SecretStoreFailure {
	switch (end.type) {
		case 'cancelled':
			return keychainFailure('cancelled', platform);
		case 'crashed':
			return {
				kind: 'refused',
				text: `the keychain's library broke down (${end.how}): try again, ${orElsewhere}`,
			};
		case 'not-loadable':
			if (/belongs to another user/.test(end.message)) return strangersLibrary;
			return /^Cannot find (package|module) '(@github\/)?keytar'/.test(end.message)
				? libraryMissing
				: keychainFailure('not-loadable', platform);
		case 'refused': {
			const [, known] = signs.find(([sign]) => sign.test(end.message)) ?? [];
			if (known !== undefined) return keychainFailure(known, platform);
			const said = safeText(end.message, 56);
			return {kind: 'refused', text: `the keychain says "${said}": try again, ${orElsewhere}`};
		}
	}
}

const everywhere: Readonly<Record<Kind, string>> = {
	locked: 'the keychain is locked: unlock it',
	'no-service': 'there is no keychain here: sign in at the machine itself',
	'no-bus': 'there is no keychain here: sign in at the machine itself',
	'no-default-collection': 'there is no default keychain: make one',
	unresponsive: 'the keychain does not answer: log in again',
	'not-loadable': "the keychain's library cannot be loaded: reinstall svt-tui",
	cancelled: 'the keychain was not waited for: try again',
	refused: 'the keychain refuses: try again',
	unsuitable: 'this cannot be stored: type it again',
};

type SomeWords = Partial<Readonly<Record<Kind, string>>>;

const onSystem: Readonly<Partial<Record<NodeJS.Platform, SomeWords>>> = {
	linux: {
		locked: 'the keyring is locked: unlock it',
		'no-service': 'no keyring runs in this session: install gnome-keyring and log in again',
		'no-bus': 'there is no D-Bus session: run svt-tui with dbus-run-session',
		'no-default-collection': 'there is no default keyring: make one as svt-tui doctor says',
		unresponsive: 'the keyring does not answer: restart it or log in again',
		'not-loadable': 'the keyring cannot be used: install libsecret-1-0 (Fedora: libsecret)',
	},
	darwin: {locked: 'the keychain is locked: run security unlock-keychain'},
	win32: {'no-service': 'this Windows logon has no credentials store: log on at the machine itself'},
};

/** What keytar's error says, by what it means: libsecret and GDBus, then Windows and macOS. */
const signs: ReadonlyArray<readonly [sign: RegExp, kind: Kind]> = [
	[/locked collection|prompt was dismissed|interaction is not allowed/i, 'locked'],
	[/autolaunch|could not connect|connection is closed/i, 'no-bus'],
	[/was not provided by any|ServiceUnknown/i, 'no-service'],
	[/logon session does not exist/i, 'no-service'],
	[/does not exist at path|no such object path/i, 'no-default-collection'],
	[/timeout was reached|timed out|NoReply/i, 'unresponsive'],
	[/default keychain could not be found/i, 'no-default-collection'],
];
