import {beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {instant, seconds} from '../../source/domain/time.ts';
import {createCertificate, type ServerCertificate} from '../../source/simulator/certificate.ts';
import {startSimulator} from '../simulator/started.ts';
import {accepted, hardPassword, refused, startAsking} from '../support/asking.ts';
import {answering, startHostile} from '../support/hostile-asking.ts';
import {sharedCertificate, startHostileServer} from '../support/hostile-server.ts';
import {expectNothingSent, fileWith, shown, startTrusting, withVariable} from '../support/trusting.ts';

let certificate: ServerCertificate;
beforeAll(async () => {
	certificate = await sharedCertificate();
});

describe('the system’s roots', () => {
	test('do not vouch for an appliance’s own certificate: it is shown, and nothing is sent', async () => {
		const asking = await startTrusting({mode: 'system'});
		await expectNothingSent(asking, {
			kind: 'untrusted-certificate',
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			phase: 'handshake',
			certificate: shown(certificate.sha256),
		});
	});

	test('vouch for what this machine’s administrator added to them', async () => {
		withVariable('SSL_CERT_FILE', fileWith(certificate.pem));
		const {login, look} = await startTrusting({mode: 'system'});
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
		expect(await look()).toMatchObject({ok: true, value: {verified: true, problem: undefined}});
	});

	test('can’t be switched off by Node’s variable', async () => {
		withVariable('NODE_TLS_REJECT_UNAUTHORIZED', '0');
		await expectNothingSent(await startTrusting({mode: 'system'}), {
			kind: 'untrusted-certificate',
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			certificate: shown(certificate.sha256),
		});
		await expectNothingSent(await startTrusting({mode: 'pinned', sha256: 'a3'.repeat(32)}), {
			kind: 'certificate-changed',
		});
	});
});

test('variables that name a proxy are not looked at', async () => {
	const proxy = await startHostileServer({protocol: 'plain'});
	onTestFinished(() => proxy.stop());
	for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
		withVariable(name, name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.origin);
	}
	const {login} = await startTrusting({mode: 'pinned', sha256: certificate.sha256});
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
		const {login} = await startTrusting({mode: 'pinned', sha256: expired.sha256}, {certificate: expired});
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
	});

	test('may be written in capitals', async () => {
		const {login} = await startTrusting({mode: 'pinned', sha256: certificate.sha256.toUpperCase()});
		accepted(await login());
	});

	test.each(['another key', 'the same key'])('that has changed stops everything: %s', async key => {
		const next = await createCertificate(key === 'the same key' ? {keyPem: certificate.keyPem} : {});
		const {sha256, publicKeySha256} = certificate;
		const asking = await startTrusting({mode: 'pinned', sha256, publicKeySha256}, {certificate: next});
		await expectNothingSent(asking, {
			kind: 'certificate-changed',
			code: 'SVT_CERTIFICATE_CHANGED',
			phase: 'handshake',
			certificate: {...shown(next.sha256), publicKeySha256: next.publicKeySha256},
			pinned: {mode: 'pinned', sha256, publicKeySha256},
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
