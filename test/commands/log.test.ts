import {appendFileSync, writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterAll, describe, expect, onTestFinished, test} from 'vitest';
import {run} from '../../source/commands/log.ts';
import type {LogPiece} from '../../source/ports.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {logFixture} from '../support/read-log.ts';
import {runCli} from '../support/run-cli.ts';
import {faultsBy} from '../support/schemas.ts';
import {cliPath, startCli} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';
import {tryCommand} from '../support/try-command.ts';

type Options = Parameters<typeof tryCommand>[1];

const written = logFixture('rest-api-log.txt');
const page = logFixture('rest-api-log-page.txt');

/** Runs the command on a log that comes in these pieces. */
const told = (pieces: string | readonly LogPiece[], options: Options = {}) =>
	tryCommand(run, {
		words: ['svt-rest-api.log'],
		ports: {
			logFile: {
				async *read() {
					if (typeof pieces === 'string') yield {kind: 'text', text: pieces};
					else yield* pieces;
				},
			},
		},
		...options,
	});

const json = (stdout: string) =>
	stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));

const sessionsOfPage = `token b8fd  of a user that the log does not name
  first seen  2016-04-28 10:17:27 (line 20); issued before the log begins
  last use    none in the log
  ended       2016-04-28 10:17:27 (line 20): its absolute limit was reached

token d787  of administrator
  issued      2016-04-29 14:36:48 (line 3)
  last use    2016-04-29 14:53:29 (line 10), the only one
  silence     53 s at the longest, until 2016-04-29 14:53:29 (line 10)
  from        172.16.43.1 once (first line 10)
  ended       2016-04-29 16:58:07 (line 11): the service restarted: another process writes the log from there on

token e38a  of a user that the log does not name
  first seen  2016-04-29 16:58:11 (line 13); issued before the log begins
  last use    none in the log
  tickled     by the appliance itself 2 times, the last 2016-04-29 16:58:14 (lines 12 to 14): no use of the token
  ended       2016-04-29 16:58:11 (line 13): not used for 1 min 6 s, at an idle limit of 20 s

Refused
     1  token not used for the idle limit: e38a (line 19)
     1  token older than the absolute limit: b8fd (line 20)

3 sessions: 3 ended, 0 open at the end, 2 restarts of the service
20 lines: 20 records of sessions, 0 of other things, 0 went on with the line before
`;
const title = '2016-04-28 10:17:27 to 2016-04-29 16:58:20 EDT: times as the appliance wrote them\n\n';

test('a log is told as sessions and refusals, each with its line', async () => {
	expect(await told(written)).toEqual({code: 0, stdout: title + sessionsOfPage, stderr: ''});
});

test('the page is told as the log that it shows, and what is none of it is counted', async () => {
	const {code, stdout} = await told(page);
	const withoutLines = (text: string) => text.replace(/\(?\blines? [\d to]+\)?/g, '').replace(/\n\d+ lines.*/s, '');
	expect([code, withoutLines(stdout)]).toEqual([0, withoutLines(title + sessionsOfPage)]);
	expect(stdout).toContain(
		'74 lines: 20 records of sessions, 0 of other things, 42 went on with the line before\n12 lines not of this log: 1, 24 to 26, 34 to 36, 40, 66 to 68, 74\n',
	);
});

