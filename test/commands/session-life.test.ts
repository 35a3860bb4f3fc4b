import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {type CliRun, runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword, simulatedUser} from '../support/running-simulator.ts';
import {faultsBy} from '../support/schemas.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {startCli} from '../support/start-cli.ts';

const untimed = (text: string) =>
	text
		.replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d:\d\d/g, 'TIME')
		.replace(/\d\d:\d\d/g, 'LEFT')
		.replace(/\d+ ms/g, 'N ms');

/** A simulator, a keychain, and the program between them. */
async function life(more: Parameters<typeof runSimulator>[0] = {}) {
	const running = await runSimulator(more);
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const surroundings = {home: service.home, env: service.environment};
	const said: string[] = [];
	return {
		...running,
		service,
		said,
		async svt(args: string, input = ''): Promise<Omit<CliRun, 'signal'>> {
			const run = await runCli(args.split(' '), {...surroundings, input});
			if (!args.startsWith('token')) said.push(run.stdout, run.stderr);
			return {code: run.code, stdout: run.stdout, stderr: run.stderr};
		},
		start(args: string) {
			const program = startCli(args.split(' '), surroundings);
			onTestFinished(() => program.close());
			return program;
		},
		login: `${running.loginArgs.join(' ')} --profile dc1`,
	};
}

