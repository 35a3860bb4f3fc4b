import {safeText} from './server-text.ts';
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
export type Trust = {readonly mode: 'system'} | {readonly mode: 'ca-file'; readonly path: string} | Pin;

/** One certificate on a person's word, and what it is known again by once it is renewed: as far as that was known when it was pinned. */
export type Pin = {
	readonly mode: 'pinned';
	readonly sha256: string;
	readonly publicKeySha256?: string | undefined;
	readonly subject?: string | undefined;
	readonly validTo?: Instant | undefined;
};

/** Enough to know it again by. */
const longestKeptSubject = 200;

export const pinOf = ({sha256, publicKeySha256, subject, validTo}: Certificate): Pin => ({
	mode: 'pinned',
	sha256,
	publicKeySha256,
	subject: safeText(subject, longestKeptSubject),
	validTo,
});

/** Whether both believe the same, whatever else was kept of a pinned certificate. */
export function isSameTrust(one: Trust, other: Trust): boolean {
	if (one.mode === 'pinned') return other.mode === 'pinned' && one.sha256 === other.sha256;
	if (one.mode === 'ca-file') return other.mode === 'ca-file' && one.path === other.path;
	return one.mode === other.mode;
}

/** Renewed by whoever holds the key, which is the appliance unless somebody stole it. */
export const hasSameKey = (pin: Pin, {publicKeySha256}: Certificate) => pin.publicKeySha256 === publicKeySha256;

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

/** Where they stand in a line. */
export const printInGroups = (sha256: string) => fingerprintGroups(sha256).join(' ');
