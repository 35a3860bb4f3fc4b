import {createHash, scrypt} from 'node:crypto';
import {promisify} from 'node:util';
import type {Secret} from '../domain/secret.ts';

/**
 * By which a password is known again that must not be kept: scrypt (RFC 7914) over the machine's key and the account, so that it can
 * neither be looked up nor compared with another account's. Before the dot stands which key it was, see `login-guard`.
 */
export async function passwordMark(password: Secret, key: Buffer, account: string): Promise<string> {
	const salt = Buffer.concat([key, Buffer.from(account)]);
	const hash = await derive(password.reveal(), salt, 32, cost);
	return `${createHash('sha256').update(key).digest('hex').slice(0, 8)}.${hash.toString('hex')}`;
}

/** 32 MiB and about a tenth of a second, of which the main thread sees nothing; Node allows 32 MiB only if not told otherwise. */
const cost = {N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024};

const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);
