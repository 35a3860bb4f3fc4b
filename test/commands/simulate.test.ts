import {execFile} from 'node:child_process';
import {mkdirSync, readFileSync, statSync} from 'node:fs';
import {Agent} from 'node:https';
import {promisify} from 'node:util';
import {describe, expect, onTestFinished, test} from 'vitest';
import {run} from '../../source/commands/simulate.ts';
import {ask, failureOf, login, use} from '../simulator/raw-client.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {tryCommand} from '../support/try-command.ts';
import {ports, simulate, user, userName} from './simulating.ts';

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
	[{port: '70000'}, '--port is to be a port from 0 to 65535'],
	[{speed: '0'}, '--speed is to be a number from 0.1 to 10000'],
	[{idle: 'soon'}, '--idle is to be a time such as 20s, 10m'],
	[{absolute: '5'}, '--absolute is to be a time such as 5m, 24h'],
	[{shape: 'round'}, '--shape is to be old or new'],
	[{user: 'svtcli'}, '--user is to be a user name other than svtcli'],
	[{user: '$(reboot)'}, '--user is to be a user name other than svtcli'],
	[{hosts: '-1'}, '--hosts is to be a number from 0 to 5000'],
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
