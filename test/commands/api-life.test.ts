import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createSettings} from '../../source/adapters/settings.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {minutes, seconds} from '../../source/domain/time.ts';
import {
	type HostileOptions,
	http,
	sharedCertificate,
	startHostileServer,
	writeEndlessly,
} from '../support/hostile-server.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {profileNamed} from '../support/sessions.ts';
import {startCli} from '../support/start-cli.ts';

/** A simulator, a keychain, and the program between them, signed in. */
async function life(more: Parameters<typeof runSimulator>[0] = {}) {
	const running = await runSimulator(more);
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const surroundings = {home: service.home, env: service.environment};
	const said: string[] = [];
	async function svt(args: readonly string[], input: string | Uint8Array = '') {
		const {code, stdout, stderr} = await runCli(args, {...surroundings, input});
		if (args[0] !== 'token') said.push(stdout, stderr);
		return {code, stdout, stderr};
	}
	const login = [...running.loginArgs, '--profile', 'dc1'];
	expect(await svt(login, simulatedPassword)).toMatchObject({code: 0});
	const start = (...args: readonly string[]) => {
		const program = startCli(args, surroundings);
		onTestFinished(() => program.close());
		return program;
	};
	return {...running, said, svt, start};
}

describe.skipIf(skipsSecretService())('with a stored session', () => {
	test('a script asks the appliance', async () => {
		const {svt, said, simulator, origin} = await life();
		const hosts = await svt(['api', '/api/hosts?fields=name&limit=2']);
		expect(hosts).toMatchObject({code: 0, stderr: ''});
		expect(JSON.parse(hosts.stdout)).toMatchObject({limit: 2, count: 4, hosts: [{}, {}]});
		const {stdout} = await svt(['api', 'get', `${origin}/api/hosts?limit=1`, '--include']);
		const [head = '', body = ''] = stdout.split('\n\n');
		expect(head).toMatch(/^HTTP\/1\.1 200 OK\n/);
		expect(JSON.parse(body)).toMatchObject({limit: 1});

		const posted = await svt(
			['api', 'POST', '/api/hosts', '--data', '@-', '-H', 'Content-Type: application/json'],
			'{"name":"ñ"}',
		);
		expect(posted).toMatchObject({
			code: 7,
			stderr: expect.stringMatching(/^svt-tui: error: dc1: this operation does not/),
		});
		expect(JSON.parse(posted.stdout)).toMatchObject({status: '405'});
		expect(simulator.requests().at(-1)).toMatchObject({method: 'POST', body: '{"name":"ñ"}'});
		expect(simulator.requests().at(-1)?.headers).toContainEqual(['content-type', 'application/json']);

		// What goes by is use: nine minutes and more are left.
		expect((await svt(['status', '--short'])).stdout).toMatch(/^dc1 09:\d\d\n$/);
		simulator.restart();
		const over = await svt(['api', '/api/hosts']);
		// The appliance itself names the token that it refuses, and what it says is the script's.
		expect(over).toMatchObject({code: 4, stdout: expect.stringContaining('canary-token-1')});
		said.pop();
		said.pop();
		expect(over.stderr).toMatch(/^svt-tui: error: dc1: the appliance does not know this token\n/);
		expect(over.stderr).not.toContain('canary');
		expect(said.join('')).not.toMatch(/canary-(token|password)/);
	});

	test('nothing fails at the end of a token that another process brings on', async () => {
		const {svt, start, simulator} = await life({switches: {absoluteLimit: seconds(7)}});
		const keeper = start('keep-alive', 'dc1', '--renew', 'auto');
		const renewed = keeper.waitFor(/signed in, token [0-9a-f]{4}/);
		let isOver = false;
		void renewed.then(() => {
			isOver = true;
		});
		const runs = [];
		const rounds = {left: 2};
		while (rounds.left > 0) {
			runs.push(...(await Promise.all([svt(['api', '/api/hosts?limit=1']), svt(['token'])])));
			if (isOver) rounds.left -= 1;
		}
		await renewed;
		keeper.kill('SIGTERM');
		await keeper.exited;
		expect(runs.filter(({code}) => code !== 0)).toEqual([]);
		expect(new Set(runs.map(({stdout}) => stdout).filter(stdout => stdout.startsWith('canary')))).toEqual(
			new Set(['canary-token-1-0123456789abcdef\n', 'canary-token-3-0123456789abcdef\n']),
		);
		expect(simulator.counts().byVerdict['token-granted']).toBe(2);
	});
});

