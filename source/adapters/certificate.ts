import {createHash, X509Certificate} from 'node:crypto';
import {isIPv6} from 'node:net';
import type {TLSSocket} from 'node:tls';
import type {Certificate} from '../domain/certificate.ts';
import {safeText} from '../domain/server-text.ts';
import {instant} from '../domain/time.ts';

const mostNames = 20;
const longestName = 253;
const longestSubject = 300;

/** The other side's certificate. By its bytes: `getPeerX509Certificate` takes the certificate away from whoever asks next, Node's own verification included. */
export function certificateShown(socket: TLSSocket): Certificate | undefined {
	// Null once the connection is gone; Node's types don't say so.
	const raw = (socket.getPeerCertificate() as {readonly raw?: Buffer} | null)?.raw;
	return raw === undefined ? undefined : certificateOf(new X509Certificate(raw));
}

/** What the domain knows of a certificate. Its texts come from whoever answered and are made safe to show. */
export function certificateOf(x509: X509Certificate): Certificate {
	const sha256 = digest(x509.raw);
	return {
		subject: shownName(x509.subject),
		issuer: shownName(x509.issuer),
		selfSigned: isSelfSigned(x509),
		names: alternativeNames(x509.subjectAltName ?? ''),
		validFrom: dateOf(x509.validFrom),
		validTo: dateOf(x509.validTo),
		sha256,
		// A key that this OpenSSL can't read is the same key only in the same certificate.
		publicKeySha256: publicKeyDigest(x509) ?? sha256,
	};
}

function publicKeyDigest(x509: X509Certificate): string | undefined {
	try {
		return digest(x509.publicKey.export({type: 'spki', format: 'der'}));
	} catch {
		return undefined;
	}
}

/** Signed with its own key, whatever it says of being a CA. */
function isSelfSigned(x509: X509Certificate): boolean {
	if (x509.subject !== x509.issuer) return false;
	try {
		return x509.verify(x509.publicKey);
	} catch {
		return false;
	}
}

/** Node gives one attribute a line, `CN=omnicube-ip1-23\nO=…`; undefined for an empty name (Node's types don't say so). */
function shownName(name: string | undefined): string {
	return shown((name ?? '').replaceAll('\n', ', '), longestSubject);
}

/** `DNS:a, IP Address:10.1.1.16, DNS:"with \"comma\", quoted as JSON"`. Other sorts of name (URI, email) keep their prefix. */
function alternativeNames(text: string): readonly string[] {
	const names: string[] = [];
	for (const [, kind = '', value = ''] of text.matchAll(
		/([A-Za-z][A-Za-z ]{0,30}):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g,
	)) {
		if (names.length === mostNames) break;
		const name = kind === 'IP Address' ? shortAddress(value) : unquoted(value);
		names.push(shown(kind === 'DNS' || kind === 'IP Address' ? name : `${kind}:${name}`, longestName));
	}
	return names;
}

/** OpenSSL writes IPv6 addresses out: `0:0:0:0:0:0:0:1`. */
const shortAddress = (address: string) =>
	isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

function unquoted(value: string): string {
	if (!value.startsWith('"')) return value;
	try {
		return String(JSON.parse(value));
	} catch {
		return value;
	}
}

function shown(text: string, longest: number): string {
	const safe = safeText(text.slice(0, longest));
	return text.length > longest ? `${safe}…` : safe;
}

/** `Nov 24 10:00:00 2026 GMT`; undefined for dates that can't be read. */
function dateOf(text: string) {
	const time = Date.parse(text);
	return Number.isNaN(time) ? undefined : instant(time);
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
