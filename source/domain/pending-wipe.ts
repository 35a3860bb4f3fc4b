import type {Profile, SecretPlace} from './profile.ts';
import {parseOrigin, placeOf} from './profile.ts';
import {longestUsername, storageKinds} from './profile-format.ts';
import {storageInWords} from './profile-in-words.ts';
import {choice, fieldsOf, objectOf, optional, type Readers, readInstant, text} from './reader.ts';
import {safeText} from './server-text.ts';
import type {Instant} from './time.ts';

/** A secret that is to be removed from its store, by its name: noted before, and until it is. It holds no secret. */
export type PendingWipe = Wipe & {
	/** When a person wanted it away. */
	readonly since: Instant;
};

export type Wipe = SecretPlace & {
	/**
	 * Of a token that is to be revoked first: until when the appliance may take it. So long it is left to whoever signs out; without
	 * the token nobody could revoke it any more.
	 */
	readonly unrevokedUntil?: Instant | undefined;
};

export const isLeftToSignOut = ({unrevokedUntil}: Wipe, now: Instant) =>
	unrevokedUntil !== undefined && now < unrevokedUntil;

export const isSamePlace = (one: SecretPlace, other: SecretPlace) =>
	one.storage === other.storage &&
	one.holds === other.holds &&
	one.username === other.username &&
	one.origin === other.origin;

/** What of a profile's secrets is to be removed and is not yet: its token, its password, or both. */
export const pendingOf = (wipes: readonly PendingWipe[], profile: Profile): readonly PendingWipe[] =>
	(['token', 'password'] as const).flatMap(holds => wipes.filter(wipe => isSamePlace(wipe, placeOf(profile, holds))));

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
	unrevokedUntil: optional(readInstant),
};

/** `the token of administrator@vsphere.local at https://10.1.1.16 is still in the keychain` */
export const pendingInWords = ({holds, username, origin, storage}: SecretPlace) =>
	`the ${holds} of ${safeText(username, 100)} at ${safeText(origin, 100)} is still ${storageInWords[storage].place}`;

/** What follows from that. */
export function pendingAdvice(wipe: Wipe, now: Instant): string {
	if (isLeftToSignOut(wipe, now)) return 'the next sign-out revokes and removes it';
	return wipe.storage === 'file'
		? 'svt-tui logout --all removes it, with the passphrase'
		: 'it is removed as soon as svt-tui can use the store';
}
