import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {cliPath, startCli} from '../support/start-cli.ts';

test('the version stands on stdout', async () => {
	expect(await runCli(['--version'])).toMatchObject({code: 0, stdout: 'svt-tui 0.1.0\n', stderr: ''});
});

test('without a terminal and without a command, the help is on stderr, and why there is no screen', async () => {
	const {stdout: help} = await runCli(['--help']);
	expect(help).toMatch(/^svt-tui holds your session .*\n\nusage\n/);
	const why =
		'svt-tui: error: the screen needs a terminal\nsvt-tui: hint: without one: svt-tui status, svt-tui keep-alive\n';
	expect(await runCli([])).toMatchObject({code: 2, stdout: '', stderr: `${help}\n${why}`});
});

test.each([
	['login', /^svt-tui login: sign in.*\n\nusage\n {2}svt-tui login \[HOST\|PROFILE\]/],
	['keep-alive', /^svt-tui keep-alive: keep sessions alive/],
	['profile', /\nexamples\n {2}svt-tui profile default dc1 {2}takes dc1 where no profile is named\n$/],
])('%s --help tells all about it', async (command, expected) => {
	const run = await runCli([command, '--help']);
	expect(run).toMatchObject({code: 0, stderr: ''});
	expect(run.stdout).toMatch(expected);
});

test.each<[string, string]>([
	['stauts', 'error: there is no command or profile stauts\nsvt-tui: hint: did you mean svt-tui status?\n'],
	['watch', 'error: the screen needs a terminal\nsvt-tui: hint: without one: svt-tui status, svt-tui keep-alive\n'],
	['token', 'error: there is no profile yet\nsvt-tui: hint: sign in to an appliance: svt-tui login HOST\n'],
	['token --min-ttl soon', 'error: --min-ttl is a time such as 90s, 5m, 2h or 1h30m\n'],
	['token --header --curl-config', 'error: take one of --header and --curl-config\n'],
	['status --json --short', 'error: take one of --json and --short\n'],
	['status nowhere', 'error: there is no profile yet\nsvt-tui: hint: sign in to an appliance: svt-tui login HOST\n'],
	['status --color blue', 'error: --color is auto, always or never\n'],
	['api GET', 'error: which path? svt-tui api GET /api/hosts\n'],
	['api /api/hosts', 'error: there is no profile yet\nsvt-tui: hint: sign in to an appliance: svt-tui login HOST\n'],
	['api /api/hosts -H Host:x', 'error: --send-header cannot set host: svt-tui writes that itself\n'],
	['keep-alive --until 24:00', 'error: --until is a time of day such as 18:00\n'],
	['keep-alive --for 1h --until 18:00', 'error: take one of --for and --until\n'],
	['keep-alive --renew never', 'error: --renew is ask or auto\n'],
	['profile show', 'error: profile does one of list, remove, default\nsvt-tui: hint: see svt-tui profile --help\n'],
	['profile remove', 'error: which profile? svt-tui profile remove NAME\n'],
])('svt-tui %s says what is wrong and exits with 2', async (text, expected) => {
	expect(await runCli(text.split(' '))).toMatchObject({code: 2, stdout: '', stderr: `svt-tui: ${expected}`});
});

test('a reader that has gone ends it without a word', async () => {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const args = [cliPath, 'simulate', '--http', '--json'];
	const child = spawn(process.execPath, args, {env: home.environment, stdio: ['ignore', 'pipe', 'pipe']});
	onTestFinished(() => void child.kill('SIGKILL'));
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
	child.stdout.destroy();
	const {origin} = JSON.parse(line);
	// Of each request it has something to say.
	await fetch(`${origin}/api/version`);
	expect(await once(child, 'close')).toEqual([141, null]);
	expect(said).toBe('');
});

test.skipIf(process.platform !== 'linux').each(['--help', '--version', 'status --json'])(
	'%s onto a disk that is full has failed',
	async args => {
		const {environment: env, remove} = createPrivateHome();
		onTestFinished(remove);
		const full = openSync('/dev/full', 'w');
		const child = spawn(process.execPath, [cliPath, ...args.split(' ')], {env, stdio: ['ignore', full, 'pipe']});
		closeSync(full);
		const [said] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, 'close')]);
		expect({code: child.exitCode, said}).toEqual({
			code: 1,
			said: 'svt-tui: error: not all could be written to stdout: the disk is full\n',
		});
	},
);

test('SIGUSR1 opens no debugger', async () => {
	const program = startCli(['simulate', '--json']);
	onTestFinished(() => program.close());
	await program.waitFor(/origin/);
	program.kill('SIGUSR1');
	program.kill('SIGTERM');
	expect(await program.exited).toMatchObject({code: 0, stderr: ''});
});

test('a home that is no folder is a value, not a stack', async () => {
	const run = await runCli(['status'], {env: {SVT_CONFIG_DIR: '/dev/null/x'}});
	expect(run.code).toBe(1);
	expect(run.stderr).toBe(
		'svt-tui: error: /dev/null/x/config.json cannot be read: a part of the path is a file, not a folder; move that away\n',
	);
});
