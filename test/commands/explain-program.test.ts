import {writeFileSync} from 'node:fs';
import {afterAll, describe, expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {cliPath} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

const idleExpired =
	'{"error":"invalid_token","message":"Access token expired due to inactivity: 4a1da31f-5405-4a93-af5c-799403ea70d6"}';
const idleWords = 'The session ended: it was not used for too long\n';
const wholeAnswer = 'svt-tui: hint: paste the whole output of curl -i, or give the HTTP status with --status\n';

describe('the built program', () => {
	const home = createPrivateHome();
	afterAll(home.remove);

	test('explains a file, with the time where the person is', async () => {
		const file = home.file('answer.json');
		writeFileSync(
			file,
			'{"status":"404","exception":"com.simplivity.restapi.exceptions.ObjectNotFoundException",' +
				'"message":"Object not found","path":"/api/hosts/1","timestamp":"1461955008387"}',
		);
		const {code, stdout, stderr} = await runCli(['explain', file], {home, env: {TZ: 'Europe/Berlin'}});
		expect([code, stderr]).toEqual([0, '']);
		// Node's own data on zones decides between the two.
		expect(stdout.replace('GMT+2', 'CEST')).toBe(`The object does not exist

The appliance knows the path but finds no object of that id; it may have been deleted. The session is not affected.

What to do:
  List the objects and take the id from there
  Look at the session
      svt-tui status

The server says: «Object not found»

kind         not-found
status       404
path         /api/hosts/1
exception    ObjectNotFoundException
server time  2016-04-29 20:36:48 CEST
`);
	});

	test.each([
		['a file that there is not', () => home.file('nothing'), 'cannot be read: there is no such file'],
		['a folder', () => home.path, 'cannot be read: it is a folder'],
	])('names %s', async (_name, path, words) => {
		const {code, stdout, stderr} = await runCli(['explain', path()], {home});
		expect([code, stdout, stderr]).toEqual([2, '', `svt-tui: error: ${path()} ${words}\n`]);
	});

	test('reads so much of what never ends, and says so', async () => {
		const file = home.file('endless.txt');
		writeFileSync(file, `${idleExpired}\n${' '.repeat(1024 * 1024)}`);
		const {code, stdout, stderr} = await runCli(['explain', file], {home});
		expect([code, stdout.startsWith(idleWords)]).toEqual([0, true]);
		expect(stderr).toBe('svt-tui: hint: it is longer than 1024 KiB: only the beginning was read\n');
		const endless = await runCli(['explain', '/dev/zero'], {home});
		expect(endless).toEqual({code: 7, stdout: '', stderr: `svt-tui: error: /dev/zero is not text\n${wholeAnswer}`});
	});

	test('reads what PowerShell redirected into a file', async () => {
		const file = home.file('utf-16.txt');
		writeFileSync(file, Buffer.from(`\ufeff${idleExpired}\r\n`, 'utf16le'));
		const {stdout} = await runCli(['explain', file], {home});
		expect(stdout.startsWith(idleWords)).toBe(true);
	});

	test('reads stdin, and asks for it on a terminal', async () => {
		const {code, stdout} = await runCli(['explain', '-'], {home, input: idleExpired});
		expect([code, stdout.startsWith(idleWords)]).toEqual([0, true]);
		const terminal = openTerminal({
			command: process.execPath,
			args: [cliPath, 'explain'],
			home,
			columns: 100,
			rows: 30,
		});
		onTestFinished(() => terminal.close());
		await terminal.waitFor('then press Enter and Ctrl-D');
		terminal.type(`${idleExpired}\r\u0004`);
		expect(await terminal.exited).toEqual({code: 0, signal: undefined});
		expect(terminal.text()).toContain('The session ended: it was not used for too long');
	});
});
