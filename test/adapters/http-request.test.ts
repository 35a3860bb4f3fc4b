import {gzipSync} from 'node:zlib';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {ApiExchange} from '../../source/appliance-port.ts';
import {Secret} from '../../source/domain/secret.ts';
import {seconds} from '../../source/domain/time.ts';
import {startSimulator} from '../simulator/started.ts';
import {accepted, eventually, heldToken, refused, startAsking} from '../support/asking.ts';
import {answering, startHostile} from '../support/hostile-asking.ts';
import {type HostileOptions, startHostileServer, writeEndlessly} from '../support/hostile-server.ts';

/** A simulator and the adapter, signed in, on one clock that stands. */
async function signedIn() {
	const {simulator, clock, address} = await startSimulator({users: {administrator: 'secret'}});
	const sha256 = address.certificate?.sha256 ?? '';
	const asking = startAsking({origin: address.origin, clock, trust: {mode: 'pinned', sha256}});
	const {bearer} = accepted(await asking.login({password: new Secret('secret')}));
	return {...asking, simulator, bearer};
}

const bodyOf = ({answer}: ApiExchange) => Buffer.from(answer?.body ?? []).toString();

describe('a request of somebody’s own', () => {
	test('goes out as it was given, with the token', async () => {
		const {request, bearer, simulator} = await signedIn();
		const body = Buffer.from('{"name":"ñ"}');
		const headers = {accept: 'application/vnd.simplivity.v1.9+json'};
		const exchange = await request({bearer, method: 'POST', path: '/api/hosts?x=%20y', headers, body});
		expect(simulator.requests().at(-1)).toMatchObject({
			method: 'POST',
			target: '/api/hosts?x=%20y',
			headers: [
				['host', expect.any(String)],
				['connection', 'keep-alive'],
				['accept', 'application/vnd.simplivity.v1.9+json'],
				['accept-encoding', 'identity'],
				['user-agent', 'svt-tui'],
				['content-type', 'application/vnd.simplivity.v1+json'],
				['authorization', `Bearer ${bearer.reveal()}`],
				['content-length', '13'],
			],
			body: '{"name":"ñ"}',
		});
		expect(refused(exchange)).toMatchObject({kind: 'method', status: 405, shape: 'api'});
		expect(JSON.parse(bodyOf(exchange))).toMatchObject({exception: expect.stringContaining('HttpRequestMethod')});
	});

	test('shares a connection only where it may be sent twice', async () => {
		const {request, bearer, simulator} = await signedIn();
		for (const method of ['GET', 'GET', 'PUT', 'DELETE', 'GET'] as const) await request({bearer, method});
		expect(simulator.requests().map(({method, connection}) => [method, connection])).toEqual([
			['POST', 1],
			['GET', 1],
			['GET', 1],
			['PUT', 2],
			['DELETE', 3],
			['GET', 3],
		]);
	});

	test('of what needs no token has none', async () => {
		const {request, simulator} = await signedIn();
		const exchange = await request({bearer: undefined, path: '/api/version'});
		accepted(exchange);
		expect(JSON.parse(bodyOf(exchange))).toEqual({REST_API_Version: '1.25', SVTFS_Version: '5.3.1.120'});
		expect(
			simulator
				.requests()
				.at(-1)
				?.headers.map(([name]) => name),
		).not.toContain('authorization');
	});
});

