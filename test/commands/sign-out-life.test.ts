import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {startCli} from '../support/start-cli.ts';

const untimed = (text: string) => text.replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d:\d\d/g, 'TIME');

/** Signed in to a simulator as dc1, with token and password in a keychain. */
async function signedIn(...more: readonly string[]) {
	const {simulator, loginArgs, origin} = await runSimulator();
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const surroundings = {home: service.home, env: service.environment};
	const login = [...loginArgs, '--profile', 'dc1', ...more];
	const svt = async (args: string, input = '') => {
		const {code, stdout, stderr} = await runCli(args.split(' '), {...surroundings, input});
		return {code, stdout, said: untimed(stderr).trimEnd().split('\n')};
	};
	expect(await runCli(login, {...surroundings, input: simulatedPassword})).toMatchObject({code: 0});
	return {
		simulator,
		service,
		origin,
		svt,
		login: login.join(' '),
		start(args: string) {
			const program = startCli(args.split(' '), surroundings);
			onTestFinished(() => program.close());
			return program;
		},
		asked: (path: string) => simulator.requests().filter(request => request.path === path),
		/** Resolves once the appliance was asked for this path. */
		async isAsked(path: string) {
			while (!simulator.requests().some(request => request.path === path))
				await new Promise(resolve => setImmediate(resolve));
		},
	};
}

const revoke = '/api/oauth/revoke';
const login = '/api/oauth/token';
const whose = `administrator@vsphere.local at https://127.0.0.1:PORT`;
const shared = 'other programs that signed in as the same user may have had the same token: theirs is revoked as well';
const hint = 'svt-tui: hint: sign in: svt-tui login dc1';
const revoked = 'dc1: signed out; the token is revoked, and the appliance refuses it by now';

