import {X509Certificate} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import type {Trust} from '../../source/domain/certificate.ts';
import {instant, seconds} from '../../source/domain/time.ts';
import {createCertificate, type ServerCertificate} from '../../source/simulator/certificate.ts';
import {startSimulator} from '../simulator/started.ts';
import {accepted, hardPassword, refused, startAsking} from '../support/asking.ts';
import {answering, startHostile} from '../support/hostile-asking.ts';
import {type HostileOptions, sharedCertificate, startHostileServer} from '../support/hostile-server.ts';

let certificate: ServerCertificate;
beforeAll(async () => {
	certificate = await sharedCertificate();
});

const yes = answering('200 OK', {}, '{"access_token":"abc"}');

/** A server that would give a token to anybody who asks. */
async function start(trust: Trust, options: HostileOptions = {}) {
	const server = await startHostileServer({...yes, ...options});
	onTestFinished(() => server.stop());
	return {server, ...startAsking({origin: server.origin, trust})};
}

/** As the person is shown it. */
const shown = (sha256: string) => ({
	subject: 'CN=omnicube-ip1-23',
	issuer: 'CN=omnicube-ip1-23',
	selfSigned: true,
	names: ['omnicube-ip1-23', 'localhost', '127.0.0.1', '::1'],
	validFrom: instant(Date.UTC(2016, 0, 1)),
	validTo: instant(Date.UTC(2049, 11, 31)),
	sha256,
	publicKeySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
});

/** The path of a new file. */
function fileWith(content: string | Buffer): string {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-trust-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const path = join(folder, 'ca.pem');
	writeFileSync(path, content);
	return path;
}

/** Sets a variable of this process until the test is over. */
function withVariable(name: string, value: string): void {
	const before = process.env[name];
	process.env[name] = value;
	onTestFinished(() => {
		if (before === undefined) delete process.env[name];
		else process.env[name] = before;
	});
}

/** All four requests are refused alike, and not a byte of HTTP reaches the server. */
async function expectNothingSent(
	{server, login, tickle, revoke, version}: Awaited<ReturnType<typeof start>>,
	refusal: object,
) {
	for (const ask of [login, tickle, revoke, version]) {
		const exchange = await ask();
		expect(refused(exchange)).toMatchObject({status: undefined, shape: undefined, ...refusal});
		expect(exchange.status).toBeUndefined();
	}
	expect(server.connections()).toBe(4);
	expect(server.received()).toBe('');
}

describe('the system’s roots', () => {
	test('do not vouch for an appliance’s own certificate: it is shown, and nothing is sent', async () => {
		const asking = await start({mode: 'system'});
		await expectNothingSent(asking, {
			kind: 'untrusted-certificate',
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			phase: 'handshake',
			certificate: shown(certificate.sha256),
		});
	});

	test('vouch for what this machine’s administrator added to them', async () => {
		withVariable('SSL_CERT_FILE', fileWith(certificate.pem));
		const {login, look} = await start({mode: 'system'});
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
		expect(await look()).toMatchObject({ok: true, value: {verified: true, problem: undefined}});
	});

	test('can’t be switched off by Node’s variable', async () => {
		withVariable('NODE_TLS_REJECT_UNAUTHORIZED', '0');
		await expectNothingSent(await start({mode: 'system'}), {
			kind: 'untrusted-certificate',
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			certificate: shown(certificate.sha256),
		});
		await expectNothingSent(await start({mode: 'pinned', sha256: 'a3'.repeat(32)}), {kind: 'certificate-changed'});
	});
});

test('variables that name a proxy are not looked at', async () => {
	const proxy = await startHostileServer({protocol: 'plain'});
	onTestFinished(() => proxy.stop());
	for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
		withVariable(name, name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.origin);
	}
	const {login} = await start({mode: 'pinned', sha256: certificate.sha256});
	accepted(await login());
	expect(proxy.connections()).toBe(0);
});

