import {describe, expect, test} from 'vitest';
import {seconds} from '../../source/domain/time.ts';
import {eventually, refused, startAsking} from '../support/asking.ts';
import {methodsOf, refusals, startHostile} from '../support/hostile-asking.ts';
import type {HostileOptions} from '../support/hostile-server.ts';

describe('no answer', () => {
	test.each<[string, HostileOptions, object]>([
		['the connection drops after the handshake', {onSecure: socket => socket.destroy()}, {phase: 'request'}],
		['the connection drops after the request', {reply: socket => socket.destroy()}, {phase: 'request'}],
		[
			'the answer breaks off',
			{reply: socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"access_token":"abc')},
			{phase: 'answer'},
		],
	])('%s', async (_name, options, seen) => {
		expect(await refusals(options)).toEqual({kind: 'unreachable', status: undefined, code: 'ECONNRESET', ...seen});
	});

	test('a refusal that breaks off is one all the same', async () => {
		const head = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 1000\r\n\r\n';
		const {tickle} = await startHostile({reply: socket => socket.end(`${head}not now`)});
		expect(refused(await tickle())).toMatchObject({
			kind: 'busy',
			status: 503,
			retryAfter: seconds(30),
			serverSays: 'not now',
		});
	});

	test.each(['login', 'tickle', 'revoke', 'version'] as const)('within the time that a %s has', async what => {
		const {server, clock, ...asking} = await startHostile({});
		const sentAt = clock.now();
		const asked = asking[what]();
		await server.arrived();
		clock.advance(seconds(9.999));
		expect(clock.alarms()).toBe(1);
		clock.advance(seconds(0.001));
		const exchange = await asked;
		expect(refused(exchange)).toMatchObject({kind: 'unreachable', code: 'SVT_TIMEOUT', phase: 'request'});
		expect(exchange).toMatchObject({sentAt, receivedAt: sentAt + 10_000, status: undefined});
		await server.closed();
		expect(methodsOf(server)).toHaveLength(1);
	});

	test('a head that drips is not waited for longer', async () => {
		const {tickle, clock, server} = await startHostile({reply: socket => socket.write('HTTP/1.1 200 OK\r\nX-A')});
		const asked = tickle();
		await server.arrived();
		for (let second = 0; second < 10; second += 1) clock.advance(seconds(1));
		expect(refused(await asked)).toMatchObject({kind: 'unreachable', code: 'SVT_TIMEOUT'});
	});

	test.each<[string, object]>([
		['200 OK', {kind: 'unreachable', status: undefined, code: 'SVT_TIMEOUT', phase: 'answer'}],
		['503 Service Unavailable', {kind: 'busy', status: 503, code: undefined, serverSays: '[{"'}],
	])('a body that drips has 10 s, however long the whole may take: %s', async (status, seen) => {
		const {clock, server, origin, trust} = await startHostile({
			reply: socket => socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 1000\r\n\r\n[{"`),
		});
		const {tickle} = startAsking({origin, trust, clock, timeout: seconds(60)});
		const asked = tickle();
		// The second alarm is set when the head has come.
		await eventually(() => clock.alarms() === 2);
		clock.advance(seconds(10));
		expect(refused(await asked)).toMatchObject(seen);
		await server.closed();
	});
});
