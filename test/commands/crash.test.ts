import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {cliPath, startCli} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

/** Makes the program meet a mistake of its own, half a second after its start. */
const mistake = (code: string) => ({
	NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`setTimeout(() => {${code}}, 500)`)}`,
});

test.each([
	['a throw', 'throw new TypeError("it is undefined")'],
	['a rejection', 'Promise.reject(new TypeError("it is undefined"))'],
])('%s that nobody expected is one line and what to do', async (_what, code) => {
	const program = startCli(['simulate', '--json'], {env: mistake(code)});
	onTestFinished(() => program.close());
	const run = await program.exited;
	expect(run).toMatchObject({
		code: 1,
		stderr: [
			'svt-tui: error: something unexpected happened: TypeError: it is undefined',
			'svt-tui: hint: run it again with --verbose, and report what it shows',
			'',
		].join('\n'),
	});
});

test('with --verbose, the stack comes along', async () => {
	const program = startCli(['simulate', '--json', '--verbose'], {
		env: mistake('throw new Error("gone \\u001b[31m wrong")'),
	});
	onTestFinished(() => program.close());
	const {code, stderr} = await program.exited;
	expect(code).toBe(1);
	expect(stderr).toMatch(
		/^Error: gone \\u\{1b\}\[31m wrong\n {4}at .*\n(?:.*\n)*svt-tui: error: something unexpected happened: Error: gone .*\nsvt-tui: hint: please report this, with the lines above\n$/,
	);
});

test('on the screen, it is said after the screen is left', async () => {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const terminal = openTerminal({
		command: process.execPath,
		args: [cliPath],
		home,
		env: {SVT_STORAGE: 'memory', ...mistake('throw new Error("gone wrong")')},
	});
	onTestFinished(() => terminal.close());
	await terminal.waitFor(/sign in/);
	expect(terminal.isAlternateScreen()).toBe(true);
	expect(await terminal.exited).toEqual({code: 1, signal: undefined});
	expect(terminal.isAlternateScreen()).toBe(false);
	expect(terminal.history().join('\n')).toContain('svt-tui: error: something unexpected happened: Error: gone wrong');
});