describe('on a terminal', () => {
	const bars = async (canvas: {columns: number; isAscii: boolean}) => {
		const {stdout} = await told(written, {isTerminal: true, canvas});
		return stdout.slice(title.length, stdout.indexOf('\n\ntoken'));
	};

	test('sessions are bars over time, above what their marks mean', async () => {
		expect(await bars({columns: 80, isAscii: false})).toBe(`\
                       04-28 10:17                                   04-29 16:58
b8fd                   ┃
d787 administrator                                                        ━━──╳
e38a                                                                           ✕
━ in use   ─ silent   ✕ idled out   ┃ absolute limit   ╳ service restarted`);
	});

	test('also where it is narrow and shows ASCII only', async () => {
		expect(await bars({columns: 30, isAscii: true})).toBe(`\
      04-28 10:17  04-29 16:58
b8fd  |
d787                       =!
e38a                         x
= in use   x idled out
| absolute limit
! service restarted`);
	});

	test('what was tickled by the appliance while nobody used it looks like it', async () => {
		const tick = (minute: number) =>
			`2016-04-29 17:${String(minute).padStart(2, '0')}:00.000 DEBUG 13430 --- [ SessionTickler] c.s.restapi.security.SessionTickler      : HMS Session 16bc9cec-37eb-4a11-b620-189c9d420410 tickled.\n`;
		const issued =
			'2016-04-29 16:59:59.000 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtTokenEnhancer    : enhancing accessToken 28b42cf2-4d6b-40a4-a91e-101a9e21c1cc with updated_at=1461955008387\n';
		const log = [issued, ...Array.from({length: 40}, (_, minute) => tick(minute))].join('');
		const {stdout} = await told(log, {isTerminal: true, canvas: {columns: 60, isAscii: false}});
		expect(stdout).toBe(`\
2016-04-29 16:59:59 to 2016-04-29 17:39:00: times as the appliance wrote them

                       16:59                           17:39
d787                   ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▶
┄ silent, but tickled by the appliance   ▶ open

token d787  of a user that the log does not name
  issued      2016-04-29 16:59:59 (line 1)
  last use    none in the log
  tickled     by the appliance itself 40 times, the last 2016-04-29 17:39:00 (lines 2 to 41): no use of the token
  open        no end in the log; silent for 39 min 1 s, so the next use is refused

1 session: 0 ended, 1 open at the end
41 lines: 41 records of sessions, 0 of other things, 0 went on with the line before
`);
	});
});

describe('--json', () => {
	test('an object a line, and each fits the schema', async () => {
		const {code, stdout, stderr} = await told(page, {options: {json: true}});
		const objects = json(stdout);
		expect([code, stderr]).toEqual([0, '']);
		expect(objects.map(({type, token, cause}) => token ?? cause ?? type)).toEqual([
			'd787',
			'e38a',
			'b8fd',
			'idle-expired',
			'absolute-expired',
			'summary',
		]);
		for (const object of objects) expect(faultsBy('log-v1', object)).toEqual([]);
		expect(objects.at(-1)).toEqual({
			schema: 'svt-tui/log/v1',
			type: 'summary',
			lines: 74,
			records: {understood: 20, other: 0},
			continuedLines: 42,
			unrecognisedLines: {
				count: 12,
				at: [
					[1, 1],
					[24, 26],
					[34, 36],
					[40, 40],
					[66, 68],
					[74, 74],
				].map(([from, to]) => ({from, to})),
			},
			from: '2016-04-28T10:17:27.605',
			to: '2016-04-29T16:58:20.820',
			zone: 'EDT',
			sessions: {ended: 3, open: 0},
			refusals: 2,
			restarts: 2,
			usesOfNoSession: 0,
			idleLimitSeconds: 20,
			problem: null,
		});
	});

	test('a session is told as it ends, not at the end of the log', async () => {
		const seen: number[] = [];
		const lines = written.split('\n').map((line): LogPiece => ({kind: 'text', text: `${line}\n`}));
		await told(lines, {options: {json: true}, onData: stdout => seen.push(stdout.split('\n').length - 1)});
		expect(seen.length).toBe(6);
		const {stdout} = await told(lines.slice(0, 20), {options: {json: true}});
		expect(json(stdout)[0]).toMatchObject({type: 'session', end: {how: 'restarted'}});
	});
});

describe("one token's story", () => {
	const story = `\
2016-04-29 14:36:48  d787  issued to administrator (line 3)
2016-04-29 14:53:29  d787  used from 172.16.43.1, after 53 s (line 10)
2016-04-29 16:58:07  d787  ended: the service restarted: another process writes the log from there on (line 11)
`;

	test.each(['d787', '28b4', '28B42CF2'])('named as %s', async token => {
		const {code, stdout} = await told(written, {options: {token}});
		expect(code).toBe(0);
		expect(stdout.slice(0, story.length)).toBe(story);
		expect(stdout).toContain('\ntoken d787  of administrator\n');
		expect(stdout).not.toMatch(/e38a|b8fd|28b42cf2/);
	});

	test('as JSON', async () => {
		const {stdout} = await told(written, {options: {token: 'e38a', json: true}});
		const objects = json(stdout);
		expect(objects.map(({type, event}) => event ?? type)).toEqual(['ended', 'refused', 'session', 'summary']);
		for (const object of objects) expect(faultsBy('log-v1', object)).toEqual([]);
	});

	test.each([
		[
			'28b42cf2-4d6b-40a4-a91e-101a9e21c1cc',
			2,
			'svt-tui: error: --token: a whole token does not belong on the command line: others can read it there\nsvt-tui: hint: its first 8 characters are enough, or its fingerprint\n',
		],
		[
			'xyz',
			2,
			'svt-tui: error: --token is a fingerprint such as a3f9, or the first 4 to 8 characters of a token, which are 0-9 and a-f\n',
		],
		['ffff', 2, 'svt-tui: error: no token in it has the fingerprint or the beginning ffff\n'],
	])('%s is refused in words', async (token, code, stderr) => {
		expect(await told(written, {options: {token}})).toMatchObject({code, stderr});
	});
});

