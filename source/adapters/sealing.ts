import {createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes, scrypt} from 'node:crypto';
import {promisify} from 'node:util';
import {Secret} from '../domain/secret.ts';
import {boundTo, type Cost, type KeyLock, type Sealed} from './sealed-format.ts';

/** OWASP's least for scrypt (Password Storage Cheat Sheet): 128 MiB and about half a second. */
export const standardCost: Cost = {N: 2 ** 17, r: 8, p: 1};

/**
 * The key of a file; a `KeyObject` prints nothing of itself. The file has a random key of its own, which the passphrase only unlocks:
 * a process asks a person once and works half a second once, however often other processes write, and forgets the passphrase then. So
 * the salt stays the same as long as the passphrase does, and what is new with each write is the IV; a new salt would hide nothing more.
 */
export type FileKey = {readonly lock: KeyLock; readonly key: KeyObject};

export async function makeFileKey(passphrase: Secret, cost: Cost): Promise<FileKey> {
	const salt = randomBytes(32).toString('base64');
	const bytes = randomBytes(32);
	const sealed = sealBytes(bytes, await keyOf(passphrase, {cost, salt}), boundTo({cost, salt}));
	const key = createSecretKey(bytes);
	bytes.fill(0);
	return {lock: {cost, salt, key: sealed}, key};
}

/** Undefined for another passphrase. */
export async function openFileKey(passphrase: Secret, lock: KeyLock): Promise<FileKey | undefined> {
	const bytes = openBytes(lock.key, await keyOf(passphrase, lock), boundTo(lock));
	if (bytes === undefined) return undefined;
	const key = createSecretKey(bytes);
	bytes.fill(0);
	return {lock, key};
}

export type Entries = ReadonlyMap<string, Secret>;

export function sealEntries(entries: Entries, {lock, key}: FileKey): Sealed {
	const json = JSON.stringify([...entries].map(([account, secret]) => [account, secret.reveal()]));
	// How long it is would tell how long the passwords are.
	const length = Math.ceil((Buffer.byteLength(json) + 1) / block) * block;
	const plain = Buffer.alloc(length, ' ');
	plain.write(json);
	const sealed = sealBytes(plain, key, boundTo(lock, lock.key));
	plain.fill(0);
	return sealed;
}

/** Undefined for what was not sealed with this key, or was changed since. */
export function openEntries(sealed: Sealed, {lock, key}: FileKey): Entries | undefined {
	const plain = openBytes(sealed, key, boundTo(lock, lock.key));
	if (plain === undefined) return undefined;
	// Nobody else has the key: it is as `sealEntries` wrote it.
	const pairs = JSON.parse(plain.toString()) as ReadonlyArray<readonly [string, string]>;
	plain.fill(0);
	return new Map(pairs.map(([account, secret]) => [account, new Secret(secret)]));
}

const block = 2048;

async function keyOf(passphrase: Secret, {cost, salt}: Pick<KeyLock, 'cost' | 'salt'>): Promise<KeyObject> {
	// Some keyboards compose an umlaut of two characters.
	const typed = passphrase.reveal().normalize('NFC');
	const bytes = await derive(typed, Buffer.from(salt, 'base64'), 32, {...cost, maxmem: mostMemory});
	const key = createSecretKey(bytes);
	bytes.fill(0);
	return key;
}

/** In bytes: twice what a file may ask for, see `sealed-format`. Node allows 32 MiB unless told otherwise. */
const mostMemory = 512 * 1024 * 1024;

/** On a thread of its own: the screen goes on. */
const derive = promisify<string, Buffer, number, Cost & {readonly maxmem: number}, Buffer>(scrypt);

function sealBytes(plain: Buffer, key: KeyObject, bound: Buffer): Sealed {
	const iv = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', key, iv, {authTagLength: 16}).setAAD(bound);
	const data = Buffer.concat([cipher.update(plain), cipher.final()]);
	return {iv: iv.toString('base64'), data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64')};
}

function openBytes({iv, data, tag}: Sealed, key: KeyObject, bound: Buffer): Buffer | undefined {
	const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), {authTagLength: 16}).setAAD(bound);
	cipher.setAuthTag(Buffer.from(tag, 'base64'));
	try {
		return Buffer.concat([cipher.update(Buffer.from(data, 'base64')), cipher.final()]);
	} catch {
		return undefined;
	}
}
