import {type Advice, advice} from './explanation.ts';
import type {AddonFacts, KeychainFacts, LinuxFamily} from './keychain-facts.ts';

type Facts = Pick<KeychainFacts, 'family' | 'platform'>;

/** `read` and `printf` are the shell's own: no other program sees the password. */
const unlockCommand =
	'read -rs p && printf %s "$p" | gnome-keyring-daemon --replace --unlock --components=secrets; unset p';

/** What makes the library of the keychain load. */
export function addonCure(addon: AddonFacts, {family, platform}: Facts): readonly Advice[] {
	switch (addon.kind) {
		case 'missing':
			return [
				advice('Reinstall svt-tui with it, in its checkout', 'npm ci --include=optional && npm install --global .'),
			];
		case 'broken':
			if (/libsecret-\d\.so/.test(addon.message)) return [installed('library', family)];
			if (family === 'alpine' || /ld-linux|Error relocating/.test(addon.message)) {
				return [advice('It is made for glibc and cannot be loaded here')];
			}
			return platform === 'linux' ? [installed('library', family), reinstall] : [reinstall];
		case 'silent':
			return [advice('Try again; if it stays so, reinstall svt-tui')];
		case 'none-for':
		case 'loaded':
			return [];
	}
}

const reinstall = advice('Reinstall svt-tui, in its checkout', 'npm ci && npm install --global .');

/** A program that keeps secrets, for a session that has none. */
export const installing = ({family}: Facts): readonly Advice[] => [
	installed('keyring', family),
	advice('Then log in again, or start it and type a password for it', unlockCommand),
];

/** Of gnome-keyring, which also makes a keyring where there is none. */
export const unlocking: readonly Advice[] = [
	advice('Unlock it: with gnome-keyring, type its password and Enter', unlockCommand),
];

export const restarting: readonly Advice[] = [
	advice('Restart it, or log in again', 'systemctl --user restart gnome-keyring-daemon.service'),
];

type Wanted = 'library' | 'keyring';

const packages: Readonly<Record<NonNullable<LinuxFamily>, Readonly<Record<Wanted, string>>>> = {
	debian: {library: 'sudo apt install libsecret-1-0', keyring: 'sudo apt install gnome-keyring libsecret-1-0'},
	fedora: {library: 'sudo dnf install libsecret', keyring: 'sudo dnf install gnome-keyring libsecret'},
	suse: {library: 'sudo zypper install libsecret-1-0', keyring: 'sudo zypper install gnome-keyring libsecret-1-0'},
	arch: {library: 'sudo pacman -S libsecret', keyring: 'sudo pacman -S gnome-keyring libsecret'},
	alpine: {library: 'doas apk add libsecret', keyring: 'doas apk add gnome-keyring libsecret'},
};

const things: Readonly<Record<Wanted, string>> = {
	library: 'libsecret (libsecret-1-0 on Debian)',
	keyring: 'gnome-keyring and libsecret',
};

const installed = (wanted: Wanted, family: LinuxFamily): Advice =>
	advice(`Install ${things[wanted]}`, family === undefined ? undefined : packages[family][wanted]);
