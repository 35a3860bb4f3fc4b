import type {Instant} from './time.ts';

/** What a person needs to recognise a certificate. All texts are safe to show (see `server-text`). */
export type Certificate = {
	readonly subject: string;
	readonly issuer: string;
	readonly selfSigned: boolean;
	/** Subject alternative names, at most 20, without their `DNS:` and `IP Address:` prefixes. */
	readonly names: readonly string[];
	readonly validFrom: Instant | undefined;
	readonly validTo: Instant | undefined;
	/** SHA-256 of the whole certificate: 64 lower-case hex digits. */
	readonly sha256: string;
	/** SHA-256 of the public key (SPKI, DER): 64 lower-case hex digits. The same key may come back in a renewed certificate. */
	readonly publicKeySha256: string;
};

/** Why the connection to an origin may be believed. */
export type Trust =
	| {readonly mode: 'system'}
	| {readonly mode: 'ca-file'; readonly path: string}
	| {readonly mode: 'pinned'; readonly sha256: string; readonly publicKeySha256?: string};

/** `AB:CD:…`, `abcd…` or groups with spaces, any case, with or without `SHA256:` → 64 lower-case hex digits. */
export function parseFingerprint(text: string): string | undefined {
	const digits = text
		.replace(/^\s*(sha-?256\s*(fingerprint)?\s*[:=]\s*)/i, '')
		.replace(/[\s:]/g, '')
		.toLowerCase();
	return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

/** Eight groups of eight hex digits: short enough to compare by eye. */
export function fingerprintGroups(sha256: string): readonly string[] {
	return sha256.toUpperCase().match(/.{1,8}/g) ?? [];
}
