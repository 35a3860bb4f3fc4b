import {describe, expect, onTestFinished, test} from 'vitest';
import {createKeychain} from '../../source/adapters/keychain.ts';
import {createKeychainWorker} from '../../source/adapters/keychain-worker.ts';
import {Secret} from '../../source/domain/secret.ts';
import {minutes} from '../../source/domain/time.ts';
import type {SecretStore} from '../../source/ports.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {processCount, processesOf, writeKeychainChild} from '../support/keychain-programs.ts';

const name = {holds: 'password', username: 'administrator@vsphere.local', origin: 'https://dc1.example'} as const;
const cancelled = {
	ok: false,
	failure: {
		kind: 'cancelled',
		text: 'the keychain was not waited for: try again, or sign in with --storage file or memory',
	},
};

/** What was read, or words why it was not; two secrets look the same to `expect`. */
async function revealed(call: ReturnType<SecretStore['read']>): Promise<string | undefined> {
	const outcome = await call;
	return outcome.ok ? outcome.value?.reveal() : outcome.failure.text;
}

/** A keychain with a child that does as told. On this system nothing can be asked beforehand. */
function keychain(body: string, platform: NodeJS.Platform = 'darwin') {
	const child = writeKeychainChild(body);
	const clock = createFakeClock();
	const store = createKeychain({clock, platform, environment: {PATH: process.env.PATH}, child: child.path});
	onTestFinished(() => {
		store.close();
		child.remove();
	});
	return {store, clock, path: child.path};
}

/** Never answers what is asked under the token's name. */
const forgetful = `if (!request.account.startsWith('token')) process.send({type: 'text', text: String(process.pid)});`;

describe('a child that', () => {
	test.each([
		['crashes', `process.kill(process.pid, 'SIGSEGV');`, 'SIGSEGV'],
		['aborts', 'process.abort();', 'SIGABRT'],
		['ends', 'process.exit();', 'exit code 0'],
		['throws', `throw new Error('x');`, 'exit code 1'],
		['answers with nonsense', `process.send('nonsense');`, 'a wrong answer'],
		['answers another question', `process.send({type: 'deleted', deleted: true});`, 'a wrong answer'],
		['answers with a wrong secret', `process.send({type: 'text', text: {reveal: 1}});`, 'a wrong answer'],
	])('%s has broken down, and the next call has a new one', async (_what, body, how) => {
		const {store, clock} = keychain(body);
		const text = `the keychain's library broke down (${how}): try again, or sign in with --storage file or memory`;
		expect(await store.read(name)).toEqual({ok: false, failure: {kind: 'refused', text}});
		expect(await store.read(name)).toEqual({ok: false, failure: {kind: 'refused', text}});
		expect(clock.alarms()).toBe(0);
	});

	test.skipIf(process.platform === 'win32')('crashes leaves no core file', async () => {
		const limit = 'JSON.stringify(process.report.getReport().userLimits.core_file_size_blocks)';
		const {store} = keychain(`process.send({type: 'text', text: ${limit}});`);
		expect(await revealed(store.read(name))).toMatch(/^\{"soft":"?0"?,"hard":"?0"?\}$/);
	});

	test('is not there has broken down', async () => {
		const store = createKeychain({clock: createFakeClock(), platform: 'darwin', child: '/nowhere/keychain-child.js'});
		expect(await store.read(name)).toMatchObject({ok: false, failure: {kind: 'refused'}});
	});

	test('cannot be started, for want of memory or room, has broken down', async () => {
		const child = writeKeychainChild(forgetful);
		onTestFinished(() => child.remove());
		const environment = {...process.env, HUGE: 'x'.repeat(3_000_000)};
		const store = createKeychain({clock: createFakeClock(), platform: 'darwin', environment, child: child.path});
		const text = `the keychain's library broke down (it does not start): try again, or sign in with --storage file or memory`;
		expect(await store.read(name)).toEqual({ok: false, failure: {kind: 'refused', text}});
	});

	test('answers stays for the next call, until it is closed', async () => {
		const {store, path} = keychain(forgetful);
		const [first, second] = [await revealed(store.read(name)), await revealed(store.read(name))];
		expect([first, second]).toEqual([String(processesOf(path)[0]?.pid), first]);
		store.close();
		const third = await revealed(store.read(name));
		expect(third).toMatch(/^\d+$/);
		expect(third).not.toBe(first);
		store.close();
		await processCount(path, 0);
	});

	test('is asked nothing for a while is let go', async () => {
		const child = writeKeychainChild(forgetful);
		onTestFinished(() => child.remove());
		const worker = createKeychainWorker({PATH: process.env.PATH}, child.path, 1);
		const request = {verb: 'get', service: 'svt-tui', account: 'password', secret: ''} as const;
		const never = new AbortController().signal;
		expect(await worker.ask(request, never)).toMatchObject({type: 'text'});
		await processCount(child.path, 0);
		expect(await worker.ask(request, never)).toMatchObject({type: 'text'});
		await processCount(child.path, 0);
	});
});

