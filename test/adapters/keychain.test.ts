import {fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, readlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {createKeychain} from '../../source/adapters/keychain.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {Secret} from '../../source/domain/secret.ts';
import {minutes} from '../../source/domain/time.ts';
import type {SecretStore} from '../../source/ports.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {buildKeychainPrograms, processCount, processesOf, writeKeychainChild} from '../support/keychain-programs.ts';
import {type SecretService, skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {secretStoreContract} from '../support/secret-store-contract.ts';

const name = {holds: 'password', username: 'administrator@vsphere.local', origin: 'https://dc1.example'} as const;
const done = {ok: true, value: undefined};
type Environment = Readonly<Record<string, string | undefined>>;

let programs: Awaited<ReturnType<typeof buildKeychainPrograms>>;
beforeAll(async () => {
	programs = await buildKeychainPrograms();
});
afterAll(() => programs.remove());

function keychain(environment: Environment, child = programs.child): SecretStore {
	return createKeychain({clock: createSystemClock(), environment, child});
}

async function started(options: Parameters<typeof startSecretService>[0] = {}): Promise<SecretService> {
	const service = await startSecretService(options);
	onTestFinished(() => service.close());
	return service;
}

/** What each call of the store comes to, in how many ms at the most. */
async function tried(store: SecretStore) {
	const start = performance.now();
	const outcomes = [
		await store.check(),
		await store.read(name),
		await store.write(name, new Secret('x')),
		await store.remove(name),
	];
	store.close();
	return {outcomes, took: performance.now() - start};
}

const all = (kind: string, text: string) => Array.from({length: 4}, () => ({ok: false, failure: {kind, text}}));

describe.skipIf(skipsSecretService())('a keychain that is a real Secret Service', () => {
	let service: SecretService;
	beforeAll(async () => {
		service = await startSecretService();
	});
	afterAll(() => service.close());

	secretStoreContract(() => keychain(service.environment));
});

describe.skipIf(skipsSecretService())('a real Secret Service', () => {
	test('is asked by a child in which a signal opens no debugger', async () => {
		const {environment} = await started();
		const store = keychain(environment);
		onTestFinished(() => store.close());
		expect(await store.write(name, new Secret('correct horse'))).toEqual(done);
		const [child] = processesOf(programs.child);
		const sockets = () =>
			readdirSync(`/proc/${child?.pid}/fd`).filter(fd =>
				readlinkSync(`/proc/${child?.pid}/fd/${fd}`).startsWith('socket:'),
			);
		const before = sockets().length;
		process.kill(child?.pid ?? 0, 'SIGUSR1');
		const read = await store.read(name);
		expect(read.ok && read.value?.reveal()).toBe('correct horse');
		expect(processesOf(programs.child).map(({pid}) => pid)).toEqual([child?.pid]);
		// A debugger would listen.
		expect(sockets()).toHaveLength(before);
	});

	test('is not asked where a debugger can look on', async () => {
		const child = fork(programs.child, [], {execArgv: ['--inspect=0'], stdio: 'ignore'});
		onTestFinished(() => void child.kill('SIGKILL'));
		const answer = once(child, 'message');
		child.send({verb: 'get', service: 'svt-tui', account: 'password:x', secret: ''});
		expect((await answer)[0]).toEqual({type: 'refused', message: 'a debugger can be attached to what asks it'});
	});

	test('shows other programs what we stored, under our name', async () => {
		const service = await started();
		const store = keychain(service.environment);
		onTestFinished(() => store.close());
		expect(store.kind).toBe('keychain');
		expect(await store.write(name, new Secret('correct horse'))).toEqual(done);
		expect(await store.write({...name, holds: 'token'}, new Secret('{"v":1}'))).toEqual(done);
		const entries = service.entries();
		expect(entries).toContain(
			`label = svt-tui/password:administrator@vsphere.local@https://dc1.example\nsecret = correct horse\n`,
		);
		expect(entries).toContain(
			`label = svt-tui/token:administrator@vsphere.local@https://dc1.example\nsecret = {"v":1}\n`,
		);
		expect(await store.remove(name)).toEqual(done);
		expect(service.entries()).not.toContain('correct horse');
	});

	test('is found in the runtime folder, and behind a bus that is gone', async () => {
		const service = await started();
		const {DBUS_SESSION_BUS_ADDRESS: address, ...rest} = service.environment;
		const standard = keychain(rest);
		const second = keychain({...rest, DBUS_SESSION_BUS_ADDRESS: `unix:path=/nowhere/bus;${address}`});
		expect(await standard.write(name, new Secret('correct horse'))).toEqual(done);
		const read = await second.read(name);
		expect(read.ok && read.value?.reveal()).toBe('correct horse');
		standard.close();
		second.close();
	});

	test('that is locked has not lost anything, and says so', async () => {
		const service = await started();
		const store = keychain(service.environment);
		await store.write(name, new Secret('correct horse'));
		store.close();
		await processCount(programs.child, 0);
		await service.lock();
		expect(await store.read(name)).toMatchObject({ok: false, failure: {kind: 'locked'}});
		// What cannot be answered is not even asked.
		expect(processesOf(programs.child)).toEqual([]);
		const {outcomes, took} = await tried(store);
		expect(outcomes).toEqual(
			all(
				'locked',
				'the keyring is locked and no window can open: unlock it as svt-tui doctor says, or sign in with --storage file or memory',
			),
		);
		expect(took).toBeLessThan(1000);
		await service.unlock();
		const read = await store.read(name);
		expect(read.ok && read.value?.reveal()).toBe('correct horse');
		store.close();
	});

	test('that is locked asks for its password where there is a screen, and who is not answered is told', async () => {
		const service = await started();
		await service.lock();
		// Nothing on this bus can open the window, so the prompt is dismissed at once.
		const {outcomes} = await tried(keychain({...service.environment, DISPLAY: ':99'}));
		expect(outcomes).toEqual(
			all('locked', 'the keyring is locked: unlock it, or sign in with --storage file or memory'),
		);
	});

	test('is believed about itself rather than the library, whose words may be of any language', async () => {
		const service = await started();
		await service.lock();
		const child = writeKeychainChild(`process.send({type: 'refused', message: 'Der Schlüsselbund ist gesperrt'});`);
		onTestFinished(() => child.remove());
		const store = keychain({...service.environment, WAYLAND_DISPLAY: 'wayland-0'}, child.path);
		onTestFinished(() => store.close());
		const failure = {
			kind: 'locked',
			text: 'the keyring is locked: unlock it, or sign in with --storage file or memory',
		};
		expect(await store.write(name, new Secret('x'))).toEqual({ok: false, failure});
		await service.unlock();
		const text =
			'the keychain says "Der Schlüsselbund ist gesperrt": try again, or sign in with --storage file or memory';
		expect(await store.write(name, new Secret('x'))).toEqual({ok: false, failure: {kind: 'refused', text}});
	});

	test('that is locked between two looks is not taken for an empty one', async () => {
		// The bus starts it for the first call, and nobody has unlocked it.
		const service = await started({keyring: 'activatable'});
		const store = keychain(service.environment);
		onTestFinished(() => store.close());
		expect(await store.check()).toEqual(done);
		expect(await store.read(name)).toMatchObject({ok: false, failure: {kind: 'locked'}});
		expect(await store.remove(name)).toMatchObject({ok: false, failure: {kind: 'locked'}});
	});

	test('that the bus starts for a write tells that it is locked', async () => {
		const service = await started({keyring: 'activatable'});
		const store = keychain(service.environment);
		onTestFinished(() => store.close());
		expect(await store.write(name, new Secret('x'))).toMatchObject({ok: false, failure: {kind: 'locked'}});
	});

	test('that does not answer is given a quarter of a second', async () => {
		const service = await started();
		service.freeze();
		const {outcomes, took} = await tried(keychain(service.environment));
		expect(outcomes).toEqual(
			all(
				'unresponsive',
				'the keyring does not answer: restart it or log in again, or sign in with --storage file or memory',
			),
		);
		expect(took).toBeLessThan(2500);
	});

	test('that answers again is used again', async () => {
		const service = await started();
		const store = keychain(service.environment);
		onTestFinished(() => store.close());
		await store.write(name, new Secret('correct horse'));
		service.freeze();
		expect((await store.read(name)).ok).toBe(false);
		service.thaw();
		await service.becomes('unlocked');
		const read = await store.read(name);
		expect(read.ok && read.value?.reveal()).toBe('correct horse');
	});

	test.each([
		[
			'none',
			'no-service',
			'no keyring runs in this session: install gnome-keyring and log in again, or sign in with --storage file or memory',
		],
		[
			'empty',
			'no-default-collection',
			'there is no default keyring: make one as svt-tui doctor says, or sign in with --storage file or memory',
		],
	] as const)('that is not there (%s)', async (keyring, kind, text) => {
		const service = await started({keyring});
		const {outcomes, took} = await tried(keychain(service.environment));
		expect(outcomes).toEqual(all(kind, text));
		expect(took).toBeLessThan(1000);
	});

	test('that goes silent while it is asked is left after a minute, and the next call is made anew', async () => {
		const service = await started({keyring: 'silent'});
		const clock = createFakeClock();
		const store = createKeychain({clock, environment: service.environment, child: programs.child});
		onTestFinished(() => store.close());
		const [first, second] = [store.read(name), store.read(name)];
		await service.isActivated();
		expect(clock.alarms()).toBe(2);
		clock.advance(minutes(1));
		const late = {
			ok: false,
			failure: {
				kind: 'unresponsive',
				text: 'the keychain did not answer in a minute: look for its window, or sign in with --storage file or memory',
			},
		};
		expect(await Promise.all([first, second])).toEqual([late, late]);
		expect(clock.alarms()).toBe(0);
	});

	test('whose library cannot be found or loaded', async () => {
		const service = await started();
		const bare = await buildKeychainPrograms({library: false});
		onTestFinished(() => bare.remove());
		const store = keychain(service.environment, bare.child);
		expect((await tried(store)).outcomes).toEqual(
			all(
				'not-loadable',
				'the package keytar is missing: reinstall svt-tui without --omit=optional, or sign in with --storage file or memory',
			),
		);

		const library = join(bare.folder, 'node_modules', 'keytar');
		mkdirSync(library, {recursive: true});
		writeFileSync(
			join(library, 'index.js'),
			`throw new Error('Failed to load keytar native addon, checked ["../build/Release"]');`,
		);
		const {outcomes} = await tried(keychain(service.environment, bare.child));
		expect(outcomes[0]).toEqual(done);
		expect(outcomes.slice(1)).toEqual(
			all(
				'not-loadable',
				'the keyring cannot be used: install libsecret-1-0 (Fedora: libsecret), or sign in with --storage file or memory',
			).slice(1),
		);
	});
});

test.each([
	['without an environment', {}],
	['at an address where nothing is', {DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus'}],
])('there is no bus: %s', async (_where, environment) => {
	const {outcomes, took} = await tried(keychain(environment));
	expect(outcomes).toEqual(
		all(
			'no-bus',
			'there is no D-Bus session: run svt-tui with dbus-run-session, or sign in with --storage file or memory',
		),
	);
	expect(took).toBeLessThan(1000);
});
