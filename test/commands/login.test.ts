import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {Effect} from '../../source/simulator/faults.ts';
import {createPrivateHome, type PrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword, simulatedUser} from '../support/running-simulator.ts';
import {startCli} from '../support/start-cli.ts';

const memory = ['--storage', 'memory'];

function privateHome(): PrivateHome {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	return home;
}

/** All files below the home, by their path in it. */
function filesIn({path}: PrivateHome): readonly string[] {
	const names = readdirSync(path, {recursive: true, encoding: 'utf8'});
	return names.filter(name => statSync(join(path, name)).isFile()).sort();
}

/** Times of the day and the like, which no two runs share. */
const untimed = (text: string) => text.replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d:\d\d/g, 'TIME');

test('a sign-in without a terminal says when the session ends, and the first profile is the default', async () => {
	const {origin, loginArgs} = await runSimulator();
	const home = privateHome();
	const run = await runCli([...loginArgs, '--profile', 'dc1', ...memory], {home, input: `${simulatedPassword}\n`});
	expect({...run, stderr: untimed(run.stderr)}).toEqual({
		code: 0,
		signal: undefined,
		stdout: '',
		stderr: [
			`signed in to dc1 (${origin}) as ${simulatedUser}`,
			'the session ends if idle at TIME, at the latest TIME',
			'the token was kept in memory and is gone now: no later command has it',
			'svt-tui: hint: keep it for other programs: svt-tui login dc1 --storage keychain, or --storage file',
			'',
		].join('\n'),
	});
	expect((await runCli(['profile', 'list'], {home})).stdout).toMatch(/^NAME .*\ndc1 \(default\) /);
	// Nothing is said of a session that nobody has.
	expect(filesIn(home)).toEqual(['configuration/svt-tui/config.json', 'state/svt-tui/events.jsonl']);
	expect(await runCli(['status', '--short'], {home})).toMatchObject({code: 0, stdout: 'dc1 signed-out\n'});
});

test('the same appliance and user again is the same profile; another user is another', async () => {
	const {origin, loginArgs, simulator} = await runSimulator();
	simulator.setPassword('other', simulatedPassword);
	const home = privateHome();
	await runCli([...loginArgs, '--profile', 'dc1', ...memory], {home, input: simulatedPassword});
	const again = await runCli(['login', origin, '--password-stdin'], {home, input: simulatedPassword});
	expect(again).toMatchObject({code: 0, stdout: ''});
	expect(again.stderr).toContain(`signed in to dc1 (${origin})`);
	// Whoever signs in there meets the same certificate.
	const other = await runCli(
		['login', 'dc1', '--username', 'other', '--password-stdin', '--profile', 'two', ...memory],
		{
			home,
			input: simulatedPassword,
		},
	);
	expect(other).toMatchObject({code: 0});
	const {stdout} = await runCli(['profile', 'list', '--json'], {home});
	expect(JSON.parse(stdout).profiles).toMatchObject([
		{name: 'dc1', username: simulatedUser, isDefault: true},
		{name: 'two', username: 'other', isDefault: false},
	]);
});

test('a certificate that nobody vouches for is shown, with the command line that trusts it', async () => {
	const {origin, fingerprint, simulator} = await runSimulator();
	const args = ['login', origin, '--username', simulatedUser, '--password-stdin', ...memory];
	const home = privateHome();
	const run = await runCli(args, {home, input: simulatedPassword});
	expect(run).toMatchObject({code: 60, stdout: ''});
	const groups = fingerprint.toUpperCase().match(/.{8}/g)?.join(' ');
	expect(run.stderr).toContain(`svt-tui: error: ${origin}: the certificate is self-signed\n`);
	expect(run.stderr).toContain(`Its SHA-256: ${groups}.`);
	const [, command = ''] = /only if it is the same: svt-tui (.*)$/m.exec(run.stderr) ?? [];
	expect(simulator.requests()).toEqual([]);
	expect(filesIn(home)).toEqual(['state/svt-tui/events.jsonl']);
	// The command can be copied as it stands.
	expect(await runCli(command.split(' '), {home, input: simulatedPassword})).toMatchObject({code: 0});
});