describe('--follow', () => {
	const lines = written.split('\n');
	const text = (from: number, to: number): LogPiece => ({kind: 'text', text: `${lines.slice(from, to).join('\n')}\n`});

	test('first what there is, then what happens, until it is stopped', async () => {
		const stopping = new AbortController();
		async function* read(): AsyncGenerator<LogPiece> {
			yield text(0, 9);
			yield {kind: 'waiting'};
			yield text(9, 19);
			yield {kind: 'waiting'};
			yield {kind: 'gone'};
			yield {kind: 'rotated'};
			yield text(19, 20);
			stopping.abort('SIGINT');
			yield {kind: 'waiting'};
		}
		const result = await told([], {options: {follow: true}, ports: {logFile: {read}}, stop: stopping.signal});
		expect(result).toEqual({
			code: 0,
			stdout: `\
2016-04-29 14:36:48 to 2016-04-29 14:53:29 EDT: times as the appliance wrote them

token d787  of administrator
  issued      2016-04-29 14:36:48 (line 3)
  last use    none in the log
  open        no end in the log; silent for 16 min 41 s, so the next use is refused

1 session: 0 ended, 1 open at the end
9 lines: 9 records of sessions, 0 of other things, 0 went on with the line before
2016-04-29 16:58:07  d787  ended: the service restarted: another process writes the log from there on (line 11)
2016-04-29 16:58:11  e38a  ended: not used for 1 min 6 s, at an idle limit of 20 s (line 13)
2016-04-29 16:58:20  e38a  refused: token not used for the idle limit (line 19)
2016-04-28 10:17:27  b8fd  refused: token older than the absolute limit (line 1)
2016-04-28 10:17:27  b8fd  ended: its absolute limit was reached (line 1)
`,
			stderr: `\
following the log; Ctrl-C ends it
the log is gone; going on when there is one again
the log was rotated: lines count from 1 again
3 sessions: 3 ended, 0 open at the end, 2 restarts of the service
20 lines: 20 records of sessions, 0 of other things, 0 went on with the line before
`,
		});
	});

	test('as JSON a session is told when it has been quiet for a while', async () => {
		const quiet = Array.from({length: 12}, (): LogPiece => ({kind: 'waiting'}));
		const {stdout} = await told([text(0, 19), ...quiet, text(19, 20)], {options: {follow: true, json: true}});
		expect(json(stdout).map(({type, token, cause}) => token ?? cause ?? type)).toEqual([
			'idle-expired',
			'd787',
			'e38a',
			'b8fd',
			'absolute-expired',
			'summary',
		]);
	});
});

test('the newest twenty sessions are told, or all', async () => {
	const issued = (index: number) =>
		`2016-04-29 14:36:${String(index).padStart(2, '0')}.379 DEBUG 7 --- [        qtp1-22] c.s.restapi.security.SvtTokenEnhancer    : enhancing accessToken ${String(index).padStart(8, '0')}-2222-3333-4444-555555555555 with updated_at=1\n`;
	const log = Array.from({length: 50}, (_, index) => issued(index)).join('');
	const newest = await told(log);
	expect(newest.stdout.match(/^token /gm)).toHaveLength(20);
	expect(newest.stdout).toContain('\n30 sessions before these: --all tells them, too\n');
	expect(newest.stdout).toContain('14:36:49 (line 50)');
	const all = await told(log, {options: {all: true}});
	expect(all.stdout.match(/^token /gm)).toHaveLength(50);
	expect(all.stdout).not.toContain('--all');
});