describe.skipIf(skipsSecretService())('a session in the keychain', () => {
	test('is signed in to, told, used, and signed out of', async () => {
		const {svt, login, origin, simulator, publicKeySha256} = await life();
		const signedIn = await svt(login, simulatedPassword);
		expect({...signedIn, stderr: untimed(signedIn.stderr)}).toEqual({
			code: 0,
			stdout: '',
			stderr: [
				`signed in to dc1 (${origin}) as ${simulatedUser}`,
				'the session ends if idle at TIME, at the latest TIME',
				'the token is in the keychain, the password too',
				'',
			].join('\n'),
		});

		const status = await svt('status --check');
		expect({...status, stdout: untimed(status.stdout)}).toEqual({
			code: 0,
			stdout: [
				'dc1 (default)  active',
				`  user        ${simulatedUser} at ${origin}, token 4cea`,
				'  idle        LEFT     ends TIME unless used',
				'  absolute    TIME  ends TIME',
				'  keep-alive  off',
				'  renew       ask, password in the keychain',
				'',
			].join('\n'),
			stderr: '',
		});
		const {profiles, ...rest} = JSON.parse((await svt('status --json')).stdout);
		expect(faultsBy('status-v1', {profiles, ...rest})).toEqual([]);
		expect(profiles).toMatchObject([
			{
				name: 'dc1',
				state: 'active',
				token: {fingerprint: '4cea', reused: false},
				idle: {limitSeconds: 600, proven: true},
				firstToExpire: 'idle',
				renew: {policy: 'ask', passwordStored: true, blocked: null},
			},
		]);

		const bearer = 'canary-token-1-0123456789abcdef';
		expect(await svt('token')).toEqual({code: 0, stdout: `${bearer}\n`, stderr: ''});
		expect((await svt('token dc1 --header')).stdout).toBe(`Authorization: Bearer ${bearer}\n`);
		const key = Buffer.from(publicKeySha256, 'hex').toString('base64');
		expect((await svt('token -p dc1 --curl-config')).stdout).toBe(
			`header = "Authorization: Bearer ${bearer}"\npinnedpubkey = "sha256//${key}"\ninsecure\n`,
		);
		expect(await svt('token --min-ttl 5m')).toMatchObject({code: 0});
		expect(await svt('token --min-ttl 11m')).toMatchObject({code: 9, stdout: ''});

		expect(await svt('logout')).toEqual({
			code: 0,
			stdout: '',
			stderr: [
				'dc1: signed out; the token is revoked, and the appliance refuses it by now',
				'other programs that signed in as the same user may have had the same token: theirs is revoked as well',
				'',
			].join('\n'),
		});
		expect(simulator.sessions()).toEqual([]);
		expect(await svt('logout')).toMatchObject({
			code: 0,
			stderr: expect.stringMatching(/^dc1: signed out already, since \d\d:\d\d:\d\d\n$/),
		});
		expect(await svt('token')).toMatchObject({
			code: 4,
			stderr: 'svt-tui: error: dc1: no token is stored\nsvt-tui: hint: sign in: svt-tui login dc1\n',
		});
		expect(await svt('status --check --short')).toMatchObject({code: 4, stdout: 'dc1 signed-out\n'});

		// The password is still there, until it is forgotten.
		expect(await svt('login dc1 --no-input')).toMatchObject({code: 0});
		expect(await svt('logout --forget-password')).toMatchObject({code: 0});
		expect(await svt('login dc1 --no-input')).toMatchObject({code: 4});
	});

	test('shows its password and token to nobody but who asks for the token', async () => {
		const {svt, start, login, service, simulator, said} = await life();
		const secrets = [simulatedPassword, 'canary-token'];
		simulator.faults.add({when: {path: '/api/oauth/token'}, what: {type: 'hang'}});
		const program = start(login);
		program.endInput(simulatedPassword);
		while (simulator.counts().requests === 0) await new Promise(resolve => setImmediate(resolve));
		// It would be seen.
		expect(processesThatShow(service.home.path)).toContain(String(program.pid));
		for (const secret of secrets) expect(processesThatShow(secret)).toEqual([]);
		program.kill('SIGINT');
		said.push(program.stdout(), program.stderr());
		expect(await program.exited).toMatchObject({code: 130, stdout: '', stderr: ''});
		simulator.faults.clear();

		await svt(login, 'canary-password-wrong');
		await svt(login, simulatedPassword);
		for (const args of [
			'status',
			'status --json',
			'profile list --json',
			'keep-alive --for 1s',
			'keep-alive --json --for 1s',
		])
			await svt(args);
		simulator.restart();
		await svt('logout');
		await svt('profile remove dc1');
		// What happened is written, by whom it happened to; who only asks writes nothing.
		const events = contentOf(join(service.home.state, 'svt-tui', 'events.jsonl'))
			.trimEnd()
			.split('\n');
		expect(events.flatMap(line => faultsBy('event-v1', JSON.parse(line)))).toEqual([]);
		expect(events.map(line => JSON.parse(line).event)).toEqual([
			'signing-in',
			'sign-in-cancelled',
			'signing-in',
			'sign-in-refused',
			'signing-in',
			'signed-in',
			'session-restored',
			'session-restored',
			'signed-out',
		]);
		for (const secret of [...secrets, 'canary-password-wrong']) {
			expect(said.join('')).not.toContain(secret);
			expect(filesThatHold(secret, service.home.path)).toEqual([]);
		}
	});

	test('is kept alive without a screen, and says when it will end', async () => {
		const {svt, start, login} = await life({switches: {}});
		await svt(`${login} --idle-limit 4s`, simulatedPassword);
		const keeper = start('keep-alive dc1 --json');
		const [line] = await keeper.waitFor(/^.*"event":"tickle-accepted".*$/m);
		expect(faultsBy('event-v1', JSON.parse(line))).toEqual([]);
		const status = await svt('status');
		expect(status.stdout).toMatch(
			new RegExp(`keep-alive {2}on by process ${keeper.pid}, next tickle in 00:0\\d, last accepted`),
		);
		keeper.kill('SIGTERM');
		const {code, stderr} = await keeper.exited;
		expect({code, stderr: untimed(stderr)}).toEqual({
			code: 143,
			stderr: [
				'keeping dc1 alive; without that it ends if idle at TIME, at the latest TIME',
				'dc1 is not kept alive any more: it ends if idle at TIME, at the latest TIME',
				'',
			].join('\n'),
		});
		expect((await svt('status')).stdout).toContain('keep-alive  off\n');
	});

	test('that the appliance ended is over, and says why', async () => {
		const {svt, login, simulator} = await life();
		await svt(`${login} --idle-limit 4s`, simulatedPassword);
		simulator.restart();
		const run = await svt('keep-alive dc1');
		expect(run.code).toBe(4);
		expect(run.stdout).toMatch(/ {2}dc1 {2}token refused: the appliance does not know this token\n$/);
		expect(run.stderr).toMatch(/svt-tui: error: dc1: /);
		expect(await svt('token')).toMatchObject({code: 4, stdout: ''});
		expect(await svt('status --short')).toMatchObject({stdout: 'dc1 expired\n'});
	});

	test('renews itself with the stored password where it is wanted', async () => {
		const {svt, start, login, simulator} = await life();
		await svt(`${login} --idle-limit 4s`, simulatedPassword);
		simulator.restart();
		const keeper = start('keep-alive dc1 --renew auto');
		await keeper.waitFor(/signed in, token [0-9a-f]{4}$/m);
		keeper.kill('SIGINT');
		expect(await keeper.exited).toMatchObject({code: 130});
		// For this one run only.
		expect((await svt('status')).stdout).toContain('renew       ask');
	});

	test('whose stored password was refused is not signed in to again without a person', async () => {
		const {svt, login, simulator} = await life();
		await svt(login, simulatedPassword);
		// Else its token, which has only just been granted, would do.
		await svt('logout dc1');
		simulator.setPassword(simulatedUser, 'changed-5ince');
		expect(await svt('login dc1 --no-input')).toMatchObject({code: 5});
		const asked = simulator.requests().length;
		expect(await svt('login dc1 --no-input')).toEqual({
			code: 5,
			stdout: '',
			stderr: [
				'svt-tui: error: dc1: the appliance refused the last sign-in, so the stored password is not sent again by itself',
				'svt-tui: hint: sign in with the right one: svt-tui login dc1, or with --password-stdin',
				'',
			].join('\n'),
		});
		expect(simulator.requests()).toHaveLength(asked);
		expect(await svt('login dc1 --password-stdin', 'changed-5ince')).toMatchObject({code: 0});
		expect(await svt('login dc1 --no-input')).toMatchObject({code: 0});
	});

	test('stops at a certificate that changed', async () => {
		const {svt, login, simulator} = await life();
		await svt(`${login} --idle-limit 4s`, simulatedPassword);
		await simulator.renewCertificate();
		const run = await svt('keep-alive --all');
		expect(run.code).toBe(60);
		expect(run.stderr).toContain('svt-tui: error: dc1: the appliance shows another certificate than before\n');
	});

	test('is not read out of a keychain that is locked, and nothing is lost', async () => {
		const {svt, login, service} = await life();
		await svt(login, simulatedPassword);
		await service.lock();
		const locked = /^svt-tui: error: (dc1: )?the keyring is locked/;
		for (const args of ['token', 'keep-alive', login]) {
			const run = await svt(args, simulatedPassword);
			expect(run.code, args).toBe(8);
		}
		expect((await svt('token')).stderr).toMatch(locked);
		expect((await svt('status --short')).stdout).toMatch(/^dc1 09:\d\d\n$/);
	});
});

/** The processes whose command line or environment everybody of this user can read it in. */
function processesThatShow(secret: string): readonly string[] {
	const numbers = readdirSync('/proc').filter(name => /^\d+$/.test(name));
	return numbers.filter(number =>
		['cmdline', 'environ'].some(name => contentOf(join('/proc', number, name)).includes(secret)),
	);
}

const filesThatHold = (secret: string, folder: string): readonly string[] =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'})
		// The keyring itself is encrypted.
		.filter(name => statSync(join(folder, name)).isFile() && contentOf(join(folder, name)).includes(secret));

function contentOf(path: string): string {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		return '';
	}
}
