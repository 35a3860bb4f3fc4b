import type {Profile, StorageKind} from './profile.ts';
import {safeText} from './server-text.ts';

type StorageWords = {
	readonly name: string;
	/** As in `the password in the keychain`. */
	readonly place: string;
	/** As in `the keychain gives the token`. */
	readonly whole: string;
};

/** What a storage is called, and where it keeps things. */
export const storageInWords: Readonly<Record<StorageKind, StorageWords>> = {
	keychain: {name: 'keychain', place: 'in the keychain', whole: 'the keychain'},
	file: {name: 'encrypted file', place: 'in an encrypted file', whole: 'the encrypted file'},
	memory: {name: 'memory', place: 'in memory', whole: 'memory'},
	helper: {name: 'helper', place: 'in the helper', whole: 'the helper'},
};

type TrustWords = {
	/** For a column, or where there is little room. */
	readonly short: string;
	readonly long: string;
};

/** Why the appliance is believed to be who it says it is. */
export function trustInWords({origin, trust}: Pick<Profile, 'origin' | 'trust'>): TrustWords {
	return isPlain(origin) ? {short: 'plain HTTP', long: 'plain HTTP, on this machine only'} : words[trust.mode];
}

/** As in `signed in through the proxy proxy.example.com:3128`; undefined where the way is direct. */
export const wayInWords = (proxy: string | undefined) =>
	proxy === undefined ? undefined : `through the proxy ${proxyInWords(proxy)}`;

/** There are no other proxies than those of HTTP. */
export const proxyInWords = (proxy: string) => safeText(proxy.replace(/^http:\/\//, ''), 100);

/** Nothing vouches for it, and nothing is encrypted; only loopback origins may be so. */
export const isPlain = (origin: string) => origin.startsWith('http:');

const words: Readonly<Record<Profile['trust']['mode'], TrustWords>> = {
	system: {short: 'verified', long: 'certificate verified'},
	'ca-file': {short: 'own CA', long: 'verified by your CA file'},
	pinned: {short: 'pinned', long: 'certificate pinned'},
};