describe.skipIf(skipsSecretService())('a sign-out', () => {
	test('that is interrupted says how to go on, and ends', async () => {
		const {start, isAsked, simulator} = await signedIn();
		simulator.faults.add({what: {type: 'hang'}});
		const program = start('logout dc1');
		await isAsked(revoke);
		program.kill('SIGINT');
		expect(await program.exited).toMatchObject({
			code: 130,
			stderr: 'svt-tui: hint: the sign-out was interrupted: svt-tui logout dc1 goes on with it\n',
		});
	});

	// A keeper looks around every ten seconds: both wait for that at once.
	test('ends the keeper in another process, also where the keychain does not give the token', async () => {
		await Promise.all([endsTheKeeper(), reachesTheKeeper(), leavesNoRecord()]);
	});

	test('is not believed where the appliance takes the token all the same', async () => {
		const {svt, simulator} = await signedIn();
		simulator.faults.add({when: {path: revoke}, what: {type: 'empty'}});
		expect(await svt('logout')).toEqual({
			code: 7,
			stdout: '',
			said: [
				'svt-tui: error: dc1: signed out here, but the appliance still accepts the token',
				'the appliance forgets it at TIME unless somebody uses it, at the latest TIME',
			],
		});
		expect(simulator.sessions()).toHaveLength(1);
	});

	test('leaves to a locked keychain what it keeps: whoever uses it next removes that, but for what is to be revoked', async () => {
		const {svt, service, simulator, origin} = await signedIn();
		await service.lock();
		const locked = await svt('logout --forget-password');
		expect(locked.code).toBe(8);
		expect(locked.said).toEqual([
			expect.stringMatching(
				/^svt-tui: error: dc1: the token is still stored: the keyring is locked .*; the next sign-out revokes/,
			),
			expect.stringMatching(
				/^svt-tui: error: dc1: the password is still stored: the keyring is locked .*; it is removed as/,
			),
			'dc1: signed out here, but without the token it could not be revoked',
			'the appliance forgets it at TIME unless somebody uses it, at the latest TIME',
			'svt-tui: hint: to revoke it, sign out again once it can be read: svt-tui logout dc1',
		]);
		expect((await svt('status')).stdout.split('\n').filter(line => line.includes('still here'))).toEqual([
			'  still here  token in the keychain: svt-tui logout dc1 revokes and removes it',
			'  still here  password in the keychain: removed as soon as svt-tui can use it',
		]);
		expect(JSON.parse((await svt('status --json')).stdout).profiles[0].wipePending).toEqual(['token', 'password']);
		expect(await svt('token')).toMatchObject({code: 8});

		await service.unlock();
		expect(service.entries()).not.toBe('');
		const place = whose.replace('https://127.0.0.1:PORT', origin);
		const gone = 'which was to be removed from the keychain at TIME, is removed now';
		expect((await svt('token')).said).toEqual([
			`svt-tui: hint: the password of ${place}, ${gone}`,
			'svt-tui: error: dc1: no token is stored',
			hint,
		]);
		expect(service.entries()).not.toContain('password:');
		expect((await svt('token')).said).toHaveLength(2);
		expect(await svt('logout')).toEqual({code: 0, stdout: '', said: [revoked, shared]});
		expect(simulator.sessions()).toEqual([]);
		expect(service.entries()).toBe('');
		expect((await svt('status')).stdout).not.toContain('still here');
	});

	test('that was interrupted is completed by a command that goes on with the session', async () => {
		const {svt, start, service, simulator, isAsked} = await signedIn();
		simulator.faults.add({when: {path: revoke, times: 1}, what: {type: 'hang'}});
		const leaving = start('logout');
		await isAsked(revoke);
		leaving.kill('SIGKILL');
		await leaving.exited;
		expect(await svt('api /api/hosts')).toMatchObject({code: 4});
		expect(simulator.sessions()).toEqual([]);
		expect(service.entries()).not.toContain('token:');
	});

	test('that could not read the token revokes it the next time', async () => {
		const {svt, service, simulator} = await signedIn();
		await service.lock();
		expect(await svt('logout')).toMatchObject({code: 8});
		await service.unlock();
		expect(await svt('logout')).toEqual({code: 0, stdout: '', said: [revoked, shared]});
		expect(simulator.sessions()).toEqual([]);
		expect(await svt('logout')).toMatchObject({code: 0, said: ['dc1: signed out already, since TIME']});
	});

	test.each(['frozen', 'gone'] as const)(
		'from a keychain that is %s comes to an end, and is completed later',
		async how => {
			const {svt, service} = await signedIn();
			if (how === 'frozen') service.freeze();
			else await service.stop();
			const run = await svt('logout');
			expect(run.code).toBe(8);
			expect(run.said.join('\n')).toMatch(
				/dc1: the token is still stored: .*; the next sign-out revokes and removes it/,
			);
			if (how === 'frozen') service.thaw();
			else await service.unlock();
			expect((await svt('logout')).said[0]).toBe(revoked);
			expect(service.entries()).not.toContain('token:');
		},
	);

	test.each(['SIGTERM', 'SIGKILL'] as const)(
		'that a %s ends in the middle is completed by the next one',
		async signal => {
			const {svt, start, service, simulator, isAsked} = await signedIn();
			simulator.faults.add({when: {path: revoke, times: 1}, what: {type: 'hang'}});
			const leaving = start('logout');
			await isAsked(revoke);
			leaving.kill(signal);
			expect(await leaving.exited).toMatchObject(signal === 'SIGTERM' ? {code: 143} : {signal});
			// What comes in between does not take away what is to be revoked.
			expect(await svt('token')).toMatchObject({code: 4, said: ['svt-tui: error: dc1: no token is stored', hint]});
			const pending = '  still here  token in the keychain: svt-tui logout dc1 revokes and removes it';
			expect((await svt('status')).stdout.split('\n')).toContain(pending);
			expect(await svt('logout')).toEqual({code: 0, stdout: '', said: [revoked, shared]});
			expect(simulator.sessions()).toEqual([]);
			expect(service.entries()).not.toContain('token:');
			expect((await svt('status --short')).stdout).toBe('dc1 signed-out\n');
		},
	);

	test('does not take away the password of whoever signs in anew', async () => {
		const {svt, service, login: again} = await signedIn();
		await service.lock();
		expect(await svt('logout --forget-password')).toMatchObject({code: 8});
		await service.unlock();
		expect(await svt(again, simulatedPassword)).toMatchObject({code: 0});
		expect(await svt('token')).toMatchObject({code: 0, said: ['']});
		expect(service.entries()).toContain('password:');
		expect(await svt('logout')).toMatchObject({code: 0});
		expect(await svt('login dc1 --no-input')).toMatchObject({code: 0});
	});

	test('of a profile that is removed while the keychain is locked leaves nothing there for good', async () => {
		const {svt, service} = await signedIn();
		await service.lock();
		expect(await svt('profile remove dc1')).toMatchObject({code: 8});
		expect((await svt('profile list')).said.filter(line => line.includes('still in the keychain'))).toHaveLength(2);
		expect(await svt('logout --all')).toMatchObject({code: 8});
		await service.unlock();
		expect(await svt('logout --all')).toMatchObject({code: 0});
		expect(service.entries()).toBe('');
	});
});