test('another certificate than --fingerprint names gets nothing', async () => {
	const {origin, fingerprint, simulator} = await runSimulator();
	const wrong = 'ab'.repeat(32);
	const args = ['login', origin, '--username', simulatedUser, '--password-stdin', '--fingerprint', wrong, ...memory];
	const run = await runCli(args, {input: simulatedPassword});
	const groups = (sha256: string) => sha256.toUpperCase().match(/.{8}/g)?.join(' ');
	expect(run).toMatchObject({
		code: 60,
		stdout: '',
		stderr: [
			`svt-tui: error: ${origin} does not show the certificate that --fingerprint names; nothing was sent`,
			`expected  ${groups(wrong)}`,
			`shown     ${groups(fingerprint)}`,
			"svt-tui: hint: compare both with the SHA-256 that the appliance's own console shows; until they agree do not sign in there",
			'',
		].join('\n'),
	});
	expect(simulator.requests()).toEqual([]);
});

test('who was not reached at a first sign-in has no profile that could be named', async () => {
	const {origin, simulator, fingerprint} = await runSimulator();
	simulator.refuseConnections();
	const args = ['login', origin, '--username', simulatedUser, '--password-stdin', '--profile', 'dc1', ...memory];
	const said = [
		`svt-tui: error: ${origin}: nothing listens there`,
		`The machine at ${origin} is up but refused the connection: its REST service is stopped, or the address or port is wrong.`,
		'svt-tui: hint: check the address that was asked',
		'svt-tui: hint: see whether another controller of the federation answers; each needs its own sign-in',
		`svt-tui: hint: sign in again afterwards: svt-tui login ${origin}`,
		'',
	].join('\n');
	for (const more of [[], ['--fingerprint', fingerprint]])
		expect(await runCli([...args, ...more], {input: simulatedPassword})).toMatchObject({code: 6, stderr: said});
});

test('a certificate that changed stops everything, until a person names the new one', async () => {
	const {simulator, loginArgs} = await runSimulator();
	const home = privateHome();
	await runCli([...loginArgs, '--profile', 'dc1', ...memory], {home, input: simulatedPassword});
	const renewed = await simulator.renewCertificate();
	const asked = simulator.requests().length;
	const login = ['login', 'dc1', '--password-stdin'];
	const run = await runCli(login, {home, input: simulatedPassword});
	expect(run).toMatchObject({code: 60, stdout: ''});
	expect(run.stderr).toContain('svt-tui: error: dc1: the appliance shows another certificate than before\n');
	expect(run.stderr).toContain(': svt-tui trust accept dc1\n');
	expect(simulator.requests()).toHaveLength(asked);
	const trusting = [...login, '--fingerprint', renewed?.sha256 ?? ''];
	expect(await runCli(trusting, {home, input: simulatedPassword})).toMatchObject({code: 0});
	expect(await runCli(login, {home, input: simulatedPassword})).toMatchObject({code: 0});
});

test('nothing in the environment turns verification off', async () => {
	const {origin, simulator} = await runSimulator();
	const args = ['login', origin, '--username', simulatedUser, '--password-stdin', ...memory];
	const run = await runCli(args, {input: simulatedPassword, env: {NODE_TLS_REJECT_UNAUTHORIZED: '0'}});
	expect(run.code).toBe(60);
	expect(run.stderr).toMatch(/^svt-tui: error: /);
	expect(simulator.requests()).toEqual([]);
});

test('a refused password is said once, sent once, and leaves only what it is known by', async () => {
	const {origin, loginArgs, simulator} = await runSimulator();
	const home = privateHome();
	const run = await runCli([...loginArgs, ...memory], {home, input: 'wrong'});
	expect(run).toMatchObject({code: 5, stdout: ''});
	expect(run.stderr).toMatch(
		new RegExp(
			`^svt-tui: error: ${origin}: user name or password refused\\nThe appliance checks .*\\nthe server says: «Bad credentials»\\nsvt-tui: hint: check user name .*: svt-tui login ${origin}\\n$`,
		),
	);
	expect(simulator.requests().map(({path}) => path)).toEqual(['/api/oauth/token']);
	const left = filesIn(home).map(name => name.replace(/[0-9a-f]{64}/, 'HASH'));
	const state = 'state/svt-tui';
	expect(left).toEqual([`${state}/events.jsonl`, `${state}/guards/HASH.json`, `${state}/guards/guard-key`]);
	// Nor is it sent again by a script that does not know better.
	const again = await runCli([...loginArgs, ...memory], {home, input: 'wrong'});
	expect(again).toEqual({
		code: 5,
		signal: undefined,
		stdout: '',
		stderr: [
			`svt-tui: error: ${origin}: the appliance refused this password before, so it is not sent again by itself`,
			`svt-tui: hint: sign in with the right one: svt-tui login ${origin}, or with --password-stdin`,
			'',
		].join('\n'),
	});
	expect(simulator.requests()).toHaveLength(1);
});

