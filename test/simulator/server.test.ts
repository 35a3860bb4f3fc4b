import {Agent} from 'node:https';
import {expect, test} from 'vitest';
import {minutes, seconds} from '../../source/domain/time.ts';
import {createSimulator} from '../../source/simulator/server.ts';
import {ask, failureOf, login, loginToken, use} from './raw-client.ts';
import {startSimulator} from './started.ts';

test('a session is granted, used, idles out and is then unknown', async () => {
	const {address, clock} = await startSimulator();
	const granted = await login(address);
	const {access_token: token, ...rest} = JSON.parse(granted.body);
	expect(granted.status).toBe(200);
	expect(granted.headers).toMatchObject({
		'content-type': 'application/json;charset=UTF-8',
		'cache-control': 'no-store',
		pragma: 'no-cache',
	});
	expect(rest).toEqual({token_type: 'bearer', expires_in: 86_399, scope: 'read write', updated_at: 1_461_955_008_387});

	clock.move(minutes(10));
	expect((await use(address, token, '/api/hosts?fields=id&limit=1')).status).toBe(200);
	clock.move(minutes(10) + 1);
	const refused = await use(address, token);
	expect([refused.status, refused.body]).toEqual([
		401,
		`{"error":"invalid_token","error_description":"Access token expired due to inactivity: ${token}"}`,
	]);
	expect((await use(address, token)).body).toBe(
		`{"error":"invalid_token","error_description":"Invalid access token: ${token}"}`,
	);
});

test('a session ends after 24 hours whatever one does', async () => {
	const {address, clock} = await startSimulator();
	const agent = new Agent({keepAlive: true, maxSockets: 1, ca: address.certificate?.pem});
	const token = await loginToken(address);
	for (let count = 0; count < 144; count++) {
		clock.move(minutes(10));
		expect((await use(address, token, '/api/hosts', {agent})).status).toBe(200);
	}
	clock.move(1);
	expect((await use(address, token, '/api/hosts', {agent})).body).toBe(
		`{"error":"invalid_token","error_description":"Access token expired: ${token}"}`,
	);
	agent.destroy();
});

test('any answered request with the bearer is activity, even a 404; one with another token is not', async () => {
	const {address, clock} = await startSimulator();
	const token = await loginToken(address);
	clock.move(minutes(10));
	expect((await use(address, token, '/api/nothing')).status).toBe(404);
	clock.move(minutes(10));
	expect((await use(address, 'another')).status).toBe(401);
	expect((await use(address, token)).status).toBe(200);
});

test('a repeated login gets the same token, older, with its idle time anew', async () => {
	const {address, clock} = await startSimulator();
	const token = await loginToken(address);
	clock.move(minutes(9));
	const again = JSON.parse((await login(address)).body);
	expect(again).toEqual({
		access_token: token,
		token_type: 'bearer',
		expires_in: 86_399 - 540,
		scope: 'read write',
		updated_at: 1_461_955_008_387 + 540_000,
	});
	clock.move(minutes(9));
	expect((await use(address, token)).status).toBe(200);
});

test('without reuse a repeated login gets a token of its own and the old one lives', async () => {
	const {address, simulator} = await startSimulator({switches: {reuse: false}});
	const token = await loginToken(address);
	const second = await loginToken(address);
	expect(second).not.toBe(token);
	expect([(await use(address, token)).status, (await use(address, second)).status]).toEqual([200, 200]);
	expect(simulator.sessions().map(session => session.value)).toEqual([token, second]);
});

test('says its version to anybody, on the clock that it shows', async () => {
	const {address, clock, simulator} = await startSimulator();
	const answer = await ask(address, '/api/version');
	expect(answer.body).toBe('{"REST_API_Version":"1.25","SVTFS_Version":"5.3.1.120"}');
	expect(answer.headers.date).toBe(new Date(clock.now()).toUTCString());
	simulator.change({machine: 'mva', restVersion: '1.28', clockSkew: minutes(5)});
	const later = await ask(address, '/api/version');
	expect(later.body).toBe('{"REST_API_Version":"1.28"}');
	expect(later.headers.date).toBe(new Date(clock.now() + 300_000).toUTCString());
	expect(JSON.parse((await login(address)).body).updated_at).toBe(clock.now() + 300_000);
});

test('is reached by IPv6 loopback and plain HTTP on request', async () => {
	const {address} = await startSimulator({protocol: 'http', host: '::1'});
	expect(address.origin).toBe(`http://[::1]:${address.port}`);
	expect(address.certificate).toBeUndefined();
	expect((await ask(address, '/api/version')).status).toBe(200);
});

test('a fast server lives through an hour in a minute', async () => {
	const {address, clock} = await startSimulator({speed: 60});
	const token = await loginToken(address);
	clock.move(seconds(10));
	expect((await use(address, token)).status).toBe(200);
	clock.move(10_017);
	expect((await use(address, token)).body).toContain('due to inactivity');
});

test('says so when its port is taken, and when it runs already', async () => {
	const {address, clock, simulator} = await startSimulator();
	const second = createSimulator({clock, users: {}, port: address.port, protocol: 'http'});
	expect(await second.start()).toEqual({ok: false, failure: {kind: 'port-taken', code: 'EADDRINUSE'}});
	await second.stop();
	expect(await simulator.start()).toMatchObject({ok: false, failure: {kind: 'already-started'}});
});

test('stops at once with requests under way, and starts again on its port with its tokens', async () => {
	const {address, simulator} = await startSimulator({faults: [{when: {times: 1}, what: {type: 'hang'}}]});
	const struck = new Promise(resolve => simulator.observe(resolve));
	const hanging = failureOf(ask(address, '/api/version'));
	expect(await struck).toMatchObject({faults: ['hang'], status: undefined});
	await simulator.stop();
	expect(await hanging).toBe('ECONNRESET');
	expect(await failureOf(ask(address, '/api/version'))).toBe('ECONNREFUSED');
	expect(await simulator.start()).toEqual({ok: true, value: address});
	expect((await login(address)).status).toBe(200);
});

test('counts and keeps all that was asked, with nothing hidden', async () => {
	const {address, simulator, clock} = await startSimulator();
	const token = await loginToken(address);
	await login(address, {password: 'wrong'});
	await use(address, token, '/api/hosts?limit=1');
	await use(address, 'another');
	await ask(address, '/api/hosts');
	await use(address, token, '/api/oauth/revoke');
	await ask(address, '/api/version');
	expect(simulator.counts()).toEqual({
		connections: 7,
		handshakes: 7,
		requests: 7,
		byPath: {'POST /api/oauth/token': 2, 'GET /api/hosts': 3, 'GET /api/oauth/revoke': 1, 'GET /api/version': 1},
		byVerdict: {
			'token-granted': 1,
			'token-refused': 1,
			'bearer-accepted': 1,
			'bearer-refused': 1,
			'bearer-missing': 1,
			revoked: 1,
			open: 1,
		},
		malformed: 0,
		faults: 0,
	});
	expect(simulator.requests()[0]).toEqual({
		at: clock.now(),
		connection: 1,
		method: 'POST',
		target: '/api/oauth/token',
		path: '/api/oauth/token',
		headers: [
			['Authorization', 'Basic c2ltcGxpdml0eTo='],
			['Content-Type', 'application/x-www-form-urlencoded'],
			['Host', `127.0.0.1:${address.port}`],
			['Connection', 'close'],
			['Content-Length', '58'],
		],
		body: 'grant_type=password&username=administrator&password=secret',
		status: 200,
		verdict: 'token-granted',
		faults: [],
	});
});
