import {execFile} from 'node:child_process';
import {mkdirSync, readFileSync, statSync} from 'node:fs';
import {Agent} from 'node:https';
import {promisify} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {run} from '../../source/commands/simulate.ts';
import {ask, failureOf, login, use} from '../simulator/raw-client.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {tryCommand} from '../support/try-command.ts';

type Options = NonNullable<Parameters<typeof tryCommand>[1]>;

const ports = {clock: createSystemClock(), random: {sample: () => 0.5}};

/** What is typed into a simulator that runs. */
function createKeyboard() {
	const typed: string[] = [];
	let wake = () => {};
	let isClosed = false;
	async function* lines() {
		for (;;) {
			for (let line = typed.shift(); line !== undefined; line = typed.shift()) yield line;
			if (isClosed) return;
			await new Promise<void>(resolve => {
				wake = resolve;
			});
		}
	}
	return {
		lines: lines(),
		type(line: string) {
			typed.push(line);
			wake();
		},
		close() {
			isClosed = true;
			wake();
		},
	};
}

/** Runs the command until the test ends it. */
function simulate(options: Options['options'] = {}) {
	const keyboard = createKeyboard();
	const stopping = new AbortController();
	const listeners = new Set<() => void>();
	const said = {stdout: '', stderr: ''};
	const hear = (stream: 'stdout' | 'stderr') => (text: string) => {
		said[stream] = text;
		for (const listener of listeners) listener();
	};
	const ended = tryCommand(run, {
		options,
		ports,
		lines: keyboard.lines,
		stop: stopping.signal,
		onData: hear('stdout'),
		onTalk: hear('stderr'),
	});
	onTestFinished(async () => {
		stopping.abort('SIGTERM');
		await ended;
	});
	return {
		ended,
		stop: () => stopping.abort('SIGTERM'),
		closeInput: keyboard.close,
		said,
		heard: (stream: 'stdout' | 'stderr', pattern: RegExp) =>
			new Promise<string>(resolve => {
				const look = () => {
					const match = pattern.exec(said[stream]);
					if (match === null) return;
					listeners.delete(look);
					resolve(match[1] ?? match[0]);
				};
				listeners.add(look);
				look();
			}),
		/** Types a line, and gives back what is answered to it. */
		async told(line: string): Promise<string> {
			const before = said.stderr.length;
			keyboard.type(line);
			return await new Promise(resolve => {
				const look = () => {
					if (said.stderr.length === before) return;
					listeners.delete(look);
					resolve(said.stderr.slice(before).trimEnd());
				};
				listeners.add(look);
				look();
			});
		},
	};
}

const userName = 'administrator@vsphere.local';
const user = {username: userName, password: 'simplivity-demo'};

test('says where it is and how to sign in, tells each request, and counts at the end', async () => {
	const simulator = simulate({http: true});
	const origin = await simulator.heard('stdout', /^origin +(\S+)\n/m);
	expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	await simulator.heard('stdout', /^or .*\n/m);
	const start = simulator.said.stdout;
	expect(start).toBe(`origin      ${origin}
fingerprint none: plain HTTP
username    administrator@vsphere.local
password    simplivity-demo
emergency   svtcli with svtcli-demo
sign in     svt-tui login ${origin} --username administrator@vsphere.local
or          svt-tui login ${origin} --username svtcli --emergency
`);
	const token = JSON.parse((await login({origin}, user)).body).access_token;
	await use({origin}, token, `/api/hosts?limit=1&password=hush`);
	await use({origin}, 'another');
	await ask({origin}, '/api/version');
	await login({origin}, {username: 'svtcli', password: 'svtcli-demo', grant: 'emergency'});
	await simulator.heard('stdout', /\/api\/version .*\n.*\/api\/oauth\/token.*\n/);
	simulator.stop();
	const {code, stdout, stderr} = await simulator.ended;
	expect(stdout.slice(start.length).replaceAll(/^\d\d:\d\d:\d\d/gm, '14:02:11')).toBe(
		`14:02:11  POST  /api/oauth/token  200  token-granted
14:02:11  GET   /api/hosts  200  bearer-accepted
14:02:11  GET   /api/hosts  401  bearer-refused
14:02:11  GET   /api/version  200  open
14:02:11  POST  /api/oauth/token  200  token-granted
5  connections
5  requests
2  token-granted
1  bearer-accepted
1  bearer-refused
1  open
2  POST /api/oauth/token
2  GET /api/hosts
1  GET /api/version
`,
	);
	expect([code, stderr]).toEqual([0, '']);
	expect(await failureOf(ask({origin}, '/api/version'))).toBe('ECONNREFUSED');
});

