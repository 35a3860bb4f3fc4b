import {createHash, X509Certificate} from 'node:crypto';
import {expect, test} from 'vitest';
import {certificateOf} from '../../source/adapters/certificate.ts';
import {instant} from '../../source/domain/time.ts';
import {type CertificateOptions, createCertificate} from '../../source/simulator/certificate.ts';

const seen = async (options: CertificateOptions = {}) => {
	const made = await createCertificate(options);
	return {made, certificate: certificateOf(new X509Certificate(made.pem))};
};

test('of an appliance as a person is shown it', async () => {
	const {made, certificate} = await seen();
	expect(certificate).toEqual({
		subject: 'CN=omnicube-ip1-23',
		issuer: 'CN=omnicube-ip1-23',
		selfSigned: true,
		names: ['omnicube-ip1-23', 'localhost', '127.0.0.1', '::1'],
		validFrom: instant(Date.UTC(2016, 0, 1)),
		validTo: instant(Date.UTC(2049, 11, 31)),
		sha256: made.sha256,
		publicKeySha256: made.publicKeySha256,
	});
});

test('renewed with its key is another certificate with the same key', async () => {
	const {made, certificate} = await seen();
	const next = await seen({keyPem: made.keyPem});
	expect(next.certificate.publicKeySha256).toBe(certificate.publicKeySha256);
	expect(next.certificate.sha256).not.toBe(certificate.sha256);
});

test('without names has none', async () => {
	expect((await seen({names: []})).certificate.names).toEqual([]);
});

test('with hundreds of names shows twenty, and of a long one the start', async () => {
	const names = Array.from({length: 300}, (_, index) => `ovc${index}.example.com`);
	expect((await seen({names})).certificate.names).toEqual(names.slice(0, 20));
	const [long] = (await seen({names: [`${'a'.repeat(400)}.example`]})).certificate.names;
	expect(long).toBe(`${'a'.repeat(253)}…`);
});

test('with hostile names neither steers a terminal nor forges another name', async () => {
	const {certificate} = await seen({
		commonName: 'a\u001b]0;title\u0007\u202eb\nO=Hewlett',
		names: ['evil, DNS:good.example', '\u001b[2Jx', 'quo"te'],
	});
	expect(certificate.subject).toBe(String.raw`CN=a\1B]0\;title\07\u{202e}b\0AO=Hewlett`);
	expect(certificate.issuer).toBe(certificate.subject);
	expect(certificate.names).toEqual(['evil, DNS:good.example', String.raw`\u{1b}[2Jx`, 'quo"te']);
});

test('signed by an authority, with names of other sorts, odd dates and a key that can’t be read', async () => {
	const {made} = await seen();
	const x509 = new X509Certificate(made.pem);
	const other = Object.create(x509, {
		subject: {value: 'CN=server'},
		issuer: {value: 'CN=authority\nO=Example'},
		subjectAltName: {value: 'URI:https://a.example/x, email:b@a.example, IP Address:FE80:0:0:0:0:0:0:1'},
		validFrom: {value: 'no date'},
		validTo: {value: ''},
		raw: {value: x509.raw},
		publicKey: {
			get() {
				throw new Error('unsupported');
			},
		},
	});
	expect(certificateOf(other)).toEqual({
		subject: 'CN=server',
		issuer: 'CN=authority, O=Example',
		selfSigned: false,
		names: ['URI:https://a.example/x', 'email:b@a.example', 'fe80::1'],
		validFrom: undefined,
		validTo: undefined,
		sha256: createHash('sha256').update(x509.raw).digest('hex'),
		publicKeySha256: made.sha256,
	});
});
