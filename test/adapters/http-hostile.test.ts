import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {seconds} from '../../source/domain/time.ts';
import {accepted, eventually, hardPassword, heldToken, refused, startAsking} from '../support/asking.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {answering, refusals, startHostile} from '../support/hostile-asking.ts';
import {type HostileOptions, writeEndlessly} from '../support/hostile-server.ts';

const none = {status: undefined, code: undefined, phase: undefined};
const gigantic = gzipSync(Buffer.alloc(50_000_000, ' '), {level: 9});

describe('no connection', () => {
	test.each([
		['a host that nobody knows', 'https://no-such-host.invalid', {code: 'ENOTFOUND', phase: 'resolve'}],
		['a port on which nothing listens', 'https://127.0.0.1:1', {code: 'ECONNREFUSED', phase: 'connect'}],
		['plain HTTP beyond this machine', 'http://10.1.1.16', {code: 'SVT_PLAIN_HTTP', phase: 'connect'}],
		['what is no address', 'https://', {code: 'ERR_INVALID_URL', phase: 'resolve'}],
		['another scheme', 'ftp://127.0.0.1', {code: 'ERR_INVALID_URL', phase: 'resolve'}],
	])('to %s', async (_name, origin, why) => {
		const clock = createFakeClock();
		const {login, tickle, revoke, version, look} = startAsking({origin, trust: {mode: 'system'}, clock});
		for (const ask of [login, tickle, revoke, version]) {
			const exchange = await ask();
			expect(refused(exchange)).toMatchObject({kind: 'unreachable', ...why});
			expect(exchange).toMatchObject({sentAt: clock.now(), receivedAt: clock.now(), status: undefined});
		}
		expect(await look()).toMatchObject({ok: false, failure: {kind: 'unreachable', path: undefined, ...why}});
		expect(clock.alarms()).toBe(0);
	});

	test.each<[string, HostileOptions, string]>([
		[
			'plain HTTP on the port',
			{onConnection: socket => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))},
			'ERR_SSL_WRONG_VERSION_NUMBER',
		],
		[
			'something else on the port',
			{onConnection: socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')},
			'ERR_SSL_WRONG_VERSION_NUMBER',
		],
		[
			'a handshake that is dropped',
			{onConnection: socket => socket.once('data', () => socket.destroy())},
			'ECONNRESET',
		],
		[
			'TLS 1.1 only',
			{tls: {minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0'}},
			'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
		],
		[
			'no cipher that both know',
			{tls: {maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256'}},
			// The words between depend on the OpenSSL.
			expect.stringMatching(/^ERR_SSL_.*ALERT_HANDSHAKE_FAILURE$/),
		],
	])('that is secure: %s', async (_name, options, code) => {
		expect(await refusals(options)).toEqual({kind: 'tls', status: undefined, code, phase: 'handshake'});
	});

	test('before the time is over: the handshake hangs', async () => {
		const greeted: string[] = [];
		const {login, clock} = await startHostile({
			onConnection: socket => socket.once('data', () => greeted.push('hello')),
		});
		const startedAt = clock.now();
		const asked = login();
		await eventually(() => greeted.length === 1);
		clock.advance(seconds(10));
		const exchange = await asked;
		expect(refused(exchange)).toMatchObject({kind: 'tls', code: 'SVT_TIMEOUT', phase: 'handshake'});
		expect(exchange).toMatchObject({sentAt: startedAt, receivedAt: startedAt + 10_000});
	});
});

describe('an answer that is not the API’s', () => {
	test.each<[string, HostileOptions, object]>([
		['a web page', answering('200 OK', {}, '<!DOCTYPE html><title>Guest network</title>'), {...none, status: 200}],
		['nothing', answering('200 OK', {'Content-Type': 'application/json'}, ''), {...none, status: 200}],
		['no content', {reply: socket => socket.write('HTTP/1.1 204 No Content\r\n\r\n')}, {...none, status: 204}],
		[
			'another protocol',
			{reply: socket => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')},
			{...none, code: 'HPE_INVALID', phase: 'answer'},
		],
		[
			'garbage',
			{reply: socket => socket.write(Buffer.from([0, 255, 13, 10, 27, 13, 10]))},
			{...none, code: 'HPE_INVALID', phase: 'answer'},
		],
		['a text', {reply: socket => socket.end('hello')}, {...none, code: 'HPE_INVALID', phase: 'answer'}],
		[
			'interim answers without end',
			{reply: socket => writeEndlessly(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n')},
			{...none, code: 'HPE_INVALID', phase: 'answer'},
		],
		[
			'chunks of no length',
			{reply: socket => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n')},
			{...none, code: 'HPE_INVALID', phase: 'answer'},
		],
		[
			'the beginning of HTTP/2',
			{onSecure: socket => socket.write(Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]))},
			{...none, code: 'HPE_INVALID', phase: 'answer'},
		],
		[
			'two lengths',
			{reply: socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}')},
			{...none, code: 'HPE_INVALID', phase: 'answer'},
		],
	])('%s', async (_name, options, seen) => {
		expect(await refusals(options)).toEqual({kind: 'not-simplivity', ...seen});
	});

	test('a 200 of the token endpoint that holds no token', async () => {
		const {login} = await startHostile(answering('200 OK', {}, '{"token_type":"bearer","expires_in":86399}'));
		expect(refused(await login())).toMatchObject({kind: 'not-simplivity', status: 200, shape: 'api'});
	});

	test('a page where the version should be', async () => {
		const {version} = await startHostile(answering('200 OK', {}, '{"name":"grafana"}'));
		expect(refused(await version())).toMatchObject({kind: 'not-simplivity', status: 200, path: '/api/version'});
	});
});

describe('an answer that is too large', () => {
	test('100 MB are left where they are', async () => {
		let sent = 0;
		const {login, server} = await startHostile({
			reply(socket) {
				socket.once('close', () => {
					sent = socket.bytesWritten;
				});
				writeEndlessly(
					socket,
					'HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{"access_token":"',
					'x'.repeat(16_384),
				);
			},
		});
		expect(refused(await login())).toMatchObject({kind: 'unreadable', status: 200});
		await server.closed();
		await eventually(() => sent > 0);
		expect(sent).toBeLessThan(10_000_000);
	});

	test.each<[string, HostileOptions, object]>([
		[
			'of headers without end nothing is believed',
			{reply: socket => writeEndlessly(socket, 'HTTP/1.1 200 OK\r\n', `X-A: ${'a'.repeat(500)}\r\n`)},
			{...none, code: 'SVT_TOO_LARGE', phase: 'answer'},
		],
		[
			'nor of hints without end',
			{reply: socket => writeEndlessly(socket, '', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(50))},
			{...none, code: 'SVT_TOO_LARGE', phase: 'answer'},
		],
		[
			'nor of what unpacks to 50 MB',
			answering('200 OK', {'Content-Encoding': 'gzip'}, gigantic),
			{...none, code: 'SVT_TOO_LARGE', phase: 'answer'},
		],
	])('%s', async (_name, options, seen) => {
		expect(await refusals(options)).toEqual({kind: 'unreadable', ...seen});
	});

	test.each<[string, HostileOptions, object]>([
		[
			'its status is the truth all the same: an error page without end',
			{reply: socket => writeEndlessly(socket, 'HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n', 'x'.repeat(4096))},
			{kind: 'server-error', status: 500},
		],
		[
			'packed or not',
			answering('503 Service Unavailable', {'Content-Encoding': 'gzip'}, gigantic),
			{kind: 'busy', status: 503},
		],
	])('%s', async (_name, options, seen) => {
		expect(await refusals(options)).toEqual({...none, ...seen});
	});

	test('chunks of a byte with much around them are given up', async () => {
		const {tickle, server} = await startHostile({
			reply: socket =>
				writeEndlessly(
					socket,
					'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
					`1;${'x'.repeat(4096)}\r\n[\r\n`,
				),
		});
		expect(refused(await tickle())).toMatchObject({status: 200});
		await server.closed();
	});
});

describe('an answer that comes packed although nobody asked for it', () => {
	test('is unpacked', async () => {
		const {login} = await startHostile(
			answering('200 OK', {'Content-Encoding': 'gzip'}, gzipSync('{"access_token":"abc"}')),
		);
		expect(accepted(await login()).bearer.reveal()).toBe('abc');
	});

	test('is shown as it is if it can’t be', async () => {
		const {tickle} = await startHostile(answering('500 Oops', {'Content-Encoding': 'gzip'}, 'no gzip at all'));
		expect(refused(await tickle())).toMatchObject({kind: 'server-error', serverSays: 'no gzip at all'});
	});
});

test('a token that can’t stand in a header is sent nowhere', async () => {
	const {tickle, server} = await startHostile(answering('200 OK', {}, '[]'));
	expect(refused(await tickle({bearer: new Secret(`${heldToken}\r\nX-Evil: 1`)})).kind).toBe('unreachable');
	expect(server.received()).toBe('');
});

test('a server’s words can neither steer a terminal nor repeat the token', async () => {
	const body = JSON.stringify({error: 'invalid_token', error_description: `\u001b[2J\u202eno: ${heldToken}`});
	const {tickle} = await startHostile(answering('401 Unauthorized', {'X-A': heldToken}, body));
	expect(refused(await tickle()).serverSays).toMatch(/^\\u\{1b\}\[2J\\u\{202e\}no: token [0-9a-f]{4}$/);
});

test.each([
	['as it was typed', `Bad credentials: ${hardPassword} of administrator`, 'Bad credentials: … of administrator'],
	['as the form carried it', 'no: p%C3%A4%24s+w%2Bo%26rd%25', 'no: …'],
	['beyond what is shown', `${'x'.repeat(495)} ${hardPassword}`, `${'x'.repeat(495)} …`],
])('a server that repeats the password has it hidden: %s', async (_name, said, shown) => {
	const body = JSON.stringify({error: 'invalid_grant', error_description: said});
	const {login} = await startHostile(answering('400 Bad Request', {}, body));
	expect(refused(await login())).toMatchObject({kind: 'wrong-credentials', serverSays: shown});
});