test('with --json the address is one line, and each request another', async () => {
	const simulator = simulate({json: true, user: 'anna', fault: ['path=/api/hosts,status=503,times=1']});
	await simulator.heard('stdout', /\n/);
	const address = JSON.parse(simulator.said.stdout);
	expect(address).toEqual({
		origin: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
		fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
		username: 'anna',
		password: 'simplivity-demo',
		emergency: {username: 'svtcli', password: 'svtcli-demo'},
	});
	expect((await ask(address, '/api/hosts', {agent: new Agent({rejectUnauthorized: false})})).status).toBe(503);
	await simulator.heard('stdout', /"status":503.*\n/);
	simulator.stop();
	const [, request, counts] = (await simulator.ended).stdout.trimEnd().split('\n');
	expect(JSON.parse(request ?? '')).toEqual({
		at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
		connection: 1,
		method: 'GET',
		path: '/api/hosts',
		status: 503,
		verdict: null,
		faults: ['status'],
	});
	expect(JSON.parse(counts ?? '')).toMatchObject({counts: {requests: 1, faults: 1}});
});

test('a fast one says which limit to sign in with', async () => {
	const simulator = simulate({speed: '60', idle: '10m'});
	const line = await simulator.heard('stdout', /^sign in +(.*)\n/m);
	expect(line).toMatch(/ --fingerprint [0-9a-f]{64} --idle-limit 10s$/);
});

describe('what can be typed while it runs', () => {
	test('changes what the next request meets', async () => {
		const simulator = simulate({http: true});
		const address = {origin: await simulator.heard('stdout', /^origin +(\S+)\n/m)};
		const token = JSON.parse((await login(address, user)).body).access_token;

		expect(await simulator.told('fault path=/api/hosts,status=503')).toBe('from here on');
		expect((await use(address, token)).status).toBe(503);
		await simulator.heard('stdout', / {2}GET {3}\/api\/hosts {2}503 {2}fault: status\n/);
		expect(await simulator.told('faults')).toBe('1  status, status=503, path=/api/hosts  (1 so far)');
		expect(await simulator.told('clear')).toBe('nothing goes wrong any more');
		expect(await simulator.told('faults')).toBe('none');
		expect((await use(address, token)).status).toBe(200);

		expect(await simulator.told('password changed it')).toBe('administrator@vsphere.local has another password');
		expect((await login(address, user)).status).toBe(400);
		expect((await login(address, {username: userName, password: 'changed it'})).status).toBe(200);

		expect(await simulator.told('fresh')).toBe('a sign-in gets a new token');
		expect(await simulator.told('absolute 5m')).toBe('the next token lives 5m');
		const second = JSON.parse((await login(address, {username: userName, password: 'changed it'})).body);
		expect([second.access_token === token, second.expires_in]).toEqual([false, 299]);

		expect(await simulator.told('restart')).toBe('it does not know any token any more');
		expect((await use(address, token)).body).toContain('Invalid access token');
		expect(await simulator.told('idle 1ms')).toBe('the idle limit is 1ms');
		expect(await simulator.told('skew -5m')).toBe('its clock shows -5m more');

		expect(await simulator.told('refuse')).toBe('nothing listens until accept');
		expect(await failureOf(ask(address, '/api/version'))).toBe('ECONNREFUSED');
		expect(await simulator.told('accept')).toBe('it listens');
		expect((await ask(address, '/api/version')).status).toBe(200);
		expect(await simulator.told('counts')).toContain('  GET /api/version');
		expect(await simulator.told('certificate')).toBe('plain HTTP has no certificate');
	});

	test.each([
		['fault boo', "'boo' is not a word of a fault; help lists the words"],
		['idle', 'such as: idle 20s'],
		['absolute never', 'such as: absolute 5m'],
		['password', 'such as: password changed-it'],
		['lock x', 'such as: lock 3'],
		['lock 3', '3 refused passwords in a row lock an account'],
		['refuse soon', 'such as: refuse 30s'],
		['skew', 'such as: skew 5m, skew -5m, skew 0'],
		['dance \u001b[2J', "'dance' means nothing here; help lists what does"],
		['\u001b[2J', "'\\u{1b}[2J' means nothing here; help lists what does"],
		['requests', 'none yet'],
	])('%j is answered', async (line, answer) => {
		expect(await simulate({http: true}).told(line)).toBe(answer);
	});

	test('help lists it all', async () => {
		const help = await simulate({http: true}).told('help');
		expect(help).toContain('\nrefuse 30s       nothing listens for so long');
		expect(help).toContain('\n  status=503            an error answer');
	});

	test('a new certificate is shown from here on', async () => {
		const simulator = simulate();
		const first = await simulator.heard('stdout', /^fingerprint (.*)\n/m);
		const second = /^fingerprint ([0-9a-f]{64})$/.exec(await simulator.told('certificate'))?.[1];
		expect(second).not.toBe(first);
	});

	test('quit ends it; the end of what is typed does not', async () => {
		const simulator = simulate({http: true});
		const origin = await simulator.heard('stdout', /^origin +(\S+)\n/m);
		await simulator.told('faults');
		const other = simulate({http: true});
		other.closeInput();
		const address = {origin: await other.heard('stdout', /^origin +(\S+)\n/m)};
		expect((await ask(address, '/api/version')).status).toBe(200);
		void simulator.told('quit');
		expect((await simulator.ended).code).toBe(0);
		expect(await failureOf(ask({origin}, '/api/version'))).toBe('ECONNREFUSED');
	});
});

