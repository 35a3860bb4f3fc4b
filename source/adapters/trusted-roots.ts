import {X509Certificate} from 'node:crypto';
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import tls from 'node:tls';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import {transportError} from './transport-error.ts';

/** Where systems keep their roots in one file: Debian, Fedora and kin, SUSE, Alpine and macOS, FreeBSD. */
const bundles = [
	'/etc/ssl/certs/ca-certificates.crt',
	'/etc/pki/tls/certs/ca-bundle.crt',
	'/etc/ssl/ca-bundle.pem',
	'/etc/ssl/cert.pem',
	'/usr/local/etc/ssl/cert.pem',
];
const largestBundle = 8 * 1024 * 1024;
const largestFile = 1024 * 1024;

/**
 * The certificates that this machine believes, as PEM. They are asked for by name because a list given to the TLS library replaces
 * its own: the system's store (Node 22.15 and later can ask for it, else the usual bundle), what an administrator added through
 * `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`, and Node's own list.
 */
export async function systemRoots(): Promise<readonly string[]> {
	const {SSL_CERT_FILE, NODE_EXTRA_CA_CERTS} = process.env;
	const files = await Promise.all([...bundleFiles(), SSL_CERT_FILE, NODE_EXTRA_CA_CERTS].map(rootsIn));
	const roots = [...tls.rootCertificates, ...fromNode('system'), ...files.flat()];
	// Most stand in several places, wrapped differently, and each costs time to load.
	return [...new Map(roots.map(pem => [pem.replace(/\s/g, ''), pem])).values()];
}

/** The certificates of a person's CA file: one or more in PEM, or one in DER. */
export async function readCaFile(path: string): Promise<Outcome<readonly string[], TransportError>> {
	const content = await readBounded(path, largestFile);
	if (typeof content === 'string') return unusable(content);
	const text = content.toString('latin1');
	if (text.trim() === '') return unusable('EMPTY');
	if (/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/.test(text)) return unusable('PRIVATE_KEY');
	if (text.includes('-----BEGIN PKCS7-----')) return unusable('PKCS7');
	const certificates = certificatesIn(content);
	if (certificates !== undefined) return success(certificates);
	return unusable(text.includes('-----BEGIN CERTIFICATE-----') ? 'DAMAGED' : 'NO_CERTIFICATE');
}

/** The words for it are in the domain. */
const unusable = (why: string) => failure(transportError(`SVT_CA_FILE_${why}`, 'no use', 'handshake'));

type CertificateAuthorities = {readonly getCACertificates?: (type: 'system') => readonly string[]};

function fromNode(type: 'system'): readonly string[] {
	return (tls as CertificateAuthorities).getCACertificates?.(type) ?? [];
}

/** Only where Node can't ask the system itself. */
function bundleFiles(): readonly string[] {
	return (tls as CertificateAuthorities).getCACertificates === undefined ? bundles : [];
}

async function rootsIn(path: string | undefined): Promise<readonly string[]> {
	if (path === undefined || path === '') return [];
	const content = await readBounded(path, largestBundle);
	if (typeof content === 'string') return [];
	// The TLS library stops reading at the first that it cannot read: what comes after it would not be believed.
	return pemBlocks(content.toString('latin1')).filter(pem => parseCertificate(pem) !== undefined);
}

/** Undefined when anything in it is not a certificate that can be read: half a file must not pass for the whole. */
function certificatesIn(content: Buffer): readonly string[] | undefined {
	const blocks = pemBlocks(content.toString('latin1'));
	// One that does not end must not be passed over.
	if (blocks.length !== (content.toString('latin1').match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0))
		return undefined;
	const parsed = (blocks.length > 0 ? blocks : [content]).map(parseCertificate);
	return parsed.every(certificate => certificate !== undefined)
		? parsed.map(certificate => certificate.toString())
		: undefined;
}

function pemBlocks(text: string): readonly string[] {
	return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

function parseCertificate(encoded: string | Buffer): X509Certificate | undefined {
	try {
		return new X509Certificate(encoded);
	} catch {
		return undefined;
	}
}

/** The file's bytes, or why not. A pipe or device in its place must neither hang nor be read. */
async function readBounded(
	path: string,
	most: number,
): Promise<Buffer | 'MISSING' | 'UNREADABLE' | 'NOT_A_FILE' | 'HUGE'> {
	try {
		const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		try {
			if (!(await file.stat()).isFile()) return 'NOT_A_FILE';
			const buffer = Buffer.alloc(most + 1);
			const {bytesRead} = await file.read(buffer, 0, most + 1, 0);
			return bytesRead > most ? 'HUGE' : buffer.subarray(0, bytesRead);
		} finally {
			await file.close();
		}
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'MISSING' : 'UNREADABLE';
	}
}
