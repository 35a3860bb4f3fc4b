import {X509Certificate} from 'node:crypto';
import {tmpdir} from 'node:os';
import {beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {instant} from '../../source/domain/time.ts';
import {createCertificate, type ServerCertificate} from '../../source/simulator/certificate.ts';
import {accepted, refused, startAsking} from '../support/asking.ts';
import {sharedCertificate, startHostileServer} from '../support/hostile-server.ts';
import {expectNothingSent, fileWith, shown, startTrusting, yes} from '../support/trusting.ts';

let certificate: ServerCertificate;
beforeAll(async () => {
	certificate = await sharedCertificate();
});

const tls = {version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384'};

describe('a CA file', () => {
	test.each(['PEM', 'DER'])('in %s vouches for what it holds', async form => {
		const path = fileWith(form === 'PEM' ? certificate.pem : new X509Certificate(certificate.pem).raw);
		const {login, look} = await startTrusting({mode: 'ca-file', path});
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
		expect(await look()).toEqual({
			ok: true,
			value: {certificate: shown(certificate.sha256), verified: true, problem: undefined, tls},
		});
	});

	test.each([
		['a name', '127.0.0.1', 'localhost'],
		['an IPv6 address', '::1', '[::1]'],
	] as const)('vouches for an appliance that is reached by %s', async (_name, host, hostname) => {
		const server = await startHostileServer({...yes, host});
		onTestFinished(() => server.stop());
		const trust = {mode: 'ca-file', path: fileWith(certificate.pem)} as const;
		const {login} = startAsking({origin: `https://${hostname}:${server.port}`, trust});
		accepted(await login());
		expect(server.received()).toContain(`\r\nhost: ${hostname}:${server.port}\r\n`);
	});

	test('of somebody else does not', async () => {
		const other = await createCertificate({commonName: 'other'});
		await expectNothingSent(await startTrusting({mode: 'ca-file', path: fileWith(other.pem)}), {
			kind: 'untrusted-certificate',
			certificate: shown(certificate.sha256),
		});
	});

	test('does not make another name right', async () => {
		const named = await createCertificate({names: ['ovc1.example.com']});
		const asking = await startTrusting({mode: 'ca-file', path: fileWith(named.pem)}, {certificate: named});
		await expectNothingSent(asking, {
			kind: 'untrusted-certificate',
			code: 'ERR_TLS_CERT_ALTNAME_INVALID',
			certificate: {...shown(named.sha256), names: ['ovc1.example.com']},
		});
	});

	test('does not make a certificate valid that is over', async () => {
		const over = await createCertificate({validTo: instant(Date.UTC(2017, 0, 1))});
		const asking = await startTrusting({mode: 'ca-file', path: fileWith(over.pem)}, {certificate: over});
		await expectNothingSent(asking, {kind: 'untrusted-certificate', code: 'CERT_HAS_EXPIRED'});
	});

	test.each([
		['is missing', () => '/no/such/ca.pem', 'SVT_CA_FILE_MISSING'],
		['is a folder', () => tmpdir(), 'SVT_CA_FILE_UNUSABLE'],
		['is empty', () => fileWith(''), 'SVT_CA_FILE_UNUSABLE'],
		['holds something else', () => fileWith('-----BEGIN PRIVATE KEY-----'), 'SVT_CA_FILE_UNUSABLE'],
		[
			'holds half of a certificate',
			() => fileWith(`${certificate.pem}${certificate.pem.replace(/^M.{9}/m, 'MIIAAAAAAA')}`),
			'SVT_CA_FILE_UNUSABLE',
		],
		['is huge', () => fileWith(Buffer.alloc(2_000_000, certificate.pem)), 'SVT_CA_FILE_UNUSABLE'],
	])('that %s is told of before anybody is asked', async (_name, path, code) => {
		const {server, login, look} = await startTrusting({mode: 'ca-file', path: path()});
		expect(refused(await login())).toMatchObject({kind: 'tls', code, phase: 'handshake'});
		expect(await look()).toMatchObject({ok: false, failure: {kind: 'tls', code}});
		expect(server.connections()).toBe(0);
	});
});

describe('a look at the certificate', () => {
	test('shows it, says why it is not believed, and sends nothing', async () => {
		const {server, look} = await startTrusting({mode: 'system'});
		expect(await look()).toEqual({
			ok: true,
			value: {certificate: shown(certificate.sha256), verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT', tls},
		});
		await server.closed();
		expect([server.handshakes(), server.received()]).toEqual([1, '']);
	});

	test('names the name when that is what is wrong', async () => {
		const named = await createCertificate({names: ['ovc1.example.com']});
		const {look} = await startTrusting({mode: 'ca-file', path: fileWith(named.pem)}, {certificate: named});
		expect(await look()).toMatchObject({
			ok: true,
			value: {certificate: {names: ['ovc1.example.com']}, verified: false, problem: 'ERR_TLS_CERT_ALTNAME_INVALID'},
		});
	});

	test('at a pinned one is content with it, and refuses another', async () => {
		const same = await startTrusting({mode: 'pinned', sha256: certificate.sha256});
		expect(await same.look()).toMatchObject({ok: true, value: {verified: true, problem: undefined}});
		const other = await startTrusting({mode: 'pinned', sha256: 'a3'.repeat(32)});
		expect(await other.look()).toMatchObject({
			ok: false,
			failure: {kind: 'certificate-changed', certificate: shown(certificate.sha256)},
		});
	});
});