test('the emergency grant signs in the local account', async () => {
	const {origin, fingerprint} = await runSimulator({switches: {hms: 'down'}});
	const args = ['login', origin, '--emergency', '--password-stdin', '--fingerprint', fingerprint, ...memory];
	const run = await runCli(args, {input: 'canary-emergency-7h1ng'});
	expect(run.stderr).toMatch(/^signed in to 127\.0\.0\.1 .* as svtcli\n/);
	expect(run.code).toBe(0);
});

test.each<[string, string | Uint8Array, string]>([
	['nothing', '', 'stdin holds no password'],
	['an empty line', '\n', 'stdin holds no password'],
	['two lines', 'one\ntwo\n', 'more than one line came on stdin: the password is one line'],
	['much', 'x'.repeat(5000), 'what came on stdin is longer than 4096 bytes: that is no password'],
	['bytes that are no UTF-8', Uint8Array.of(0x70, 0xff, 0xfe), 'what came on stdin is not UTF-8 text'],
	['UTF-16', Buffer.from('secret', 'utf16le'), 'the password on stdin holds control characters; save it as UTF-8 text'],
])('%s on stdin is no password', async (_what, input, words) => {
	const {loginArgs, simulator} = await runSimulator();
	const run = await runCli([...loginArgs, ...memory], {input});
	expect(run).toMatchObject({code: 2, stdout: '', stderr: `svt-tui: error: ${words}\n`});
	expect(simulator.requests()).toEqual([]);
});

test('whoever writes the password may leave the pipe open', async () => {
	const {loginArgs} = await runSimulator();
	const program = startCli([...loginArgs, ...memory]);
	onTestFinished(() => program.close());
	program.writeInput(`${simulatedPassword}\r\n`);
	expect(await program.exited).toMatchObject({code: 0});
});

test.each<[Effect, number, string]>([
	[{type: 'portal'}, 7, 'a web page answered, not the SimpliVity API'],
	[{type: 'redirect', to: 'https://elsewhere.example/'}, 7, 'the address leads somewhere else'],
	[{type: 'no-token'}, 7, 'the sign-in was accepted, but no token came'],
	[{type: 'garbage'}, 7, 'the answer cannot be read'],
	[{type: 'empty'}, 7, 'this is not an answer of the SimpliVity API'],
	[{type: 'status', status: 503}, 7, 'the REST service is overloaded or restarting'],
	[{type: 'reset'}, 6, 'the connection broke off'],
	[{type: 'close'}, 6, 'the connection broke off'],
	[{type: 'handshake', how: 'drop'}, 6, 'the TLS handshake did not come to an end'],
])('%j instead of a token is named as what it is', async (what, code, words) => {
	const {origin, loginArgs, simulator} = await runSimulator();
	// The look at the certificate goes before.
	simulator.faults.add({when: what.type === 'handshake' ? {skip: 1} : {}, what});
	const run = await runCli([...loginArgs, ...memory], {input: simulatedPassword});
	expect(run.stderr.split('\n')[0]).toBe(`svt-tui: error: ${origin}: ${words}`);
	expect(run).toMatchObject({code, stdout: ''});
	expect(run.stderr).not.toContain(simulatedPassword);
});

