import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createSecretsFile} from '../../source/adapters/secrets-file.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {success} from '../../source/domain/outcome.ts';
import {Secret} from '../../source/domain/secret.ts';
import {createPrivateHome, type Environment, type PrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword, simulatedUser} from '../support/running-simulator.ts';
import {cliPath, startCli} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

const passphrase = 'canary passphrase';

function privateHome() {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const named = home.file('passphrase');
	writeFileSync(named, `${passphrase}\n`, {mode: 0o600});
	return {home, vault: join(home.state, 'svt-tui', 'secrets.json'), env: {SVT_PASSPHRASE_FILE: named}};
}

/** A session of the profile dc1, with all its secrets in the file. */
async function signedIn() {
	const {loginArgs, origin, simulator} = await runSimulator();
	const place = privateHome();
	const options = {home: place.home, env: place.env};
	const login = [...loginArgs, '--profile', 'dc1', '--storage', 'file'];
	const run = await runCli(login, {...options, input: simulatedPassword});
	expect(run).toMatchObject({code: 0, stdout: ''});
	expect(run.stderr).toContain('\nthe token is in an encrypted file, the password too\n');
	return {...place, options, simulator, origin};
}

/** Both secrets of dc1 were in the file, whose passphrase nobody gave when dc1 went elsewhere. */
async function movedAway() {
	const place = await signedIn();
	const {home, vault} = place;
	const moved = await runCli(['login', 'dc1', '--storage', 'memory', '--password-stdin'], {
		home,
		input: simulatedPassword,
	});
	expect(moved.stderr).toContain('still stored');
	return {
		...place,
		async inFile() {
			const ask = async () => success(new Secret(passphrase));
			const store = createSecretsFile({folder: dirname(vault), clock: createSystemClock(), askPassphrase: ask});
			await store.unlock?.('read');
			const names = (['password', 'token'] as const).map(async holds => {
				const read = await store.read({holds, username: simulatedUser, origin: place.origin});
				return read.ok && read.value !== undefined ? [holds] : [];
			});
			return (await Promise.all(names)).flat();
		},
	};
}

/** Without stdin, stdout or stderr that would be a terminal for the program to draw on. */
function svt(home: PrivateHome, env: Environment, ...args: readonly string[]) {
	const terminal = openTerminal({command: process.execPath, args: [cliPath, ...args], home, env});
	onTestFinished(() => terminal.close());
	return terminal;
}

