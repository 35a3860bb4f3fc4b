import type {Profile, SecretPlace} from './profile.ts';
import {parseOrigin} from './profile.ts';
import {longestUsername, storageKinds} from './profile-format.ts';
import {storageInWords} from './profile-in-words.ts';
import {choice, fieldsOf, objectOf, type Readers, readInstant, text} from './reader.ts';
import {safeText} from './server-text.ts';
import type {Instant} from './time.ts';

/** A secret that is to be removed from its store, by its name: noted before, and until it is. It holds no secret. */
export type PendingWipe = SecretPlace & {
	/** When a person wanted it away. */
	readonly since: Instant;
};

export const isSamePlace = (one: SecretPlace, other: SecretPlace) =>
	one.storage === other.storage &&
	one.holds === other.holds &&
	one.username === other.username &&
	one.origin === other.origin;

/** What of a profile's secrets is to be removed and is not yet: `token`, `password`, or both. */
export const pendingOf = (wipes: readonly PendingWipe[], {storage, username, origin}: Profile) =>
	(['token', 'password'] as const).filter(holds =>
		wipes.some(wipe => isSamePlace(wipe, {storage, holds, username, origin})),
	);

const pendingVersion = 'svt-tui/pending-wipe/v1';

/** Undefined for another version's, and for anything in which one field is wrong. */
export function parsePendingWipe(value: unknown): PendingWipe | undefined {
	if (fieldsOf(value)?.schema !== pendingVersion) return undefined;
	const read = objectOf(fields)(value);
	return read.ok ? read.value : undefined;
}

export function storedPendingWipe(wipe: PendingWipe): (PendingWipe & {readonly schema: string}) | undefined {
	const read = parsePendingWipe({...wipe, schema: pendingVersion});
	return read && {schema: pendingVersion, ...read};
}

const fields: Readers<PendingWipe> = {
	storage: choice(storageKinds),
	holds: choice(['password', 'token']),
	username: text(name => (name !== '' && name.length <= longestUsername ? name : undefined), 'a user name'),
	origin: text(origin => (parseOrigin(origin) === origin ? origin : undefined), 'an origin'),
	since: readInstant,
};

/** `the token of administrator@vsphere.local at https://10.1.1.16 is still in the keychain` */
export const pendingInWords = ({holds, username, origin, storage}: SecretPlace) =>
	`the ${holds} of ${safeText(username, 100)} at ${safeText(origin, 100)} is still ${storageInWords[storage].place}`;

/** What follows from that. */
export const pendingAdvice = 'it is removed as soon as svt-tui can use the store';
