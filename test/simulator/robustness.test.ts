import {connect} from 'node:net';
import {connect as connectTls} from 'node:tls';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SimulatorAddress} from '../../source/simulator/server.ts';
import {ask, clientLogin, login, use} from './raw-client.ts';
import {startSimulator} from './started.ts';

/** Sends bytes and gives back all that comes until the server closes. */
function exchange(address: SimulatorAddress, bytes: string | Uint8Array): Promise<string> {
	return new Promise(resolve => {
		const socket = connect(address.port, '127.0.0.1', () => socket.end(bytes));
		let text = '';
		socket.on('data', chunk => {
			text += chunk;
		});
		socket.on('error', () => {});
		socket.on('close', () => resolve(text));
	});
}

test.each([
	['no HTTP', 'hello\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
	['a header that is none', 'GET / HTTP/1.1\r\nHost x\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
	[
		'a huge header',
		`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
		'HTTP/1.1 431 Request Header Fields Too Large',
	],
	[
		'two lengths',
		'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
		'HTTP/1.1 400 Bad Request',
	],
])('%s gets its status and is counted', async (_name, bytes, expected) => {
	const {address, simulator} = await startSimulator({protocol: 'http'});
	expect((await exchange(address, bytes)).split('\r\n')[0]).toBe(expected);
	expect(simulator.counts()).toMatchObject({malformed: 1, requests: 0});
	expect((await ask(address, '/api/version')).status).toBe(200);
});

test('a body that is too large gets 413, however large it is', async () => {
	const {address} = await startSimulator();
	const options = {method: 'POST', headers: {Authorization: clientLogin}, body: Buffer.alloc(1024 * 1024 + 1)};
	const answer = await ask(address, '/api/oauth/token', options);
	expect([answer.status, answer.headers.connection, answer.body]).toEqual([
		413,
		'close',
		'{"exception":"BodyTooLargeException","path":"/api/oauth/token","message":"Request body too large","timestamp":"2016-04-29T18:36:48Z","status":"413"}',
	]);
	const within = await ask(address, '/api/oauth/token', {...options, body: Buffer.alloc(1024 * 1024)});
	expect(within.status).toBe(400);
});

test('a request that is cut off is kept as far as it came', async () => {
	const {address, simulator} = await startSimulator({protocol: 'http'});
	const seen = new Promise(resolve => simulator.observe(resolve));
	const socket = connect(address.port, '127.0.0.1', () => {
		socket.write('POST /api/oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\ngrant', () =>
			socket.resetAndDestroy(),
		);
	});
	expect(await seen).toMatchObject({path: '/api/oauth/token', status: undefined, verdict: undefined});
	expect((await ask(address, '/api/version')).status).toBe(200);
});

test('plain HTTP on the TLS port, and a handshake that breaks off, hurt nobody', async () => {
	const {address, simulator} = await startSimulator();
	await exchange(address, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
	const socket = connectTls({port: address.port, host: '127.0.0.1'});
	socket.on('error', () => {});
	await new Promise(resolve => socket.on('close', resolve));
	expect((await ask(address, '/api/version')).status).toBe(200);
	expect(simulator.counts()).toMatchObject({connections: 3, requests: 1});
});

test.each([
	'*',
	'//',
	'//evil/api/hosts',
	'/%',
	'/%ff',
	'/api/hosts/%2e%2e',
	'/api/hosts/../hosts',
	'/api/constructor',
	'/api/__proto__',
	'/api/hosts/constructor',
	'http://',
	'https://x?y',
])('target %s is answered', async path => {
	const {address} = await startSimulator();
	const {access_token: token} = JSON.parse((await login(address)).body);
	expect((await use(address, token, path)).status).toBe(404);
});

test('bytes of any kind never keep it from answering the next request', async () => {
	const {address, simulator} = await startSimulator({protocol: 'http'});
	const heads = fc.constantFrom(
		'',
		'GET /api/hosts HTTP/1.1\r\n',
		'POST /api/oauth/token HTTP/1.1\r\nAuthorization: Basic c2ltcGxpdml0eTo=\r\nContent-Type: application/x-www-form-urlencoded\r\n',
		'POST /api/oauth/token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n',
	);
	await fc.assert(
		fc.asyncProperty(heads, fc.uint8Array({maxLength: 200}), async (head, bytes) => {
			await exchange(address, Buffer.concat([Buffer.from(head), bytes]));
		}),
		{numRuns: 60},
	);
	expect((await ask(address, '/api/version')).status).toBe(200);
	expect(simulator.counts().connections).toBe(61);
});

test('memory of requests is bounded, counts are not', async () => {
	const {address, simulator} = await startSimulator({protocol: 'http'});
	const batch = 'GET /api/version HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1000);
	for (let round = 0; round < 11; round++) await exchange(address, batch);
	expect([simulator.requests().length, simulator.counts().requests]).toEqual([10_000, 11_000]);
	const paths = Array.from({length: 1001}, (_, index) => `GET /${index} HTTP/1.1\r\nHost: x\r\n\r\n`);
	await exchange(address, paths.join(''));
	const {byPath} = simulator.counts();
	expect([Object.keys(byPath).length, byPath.other, byPath['GET /api/version']]).toEqual([1001, 2, 11_000]);
});