describe('commands with a file of secrets', () => {
	test('use it with a passphrase that a file names, and nothing of it shows', async () => {
		const {vault, options, origin} = await signedIn();
		expect(await runCli(['token'], options)).toMatchObject({
			code: 0,
			stdout: 'canary-token-1-0123456789abcdef\n',
			stderr: '',
		});
		expect(await runCli(['api', '/api/hosts?limit=1'], options)).toMatchObject({code: 0, stderr: ''});
		const {stdout} = await runCli(['status'], {home: options.home});
		expect(stdout).toContain('  renew       ask, password in an encrypted file\n');
		const listed = await runCli(['profile', 'list'], {home: options.home});
		expect(listed.stdout).toMatch(new RegExp(`^dc1 \\(default\\) +${origin} .* encrypted file$`, 'm'));
		const again = await runCli(['login', 'dc1', '--no-input'], options);
		expect(again).toMatchObject({code: 0, stdout: ''});
		expect(readFileSync(vault, 'utf8')).not.toContain('canary');
		expect(statSync(vault).mode & 0o777).toBe(0o600);
		const out = await runCli(['logout', '--forget-password'], options);
		expect(out).toMatchObject({code: 0});
		expect((await runCli(['token'], options)).stderr).toContain('dc1: no token is stored');
		expect(await runCli(['profile', 'remove', 'dc1'], options)).toMatchObject({code: 0});
	});

	test('end with 8 and the next step where nobody gives the passphrase, and change nothing', async () => {
		const {home, vault, simulator} = await signedIn();
		const [before, asked] = [readFileSync(vault), simulator.requests().length];
		const ended = (words: string) => ({code: 8, signal: undefined, stdout: '', stderr: `svt-tui: error: ${words}\n`});
		const nobody = `there is nobody to ask for the passphrase of ${vault}: name a file that holds it in SVT_PASSPHRASE_FILE`;
		const commands = [
			['token'],
			['api', '/api/hosts'],
			['keep-alive'],
			['keep-alive', '--all'],
			['logout'],
			['logout', '--all'],
			['login', 'dc1', '--no-input'],
			['profile', 'remove', 'dc1'],
		];
		for (const args of commands) expect([args, await runCli(args, {home})]).toEqual([args, ended(nobody)]);
		const wrong = home.file('wrong');
		writeFileSync(wrong, 'another passphrase', {mode: 0o600});
		const not = `${wrong}, which SVT_PASSPHRASE_FILE names, holds another passphrase than that of ${vault}; if that is lost, remove ${vault} and sign in again`;
		const run = await runCli(['login', 'dc1', '--no-input'], {home, env: {SVT_PASSPHRASE_FILE: wrong}});
		expect(run).toEqual(ended(not));
		expect(readFileSync(vault)).toEqual(before);
		expect(simulator.requests()).toHaveLength(asked);
		expect((await runCli(['profile', 'list'], {home})).stdout).toContain('dc1');
	});

	test('that need no secret ask for no passphrase', async () => {
		const {home} = await signedIn();
		for (const args of [['status'], ['profile', 'list'], ['profile', 'default', 'dc1'], ['api', '/api/version']])
			expect(await runCli(args, {home})).toMatchObject({code: 0});
	});

	test('remove what is left in it when no profile uses it any more, without keeping a script waiting', async () => {
		const {home, env, vault, origin, inFile} = await movedAway();
		const left = `token of ${simulatedUser} at ${origin}`;
		const advice = 'svt-tui logout --all removes it, with the passphrase';
		expect((await runCli(['status'], {home})).stderr).toContain(
			`the ${left} is still in an encrypted file: ${advice}\n`,
		);
		const nobody = `there is nobody to ask for the passphrase of ${vault}: name a file that holds it in SVT_PASSPHRASE_FILE`;
		const scripted = await runCli(['logout', 'dc1'], {home});
		expect(scripted.stderr).toContain(`svt-tui: hint: the ${left} is still in an encrypted file: ${nobody}\n`);
		expect(await inFile()).toEqual(['password', 'token']);
		const {stderr} = await runCli(['token', 'dc1'], {home, env});
		expect(stderr.match(/which was to be removed from the encrypted file at \S+, is removed now/g)).toHaveLength(2);
		expect(await inFile()).toEqual([]);
		expect((await runCli(['status'], {home})).stderr).not.toContain('encrypted file');
	});

	test('do not send a password that could not be kept', async () => {
		const {loginArgs, simulator} = await runSimulator();
		const {home, vault} = privateHome();
		const run = await runCli([...loginArgs, '--storage', 'file'], {home, input: simulatedPassword});
		expect(run).toMatchObject({code: 8, stdout: ''});
		expect(run.stderr).toContain('name a file that holds it in SVT_PASSPHRASE_FILE\n');
		expect([simulator.requests(), existsSync(vault)]).toEqual([[], false]);
	});

	test('keep the passphrase out of what other programs see', async () => {
		const {home, options} = await signedIn();
		const keeper = startCli(['keep-alive', 'dc1'], {home, env: options.env});
		onTestFinished(() => keeper.close());
		await keeper.waitForTalk(/keeping dc1 alive/);
		for (const file of ['cmdline', 'environ'])
			expect(readFileSync(`/proc/${keeper.pid}/${file}`, 'utf8')).not.toContain('canary');
	});
});

