import {describe, expect, onTestFinished, test} from 'vitest';
import {seconds} from '../../source/domain/time.ts';
import {type Asking, accepted, eventually, refused, startAsking} from '../support/asking.ts';
import {answering, methodsOf, startHostile} from '../support/hostile-asking.ts';
import {http} from '../support/hostile-server.ts';

describe('a kept connection that the server closes', () => {
	const answer = http('200 OK', {}, '[]');

	/** Answers the first request on each connection and hangs up at the second. */
	async function startForgetful() {
		const asked = new WeakMap<object, number>();
		return startHostile({
			reply(socket, request) {
				const count = (asked.get(socket) ?? 0) + 1;
				asked.set(socket, count);
				if (count > 1) socket.destroy();
				else socket.write(request.startsWith('POST') ? http('200 OK', {}, '{"access_token":"abc"}') : answer);
			},
		});
	}

	test('costs a tickle nothing: it is asked again, once, on a new one', async () => {
		const {tickle, server} = await startForgetful();
		accepted(await tickle());
		accepted(await tickle());
		expect(methodsOf(server)).toEqual(['GET', 'GET', 'GET']);
		expect(server.connections()).toBe(2);
	});

	test('and another one after it is a failure', async () => {
		let requests = 0;
		const {tickle, server} = await startHostile({
			reply(socket) {
				requests += 1;
				if (requests === 1) socket.write(answer);
				else socket.destroy();
			},
		});
		accepted(await tickle());
		expect(refused(await tickle())).toMatchObject({kind: 'unreachable', code: 'ECONNRESET', phase: 'request'});
		expect(requests).toBe(3);
		expect(server.connections()).toBe(2);
	});

	test('is not used for a login or a revoke, which are sent once', async () => {
		const {tickle, login, revoke, server} = await startForgetful();
		accepted(await tickle());
		accepted(await login());
		accepted(await revoke());
		expect(methodsOf(server)).toEqual(['GET', 'POST', 'GET']);
		expect(server.connections()).toBe(3);
	});

	test.each(['login', 'revoke'] as const)('a %s that is dropped is not sent again', async what => {
		const {server, ...asking} = await startHostile({reply: socket => socket.destroy()});
		expect(refused(await asking[what]()).code).toBe('ECONNRESET');
		expect(methodsOf(server)).toHaveLength(1);
		expect(server.connections()).toBe(1);
	});

	test('is not kept when more comes over it than was asked for', async () => {
		const {tickle, server} = await startHostile({reply: socket => socket.write(Buffer.concat([answer, answer]))});
		accepted(await tickle());
		accepted(await tickle());
		expect(server.connections()).toBe(2);
	});
});

describe('who gives up', () => {
	const cancelled = {kind: 'unreachable', code: 'SVT_CANCELLED'};

	test.each(['login', 'tickle', 'revoke'] as const)('a %s by its signal ends it at once', async what => {
		const {server, clock, origin, trust} = await startHostile({});
		const controller = new AbortController();
		const asking: Asking = startAsking({origin, trust, clock, signal: controller.signal});
		const asked = asking[what]();
		await server.arrived();
		controller.abort();
		expect(refused(await asked)).toMatchObject({...cancelled, phase: 'request'});
		expect(clock.alarms()).toBe(0);
		await server.closed();
	});

	test('beforehand sends nothing', async () => {
		const {server, clock, origin, trust} = await startHostile({});
		const asking = startAsking({origin, trust, clock, signal: AbortSignal.abort()});
		expect(refused(await asking.login())).toMatchObject(cancelled);
		expect(await asking.look()).toMatchObject({ok: false, failure: cancelled});
		expect(server.received()).toBe('');
	});

	test('while a handshake hangs hangs up', async () => {
		const greeted: string[] = [];
		const {clock, origin, trust} = await startHostile({
			onConnection: socket => socket.once('data', () => greeted.push('hello')),
		});
		const controller = new AbortController();
		const {look} = startAsking({origin, trust, clock, signal: controller.signal});
		const asked = look();
		await eventually(() => greeted.length === 1);
		controller.abort();
		expect(await asked).toMatchObject({ok: false, failure: {...cancelled, phase: 'handshake'}});
	});

	test('by closing ends all that is under way, and what is kept', async () => {
		let requests = 0;
		const {appliance, tickle, login, server, clock} = await startHostile({
			reply(socket) {
				requests += 1;
				if (requests === 1) socket.write(http('200 OK', {}, '[]'));
			},
		});
		accepted(await tickle());
		const asked = [login(), login()];
		await server.arrived(3);
		await appliance.close();
		for (const exchange of await Promise.all(asked)) expect(refused(exchange)).toMatchObject(cancelled);
		await server.closed(3);
		expect(clock.alarms()).toBe(0);
	});
});

test('after it was closed it goes on, on new connections', async () => {
	const {appliance, tickle, server} = await startHostile(answering('200 OK', {}, '[]'));
	accepted(await tickle());
	await appliance.close();
	accepted(await tickle());
	expect(server.connections()).toBe(2);
});

test('connections that are dropped are hung up, what is under way goes on, and the next request opens a new one', async () => {
	let answerLogin: () => void = () => undefined;
	const {appliance, tickle, login, server, origin, trust} = await startHostile({
		reply(socket, request) {
			const grant = () => socket.write(http('200 OK', {}, '{"access_token":"abc"}'));
			if (request.startsWith('POST')) answerLogin = grant;
			else socket.write(http('200 OK', {}, '[]'));
		},
	});
	appliance.dropConnections();
	accepted(await tickle());
	const asked = login();
	await server.arrived(2);
	appliance.dropConnections();
	await server.closed(1);
	answerLogin();
	accepted(await asked);
	expect(server.connections()).toBe(2);

	appliance.dropConnections();
	accepted(await tickle());
	expect(server.connections()).toBe(3);

	await appliance.openConnection({origin, trust, timeout: seconds(5)});
	appliance.dropConnections();
	const again = login();
	await server.arrived(4);
	answerLogin();
	accepted(await again);
	expect(server.connections()).toBe(5);
});

test('of two appliances that a connection is opened to, each unused one is hung up', async () => {
	const {appliance, clock, server, origin, trust, login} = await startHostile(
		answering('200 OK', {}, '{"access_token":"abc"}'),
	);
	const other = await startHostile(answering('200 OK', {}, '[]'));
	await appliance.openConnection({origin, trust, timeout: seconds(5)});
	await appliance.openConnection({origin: other.origin, trust: other.trust, timeout: seconds(5)});
	clock.advance(seconds(10));
	expect(clock.alarms()).toBe(0);
	accepted(await login());
	expect(server.connections()).toBe(2);
});

test('hundreds of tickles on one connection and one signal leave no listeners behind', async () => {
	const warnings: Error[] = [];
	const warn = (warning: Error) => void warnings.push(warning);
	process.on('warning', warn);
	onTestFinished(() => void process.off('warning', warn));
	const {server, clock, origin, trust} = await startHostile(answering('200 OK', {}, '[]'));
	const {tickle} = startAsking({origin, trust, clock, signal: new AbortController().signal});
	for (let count = 0; count < 300; count += 1) accepted(await tickle());
	expect(server.connections()).toBe(1);
	expect(clock.alarms()).toBe(0);
	await new Promise(resolve => setImmediate(resolve));
	expect(warnings).toEqual([]);
});
