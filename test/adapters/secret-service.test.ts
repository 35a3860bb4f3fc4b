import {createServer} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {askSecretService} from '../../source/adapters/secret-service.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {busAnswer} from '../support/bus-answer.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {type BusScript, startScriptedBus} from '../support/scripted-bus.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What it says, and after how many ms. */
async function asked(environment: Environment) {
	const start = performance.now();
	const state = await askSecretService({environment, clock: createSystemClock()});
	return {state, took: performance.now() - start};
}

const stateOf = async (environment: Environment) => (await asked(environment)).state;

test('without a Secret Service its tests are skipped aloud on a person’s machine, and fail where CI runs', () => {
	const said: string[] = [];
	const tell = (text: string) => void said.push(text);
	expect(skipsSecretService({PATH: '/nowhere'}, tell)).toBe(true);
	expect(said).toEqual([expect.stringMatching(/^skip: the tests of the keychain need .+ \(Debian: /)]);
	expect(() => skipsSecretService({PATH: '/nowhere', CI: 'true'}, tell)).toThrow('the tests of the keychain need');
	expect(said).toHaveLength(1);
});

describe.skipIf(skipsSecretService())('a real Secret Service', () => {
	test('is unlocked, locked, silent, and gone', async () => {
		const service = await startSecretService();
		onTestFinished(() => service.close());
		const {environment} = service;
		expect(await stateOf(environment)).toBe('unlocked');
		await service.lock();
		expect(await stateOf(environment)).toBe('locked');
		service.freeze();
		const {state, took} = await asked(environment);
		expect(state).toBe('unresponsive');
		expect(took).toBeGreaterThanOrEqual(240);
		expect(took).toBeLessThan(1000);
		await service.stop();
		expect(await stateOf(environment)).toBe('no-service');
	});

	test('could be started, but is not for a question', async () => {
		const service = await startSecretService({keyring: 'activatable'});
		onTestFinished(() => service.close());
		expect(await stateOf(service.environment)).toBe('activatable');
		expect(await stateOf(service.environment)).toBe('activatable');
	});

	test('has no keyring yet', async () => {
		const service = await startSecretService({keyring: 'empty'});
		onTestFinished(() => service.close());
		expect(await stateOf(service.environment)).toBe('no-default-collection');
	});

	test('is found in the runtime folder, and behind a bus that is gone', async () => {
		const service = await startSecretService();
		onTestFinished(() => service.close());
		const {XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS} = service.environment;
		expect(await stateOf({XDG_RUNTIME_DIR})).toBe('unlocked');
		const several = `tcp:host=localhost,port=1;unix:path=/nowhere/bus;unix:abstract=nobody;${DBUS_SESSION_BUS_ADDRESS}`;
		expect(await stateOf({DBUS_SESSION_BUS_ADDRESS: several})).toBe('unlocked');
	});
});

describe('there is no bus', () => {
	test.each([
		['without an environment', {}],
		['at an address where nothing is', {DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus'}],
		['where there was one', {DBUS_SESSION_BUS_ADDRESS: 'unix:path=/etc/passwd'}],
		['at an address that means nothing', {DBUS_SESSION_BUS_ADDRESS: 'unix:path=%%%;autolaunch:;;=,'}],
		['in an empty runtime folder', {XDG_RUNTIME_DIR: '/nowhere'}],
	])('%s', async (_where, environment) => {
		expect(await stateOf(environment)).toBe('no-bus');
	});
});

test.skipIf(process.platform !== 'linux')('an abstract socket is a bus too', async () => {
	const name = `svt-tui-test-${process.pid}`;
	const server = createServer(connection => connection.on('error', () => undefined).end('REJECTED EXTERNAL\r\n'));
	await new Promise<void>(resolve => server.listen(`\0${name}`, resolve));
	const seen = new Promise(resolve => server.once('connection', resolve));
	expect(await stateOf({DBUS_SESSION_BUS_ADDRESS: `unix:abstract=${name}`})).toBe('no-bus');
	await seen;
	server.close();
});

const welcome: BusScript = (connection, received) => {
	if (received.includes('BEGIN\r\n')) return;
	if (received.includes('\r\n')) connection.write('OK 0123456789abcdef0123456789abcdef\r\n');
};

/** Answers each call with the next of these, byte by byte. */
const answering = (...answers: ReadonlyArray<Omit<Parameters<typeof busAnswer>[0], 'answers'>>): BusScript => {
	let sent = 0;
	return (connection, received) => {
		welcome(connection, received);
		const calls = received.toString('latin1').split('l\x01\x02\x01').length - 1;
		for (; sent < calls; sent += 1) {
			const answer = answers[sent];
			if (answer !== undefined)
				for (const byte of busAnswer({answers: sent + 1, ...answer})) connection.write(Buffer.of(byte));
		}
	};
};

const hello = {type: 's', value: ':1.1'};
const owned = {type: 'b', value: true};
const alias = {type: 'o', value: '/org/freedesktop/secrets/collection/login'};
const broken = (error: string) => ({type: 's', value: 'no', error: `org.freedesktop.DBus.Error.${error}`});

describe('a bus is believed that answers', () => {
	test.each([
		['unlocked', [hello, owned, alias, {type: 'v', value: false}]],
		['locked', [hello, owned, alias, {type: 'v', value: true}]],
		['unlocked', [hello, owned, alias, {type: 'v', value: false, order: 'big'}]],
		['no-default-collection', [hello, owned, {type: 'o', value: '/'}]],
		['no-default-collection', [hello, owned, alias, broken('UnknownObject')]],
		['no-default-collection', [hello, owned, alias, {type: 'v', value: 'true'}]],
		['no-service', [hello, owned, broken('ServiceUnknown')]],
		['no-service', [hello, owned, broken('AccessDenied')]],
		['no-service', [hello, {type: 'b', value: false}, {type: 'as', value: ['org.freedesktop.DBus']}]],
		['no-service', [hello, {type: 'b', value: false}, {type: 's', value: 'org.freedesktop.secrets'}]],
		['activatable', [hello, {type: 'b', value: false}, {type: 'as', value: ['a.b', 'org.freedesktop.secrets']}]],
		['no-bus', [hello, broken('AccessDenied')]],
		['no-bus', [broken('AccessDenied')]],
	] as const)('%s: %j', async (state, answers) => {
		const bus = await startScriptedBus(answering(...answers));
		onTestFinished(() => bus.close());
		expect(await stateOf(bus.environment)).toBe(state);
	});
});

describe('a bus that is none', () => {
	const once =
		(reply: string | Buffer): BusScript =>
		connection =>
			void connection.write(reply);
	const afterWelcome =
		(reply: Buffer): BusScript =>
		(connection, received) => {
			welcome(connection, received);
			if (received.includes('BEGIN\r\n')) connection.write(reply);
		};
	const huge = busAnswer({answers: 1, type: 's', value: 'x'});
	huge.writeUInt32LE(0xffff_ffff, 4);

	test.each([
		['does not know us', once('REJECTED EXTERNAL DBUS_COOKIE_SHA1\r\n')],
		['speaks HTTP', once('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
		['says a line without an end', once(Buffer.alloc(200_000, 'OK '))],
		['hangs up', (connection: {end(): void}) => connection.end()],
		['sends noise', afterWelcome(Buffer.alloc(100_000, 0xa5))],
		['announces four gigabytes', afterWelcome(huge)],
		[
			'hangs up in the middle of an answer',
			(connection, received) => {
				welcome(connection, received);
				if (received.includes('BEGIN\r\n')) connection.end(busAnswer({answers: 1, ...hello}).subarray(0, 20));
			},
		],
	] satisfies ReadonlyArray<readonly [string, BusScript]>)('%s', async (_what, script) => {
		const bus = await startScriptedBus(script);
		onTestFinished(() => bus.close());
		// Time stands still: nothing is waited for.
		expect(await askSecretService({environment: bus.environment, clock: createFakeClock()})).toBe('no-bus');
	});

	test.each([
		['says nothing', () => undefined],
		['says nothing after the welcome', welcome],
		['answers other questions', afterWelcome(busAnswer({answers: 99, ...hello}))],
	] satisfies ReadonlyArray<readonly [string, BusScript]>)(
		'%s, and is given a quarter of a second',
		async (_what, script) => {
			const bus = await startScriptedBus(script);
			onTestFinished(() => bus.close());
			const clock = createFakeClock();
			const start = clock.now();
			const state = askSecretService({environment: bus.environment, clock});
			expect(await clock.advanceUntil(state)).toBe('unresponsive');
			expect(clock.now() - start).toBe(250);
			expect(clock.alarms()).toBe(0);
		},
	);

	test('is not waited for any longer than its asker wants', async () => {
		const bus = await startScriptedBus(welcome);
		onTestFinished(() => bus.close());
		const clock = createFakeClock();
		const controller = new AbortController();
		const state = askSecretService({environment: bus.environment, clock, signal: controller.signal});
		controller.abort();
		expect(await state).toBe('unresponsive');
		expect(clock.alarms()).toBe(0);
	});
});