describe('what comes back', () => {
	test('is given byte for byte, also where it is no text', async () => {
		const bytes = Buffer.from([0x5b, 0x22, 0xff, 0x7f, 0x22, 0x5d, 0x0d, 0x0a]);
		const {request} = await startHostile(answering('200 OK', {'X-A': 'b'}, bytes));
		const exchange = await request();
		accepted(exchange);
		expect(exchange.answer).toEqual({status: 200, headers: {'x-a': 'b', 'content-length': '8'}, body: bytes});
	});

	test('may be long and take its time', async () => {
		const half = `"${'x'.repeat(5_000_000)}"`;
		const {origin, trust, server, clock} = await startHostile({
			reply: (socket, asked) => {
				socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 * half.length + 3}\r\n\r\n[${half},`);
				if (asked.includes('/second')) socket.write(`${half}]`);
			},
		});
		const {request} = startAsking({origin, trust, clock, timeout: seconds(60)});
		const slow = request();
		await server.arrived();
		clock.advance(seconds(59));
		expect(bodyOf(await request({path: '/api/second'}))).toBe(`[${half},${half}]`);
		clock.advance(seconds(1));
		expect(refused(await slow)).toMatchObject({kind: 'unreachable', code: 'SVT_TIMEOUT'});
	});

	test.each<[string, HostileOptions]>([
		[
			'said so',
			{reply: s => writeEndlessly(s, 'HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n["', 'x'.repeat(65_536))},
		],
		['without end', {reply: s => writeEndlessly(s, 'HTTP/1.1 200 OK\r\n\r\n["', 'x'.repeat(65_536))}],
		['unpacked', answering('200 OK', {'Content-Encoding': 'gzip'}, gzipSync(Buffer.alloc(40_000_000, ' ')))],
	])('is not taken when it is more than 32 MiB: %s', async (_name, options) => {
		const {request, clock} = await startHostile(options);
		const exchange = await request();
		expect(refused(exchange)).toMatchObject({kind: 'unreadable', code: 'SVT_TOO_LARGE', phase: 'answer'});
		expect(exchange.answer).toBeUndefined();
		expect(clock.alarms()).toBe(0);
	});

	test('is unpacked if it came packed although nobody asked for it', async () => {
		const {request} = await startHostile(answering('200 OK', {'Content-Encoding': 'gzip'}, gzipSync('[1]')));
		expect(bodyOf(await request())).toBe('[1]');
	});

	test.each<[string, HostileOptions, object, string]>([
		[
			'a page',
			answering('200 OK', {}, '<html><title>Guest'),
			{kind: 'not-simplivity', status: 200},
			'<html><title>Guest',
		],
		['wrong JSON', answering('200 OK', {}, '{"a":'), {kind: 'unreadable', status: 200}, '{"a":'],
		['nothing', answering('200 OK', {}, ''), {kind: 'not-simplivity', status: 200}, ''],
		[
			'a list that breaks off',
			{reply: s => s.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1')},
			{kind: 'unreachable'},
			'',
		],
		['no words', answering('500 Oops', {}, 'oh\u001b[2J'), {kind: 'server-error', status: 500}, 'oh\u001b[2J'],
	])('is a refusal with its body: %s', async (_name, options, seen, body) => {
		const {request} = await startHostile(options);
		const exchange = await request();
		expect(refused(exchange)).toMatchObject(seen);
		expect(bodyOf(exchange)).toBe(body);
	});

	test('may be nothing after what changes something', async () => {
		const {request} = await startHostile({reply: socket => socket.write('HTTP/1.1 204 No Content\r\n\r\n')});
		accepted(await request({method: 'DELETE'}));
		expect(refused(await request())).toMatchObject({kind: 'not-simplivity', status: 204});
	});

	test('a refusal without end is cut off, and has ten seconds', async () => {
		const endless = await startHostile({
			reply: socket => writeEndlessly(socket, 'HTTP/1.1 500 Oops\r\n\r\n', 'x'.repeat(4096)),
		});
		expect(bodyOf(await endless.request())).toBe('x'.repeat(65_536));

		const {origin, trust, clock, server} = await startHostile({
			reply: socket => socket.write('HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\n{"'),
		});
		const {request} = startAsking({origin, trust, clock, timeout: seconds(60)});
		const asked = request();
		await eventually(() => clock.alarms() === 2);
		clock.advance(seconds(10));
		expect(refused(await asked)).toMatchObject({kind: 'busy', status: 503});
		await server.closed();
	});

	test.each(['GET', 'POST'] as const)('a redirect is not followed: %s', async method => {
		const other = await startHostileServer(answering('200 OK', {}, '{}'));
		onTestFinished(() => other.stop());
		const {request} = await startHostile(answering('307 Temporary Redirect', {Location: other.origin}, 'there'));
		const exchange = await request({method});
		expect(refused(exchange)).toMatchObject({
			kind: 'not-simplivity',
			status: 307,
			serverSays: `Location: ${other.origin}`,
		});
		expect(bodyOf(exchange)).toBe('there');
		expect(other.connections()).toBe(0);
	});

	test('an echo of the token is not repeated in what is told of a refusal', async () => {
		const {request} = await startHostile(answering('400 Bad Request', {}, `{"message":"no: ${heldToken}"}`));
		const exchange = await request();
		expect(refused(exchange).serverSays).toMatch(/^no: token [0-9a-f]{4}$/);
		expect(bodyOf(exchange)).toBe(`{"message":"no: ${heldToken}"}`);
	});
});

test('another certificate than the pinned one gets nothing', async () => {
	const {server, origin, clock} = await startHostile(answering('200 OK', {}, '{}'));
	const {request} = startAsking({origin, clock, trust: {mode: 'pinned', sha256: '00'.repeat(32)}});
	expect(refused(await request({method: 'PUT', body: Buffer.from('{}')}))).toMatchObject({kind: 'certificate-changed'});
	expect(server.received()).toBe('');
});

test('what is lost on the way is sent once', async () => {
	const {request, server} = await startHostile({reply: socket => socket.destroy()});
	for (const method of ['GET', 'POST'] as const)
		expect(refused(await request({method}))).toMatchObject({kind: 'unreachable', code: 'ECONNRESET'});
	expect(server.received().match(/^(GET|POST)/gm)).toEqual(['GET', 'POST']);
});
