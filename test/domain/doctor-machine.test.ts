import {expect, test} from 'vitest';
import packageFile from '../../package.json' with {type: 'json'};
import {nodeFinding, type TerminalFacts, terminalFinding} from '../../source/domain/doctor-machine.ts';
import {instant} from '../../source/domain/time.ts';
import {foundIn} from '../support/findings.ts';
import {goodTerminal} from '../support/surroundings.ts';

const on = (day: string) => instant(Date.parse(day));
const system = 'linux x64, OpenSSL 3.0.19';
const node = (version: string, day = '2026-11-22') => foundIn(nodeFinding({node: version, system}, on(day)));
const take24 = 'Install Node.js 24, which gets fixes until 2028-04-30';

test.each([
	['24.12.0', ['ok', '24.12.0 on linux x64, OpenSSL 3.0.19']],
	// Nothing is known of what comes.
	['26.1.0', ['ok', '26.1.0 on linux x64, OpenSSL 3.0.19']],
	['31.0.0', ['ok', '31.0.0 on linux x64, OpenSSL 3.0.19']],
	['22.15.0', ['ok', '22.15.0 on linux x64, OpenSSL 3.0.19']],
	['20.19.0', ['warn', `20.19.0 on ${system}, a line that got its last fixes by 2026-04-30`, take24]],
	['23.5.0', ['warn', `23.5.0 on ${system}, a line that got its last fixes by 2025-06-01`, take24]],
	['20.18.3', ['fail', `20.18.3 on ${system}: svt-tui needs 20.19 or newer`, take24]],
	['18.20.8', ['fail', `18.20.8 on ${system}: svt-tui needs 20.19 or newer`, take24]],
] as const)('Node.js %s, in November 2026', (version, found) => {
	expect(node(version)).toEqual(found);
});

test('what is recommended is so as long as it gets fixes, and what is needed is what the package says', () => {
	expect(node('20.20.0', '2026-04-29')).toEqual(['ok', `20.20.0 on ${system}`]);
	expect(node('24.12.0', '2028-05-01')).toEqual([
		'warn',
		`24.12.0 on ${system}, a line that got its last fixes by 2028-04-30`,
		'Install Node.js of a newer line',
	]);
	expect(packageFile.engines.node).toBe('>=20.19');
});

const dumb = 'TERM is dumb: the screen cannot be drawn. Say what the terminal is: export TERM=xterm-256color';
const unnamed = 'TERM is not set: the screen cannot be drawn. Say what the terminal is: export TERM=xterm-256color';
const larger = 'Make it larger: the screen needs 40×12, 80×24 is best';
const locale = 'Choose a locale with UTF-8, for lines and bars: export LANG=C.UTF-8';

test.each<[string, Partial<TerminalFacts>, readonly string[]]>([
	['a good one', {}, ['ok', '100×30, xterm-256color, UTF-8, 256 colours']],
	[
		'in tmux, all colours',
		{multiplexer: 'tmux', colours: 2 ** 24},
		['ok', '100×30, xterm-256color, in tmux, UTF-8, all colours'],
	],
	['no colours', {colours: 2}, ['ok', '100×30, xterm-256color, UTF-8, no colours']],
	[
		'into a pipe',
		{streams: ['stdin', 'stderr']},
		['ok', '100×30, xterm-256color, UTF-8, 256 colours, but not for stdout'],
	],
	['a dumb one', {name: 'dumb', colours: 2}, ['warn', '100×30, dumb, UTF-8, no colours', dumb]],
	['without a name', {name: undefined}, ['warn', '100×30, UTF-8, 256 colours', unnamed]],
	['of Windows', {name: undefined, isNamed: false}, ['ok', '100×30, UTF-8, 256 colours']],
	['too small', {size: {columns: 40, rows: 11}}, ['warn', '40×11, xterm-256color, UTF-8, 256 colours', larger]],
	['just large enough', {size: {columns: 40, rows: 12}}, ['ok', '40×12, xterm-256color, UTF-8, 256 colours']],
	['of ASCII', {isAscii: true}, ['warn', '100×30, xterm-256color, ASCII only, 256 colours', locale]],
	['a hostile name', {name: 'x\u001b]0;y'}, ['ok', '100×30, x\\u{1b}]0;y, UTF-8, 256 colours']],
	['none', {streams: []}, ['skipped', 'there is none: the screen needs one, the other commands do not']],
	[
		'all at once',
		{name: 'dumb', isAscii: true, size: {columns: 3, rows: 2}},
		['warn', '3×2, dumb, ASCII only, 256 colours', dumb, larger, locale],
	],
])('a terminal: %s', (_what, facts, found) => {
	expect(foundIn(terminalFinding({...goodTerminal, ...facts}))).toEqual(found);
});
