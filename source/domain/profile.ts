import type {Trust} from './certificate.ts';
import {type Duration, hours, minutes} from './time.ts';

export type Grant = 'password' | 'emergency';
export type RenewPolicy = 'ask' | 'auto';
/** `file`: an encrypted file under a passphrase; `helper`: a program of the user's own that keeps secrets. */
export type StorageKind = 'keychain' | 'file' | 'memory' | 'helper';

/** A named appliance, the user who signs in there, and how they want their session kept. Holds no secret. */
export type Profile = {
	readonly name: string;
	/** Scheme, host and port as `new URL(…).origin` writes them. */
	readonly origin: string;
	readonly username: string;
	readonly grant: Grant;
	readonly trust: Trust;
	/** The origin of an HTTP proxy, `http://proxy.example.com:3128`, which somebody asked for; undefined: the way is direct. */
	readonly proxy: string | undefined;
	readonly storage: StorageKind;
	readonly savePassword: boolean;
	/** The server's idle timeout as far as known; the default is HPE's documented ten minutes. */
	readonly idleLimit: Duration;
	/** The server's absolute timeout; HPE's documented 24 hours unless the appliance says otherwise. */
	readonly absoluteLimit: Duration;
	readonly keepAlive: boolean;
	/** Undefined: the tickle plan's own interval. */
	readonly tickleInterval: Duration | undefined;
	readonly renew: RenewPolicy;
};

export const defaultIdleLimit = minutes(10);
export const defaultAbsoluteLimit = hours(24);

/** Which secret of which user at which origin; two profiles with the same user and origin share it. */
export type SecretName = {readonly holds: 'password' | 'token'; readonly username: string; readonly origin: string};

export const secretNameOf = ({username, origin}: Profile, holds: SecretName['holds']): SecretName => ({
	holds,
	username,
	origin,
});

/** Which secret in which store. */
export type SecretPlace = SecretName & {readonly storage: StorageKind};

export const placeOf = (profile: Profile, holds: SecretName['holds']): SecretPlace => ({
	...secretNameOf(profile, holds),
	storage: profile.storage,
});

/** Two profiles of the same user at the same appliance. */
export const isSameAccount = (one: Profile, other: Profile) =>
	one.origin === other.origin && one.username === other.username;

/** Whether two profiles have the same secrets in the same store. */
export const isShared = (one: Profile, other: Profile) => one.storage === other.storage && isSameAccount(one, other);

/** What an administrator may have typed for an appliance → its origin; undefined when it can't be one. */
export function parseOrigin(text: string): string | undefined {
	const trimmed = text.trim();
	if (trimmed === '' || trimmed.length > 512 || /[\s\p{C}\\]/u.test(trimmed)) return undefined;
	const bareIpv6 = /^[0-9a-f:.]+$/i.test(trimmed) && trimmed.split(':').length > 2;
	const url = parseUrl(
		/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${bareIpv6 ? `[${trimmed}]` : trimmed}`,
	);
	// A user name in the address would end up in logs and records; HPE's own pages write one (`simplivity@`).
	if (url === undefined || url.username !== '' || url.password !== '' || url.hostname === '') return undefined;
	return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : undefined;
}

/** `dc1`, `10.1.1.16`, `prod_2`: letters, digits, dot, dash, underscore; at most 40; undefined for anything else. */
export function parseProfileName(text: string): string | undefined {
	return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(text) ? text : undefined;
}

/** A name for a profile that was not given one: the host, shortened to its first label unless it is an address. */
export function profileNameFor(origin: string, taken: readonly string[]): string {
	const {hostname, port} = new URL(origin);
	const host = hostname.replace(/[[\]]/g, '').replaceAll(':', '-');
	const isAddress = /^[\d.]+$/.test(host) || hostname.startsWith('[');
	// A host may hold characters that a name may not, such as `(`.
	const words = (isAddress ? host : (host.split('.')[0] ?? '')).replace(/[^\p{L}\p{N}._-]+/gu, '-');
	const base = words.replace(/^[^\p{L}\p{N}]+/u, '').slice(0, 30) || 'appliance';
	const candidates = [base, ...(port === '' ? [] : [`${base}-${port}`])];
	for (const candidate of candidates) if (!taken.includes(candidate)) return candidate;
	let suffix = 2;
	while (taken.includes(`${base}-${suffix}`)) suffix += 1;
	return `${base}-${suffix}`;
}

function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}