describe('a call that is not answered', () => {
	const token = {...name, holds: 'token'} as const;

	test('ends after a minute, and its child with it', async () => {
		const {store, clock, path} = keychain(forgetful);
		const call = store.read(token);
		await processCount(path, 1);
		clock.advance(minutes(1));
		expect(await call).toEqual({
			ok: false,
			failure: {
				kind: 'unresponsive',
				text: 'the keychain did not answer in a minute: look for its window, or sign in with --storage file or memory',
			},
		});
		await processCount(path, 0);
		expect((await store.read(name)).ok).toBe(true);
	});

	test('ends when its caller gives up, and the one that waits behind it is made', async () => {
		const {store, path} = keychain(forgetful);
		const controller = new AbortController();
		const [first, second] = [store.read(token, controller.signal), store.read(name)];
		await processCount(path, 1);
		const [stuck] = processesOf(path);
		controller.abort();
		expect(await first).toEqual(cancelled);
		const answer = await revealed(second);
		expect(answer).toMatch(/^\d+$/);
		expect(answer).not.toBe(String(stuck?.pid));
	});

	test('that waits for its turn can be given up without harm to the one before', async () => {
		const {store, path} = keychain(`setTimeout(() => process.send({type: 'text', text: String(process.pid)}), 200);`);
		const controller = new AbortController();
		const [first, second] = [store.read(name), store.read(name, controller.signal)];
		await processCount(path, 1);
		const [asked] = processesOf(path);
		controller.abort();
		expect(await second).toEqual(cancelled);
		expect(await revealed(first)).toBe(String(asked?.pid));
	});

	test('ends when the store is closed', async () => {
		const {store, clock, path} = keychain(forgetful);
		const calls = [store.read(token), store.write(token, new Secret('x')), store.remove(token)];
		await processCount(path, 1);
		store.close();
		expect(await Promise.all(calls)).toEqual([cancelled, cancelled, cancelled]);
		expect(clock.alarms()).toBe(0);
		await processCount(path, 0);
	});

	test('is not even made for who has given up before', async () => {
		const {store, path} = keychain(forgetful);
		expect(await store.read(name, AbortSignal.abort())).toEqual(cancelled);
		expect(processesOf(path)).toEqual([]);
	});
});

describe('what the library says', () => {
	test.each([
		['darwin', 'User interaction is not allowed.', 'locked', 'the keychain is locked: run security unlock-keychain'],
		[
			'darwin',
			'A default keychain could not be found.',
			'no-default-collection',
			'there is no default keychain: make one',
		],
		[
			'win32',
			'A specified logon session does not exist. It may already have been terminated.',
			'no-service',
			'this Windows logon has no credentials store: log on at the machine itself',
		],
		['win32', 'The stub received bad data.', 'refused', 'the keychain says "The stub received bad data.": try again'],
		['win32', 'a\u001b[31m\nb', 'refused', 'the keychain says "a\\u{1b}[31m\\u{a}b": try again'],
	] as const)('on %s: %j', async (platform, message, kind, text) => {
		const {store} = keychain(`process.send({type: 'refused', message: ${JSON.stringify(message)}});`, platform);
		const outcome = await store.write(name, new Secret('correct horse'));
		expect(outcome).toEqual({ok: false, failure: {kind, text: `${text}, or sign in with --storage file or memory`}});
	});

	test('is cut to a line of a screen', async () => {
		const {store} = keychain(`process.send({type: 'refused', message: 'word '.repeat(1000)});`);
		const outcome = await store.read(name);
		expect(outcome.ok || outcome.failure.text).toMatch(
			/^the keychain says "(word ){11}…": try again, or sign in with --storage file or memory$/,
		);
	});

	test('does not repeat the secret', async () => {
		const {store} = keychain(`process.send({type: 'refused', message: 'no room for ' + request.secret});`);
		const outcome = await store.write(name, new Secret('correct horse'));
		expect(outcome.ok || outcome.failure.text).toBe(
			'the keychain says "no room for [secret]": try again, or sign in with --storage file or memory',
		);
	});

	test('of a keychain without anything means that there is nothing', async () => {
		const {store} = keychain(
			`process.send(request.verb === 'get' ? {type: 'text', text: null} : {type: 'deleted', deleted: false});`,
		);
		expect([await store.read(name), await store.remove(name)]).toEqual([
			{ok: true, value: undefined},
			{ok: true, value: undefined},
		]);
	});
});
