import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {connect} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {openTerminal, type TerminalOptions} from '../support/terminal.ts';

type Given = Omit<TerminalOptions, 'command' | 'args'>;

/** The terminal itself is tested here, on programs of a few lines. */
function run(program: string, options: Given = {}) {
	const terminal = openTerminal({...options, command: process.execPath, args: ['--eval', program]});
	onTestFinished(() => terminal.close());
	return terminal;
}

/** Says what it read, as JSON, one line for each read. */
const echo = `
	process.stdin.setRawMode(true);
	process.stdout.write('ready\\r\\n');
	process.stdin.on('data', data => {
		process.stdout.write('got ' + JSON.stringify(String(data)) + '\\r\\n');
		if (String(data) === 'q') process.exit(3);
	});
`;

test('a program draws, is told keys, and ends with its code', async () => {
	const terminal = run(echo, {columns: 40, rows: 6});
	await terminal.waitFor('ready');
	terminal.press('up');
	await terminal.waitFor('got "\\u001b[A"');
	terminal.press('ctrl+c');
	await terminal.waitFor('got "\\u0003"');
	terminal.type('geheim ñ');
	await terminal.waitFor('got "geheim ñ"');
	expect(terminal.cursor()).toEqual({row: 4, column: 0, visible: true});
	terminal.press('q');
	expect(await terminal.exited).toEqual({code: 3, signal: undefined});
	expect(terminal.screen()).toEqual(['ready', 'got "\\u001b[A"', 'got "\\u0003"', 'got "geheim ñ"', 'got "q"', '']);
	expect(terminal.text()).toBe('ready\ngot "\\u001b[A"\ngot "\\u0003"\ngot "geheim ñ"\ngot "q"');
});

test('keys and pastes take the form that the program asked for', async () => {
	const terminal = run(`process.stdout.write('\\u001b[?1h\\u001b[?2004h'); ${echo}`);
	await terminal.waitFor('ready');
	terminal.press('down');
	await terminal.waitFor('got "\\u001bOB"');
	terminal.paste('one\ntwo');
	await terminal.waitFor('got "\\u001b[200~one\\rtwo\\u001b[201~"');
	expect(terminal.isPasteBracketed()).toBe(true);
	expect(() => terminal.press('retrun')).toThrow("no key is called 'retrun'");
});

test('the terminal answers what the program asks it', async () => {
	const terminal = run(`
		process.stdin.setRawMode(true);
		process.stdin.on('data', data => process.stdout.write('answer ' + JSON.stringify(String(data))));
		process.stdout.write('abc\\u001b[6n');
	`);
	await terminal.waitFor('abcanswer "\\u001b[1;4R"');
});

test('a frame between synchronized updates is seen whole, and the frame that matched is handed out', async () => {
	// Each write ends in the middle of a frame; only between the two halves of a write is the screen whole.
	const terminal = run(`
		const above = frame => '\\u001b[?2026h\\u001b[H' + frame + ' above';
		const below = frame => '\\u001b[2;1H' + frame + ' below\\u001b[?2026l';
		const draw = frame => {
			process.stdout.write(frame < 50 ? below(frame - 1) + above(frame) : below(frame - 1));
			if (frame < 50) setImmediate(draw, frame + 1);
		};
		process.stdin.setRawMode(true);
		process.stdin.once('data', () => {
			process.stdout.write(above(0));
			draw(1);
			process.stdin.once('data', () => process.exit());
		});
		process.stdout.write('ready');
	`);
	await terminal.waitFor('ready');
	const torn: string[] = [];
	const watched = terminal.waitFor(([above = '', below = '']) => {
		if (/above/.test(above) && above.split(' ')[0] !== below.split(' ')[0]) torn.push(`${above} / ${below}`);
		return false;
	}, 60_000);
	const thirty = terminal.waitFor('30 above');
	terminal.press('x');
	expect((await thirty).slice(0, 2)).toEqual(['30 above', '30 below']);
	await terminal.waitFor('49 below');
	expect(torn).toEqual([]);
	terminal.press('q');
	await expect(watched).rejects.toThrow('the program ended without it');
});

test('the alternate screen, the cursor, the title and what lies behind are known', async () => {
	const terminal = run(
		`
		process.stdout.write('1\\n2\\n3\\n4\\n5\\n\\u001b[?1049h\\u001b[?25l\\u001b[2J\\u001b[H\\u001b]2;07:41\\u0007front');
		process.stdin.once('data', () => process.stdout.write('\\u001b[?25h\\u001b[?1049l'));
		`,
		{rows: 4},
	);
	await terminal.waitFor('front');
	expect(terminal.isAlternateScreen()).toBe(true);
	expect(terminal.cursor()).toEqual({row: 0, column: 5, visible: false});
	expect(terminal.titles()).toEqual(['07:41']);
	expect(terminal.screen()).toEqual(['front', '', '', '']);
	expect(terminal.history()).toEqual(['1', '2', '3', '4', '5']);
	terminal.type('\n');
	await terminal.waitFor('5');
	expect(terminal.isAlternateScreen()).toBe(false);
	expect(terminal.cursor().visible).toBe(true);
});