describe('its log', () => {
	test("is the server's own, for this user only, and grows", async () => {
		const home = createPrivateHome();
		onTestFinished(home.remove);
		const log = home.file('svt-rest-api.log');
		for (const count of [1, 2]) {
			const simulator = simulate({http: true, log});
			await login({origin: await simulator.heard('stdout', /^origin +(\S+)\n/m)}, user);
			simulator.stop();
			await simulator.ended;
			expect(readFileSync(log, 'utf8').match(/Storing access token/g)).toHaveLength(count);
		}
		expect(statSync(log).mode & 0o777).toBe(0o600);
	});

	test('that cannot be written is named', async () => {
		const home = createPrivateHome();
		onTestFinished(home.remove);
		mkdirSync(home.file('folder'));
		const said = async (log: string) => (await tryCommand(run, {options: {log}, ports})).stderr;
		expect(await said(home.file('folder'))).toBe(
			`svt-tui: error: ${home.file('folder')} cannot be written: it is a folder\n`,
		);
		expect(await said(home.file('nowhere/x.log'))).toBe(
			`svt-tui: error: ${home.file('nowhere/x.log')} cannot be written: its folder does not exist\n`,
		);
		expect(await said('/dev/null')).toBe('svt-tui: error: /dev/null cannot be written: it is no file\n');
	});
});

test.each([
	[{port: '70000'}, '--port 70000 is not a port from 0 to 65535'],
	[{speed: '0'}, '--speed 0 is not a number from 0.1 to 10000'],
	[{idle: 'soon'}, '--idle soon is not a time such as 20s, 10m'],
	[{absolute: '5'}, '--absolute 5 is not a time such as 5m, 24h'],
	[{shape: 'round'}, '--shape round is not old or new'],
	[{user: 'svtcli'}, '--user svtcli is not a user name other than svtcli'],
	[{user: '$(reboot)'}, '--user $(reboot) is not a user name other than svtcli'],
	[{hosts: '-1'}, '--hosts -1 is not a number from 0 to 5000'],
	[{fault: ['hang', 'boo']}, "--fault: 'boo' is not a word of a fault"],
	[{reuse: true, fresh: true}, '--reuse and --fresh exclude each other'],
])('%j is refused in words', async (options, problem) => {
	expect(await tryCommand(run, {options, ports})).toEqual({
		code: 2,
		stdout: '',
		stderr: `svt-tui: error: ${problem}\nsvt-tui: hint: svt-tui simulate --help lists what it takes\n`,
	});
});

test('a port that is taken is named', async () => {
	const port = (await simulate({http: true}).heard('stdout', /^origin +\S+:(\d+)\n/m)) ?? '';
	expect(await tryCommand(run, {options: {port, http: true}, ports})).toEqual({
		code: 1,
		stdout: '',
		stderr: `svt-tui: error: port ${port} is taken by another program\nsvt-tui: hint: without --port it takes any free one\n`,
	});
});

const curl = promisify(execFile);
const hasCurl = await curl('curl', ['--version']).then(
	() => true,
	() => false,
);

test.skipIf(!hasCurl)("curl works against it as HPE's pages write it (needs curl)", async () => {
	const simulator = simulate();
	const origin = await simulator.heard('stdout', /^origin +(\S+)\n/m);
	const granted = await curl('curl', [
		...['-sk', `${origin}/api/oauth/token`, '-u', 'simplivity:', '-d', 'grant_type=password'],
		...['-d', `username=${userName}`, '-d', 'password=simplivity-demo'],
	]);
	const token = JSON.parse(granted.stdout).access_token;
	const hosts = await curl('curl', ['-sk', `${origin}/api/hosts`, '-H', `Authorization: Bearer ${token}`]);
	expect(JSON.parse(hosts.stdout)).toMatchObject({count: 4});
});
