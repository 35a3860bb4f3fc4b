import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {instant, minutes} from '../../source/domain/time.ts';
import {createCertificate, type ServerCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator, type Simulator, type SimulatorAddress} from '../../source/simulator/server.ts';
import {ask, login, use} from './raw-client.ts';

let time = 1_461_955_008_387;
const clock = {now: () => instant(time), after: () => () => {}};
let certificate: ServerCertificate;
let simulator: Simulator;
let address: SimulatorAddress;

beforeAll(async () => {
	certificate = await createCertificate();
	simulator = createSimulator({clock, certificate, users: {administrator: 'secret', svtcli: 'local'}});
	const started = await simulator.start();
	if (!started.ok) throw new Error(started.failure.code);
	address = started.value;
});
afterAll(() => simulator.stop());

describe('a session', () => {
	test('is granted, used, idles out and is then unknown', async () => {
		const granted = await login(address);
		expect(granted.status).toBe(200);
		const {access_token: token, ...rest} = JSON.parse(granted.body);
		expect(rest).toEqual({
			token_type: 'bearer',
			expires_in: 86_399,
			scope: 'read write',
			updated_at: 1_461_955_008_387,
		});
		time += minutes(10);
		expect((await use(address, token, '/api/hosts?fields=id&limit=1')).status).toBe(200);
		time += minutes(10) + 1;
		const refused = await use(address, token);
		expect([refused.status, refused.body]).toEqual([
			401,
			`{"error":"invalid_token","error_description":"Access token expired due to inactivity: ${token}"}`,
		]);
		expect((await use(address, token)).body).toContain(`Invalid access token: ${token}`);
	});

	test('ends after 24 hours whatever one does', async () => {
		const {access_token: token} = JSON.parse((await login(address)).body);
		for (let count = 0; count < 144; count++) {
			time += minutes(10);
			expect((await use(address, token)).status).toBe(200);
		}
		time += 1;
		expect((await use(address, token)).body).toBe(
			`{"error":"invalid_token","error_description":"Access token expired: ${token}"}`,
		);
	});
});

test('says its version to anybody', async () => {
	const answer = await ask(address, '/api/version');
	expect(JSON.parse(answer.body)).toEqual({REST_API_Version: '1.25', SVTFS_Version: '5.3.1.120'});
	expect(answer.headers.date).toBe(new Date(time).toUTCString());
});

test('is reached by IPv6 loopback and plain HTTP on request', async () => {
	const plain = createSimulator({clock, users: {}, protocol: 'http', host: '::1'});
	const started = await plain.start();
	if (!started.ok) throw new Error(started.failure.code);
	expect(started.value.origin).toBe(`http://[::1]:${started.value.port}`);
	expect((await ask(started.value, '/api/version')).status).toBe(200);
	await plain.stop();
});

test('says so when its port is taken', async () => {
	const second = createSimulator({clock, certificate, users: {}, port: address.port});
	expect(await second.start()).toEqual({ok: false, failure: {kind: 'port-taken', code: 'EADDRINUSE'}});
	await second.stop();
});
