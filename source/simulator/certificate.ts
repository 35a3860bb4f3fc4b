import {createHash, createPrivateKey, createPublicKey, randomBytes, webcrypto, X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';
import type {Instant} from '../domain/time.ts';

/** A self-signed certificate with its key, as a controller makes one for itself. */
export type ServerCertificate = {
	readonly pem: string;
	/** PKCS #8. Give it to `createCertificate` again to renew the certificate with the same key. */
	readonly keyPem: string;
	/** SHA-256 of the certificate (DER): 64 lower-case hex digits. */
	readonly sha256: string;
	/** SHA-256 of the public key (SPKI, DER): 64 lower-case hex digits. */
	readonly publicKeySha256: string;
};

export type CertificateOptions = {
	/** Subject and issuer. Controllers carry names such as this default, while people connect by address. */
	readonly commonName?: string;
	/** Subject alternative names: DNS names and addresses. Give an empty list for a certificate without any. */
	readonly names?: readonly string[];
	/** 2016 unless told: TLS libraries compare it with the machine's clock, which is not the simulator's. */
	readonly validFrom?: Instant;
	/** The end of 2049 unless told. */
	readonly validTo?: Instant;
	/** PKCS #8 PEM of a P-256 key to keep; a new key is made without it. */
	readonly keyPem?: string;
};

const defaultNames = ['omnicube-ip1-23', 'localhost', '127.0.0.1', '::1'];
const curve = {name: 'ECDSA', namedCurve: 'P-256'} as const;

export async function createCertificate(options: CertificateOptions = {}): Promise<ServerCertificate> {
	const {asn1js, pkijs} = await loadLibrary();
	const {commonName = 'omnicube-ip1-23', names = defaultNames} = options;
	const keys = options.keyPem === undefined ? await newKeys() : await keptKeys(options.keyPem);
	const certificate = new pkijs.Certificate();
	certificate.version = 2;
	// RFC 5280 section 4.1.2.2: positive, at most 20 octets.
	certificate.serialNumber = new asn1js.Integer({valueHex: new Uint8Array([1, ...randomBytes(15)])});
	for (const name of [certificate.subject, certificate.issuer]) {
		name.typesAndValues.push(
			new pkijs.AttributeTypeAndValue({type: '2.5.4.3', value: new asn1js.Utf8String({value: commonName})}),
		);
	}
	certificate.notBefore.value = new Date(options.validFrom ?? Date.UTC(2016, 0, 1));
	certificate.notAfter.value = new Date(options.validTo ?? Date.UTC(2049, 11, 31));
	if (names.length > 0) certificate.extensions = [alternativeNames(names)];
	const engine = new pkijs.CryptoEngine({name: 'node', crypto: webcrypto as never});
	await certificate.subjectPublicKeyInfo.importKey(keys.publicKey as never, engine);
	await certificate.sign(keys.privateKey as never, 'SHA-256', engine);
	const x509 = new X509Certificate(Buffer.from(certificate.toSchema(true).toBER(false)));
	const privateKey = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
	return {
		pem: x509.toString(),
		keyPem: createPrivateKey({key: privateKey, format: 'der', type: 'pkcs8'})
			.export({format: 'pem', type: 'pkcs8'})
			.toString(),
		sha256: sha256(x509.raw),
		publicKeySha256: sha256(x509.publicKey.export({format: 'der', type: 'spki'})),
	};

	function alternativeNames(list: readonly string[]) {
		const general = list.map(name =>
			isIP(name) === 0
				? new pkijs.GeneralName({type: 2, value: name})
				: new pkijs.GeneralName({type: 7, value: new asn1js.OctetString({valueHex: addressOctets(name)})}),
		);
		const extnValue = new pkijs.GeneralNames({names: general}).toSchema().toBER(false);
		return new pkijs.Extension({extnID: '2.5.29.17', critical: false, extnValue});
	}
}

/** Only who simulates pays for loading the library. */
async function loadLibrary() {
	const [pkijs, asn1js] = await Promise.all([import('pkijs'), import('asn1js')]);
	return {pkijs, asn1js};
}

const newKeys = () => webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);

async function keptKeys(keyPem: string) {
	const privateKey = createPrivateKey(keyPem).export({format: 'der', type: 'pkcs8'});
	const publicKey = createPublicKey(keyPem).export({format: 'der', type: 'spki'});
	return {
		privateKey: await webcrypto.subtle.importKey('pkcs8', privateKey, curve, true, ['sign']),
		publicKey: await webcrypto.subtle.importKey('spki', publicKey, curve, true, ['verify']),
	};
}

/** `127.0.0.1` → 4 octets, `::1` → 16 (RFC 5280 section 4.2.1.6). */
function addressOctets(address: string): Uint8Array {
	if (isIP(address) === 4) return Uint8Array.from(address.split('.'), Number);
	// The URL parser writes an address in its shortest form, without dotted digits at the end.
	const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
	const [head = '', tail = ''] = canonical.split('::');
	const left = head === '' ? [] : head.split(':');
	const right = tail === '' ? [] : tail.split(':');
	const gap = Array<string>(8 - left.length - right.length).fill('0');
	const groups = [...left, ...gap, ...right].map(group => Number.parseInt(group, 16));
	return Uint8Array.from(groups.flatMap(group => [group >> 8, group & 255]));
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
