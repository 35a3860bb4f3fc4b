import {Agent} from 'node:https';
import {connect} from 'node:tls';
import {describe, expect, test} from 'vitest';
import {milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import type {Breakage, Fault} from '../../source/simulator/faults.ts';
import type {Simulator} from '../../source/simulator/server.ts';
import {ask, failureOf, login, loginToken, use} from './raw-client.ts';
import {startSimulator} from './started.ts';

const finished = (simulator: Simulator) => new Promise(resolve => simulator.observe(resolve));

describe('instead of the answer', () => {
	const nginx = (reason: string) =>
		`<html>\r\n<head><title>${reason}</title></head>\r\n<body bgcolor="white">\r\n<center><h1>${reason}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;

	test.each<[Breakage, number, Record<string, unknown>, string]>([
		[
			{type: 'status', status: 502},
			502,
			{'content-type': 'text/html', server: 'nginx', 'retry-after': undefined},
			nginx('502 Bad Gateway'),
		],
		[
			{type: 'status', status: 503, retryAfter: 7},
			503,
			{'retry-after': '7'},
			nginx('503 Service Temporarily Unavailable'),
		],
		[{type: 'status', status: 504}, 504, {server: 'nginx'}, nginx('504 Gateway Time-out')],
		[
			{type: 'status', status: 407},
			407,
			{'proxy-authenticate': 'Basic realm="proxy"'},
			nginx('407 Proxy Authentication Required'),
		],
		[{type: 'status', status: 429}, 429, {'retry-after': '30', 'content-type': 'text/plain'}, 'Too Many Requests'],
		[{type: 'status', status: 408}, 408, {}, '{"status":"408","message":"Request Timeout"}'],
		[
			{type: 'status', status: 500},
			500,
			{'content-type': 'application/json;charset=UTF-8'},
			'{"exception":"InternalServerException","path":"/api/version","message":"Could not get JDBC Connection; nested exception is java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.","timestamp":"2016-04-29T18:36:48Z","status":"500"}',
		],
		[{type: 'redirect', to: 'https://elsewhere.example/'}, 302, {location: 'https://elsewhere.example/'}, ''],
		[{type: 'empty'}, 200, {'content-length': '0'}, ''],
		[{type: 'no-token'}, 200, {'content-type': 'application/json;charset=UTF-8'}, '{}'],
	])('%o', async (what, status, headers, body) => {
		const {address} = await startSimulator({faults: [{what}]});
		const answer = await ask(address, '/api/version');
		expect([answer.status, answer.body]).toEqual([status, body]);
		for (const [name, value] of Object.entries(headers)) expect(answer.headers[name]).toBe(value);
	});

	test('a portal and garbage come with 200', async () => {
		const {address} = await startSimulator({
			faults: [{when: {path: '/portal'}, what: {type: 'portal'}}, {what: {type: 'garbage'}}],
		});
		const portal = await ask(address, '/portal');
		expect([portal.status, portal.headers['content-type']]).toEqual([200, 'text/html']);
		expect(portal.body).toContain('<h1>Welcome to the guest network</h1>');
		const garbage = await ask(address, '/api/version');
		expect([garbage.status, garbage.headers['content-type']]).toEqual([200, 'application/json;charset=UTF-8']);
		expect(() => JSON.parse(garbage.body)).toThrow();
	});

	test('an endless body has the length that was asked for and never becomes JSON', async () => {
		const {address} = await startSimulator({faults: [{what: {type: 'endless', bytes: 3_000_000}}]});
		const {body} = await ask(address, '/api/version');
		expect(body.length).toBe(3_000_000);
		expect(body.slice(0, 20)).toBe('{"access_token":"xxx');
	});

	test('an endless body stops when its reader goes away', async () => {
		const {address, simulator} = await startSimulator({faults: [{what: {type: 'endless', bytes: 1e12}}]});
		const end = finished(simulator);
		const socket = connect({port: address.port, host: '127.0.0.1', ca: address.certificate?.pem}, () =>
			socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
		);
		socket.once('data', () => socket.destroy());
		expect(await end).toMatchObject({status: 200});
	});

	test.each([
		['reset', 'read ECONNRESET'],
		['close', 'socket hang up'],
		['cut', 'aborted'],
	] as const)('%s ends the connection: %s', async (type, message) => {
		const {address} = await startSimulator({faults: [{what: {type}}]});
		await expect(ask(address, '/api/version')).rejects.toMatchObject({code: 'ECONNRESET', message});
	});

	test('a dripped answer comes a byte at a time', async () => {
		const {address, clock} = await startSimulator({
			faults: [{what: {type: 'drip', every: seconds(1)}}],
			switches: {machine: 'mva'},
		});
		let started = () => {};
		const head = new Promise<void>(resolve => {
			started = resolve;
		});
		const asked = ask(address, '/api/version', {onStart: () => started()});
		// The head goes out with the first byte.
		while (clock.alarms() === 0) await new Promise(setImmediate);
		clock.move(1000);
		await head;
		const whole = '{"REST_API_Version":"1.25"}';
		for (let count = 1; count < whole.length; count++) {
			while (clock.alarms() === 0) await new Promise(setImmediate);
			clock.move(1000);
		}
		expect((await asked).body).toBe(whole);
	});

	test('a late breakage comes after the appliance has done its work', async () => {
		const {address, simulator, clock} = await startSimulator();
		const token = await loginToken(address);
		clock.move(minutes(9));
		const early = simulator.faults.add({what: {type: 'reset'}});
		await failureOf(use(address, token));
		simulator.faults.remove(early);
		clock.move(minutes(1));
		const late = simulator.faults.add({what: {type: 'reset'}, late: true});
		await failureOf(use(address, token));
		simulator.faults.remove(late);
		clock.move(minutes(10));
		expect((await use(address, token)).status).toBe(200);
		expect(simulator.requests().map(request => [request.verdict, request.faults])).toEqual([
			['token-granted', []],
			[undefined, ['reset']],
			['bearer-accepted', ['reset']],
			['bearer-accepted', []],
		]);
	});
});

describe('at a request, which goes on', () => {
	test('a delay holds the answer back on the clock that was passed in', async () => {
		const {address, clock} = await startSimulator({faults: [{what: {type: 'delay', by: seconds(2)}}]});
		let answered = false;
		const asked = ask(address, '/api/version').then(answer => {
			answered = true;
			return answer;
		});
		while (clock.alarms() === 0) await new Promise(setImmediate);
		clock.move(1999);
		expect([answered, clock.alarms()]).toEqual([false, 1]);
		clock.move(1);
		expect((await asked).status).toBe(200);
	});

	test('a client that does not wait leaves no alarm behind', async () => {
		const {address, clock, simulator} = await startSimulator({faults: [{what: {type: 'delay', by: seconds(2)}}]});
		const end = finished(simulator);
		const leaving = new AbortController();
		const asked = failureOf(ask(address, '/api/version', {signal: leaving.signal}));
		while (clock.alarms() === 0) await new Promise(setImmediate);
		leaving.abort();
		expect(await asked).toBe('ABORT_ERR');
		expect(await end).toMatchObject({status: undefined, verdict: undefined});
		expect(clock.alarms()).toBe(0);
	});

	test('a late delay or restart comes after the request was accepted', async () => {
		const {address, clock, simulator} = await startSimulator();
		const token = await loginToken(address);
		simulator.faults.add({when: {times: 1}, what: {type: 'delay', by: seconds(30)}, late: true});
		const asked = use(address, token);
		while (clock.alarms() === 0) await new Promise(setImmediate);
		expect(simulator.requests().at(-1)).toMatchObject({verdict: 'bearer-accepted', status: undefined});
		clock.move(seconds(30));
		expect((await asked).status).toBe(200);
		clock.move(minutes(10) - 30_000 + 1);
		expect((await use(address, token)).body).toContain('due to inactivity');

		const second = await loginToken(address);
		simulator.faults.add({when: {times: 1}, what: {type: 'restart'}, late: true});
		expect((await use(address, second)).status).toBe(200);
		expect((await use(address, second)).body).toContain('Invalid access token');
	});

	test('after a restart all tokens are unknown', async () => {
		const {address, simulator} = await startSimulator();
		const token = await loginToken(address);
		simulator.faults.add({when: {times: 1}, what: {type: 'restart'}});
		expect((await use(address, token)).body).toContain('Invalid access token');
		expect((await use(address, await loginToken(address))).status).toBe(200);
	});

	test('another controller does not know the token, the first one still does', async () => {
		const {address, simulator} = await startSimulator();
		const token = await loginToken(address);
		simulator.faults.add({when: {times: 1}, what: {type: 'node', node: 2}});
		expect((await use(address, token)).body).toContain('Invalid access token');
		expect((await use(address, token)).status).toBe(200);
		simulator.change({node: 2});
		expect((await use(address, token)).body).toContain('Invalid access token');
		simulator.change({node: 1});
		expect((await use(address, token)).status).toBe(200);
	});

	test('the idle limit and the clock that is shown change from then on', async () => {
		const {address, simulator, clock} = await startSimulator();
		const token = await loginToken(address);
		simulator.faults.add({when: {times: 1}, what: {type: 'idle', limit: seconds(20)}});
		simulator.faults.add({when: {times: 1}, what: {type: 'skew', by: milliseconds(-60_000)}});
		const answer = await use(address, token);
		expect(answer.headers.date).toBe(new Date(clock.now() - 60_000).toUTCString());
		clock.move(seconds(20) + 1);
		expect((await use(address, token)).body).toContain('due to inactivity');
	});
});

describe('connections', () => {
	test('are closed when idle, and then only those', async () => {
		const {address, simulator} = await startSimulator();
		const agent = new Agent({keepAlive: true, maxSockets: 1, ca: address.certificate?.pem});
		const closed = new Promise(resolve => agent.once('free', socket => socket.once('close', resolve)));
		await ask(address, '/api/version', {agent});
		simulator.faults.add({what: {type: 'close-idle'}});
		expect((await ask(address, '/api/version')).status).toBe(200);
		await closed;
		agent.destroy();
	});

	test('are dropped or left alone before TLS', async () => {
		const {address, simulator} = await startSimulator({
			faults: [{when: {times: 1}, what: {type: 'handshake', how: 'drop'}}],
		});
		expect(await failureOf(ask(address, '/api/version'))).toBe('ECONNRESET');
		expect((await ask(address, '/api/version')).status).toBe(200);
		simulator.change({handshake: 'hang'});
		const asked = failureOf(ask(address, '/api/version'));
		while (simulator.counts().connections < 3) await new Promise(setImmediate);
		expect(simulator.counts()).toMatchObject({connections: 3, handshakes: 1, requests: 1});
		simulator.resetConnections();
		expect(await asked).toBe('ECONNRESET');
	});

	test('are refused for a while, and those under way are reset', async () => {
		const {address, simulator, clock} = await startSimulator();
		simulator.faults.add({when: {times: 1}, what: {type: 'refuse', for: seconds(30)}});
		expect(await failureOf(ask(address, '/api/version'))).toBe('ECONNRESET');
		expect(await failureOf(ask(address, '/api/version'))).toBe('ECONNREFUSED');
		clock.move(seconds(30));
		expect(await simulator.acceptConnections()).toMatchObject({ok: true, value: {port: address.port}});
		expect((await ask(address, '/api/version')).status).toBe(200);
	});

	test('are not accepted again by a simulator that was stopped meanwhile', async () => {
		const {simulator, clock} = await startSimulator();
		simulator.refuseConnections(seconds(30));
		expect(clock.alarms()).toBe(1);
		await simulator.stop();
		expect(clock.alarms()).toBe(0);
	});

	test('meet another certificate, with the same key when asked, and no byte is sent to it unseen', async () => {
		const {address, simulator} = await startSimulator();
		const agent = new Agent({keepAlive: true, maxSockets: 1, ca: address.certificate?.pem});
		await ask(address, '/api/version', {agent});
		const renewed = await simulator.renewCertificate('same-key');
		expect(renewed?.publicKeySha256).toBe(address.certificate?.publicKeySha256);
		expect(renewed?.sha256).not.toBe(address.certificate?.sha256);
		expect(await failureOf(ask(address, '/api/version', {agent}))).toMatch(/ECONNRESET|DEPTH_ZERO_SELF_SIGNED_CERT/);
		expect(await failureOf(ask(address, '/api/version', {agent}))).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
		expect((await ask({...address, certificate: renewed}, '/api/version')).status).toBe(200);
		expect(simulator.counts().requests).toBe(2);
		agent.destroy();

		simulator.faults.add({when: {times: 1}, what: {type: 'certificate'}});
		expect(await failureOf(ask({...address, certificate: renewed}, '/api/version'))).toBe('ECONNRESET');
		expect(await failureOf(ask({...address, certificate: renewed}, '/api/version'))).toBe(
			'DEPTH_ZERO_SELF_SIGNED_CERT',
		);
		const given = await createCertificate({commonName: 'another'});
		expect(await simulator.renewCertificate(given)).toEqual(given);
		expect((await ask({...address, certificate: given}, '/api/version')).status).toBe(200);
	});
});

describe('rules', () => {
	async function struckBy(fault: Fault, count: number, sample = () => 0.5) {
		const {address, simulator} = await startSimulator({faults: [fault], sample, protocol: 'http'});
		for (let index = 0; index < count; index++) await ask(address, '/api/version');
		return simulator.requests().map(request => request.faults.length);
	}
	const what = {type: 'empty'} as const;

	test('count what matches', async () => {
		expect(await struckBy({what, when: {skip: 2, times: 3}}, 7)).toEqual([0, 0, 1, 1, 1, 0, 0]);
		expect(await struckBy({what, when: {every: 3}}, 7)).toEqual([1, 0, 0, 1, 0, 0, 1]);
		expect(await struckBy({what, when: {every: 2, skip: 1, times: 2}}, 7)).toEqual([0, 1, 0, 1, 0, 0, 0]);
	});

	test('draw lots with the sample they are given', async () => {
		const samples = [0.09, 0.1, 0.9];
		expect(await struckBy({what, when: {chance: 0.1}}, 3, () => samples.shift() ?? 0)).toEqual([1, 0, 0]);
		expect(await struckBy({what, when: {chance: 1}}, 1, () => 0.999)).toEqual([1]);
	});

	test('look at path and method', async () => {
		const {address, simulator} = await startSimulator({
			faults: [
				{when: {path: '/api/hosts', method: 'get'}, what: {type: 'status', status: 500}},
				{when: {path: '/api/oauth/*'}, what: {type: 'status', status: 503}},
			],
		});
		expect((await ask(address, '/api/hosts')).status).toBe(500);
		expect((await ask(address, '/api/hosts?limit=1')).status).toBe(500);
		expect((await ask(address, '/api/hosts', {method: 'POST'})).status).toBe(401);
		expect((await ask(address, '/api/hosts/1')).status).toBe(401);
		expect((await login(address)).status).toBe(503);
		simulator.faults.clear();
		expect((await login(address)).status).toBe(200);
	});

	test('hold in their span of time', async () => {
		const {address, clock, simulator} = await startSimulator();
		const id = simulator.faults.add({when: {from: minutes(1), for: seconds(45)}, what: {type: 'status', status: 503}});
		const statusAt = async (span: number) => {
			clock.move(span);
			return (await ask(address, '/api/version')).status;
		};
		expect([
			await statusAt(0),
			await statusAt(59_999),
			await statusAt(1),
			await statusAt(44_999),
			await statusAt(1),
		]).toEqual([200, 200, 503, 503, 200]);
		expect(simulator.faults.list()).toMatchObject([{id, struck: 2}]);
	});

	test('several faults meet one request in their order, up to what replaces the answer', async () => {
		const {address, simulator} = await startSimulator({
			faults: [{what: {type: 'skew', by: minutes(1)}}, {what: {type: 'empty'}}, {what: {type: 'status', status: 503}}],
		});
		expect((await ask(address, '/api/version')).status).toBe(200);
		expect(simulator.requests()[0]?.faults).toEqual(['skew', 'empty']);
	});
});
