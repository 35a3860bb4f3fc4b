import {existsSync, writeFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {startCli} from '../support/start-cli.ts';

/** What runs the built program is tested here, on programs of a few lines. */
function program(text: string) {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const path = home.file('program.cjs');
	writeFileSync(path, text);
	return {home, program: path};
}

test('a run gives the code and what was said, and takes input', async () => {
	const given = program(`
		process.stdin.setEncoding('utf8').on('data', text => console.log('read ' + JSON.stringify(text)));
		process.stdin.on('end', () => { console.error('bye', process.argv[2]); process.exitCode = 4; });
	`);
	expect(await runCli(['--x'], {...given, input: 'ñ\n'})).toEqual({
		code: 4,
		signal: undefined,
		stdout: 'read "ñ\\n"\n',
		stderr: 'bye --x\n',
	});
	expect(await runCli(['--x'], given)).toMatchObject({code: 4, stdout: ''});
});

test('a run knows nothing of who runs the tests, and its home goes with it', async () => {
	process.env.SVT_TOKEN = 'of the person who runs this';
	onTestFinished(() => void delete process.env.SVT_TOKEN);
	const names = ['CI', 'SVT_TOKEN', 'DBUS_SESSION_BUS_ADDRESS', 'NODE_ENV', 'EXTRA'];
	const {program: path} = program(`
		for (const name of ${JSON.stringify(names)}) console.log(name + '=' + process.env[name]);
		console.log(process.stdin.isTTY, process.stdout.isTTY, process.env.HOME);
	`);
	const {stdout} = await runCli([], {program: path, env: {EXTRA: 'given'}});
	const lines = stdout.trimEnd().split('\n');
	expect(lines.slice(0, -1)).toEqual([
		'CI=undefined',
		'SVT_TOKEN=undefined',
		'DBUS_SESSION_BUS_ADDRESS=undefined',
		'NODE_ENV=undefined',
		'EXTRA=given',
	]);
	const [stdin, out, home = ''] = lines.at(-1)?.split(' ') ?? [];
	expect([stdin, out]).toEqual(['undefined', 'undefined']);
	expect(existsSync(home)).toBe(false);
});

test('a run that hangs is ended, with what it started, and told', async () => {
	const given = program(`
		console.log('so far');
		require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'inherit'});
	`);
	await expect(runCli(['hang'], {...given, within: 1_000})).rejects.toThrow(
		'it did not end in 1000 ms\nsvt-tui hang\nended: SIGKILL\nstdout:\nso far\n\nstderr:\n',
	);
});

test('a program that goes on is watched and told to stop', async () => {
	const started = startCli(
		[],
		program(`
		process.stdout.write('origin https://');
		setImmediate(() => console.log('127.0.0.1:1'));
		process.on('SIGTERM', () => process.exit(0));
		setInterval(() => {}, 1000);
	`),
	);
	onTestFinished(() => started.close());
	const [, origin] = await started.waitFor(/^origin (\S+)$/m);
	expect(origin).toBe('https://127.0.0.1:1');
	const never = started.waitFor(/never/);
	started.kill('SIGTERM');
	await expect(never).rejects.toThrow(
		'waited for /never/: the program ended without it\nsvt-tui \nended: 0\nstdout:\norigin',
	);
	expect(await started.exited).toMatchObject({code: 0, stdout: 'origin https://127.0.0.1:1\n'});
});