test.each<[string, number, RegExp]>([
	['https://127.0.0.1:1', 6, /^svt-tui: error: https:\/\/127\.0\.0\.1:1: nothing listens there\n/],
	['no-such-host.invalid', 6, /^svt-tui: error: https:\/\/no-such-host\.invalid: the host name is not known\n/],
	['http://example.com', 6, /^svt-tui: error: http:\/\/example\.com: plain HTTP is not used beyond this machine\n/],
])('%s cannot be signed in to', async (host, code, words) => {
	const args = ['login', host, '--username', 'anyone', '--password-stdin', ...memory];
	const run = await runCli(args, {input: simulatedPassword});
	expect(run).toMatchObject({code, stdout: ''});
	expect(run.stderr).toMatch(words);
});

test.each<[readonly string[], number, string]>([
	[[], 2, 'which appliance?\nsvt-tui: hint: name its address or a profile: svt-tui login HOST'],
	[
		['not an address'],
		2,
		'that is neither a profile nor an address\nsvt-tui: hint: such as 10.1.1.16, omnicube.example.com or https://10.1.1.16:8443',
	],
	[['10.1.1.16'], 2, 'which user?\nsvt-tui: hint: name one with --username, such as administrator@vsphere.local'],
	[
		['10.1.1.16', '--username', 'u'],
		4,
		'https://10.1.1.16: there is nobody to ask for the password\nsvt-tui: hint: give the password on stdin with --password-stdin, or sign in on a terminal',
	],
	[['--profile', 'nowhere'], 2, 'there is no profile yet\nsvt-tui: hint: sign in to an appliance: svt-tui login HOST'],
	[['h', '--idle-limit', '10'], 2, '--idle-limit is a time such as 90s, 5m, 2h or 1h30m'],
	[['h', '--idle-limit', '2d'], 2, '--idle-limit is between 1s and 24h'],
	[
		['h', '--fingerprint', 'abc'],
		2,
		'--fingerprint is the SHA-256 of the certificate: 64 hex digits, with or without colons',
	],
	[['h', '--fingerprint', 'ab'.repeat(32), '--ca-file', 'x'], 2, 'take one of --fingerprint and --ca-file'],
	[['h', '--renew', 'maybe'], 2, '--renew is ask or auto'],
	[['h', '--profile', 'a b'], 2, '--profile is a name of 1 to 40 letters, digits, dots and dashes'],
	[['h', '--storage', 'vault'], 2, '--storage is keychain, file, memory or helper'],
	[['h', '--storage', 'memory', '--helper', 'x'], 2, '--helper is for --storage helper, not memory'],
	[['h', '--helper', 'no-such-helper'], 2, 'the helper no-such-helper is not to be found in the folders of PATH'],
])('login %s is refused before anything is asked', async (args, code, words) => {
	const storage = args.includes('--storage') || args.includes('--helper') ? [] : memory;
	expect(await runCli(['login', ...args, ...storage])).toMatchObject({
		code,
		stdout: '',
		stderr: `svt-tui: error: ${words}\n`,
	});
});

test('a signal in the middle ends it at once, and leaves no damaged file', async () => {
	const {loginArgs, simulator} = await runSimulator();
	const home = privateHome();
	await runCli([...loginArgs, '--profile', 'dc1', ...memory], {home, input: simulatedPassword});
	simulator.faults.add({what: {type: 'hang'}});
	const before = simulator.counts().requests;
	const program = startCli(['login', 'dc1', '--password-stdin'], {home});
	onTestFinished(() => program.close());
	program.endInput(simulatedPassword);
	await becomes(() => simulator.counts().requests > before);
	const start = performance.now();
	program.kill('SIGTERM');
	expect(await program.exited).toMatchObject({code: 143, stdout: '', stderr: ''});
	expect(performance.now() - start).toBeLessThan(1500);
	for (const name of filesIn(home)) {
		const text = readFileSync(join(home.path, name), 'utf8').trimEnd();
		for (const document of name.endsWith('.jsonl') ? text.split('\n') : [text]) JSON.parse(document);
	}
	expect(await runCli(['status', '--short'], {home})).toMatchObject({code: 0, stdout: 'dc1 signed-out\n', stderr: ''});
});

async function becomes(isSo: () => boolean): Promise<void> {
	for (let turns = 0; !isSo(); turns += 1) {
		if (turns === 10_000_000) throw new Error('it does not become so');
		await new Promise(resolve => setImmediate(resolve));
	}
}
