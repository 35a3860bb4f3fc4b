import type {Profile, StorageKind} from './profile.ts';

/** What a storage is called, and where it keeps things, as in `the password in the keychain`. */
export const storageInWords: Readonly<Record<StorageKind, {readonly name: string; readonly place: string}>> = {
	keychain: {name: 'keychain', place: 'in the keychain'},
	file: {name: 'encrypted file', place: 'in an encrypted file'},
	memory: {name: 'memory', place: 'in memory'},
	helper: {name: 'helper', place: 'with the helper'},
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

/** Nothing vouches for it, and nothing is encrypted; only loopback origins may be so. */
export const isPlain = (origin: string) => origin.startsWith('http:');

const words: Readonly<Record<Profile['trust']['mode'], TrustWords>> = {
	system: {short: 'verified', long: 'certificate verified'},
	'ca-file': {short: 'own CA', long: 'verified by your CA file'},
	pinned: {short: 'pinned', long: 'certificate pinned'},
};