describe('a pinned certificate', () => {
	test('is believed, whatever name it carries and whenever it was valid', async () => {
		const expired = await createCertificate({
			names: ['elsewhere.example'],
			validFrom: instant(Date.UTC(2016, 0, 1)),
			validTo: instant(Date.UTC(2017, 0, 1)),
		});
		const {login} = await start({mode: 'pinned', sha256: expired.sha256}, {certificate: expired});
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
	});

	test('may be written in capitals', async () => {
		const {login} = await start({mode: 'pinned', sha256: certificate.sha256.toUpperCase()});
		accepted(await login());
	});

	test.each(['another key', 'the same key'])('that has changed stops everything: %s', async key => {
		const next = await createCertificate(key === 'the same key' ? {keyPem: certificate.keyPem} : {});
		const {sha256, publicKeySha256} = certificate;
		const asking = await start({mode: 'pinned', sha256, publicKeySha256}, {certificate: next});
		await expectNothingSent(asking, {
			kind: 'certificate-changed',
			code: 'SVT_CERTIFICATE_CHANGED',
			phase: 'handshake',
			certificate: {...shown(next.sha256), publicKeySha256: next.publicKeySha256},
		});
		expect(next.publicKeySha256 === publicKeySha256).toBe(key === 'the same key');
	});

	test('that changes while a session lasts is met by the next request, which sends no token', async () => {
		const {simulator, address, clock} = await startSimulator({users: {administrator: hardPassword}});
		const trust = {mode: 'pinned', sha256: address.certificate?.sha256 ?? ''} as const;
		const {login, tickle} = startAsking({origin: address.origin, trust, clock});
		const {bearer} = accepted(await login());
		accepted(await tickle({bearer}));
		const next = await simulator.renewCertificate();
		expect(refused(await tickle({bearer}))).toMatchObject({
			kind: 'certificate-changed',
			certificate: {sha256: next?.sha256},
		});
		expect(simulator.counts().requests).toBe(2);
	});

	test('is asked for at each new connection: what another pin opened is not used', async () => {
		const {server, origin, tickle, appliance} = await startHostile(answering('200 OK', {}, '[]'));
		accepted(await tickle());
		const looked = await appliance.readVersion({
			origin,
			trust: {mode: 'pinned', sha256: 'a3'.repeat(32)},
			timeout: seconds(10),
		});
		expect(refused(looked).kind).toBe('certificate-changed');
		expect(server.received().match(/GET/g)).toHaveLength(1);
	});
});

describe('a CA file', () => {
	test.each(['PEM', 'DER'])('in %s vouches for what it holds', async form => {
		const path = fileWith(form === 'PEM' ? certificate.pem : new X509Certificate(certificate.pem).raw);
		const {login, look} = await start({mode: 'ca-file', path});
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
		expect(await look()).toEqual({
			ok: true,
			value: {certificate: shown(certificate.sha256), verified: true, problem: undefined},
		});
	});

	test('of somebody else does not', async () => {
		const other = await createCertificate({commonName: 'other'});
		await expectNothingSent(await start({mode: 'ca-file', path: fileWith(other.pem)}), {
			kind: 'untrusted-certificate',
			certificate: shown(certificate.sha256),
		});
	});

	test('does not make another name right', async () => {
		const named = await createCertificate({names: ['ovc1.example.com']});
		const asking = await start({mode: 'ca-file', path: fileWith(named.pem)}, {certificate: named});
		await expectNothingSent(asking, {
			kind: 'untrusted-certificate',
			code: 'ERR_TLS_CERT_ALTNAME_INVALID',
			certificate: {...shown(named.sha256), names: ['ovc1.example.com']},
		});
	});

	test('does not make a certificate valid that is over', async () => {
		const over = await createCertificate({validTo: instant(Date.UTC(2017, 0, 1))});
		const asking = await start({mode: 'ca-file', path: fileWith(over.pem)}, {certificate: over});
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
		const {server, login, look} = await start({mode: 'ca-file', path: path()});
		expect(refused(await login())).toMatchObject({kind: 'tls', code, phase: 'handshake'});
		expect(await look()).toMatchObject({ok: false, failure: {kind: 'tls', code}});
		expect(server.connections()).toBe(0);
	});
});

describe('a look at the certificate', () => {
	test('shows it, says why it is not believed, and sends nothing', async () => {
		const {server, look} = await start({mode: 'system'});
		expect(await look()).toEqual({
			ok: true,
			value: {certificate: shown(certificate.sha256), verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'},
		});
		await server.closed();
		expect([server.handshakes(), server.received()]).toEqual([1, '']);
	});

	test('names the name when that is what is wrong', async () => {
		const named = await createCertificate({names: ['ovc1.example.com']});
		const {look} = await start({mode: 'ca-file', path: fileWith(named.pem)}, {certificate: named});
		expect(await look()).toMatchObject({
			ok: true,
			value: {certificate: {names: ['ovc1.example.com']}, verified: false, problem: 'ERR_TLS_CERT_ALTNAME_INVALID'},
		});
	});

	test('at a pinned one is content with it, and refuses another', async () => {
		const same = await start({mode: 'pinned', sha256: certificate.sha256});
		expect(await same.look()).toMatchObject({ok: true, value: {verified: true, problem: undefined}});
		const other = await start({mode: 'pinned', sha256: 'a3'.repeat(32)});
		expect(await other.look()).toMatchObject({
			ok: false,
			failure: {kind: 'certificate-changed', certificate: shown(certificate.sha256)},
		});
	});
});