test('whatever stands in the log, nothing that steers a terminal and no token comes out', async () => {
	const lines = [...written.split('\n'), ...page.split('\n')];
	const spoilt = fc
		.tuple(fc.constantFrom(...lines), fc.nat(250), fc.string({unit: 'binary', maxLength: 4}))
		.map(([line, at, piece]) => line.slice(0, at) + piece + line.slice(at));
	const anyLog = fc.array(fc.oneof(fc.constantFrom(...lines), spoilt), {maxLength: 50});
	await fc.assert(
		fc.asyncProperty(anyLog, fc.constantFrom({}, {json: true}, {token: '28b4'}, {all: true}), async (log, options) => {
			const text = Buffer.from(log.join('\n')).toString('latin1');
			const {stdout, stderr} = await told(text, {options, isTerminal: true});
			expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
			expect(stdout).not.toMatch(/28b42cf2-|ec7b184f-|2d65e35f-/);
		}),
		{numRuns: 150},
	);
});

describe('what cannot be told', () => {
	test.each([
		['nothing', '', 'svt-rest-api.log is empty'],
		['another text', 'hello\nworld\n', 'nothing in svt-rest-api.log is a line of svt-rest-api.log about a session'],
		['a program', '\x7fELF\0\0\0', 'nothing in svt-rest-api.log is a line of svt-rest-api.log about a session'],
	])('%s', async (_name, log, error) => {
		for (const options of [{}, {json: true}]) {
			const {code, stderr} = await told(log, {options});
			expect([code, stderr]).toEqual([
				7,
				`svt-tui: error: ${error}\nsvt-tui: hint: give the file svt-rest-api.log of an appliance, as UTF-8 text or gzip\n`,
			]);
		}
	});

	test('a file that breaks off is told as far as it goes', async () => {
		const failure = {
			kind: 'unreadable',
			path: 'x',
			text: 'x cannot be read: it is compressed, and cut off there',
		} as const;
		const {code, stdout, stderr} = await told([
			{kind: 'text', text: written},
			{kind: 'failed', failure},
		]);
		expect([code, stdout]).toEqual([7, title + sessionsOfPage]);
		expect(stderr).toBe(`svt-tui: error: ${failure.text}\nsvt-tui: hint: what stands before that is told\n`);
	});
});

describe('the built program', () => {
	const home = createPrivateHome();
	afterAll(home.remove);
	const file = (name: string, content: string | Uint8Array) => {
		writeFileSync(home.file(name), content);
		return home.file(name);
	};

	test('reads a file, a compressed one and stdin alike', async () => {
		const expected = {code: 0, signal: undefined, stdout: title + sessionsOfPage, stderr: ''};
		expect(await runCli(['log', file('plain.log', written)], {home})).toEqual(expected);
		expect(await runCli(['log', file('packed.log.1', gzipSync(written))], {home})).toEqual(expected);
		expect(await runCli(['log', '-'], {home, input: gzipSync(written)})).toEqual(expected);
	});

	test.each([
		['a file that there is not', () => home.file('nothing'), 2, 'cannot be read: there is no such file'],
		['a folder', () => home.path, 2, 'cannot be read: it is a folder'],
	])('names %s', async (_name, path, code, words) => {
		const result = await runCli(['log', path()], {home});
		expect(result).toEqual({code, signal: undefined, stdout: '', stderr: `svt-tui: error: ${path()} ${words}\n`});
	});

	test('follows a log until Ctrl-C, which is no failure', async () => {
		const lines = written.split('\n');
		const path = file('growing.log', `${lines.slice(0, 9).join('\n')}\n`);
		const following = startCli(['log', path, '--follow'], {home});
		onTestFinished(() => following.close());
		await following.waitFor(/^9 lines: 9 records of sessions/m);
		appendFileSync(path, lines.slice(9).join('\n'));
		await following.waitFor(/^2016-04-29 16:58:11 {2}e38a {2}ended: not used for 1 min 6 s/m);
		following.kill('SIGINT');
		expect(await following.exited).toMatchObject({code: 0, signal: undefined});
	});

	test('asks for lines on a terminal', async () => {
		const terminal = openTerminal({
			command: process.execPath,
			args: [cliPath, 'log', '-'],
			home,
			columns: 200,
			rows: 40,
		});
		onTestFinished(() => terminal.close());
		await terminal.waitFor('paste lines of svt-rest-api.log, then press Enter and Ctrl-D');
		terminal.type(`${written.split('\n')[2]}\r\u0004`);
		expect(await terminal.exited).toEqual({code: 0, signal: undefined});
		expect(terminal.text()).toContain('token d787  of a user that the log does not name');
	});
});