/** Which is named; and no keeper signs in again until a person does. */
async function endsTheKeeper() {
	const {svt, start, asked, simulator} = await signedIn('--idle-limit', '1m');
	const keeper = start('keep-alive dc1 --renew auto');
	await keeper.waitForTalk(/^keeping dc1 alive/m);
	const before = asked(login).length;
	expect(await svt('logout dc1')).toEqual({
		code: 0,
		stdout: '',
		said: [revoked, shared, `process ${keeper.pid} keeps dc1 alive: it hears of the sign-out, and stops`],
	});
	const ended = await keeper.exited;
	expect(ended.code).toBe(4);
	expect(ended.stderr).toMatch(
		/svt-tui: error: dc1: somebody signed out of it, and no program signs in again by itself\nsvt-tui: hint: sign in again: svt-tui login dc1\n$/,
	);
	// As a service is started again and again.
	expect(await svt('keep-alive dc1 --renew auto')).toMatchObject({code: 4});
	expect(asked(login)).toHaveLength(before);
	expect(simulator.sessions()).toEqual([]);
	expect((await svt('status')).stdout).toMatch(/^dc1 \(default\) {2}signed out: somebody signed out\n/);

	expect(await svt('login dc1 --no-input')).toMatchObject({code: 0});
	const again = start('keep-alive dc1 --renew auto');
	await again.waitForTalk(/^keeping dc1 alive/m);
}

/** It holds the token, where the keychain does not give it. */
async function reachesTheKeeper() {
	const {svt, start, service, simulator} = await signedIn('--idle-limit', '1m');
	const keeper = start('keep-alive dc1 --renew auto');
	await keeper.waitForTalk(/^keeping dc1 alive/m);
	await service.lock();
	expect(await svt('logout')).toMatchObject({code: 8});
	expect(await keeper.exited).toMatchObject({code: 4, stdout: expect.stringContaining('the token is revoked')});
	expect(simulator.sessions()).toEqual([]);
}

/** A profile that is kept alive is removed after its sign-out, and not before. */
async function leavesNoRecord() {
	const {svt, start, service} = await signedIn('--idle-limit', '1m');
	const keeper = start('keep-alive dc1 --renew auto');
	await keeper.waitForTalk(/^keeping dc1 alive/m);
	expect((await svt('profile remove dc1')).said[0]).toBe(
		`svt-tui: error: process ${keeper.pid} keeps dc1 alive, and would go on with its session`,
	);
	expect(await svt('logout dc1')).toMatchObject({code: 0});
	expect(await svt('profile remove dc1')).toMatchObject({code: 0});
	expect(await keeper.exited).toMatchObject({code: 4});
	expect(readdirSync(join(service.home.state, 'svt-tui', 'sessions'))).toEqual([]);
}
