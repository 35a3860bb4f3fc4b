import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome, type Environment, type PrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword, simulatedUser} from '../support/running-simulator.ts';
import {cliPath} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

function privateHome(): PrivateHome {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	return home;
}

function svt(home: PrivateHome, ...args: readonly string[]) {
	return svtWith({}, home, ...args);
}

function svtWith(env: Environment, home: PrivateHome, ...args: readonly string[]) {
	const terminal = openTerminal({
		command: process.execPath,
		args: [cliPath, ...args],
		home,
		env: {SVT_STORAGE: 'memory', ...env},
	});
	onTestFinished(() => terminal.close());
	return terminal;
}

test('login on a terminal leads to the session, and says at the end what becomes of it', async () => {
	const {origin} = await runSimulator();
	const home = privateHome();
	const terminal = svt(home, 'login', origin, '--username', simulatedUser, '--profile', 'dc1');
	await terminal.waitFor(/Trust this certificate\?/);
	terminal.press('y');
	await terminal.waitFor(/> Password/);
	terminal.type(simulatedPassword);
	terminal.press('enter');
	await terminal.waitFor(/dc1 · administrator@vsphere.local.*online {2}pinned/);
	terminal.press('q');
	expect(await terminal.exited).toEqual({code: 0, signal: undefined});
	expect(terminal.history().join('\n').trim()).toBe('dc1 is lost to this machine: its token was in memory');
	expect(terminal.output()).not.toContain(simulatedPassword);
	expect((await runCli(['status', '--short'], {home})).stdout).toBe('dc1 signed-out\n');
});

test('n at an appliance that is known, as the same user, leads to the profile that there is', async () => {
	const {origin} = await runSimulator();
	const terminal = svt(privateHome(), 'login', origin, '--username', simulatedUser, '--profile', 'dc1');
	await terminal.waitFor(/Trust this certificate\?/);
	terminal.press('y');
	await terminal.waitFor(/> Password/);
	terminal.type(simulatedPassword);
	terminal.press('enter');
	await terminal.waitFor(/dc1 · administrator@vsphere.local.*online {2}pinned/);
	terminal.type('ln');
	await terminal.waitFor(/> Appliance/);
	terminal.type(`${origin}\r`);
	// Its certificate was accepted before.
	await terminal.waitFor(/> User name/);
	terminal.type(`${simulatedUser}\t${simulatedPassword}\r`);
	await terminal.waitFor(/dc1 · administrator@vsphere.local.*online {2}pinned/);
	terminal.type('l');
	await terminal.waitFor(/svt-tui {2}1 session/);
	terminal.press('ctrl+c');
	expect((await terminal.exited).code).toBe(130);
});

test.each([
	['ctrl+c', undefined, 130],
	[undefined, 'SIGTERM', 143],
	[undefined, 'SIGHUP', 129],
] as const)('the screen is left by %s %s with its exit code', async (key, signal, code) => {
	const terminal = svt(privateHome());
	await terminal.waitFor(/sign in/);
	if (key !== undefined) terminal.press(key);
	if (signal !== undefined) terminal.kill(signal);
	expect(await terminal.exited).toEqual({code, signal: undefined});
	expect(terminal.isAlternateScreen()).toBe(false);
});

test('a word that is no profile opens no screen', async () => {
	const terminal = svt(privateHome(), 'nonsense');
	expect(await terminal.exited).toEqual({code: 2, signal: undefined});
	expect(terminal.history().join('\n').trim()).toBe(
		'svt-tui: error: there is no command or profile nonsense\nsvt-tui: hint: see svt-tui --help',
	);
});

test('a password is not asked for where it would be seen', async () => {
	const terminal = svt(privateHome(), 'login', '10.1.1.16', '--username', 'u', '--password-stdin');
	expect(await terminal.exited).toEqual({code: 2, signal: undefined});
	expect(terminal.history().join('')).toContain('--password-stdin is for a pipe or a file, and stdin is a terminal');
});

test('with --no-input nobody is asked on a terminal either', async () => {
	const terminal = svt(privateHome(), 'login', '10.1.1.16', '--username', 'u', '--no-input');
	expect(await terminal.exited).toEqual({code: 4, signal: undefined});
});

test('Ctrl-Z gives the terminal back to the shell, and fg goes on with the screen', async () => {
	const home = privateHome();
	const shell = openTerminal({
		command: '/bin/bash',
		args: ['--norc', '--noprofile', '-i'],
		home,
		env: {SVT_STORAGE: 'memory', PS1: 'shell> '},
	});
	onTestFinished(() => shell.close());
	await shell.waitFor('shell>');
	shell.type(`${process.execPath} ${cliPath}\r`);
	await shell.waitFor(/sign in/);
	// From here on the screen is who reads the keys.
	shell.type('10.1');
	await shell.waitFor(/Appliance {4}10\.1_/);
	shell.press('ctrl+z');
	await shell.waitFor(/Stopped/);
	expect(shell.isAlternateScreen()).toBe(false);
	shell.type('fg\r');
	await shell.waitFor(/Appliance .*10\.1/);
	expect(shell.isAlternateScreen()).toBe(true);
	shell.press('ctrl+c');
	await shell.waitFor(/shell>\s*$/);
	shell.type('echo it was $?\r');
	await shell.waitFor('it was 130');
});

/** A colour, not bold or inverse. */
const colour = /\u001b\[(3[0-7]|9[0-7]|38;)/;

test.each([
	['as it is', {}, [], true],
	['NO_COLOR', {NO_COLOR: '1'}, [], false],
	['--color never', {}, ['--color', 'never'], false],
	['NO_COLOR, but --color always', {NO_COLOR: '1'}, ['--color', 'always'], true],
] as const)('colours, %s', async (_name, env, args, isColoured) => {
	const terminal = svtWith(env, privateHome(), ...args);
	await terminal.waitFor(/Which appliance\?/);
	expect(colour.test(terminal.output())).toBe(isColoured);
});

const isDumb = 'the screen needs a terminal that can be drawn on, and this one says that it cannot (TERM is dumb)';
const isUnattended = 'the screen is for a person, and --no-input says that there is none';

test.each([
	[['watch'], 'dumb', isDumb],
	[[], 'dumb', isDumb],
	[['watch', '--no-input'], 'xterm-256color', isUnattended],
	[['--no-input'], 'xterm-256color', isUnattended],
])('svt-tui %j on a terminal (%s) says why there is no screen', async (args, TERM, why) => {
	const terminal = svtWith({TERM}, privateHome(), ...args);
	expect((await terminal.exited).code).toBe(2);
	expect(terminal.history().join('')).toContain(`svt-tui: error: ${why}`);
});
