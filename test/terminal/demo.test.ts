import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {cliPath, startCli} from '../support/start-cli.ts';
import {openTerminal, type TerminalOptions} from '../support/terminal.ts';

/** The built program's demo in a real terminal. */
function openDemo(options: Partial<TerminalOptions> = {}) {
	const terminal = openTerminal({
		command: process.execPath,
		args: [cliPath, 'demo'],
		columns: 90,
		rows: 24,
		...options,
	});
	onTestFinished(() => terminal.close());
	return terminal;
}

type Demo = ReturnType<typeof openDemo>;

/** What changes from run to run and from second to second, in as many characters. */
const steady = (screen: readonly string[]) =>
	screen.map(line =>
		line
			.replace(/127\.0\.0\.1:\d{5}/, '127.0.0.1:12345')
			.replace(/\d\d:\d\d:\d\d/g, 'hh:mm:ss')
			.replace(/\b\d\d:\d\d\b/g, 'mm:ss')
			.replace(/([Tt]oken +)[0-9a-f]{4}/g, '$1abcd')
			.replace(/[█░]{10,}/, bar => '█'.repeat(bar.length)),
	);

function expectGivenBack(terminal: Demo) {
	expect(terminal.isAlternateScreen()).toBe(false);
	expect(terminal.cursor().visible).toBe(true);
	expect(terminal.isPasteBracketed()).toBe(false);
}

const firstScreen: readonly string[] = ` ! a demo: password simplivity-demo, keys 1 to 5 make trouble at dc1
 svt-tui  dc1 · administrator@vsphere.local · 127.0.0.1:12345            ● online  pinned
╭─ Session ──────────────────────────────────────────────────────────────────────────────╮
│  Idle        mm:ss   ██████████████████████████████  ends hh:mm:ss unless used         │
│  Absolute    mm:ss   ██████████████████████████████  ends hh:mm:ss                     │
│                                                                                        │
│  Keep-alive  on · next tickle in mm:ss · 0 sent, 0 failed                              │
│  Renew       ask · password in memory                                                  │
│  Token       abcd · issued hh:mm:ss                                                    │
│  no tickle yet                                                                         │
╰────────────────────────────────────────────────────────────────────────────────────────╯
╭─ Events ───────────────────────────────────────────────────────────────────────────────╮
│  hh:mm:ss  signed in, token abcd                                                       │
│  hh:mm:ss  signing in as administrator@vsphere.local                                   │
│                                                                                        │
│                                                                                        │
│                                                                                        │
│                                                                                        │
│                                                                                        │
│                                                                                        │
│                                                                                        │
╰────────────────────────────────────────────────────────────────────────────────────────╯
 1 cut network  2 new password  3 restart  4 overload  5 new certificate
 Esc hide notice  t tickle  k keep-alive  s sign in  o sign out  ? help  q quit`.split('\n');

test('both countdowns run from the start, in a session that is kept alive', async () => {
	const terminal = openDemo();
	const screen = await terminal.waitFor('● online');
	expect(steady(screen)).toEqual(firstScreen);
});

test('a tickle is accepted; the network fails in words, and comes back', async () => {
	const terminal = openDemo();
	await terminal.waitFor('signed in');
	terminal.press('t');
	await terminal.waitFor(/tickle accepted +200/);
	terminal.press('1');
	await terminal.waitFor('1 mend network');
	terminal.press('t');
	await terminal.waitFor('tickle failed: nothing listens there, again in');
	await terminal.waitFor('✕ failing');
	terminal.press('1');
	await terminal.waitFor('1 cut network');
	terminal.press('t');
	await terminal.waitFor('● online');
});

test('a restart of the service ends the session, and one key begins another', async () => {
	const terminal = openDemo();
	await terminal.waitFor('signed in');
	terminal.press('3', 't');
	await terminal.waitFor('The appliance does not know this token');
	terminal.press('s');
	await terminal.waitFor(screen => screen.filter(line => line.includes('signed in')).length === 2);
});

test('another certificate stops everything', async () => {
	const terminal = openDemo();
	await terminal.waitFor('signed in');
	terminal.press('5');
	await terminal.waitFor('5 old certificate');
	terminal.press('t');
	await terminal.waitFor('keep-alive stopped: the appliance shows another certificate than before');
	terminal.press('5');
	await terminal.waitFor('5 new certificate');
	terminal.press('t');
	await terminal.waitFor(/tickle accepted +200/);
});

test('q asks, and gives the terminal back; nothing is left in the home', async () => {
	const home = createPrivateHome();
	onTestFinished(home.remove);
	const terminal = openDemo({home});
	await terminal.waitFor('signed in');
	terminal.press('q');
	await terminal.waitFor('y quit');
	terminal.press('y');
	expect(await terminal.exited).toEqual({code: 0, signal: undefined});
	expectGivenBack(terminal);
	expect(terminal.text()).toBe('');
	expect(readdirSync(home.path).flatMap(folder => readdirSync(join(home.path, folder)))).toEqual([]);
});

test('Ctrl-C ends it at once', async () => {
	const terminal = openDemo();
	await terminal.waitFor('signed in');
	terminal.press('ctrl+c');
	expect(await terminal.exited).toEqual({code: 130, signal: undefined});
	expectGivenBack(terminal);
});

test('a signal ends it and gives the terminal back', async () => {
	const terminal = openDemo();
	await terminal.waitFor('signed in');
	terminal.kill('SIGTERM');
	expect(await terminal.exited).toEqual({code: 143, signal: undefined});
	expectGivenBack(terminal);
});

test('the simulator is told what to do on its terminal, and ends in good order', async () => {
	const terminal = openTerminal({command: process.execPath, args: [cliPath, 'simulate', '--http'], columns: 100});
	onTestFinished(() => terminal.close());
	await terminal.waitFor('type help for what it can be told');
	terminal.type('idle 20s\n');
	await terminal.waitFor('the idle limit is 20s');
	terminal.press('ctrl+c');
	expect(await terminal.exited).toEqual({code: 0, signal: undefined});
});

test.each(['SIGINT', 'SIGTERM'] as const)(
	'the simulator ends in good order by %s, with its stdin long closed',
	async signal => {
		const simulator = startCli(['simulate', '--json']);
		onTestFinished(() => simulator.close());
		simulator.endInput();
		await simulator.waitFor(/"origin"/);
		simulator.kill(signal);
		const {code, stdout, stderr} = await simulator.exited;
		expect([code, stderr]).toEqual([0, '']);
		expect(JSON.parse(stdout.trimEnd().split('\n')[1] ?? '')).toMatchObject({counts: {requests: 0}});
	},
);