describe('on a terminal', () => {
	test('a new passphrase is typed twice, one that is known once, and neither shows', async () => {
		const {origin} = await runSimulator();
		const {home, vault} = privateHome();
		const login = ['login', origin, '--username', simulatedUser, '--profile', 'dc1', '--storage', 'file'];
		const first = svt(home, {}, ...login);
		await first.waitFor('New passphrase, which will encrypt');
		first.type(`${passphrase}\r`);
		await first.waitFor('The same again:');
		first.type(`${passphrase}\r`);
		await first.waitFor(/Trust this certificate\?/);
		first.press('y');
		await first.waitFor('[x] the password in an encrypted file');
		first.type(`${simulatedPassword}\r`);
		await first.waitFor('ask · password in encrypted file');
		first.press('q');
		expect(await first.exited).toMatchObject({code: 0});
		expect(first.output()).not.toContain('canary passphrase');

		const second = svt(home, {}, 'watch');
		await second.waitFor(`Passphrase of ${vault.slice(0, 20)}`);
		// What was typed wrong is taken back, and arrows mean nothing.
		second.type('wrong\u0015canari\u007fy passphrasee\u001b[D\u007f\r');
		await second.waitFor('went on with the stored token');
		second.press('q');
		expect(await second.exited).toMatchObject({code: 0});
		expect(second.output()).not.toContain('passphrase\u001b');

		// It is asked for on the terminal, wherever stdin comes from and stdout goes to.
		const third = openTerminal({
			command: 'sh',
			args: ['-c', `"$0" "$1" token dc1 < /dev/null > '${home.file('token')}'`, process.execPath, cliPath],
			home,
		});
		onTestFinished(() => third.close());
		await third.waitFor('Passphrase of');
		third.type(`${passphrase}\r`);
		expect(await third.exited).toMatchObject({code: 0});
		expect(readFileSync(home.file('token'), 'utf8')).toBe('canary-token-1-0123456789abcdef\n');
	});

	test.each([
		['\u0003', 130, 'no passphrase was given'],
		['\u001b', 130, 'no passphrase was given'],
		['\r', 8, 'no passphrase was typed: try again'],
		['another one\r', 8, 'that is not the passphrase of'],
	])('%j at the passphrase ends it, and the terminal is as it was', async (keys, code, words) => {
		const {home} = await signedIn();
		const terminal = openTerminal({
			command: 'sh',
			args: ['-c', '"$0" "$1" token --show; echo "code $?"; stty -a', process.execPath, cliPath],
			home,
		});
		onTestFinished(() => terminal.close());
		await terminal.waitFor('Passphrase of');
		terminal.type(keys);
		await terminal.exited;
		const text = terminal.history().join(' ');
		expect(text).toContain(`code ${code}`);
		expect(text).toContain(words.slice(0, 20));
		expect(text).toMatch(/ echo /);
		expect(text).toMatch(/ isig /);
		expect(text).toMatch(/ icanon /);
	});

	test('who signs out is asked once for what is left to be removed, and may leave it there', async () => {
		const {home, inFile} = await movedAway();
		const first = svt(home, {}, 'logout', '--all');
		await first.waitFor('Passphrase of');
		first.type('\r');
		expect(await first.exited).toMatchObject({code: 8});
		expect(first.text().match(/Passphrase of/g)).toHaveLength(1);
		expect(first.text()).toContain('no passphrase was typed');
		expect(first.text()).toContain('dc1: ');
		expect(await inFile()).toEqual(['password', 'token']);

		const second = svt(home, {}, 'logout', '--all');
		await second.waitFor('Passphrase of');
		second.type('\u0003');
		expect(await second.exited).toMatchObject({code: 130});

		const third = svt(home, {}, 'logout', '--all');
		await third.waitFor('Passphrase of');
		third.type(`${passphrase}\r`);
		await third.exited;
		expect(third.text().match(/Passphrase of/g)).toHaveLength(1);
		expect(await inFile()).toEqual([]);
	});

	test('Ctrl-Z at the passphrase gives the terminal back to the shell, and fg asks again', async () => {
		const {home} = await signedIn();
		const shell = openTerminal({
			command: '/bin/bash',
			args: ['--norc', '--noprofile', '-i'],
			home,
			env: {PS1: 'shell> '},
		});
		onTestFinished(() => shell.close());
		const isAsItWas = (screen: readonly string[]) => / isig icanon .* echo /.test(screen.join(' '));
		const asked = () => shell.text().split('Passphrase of').length - 1;
		await shell.waitFor('shell>');
		shell.type(`${process.execPath} ${cliPath} token --show | sed s/^/got:/\r`);
		await shell.waitFor('Passphrase of');
		// What was typed until then counts for nothing, and what comes with it is not the shell's.
		shell.type('half a \u001aecho not ours\r');
		await shell.waitFor('Stopped');
		shell.type('stty -a\r');
		await shell.waitFor(isAsItWas);
		expect(shell.text()).not.toContain('not ours');
		shell.type('fg\r');
		await shell.waitFor(() => asked() === 2);
		shell.type(`${passphrase}\r`);
		await shell.waitFor('got:canary-token-1-0123456789abcdef');
		shell.type('stty -a\r');
		await shell.waitFor(screen => isAsItWas(screen.slice(screen.findIndex(text => text.startsWith('got:')))));
		expect(shell.output()).not.toMatch(/half a|canary passphrase/);
	});

	test('two that differ make no file', async () => {
		const {home, vault} = privateHome();
		const terminal = svt(home, {}, 'login', 'https://127.0.0.1:1', '--storage', 'file');
		await terminal.waitFor('New passphrase');
		terminal.type('canary passphrase\r');
		await terminal.waitFor('The same again:');
		terminal.type('canary passphrase 2\r');
		expect(await terminal.exited).toMatchObject({code: 8});
		expect(terminal.text()).toContain('these are two different passphrases');
		expect(existsSync(vault)).toBe(false);
	});

	test('nobody is asked with --no-input', async () => {
		const {home} = await signedIn();
		const terminal = svt(home, {}, 'token', '--show', '--no-input');
		expect(await terminal.exited).toMatchObject({code: 8});
		expect(terminal.text()).toContain('svt-tui: error: there is nobody to ask for the passphrase');
	});

	test('a signal at the passphrase ends it', async () => {
		const {home} = await signedIn();
		const terminal = svt(home, {}, 'token', '--show');
		await terminal.waitFor('Passphrase of');
		terminal.kill('SIGTERM');
		expect(await terminal.exited).toEqual({code: 143, signal: undefined});
	});
});