describe('a server that is none', () => {
	/** A profile of its own, and a token from outside: nothing else is needed. */
	async function hostile(options: HostileOptions) {
		const server = await startHostileServer(options);
		onTestFinished(() => server.stop());
		const home = createPrivateHome();
		onTestFinished(() => home.remove());
		const {sha256} = await sharedCertificate();
		const settings = createSettings({folder: join(home.configuration, 'svt-tui'), clock: createSystemClock()});
		const profile = profileNamed('dc1', {
			origin: server.origin,
			trust: {mode: 'pinned', sha256},
			absoluteLimit: minutes(9),
		});
		expect(await settings.save(profile)).toMatchObject({ok: true});
		return {
			server,
			start: (...args: readonly string[]) => startCli(['api', ...args], {home, env: {SVT_TOKEN: 'canary-token'}}),
			api: (...args: readonly string[]) => runCli(['api', ...args], {home, env: {SVT_TOKEN: 'canary-token'}}),
		};
	}

	const replying = (status: string, headers: Readonly<Record<string, string>>, body: string): HostileOptions => ({
		reply: socket => socket.write(http(status, headers, body)),
	});

	test.each<[string, HostileOptions, {readonly code: number; readonly stdout: string}, RegExp]>([
		[
			'a redirect',
			replying('302 Found', {Location: 'https://evil.example/'}, 'there'),
			{code: 7, stdout: 'there'},
			/«Location: https:\/\/evil.example\/»/,
		],
		['a web page', replying('200 OK', {}, '<html><title>Guest'), {code: 7, stdout: '<html><title>Guest'}, /«Guest»/],
		['wrong JSON', replying('200 OK', {}, '[1,'), {code: 7, stdout: '[1,'}, /^svt-tui: error: dc1: /],
		['silence', {}, {code: 6, stdout: ''}, /^svt-tui: error: dc1: /],
		[
			'an answer without end',
			{reply: socket => writeEndlessly(socket, 'HTTP/1.1 200 OK\r\n\r\n["', 'x'.repeat(65_536))},
			{code: 7, stdout: ''},
			/^svt-tui: error: dc1: /,
		],
		[
			'an answer that drips',
			{reply: socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[')},
			{code: 6, stdout: ''},
			/^svt-tui: error: dc1: /,
		],
		[
			'an echo',
			{
				reply: (socket, request) =>
					socket.write(
						http(
							'400 Bad Request',
							{},
							JSON.stringify({message: request.split('\r\n').find(line => /^authorization/i.test(line))}),
						),
					),
			},
			{code: 7, stdout: '{"message":"authorization: Bearer canary-token"}'},
			/«authorization: Bearer token [0-9a-f]{4}»/,
		],
	])('%s is told as what it is', async (_name, options, seen, words) => {
		const {api} = await hostile(options);
		const run = await api('/api/hosts', '--timeout', '2s');
		expect({code: run.code, stdout: run.stdout}).toEqual(seen);
		expect(run.stderr).toMatch(words);
		expect(run.stderr).not.toContain('canary');
	});

	test('what is long comes through a pipe byte for byte', async () => {
		const body = `["${'ñ'.repeat(12_000_000)}"]`;
		const {api} = await hostile(replying('200 OK', {}, body));
		const {code, stdout, stderr} = await api('/api/hosts');
		const hash = (text: string) => createHash('sha256').update(text).digest('hex');
		expect({code, stderr, hash: hash(stdout)}).toEqual({code: 0, stderr: '', hash: hash(body)});
	});

	test('a person does not wait for it', async () => {
		const {start, server} = await hostile({});
		const program = start('/api/hosts');
		onTestFinished(() => program.close());
		await server.arrived();
		program.kill('SIGINT');
		expect(await program.exited).toMatchObject({code: 130, stdout: '', stderr: ''});
	});

	test('the address of another one is refused before anything is sent', async () => {
		const {api, server} = await hostile({});
		expect(await api('https://evil.example/api/hosts')).toMatchObject({
			code: 2,
			stdout: '',
			stderr: `svt-tui: error: the token goes to no other address than ${server.origin}\n`,
		});
		expect(server.connections()).toBe(0);
	});
});