test('colours come as runs of cells that look alike', async () => {
	const terminal = run(
		"process.stdout.write('ab\\u001b[1;31mcd\\u001b[0;7m \\u001b[0m\\u001b[38;5;200m漢\\u001b[38;2;1;2;255me\\u001b[0m   ')",
	);
	await terminal.exited;
	const plain = {
		foreground: undefined,
		background: undefined,
		bold: false,
		dim: false,
		italic: false,
		underline: false,
		inverse: false,
	};
	expect(terminal.styled()[0]).toEqual([
		{...plain, column: 0, width: 2, text: 'ab'},
		{...plain, column: 2, width: 2, text: 'cd', bold: true, foreground: 1},
		{...plain, column: 4, width: 1, text: ' ', inverse: true},
		{...plain, column: 5, width: 2, text: '漢', foreground: 200},
		{...plain, column: 7, width: 1, text: 'e', foreground: '#0102ff'},
	]);
});

test('a resize reaches the program and the screen', async () => {
	const terminal = run(`
		process.stdout.on('resize', () => process.stdout.write(process.stdout.columns + 'x' + process.stdout.rows));
		setInterval(() => {}, 1000);
		process.stdout.write('ready\\r\\n');
	`);
	await terminal.waitFor('ready');
	await terminal.resize(40, 12);
	await terminal.waitFor('40x12');
	expect(terminal.screen()).toHaveLength(12);
});

test('what never comes is told with the whole screen', async () => {
	const terminal = run(echo, {columns: 20, rows: 3});
	await terminal.waitFor('ready');
	await expect(terminal.waitFor('never', 1)).rejects.toThrow(
		[
			'waited for "never": it did not come in 1 ms; the program runs; cursor visible at row 1, column 0',
			'  0 │ready',
			'  1 │',
			'  2 │',
		].join('\n'),
	);
	const late = terminal.waitFor(/never/);
	terminal.kill('SIGKILL');
	await expect(late).rejects.toThrow(
		'waited for /never/: the program ended without it; the program ended with SIGKILL',
	);
	expect(await terminal.exited).toEqual({code: undefined, signal: 'SIGKILL'});
	await expect(terminal.waitFor('never')).rejects.toThrow('the program ended without it');
	await expect(terminal.waitFor('ready')).resolves.toEqual(['ready', '', '']);
});

test('what a program wrote last is on the screen when it has ended', async () => {
	const terminal = run("process.stdout.write('x'.repeat(200_000) + '\\nlast')", {columns: 100});
	await terminal.exited;
	expect(terminal.text()).toMatch(/\nlast$/);
	// A pty makes CR LF of a line feed.
	expect(terminal.bytes()).toBe(200_006);
	expect(terminal.output()).toHaveLength(200_006);
});

test('the program knows nothing of who runs the test, and its home goes with it', async () => {
	process.env.SVT_TOKEN = 'of the person who runs this';
	onTestFinished(() => void delete process.env.SVT_TOKEN);
	const home = createPrivateHome();
	const names = ['CI', 'SVT_TOKEN', 'DBUS_SESSION_BUS_ADDRESS', 'NODE_ENV', 'HOME', 'TERM', 'EXTRA', 'TZ'];
	const terminal = run(
		`for (const name of ${JSON.stringify(names)}) console.log(name + '=' + process.env[name]);
		require('fs').writeFileSync(require('os').homedir() + '/left', '');`,
		{home, columns: 100, env: {EXTRA: 'given', TZ: undefined}},
	);
	await terminal.exited;
	expect(terminal.text().split('\n')).toEqual([
		'CI=undefined',
		'SVT_TOKEN=undefined',
		'DBUS_SESSION_BUS_ADDRESS=undefined',
		'NODE_ENV=undefined',
		`HOME=${home.path}`,
		'TERM=xterm-256color',
		'EXTRA=given',
		'TZ=undefined',
	]);
	await terminal.close();
	expect(existsSync(home.file('left'))).toBe(true);
	home.remove();
	expect(existsSync(home.path)).toBe(false);
});

test('closing ends the program and what it started', async () => {
	const terminal = run(`
		const listen = "const server = require('net').createServer(() => {}).listen(0, '127.0.0.1', " +
			"() => console.log('port ' + server.address().port + '.'))";
		require('child_process').spawn(process.execPath, ['-e', listen], {stdio: 'inherit'});
		process.on('SIGHUP', () => {});
	`);
	const screen = await terminal.waitFor(/port \d+\./);
	const connection = connect(Number(/port (\d+)/.exec(screen.join())?.[1]), '127.0.0.1');
	await once(connection, 'connect');
	// Killed, it may reset the connection: an end like any other.
	connection.on('error', () => {});
	const disconnected = new Promise(resolve => connection.on('close', resolve));
	await terminal.close();
	expect(await terminal.exited).toEqual({code: undefined, signal: 'SIGKILL'});
	await disconnected;
});
