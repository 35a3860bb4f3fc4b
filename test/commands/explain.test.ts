import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/explain.ts';
import {expectedWords} from '../domain/expected-words.ts';
import {type Fixture, fixtures} from '../support/fixtures.ts';
import {createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {faultsBy} from '../support/schemas.ts';
import {tryCommand} from '../support/try-command.ts';

/** As `curl -i` prints it. */
const pasted = ({status, headers, body}: Fixture) =>
	[`HTTP/1.1 ${status} `, ...Object.entries(headers).map(pair => pair.join(': ')), '', body].join('\r\n');

/** Where nobody has signed in yet. */
const ports = {profiles: createMemoryProfiles(), records: createMemoryRecords()};

const explained = (input: string, options: Record<string, string | boolean> = {}) =>
	tryCommand(run, {input, options, ports});

/** What a pasted answer means when it matters what was asked, and the answer does not say it. */
const withoutQuestion: Readonly<Record<string, readonly [kind: string, title: string]>> = {
	'token-missing-grant': ['bad-request', 'The appliance refused the request as wrong'],
	'token-get-405': ['method', 'This operation does not exist for this path'],
	'token-empty-401': ['unauthorized', 'The appliance refused the token and does not say why'],
	'token-403': ['not-permitted', 'Not permitted for this user'],
	'token-404-page': ['not-found', 'The REST service has no such path'],
	'client-header-lost': ['no-token', 'The token did not reach the appliance'],
	'server-error-oauth-500': ['server-error', 'The appliance failed internally'],
	'revoke-refused-live-2026': ['unauthorized', 'The appliance refused the token and does not say why'],
	'emergency-token-restricted': ['not-permitted', 'Not permitted for this user'],
};

const token = '4a1da31f-5405-4a93-af5c-799403ea70d6';
const idleExpired = `{"error":"invalid_token","message":"Access token expired due to inactivity: ${token}"}`;

const idleWords = `The session ended: it was not used for too long

The appliance ends a token that no request uses for its idle limit (10 min).

What to do:
  Sign in again
      svt-tui login
  Keep the next session from idling out
      svt-tui login --keep-alive

The server says: «Access token expired due to inactivity: token 0414»

kind         idle-expired
`;

describe('every answer that is known', () => {
	const refusals = fixtures.filter(
		({kind, name, transport}) => transport === undefined && kind !== 'granted' && name !== 'token-200-no-token',
	);
	test.each(refusals.map(entry => ({entry, name: entry.name})))('$name', async ({entry, name}) => {
		const [kind, title] = withoutQuestion[name] ?? [entry.kind, expectedWords[name]?.title];
		const {code, stdout} = await explained(pasted(entry));
		expect(stdout.split('\n')[0]).toBe(title);
		expect(/^kind +(.*)$/m.exec(stdout)?.[1]).toBe(kind);
		expect(code).toBe(kind === 'unreadable' ? 7 : 0);
		const json = await explained(pasted(entry), {json: true});
		const report = JSON.parse(json.stdout);
		expect(report).toMatchObject({kind, title});
		expect(faultsBy('error-v1', report)).toEqual([]);
		expect([json.code, json.stdout.split('\n').length]).toEqual([code, 2]);
	});
});

test('a body is explained without its status, and the token stays hidden', async () => {
	const {code, stdout, stderr} = await explained(`\ufeff${idleExpired}\n`);
	expect(stdout).toBe(`${idleWords}error        invalid_token\ntoken        0414\n`);
	expect([code, stderr]).toEqual([0, '']);
});

test('a whole session of curl is explained: prompt, proxy, headers, body', async () => {
	const input = [
		'$ curl -ik https://10.1.1.16/api/hosts',
		'HTTP/1.1 200 Connection established',
		'',
		'HTTP/1.1 100 Continue',
		'',
		'HTTP/2 401',
		'date: Tue, 24 Nov 2026 10:00:00 GMT',
		'Retry-After: 7',
		'content-type: application/json;charset=UTF-8',
		'',
		idleExpired,
		'',
	];
	const {code, stdout} = await explained(input.join('\n'), {json: true});
	expect(code).toBe(0);
	expect(JSON.parse(stdout)).toEqual({
		schema: 'svt-tui/error/v1',
		kind: 'idle-expired',
		title: 'The session ended: it was not used for too long',
		cause: 'The appliance ends a token that no request uses for its idle limit (10 min).',
		advice: [
			{text: 'Sign in again', command: 'svt-tui login'},
			{text: 'Keep the next session from idling out', command: 'svt-tui login --keep-alive'},
		],
		httpStatus: 401,
		path: null,
		serverTime: '2026-11-24T10:00:00.000Z',
		token: {fingerprint: '0414', isCurrent: null},
		serverSays: 'Access token expired due to inactivity: token 0414',
	});
});

test('a file is explained, with the time where the person is', async () => {
	const body = '{"exception":"com.simplivity.restapi.exceptions.ObjectNotFoundException","timestamp":"1461955008387"}';
	const {stdout} = await tryCommand(run, {
		words: ['answer.json'],
		files: {'answer.json': body},
		options: {status: '404'},
		ports,
	});
	const time = /^server time {2}(.+)$/m.exec(stdout)?.[1] ?? '';
	expect(time).toMatch(/^2016-04-(29|30) \d\d:\d\d:48 \S+$/);
	expect(stdout).toContain('\nkind         not-found\nstatus       404\nexception    ObjectNotFoundException\n');
});

test('--status goes before what the text says, and makes an answer of nothing', async () => {
	const empty = await explained('', {status: '401'});
	expect([empty.code, /^kind.*$/m.exec(empty.stdout)?.[0]]).toEqual([0, 'kind         unauthorized']);
	const other = await explained('HTTP/1.1 500 Oops\n\n', {status: '503'});
	expect([other.code, /^kind.*$/m.exec(other.stdout)?.[0]]).toEqual([0, 'kind         busy']);
});

test('a compressed body is left out, and the status explained', async () => {
	const {code, stdout, stderr} = await explained('HTTP/1.1 503 \nContent-Encoding: gzip\n\n\x1f\ufffd\b\0\0\ufffdV*-.');
	expect([code, stdout.split('\n')[0]]).toEqual([0, 'The REST service is overloaded or restarting']);
	expect(stdout).not.toContain('The server says');
	expect(stderr).toBe('svt-tui: hint: what is no text in it was left out; curl --compressed unpacks a body\n');
});

test('what steers a terminal is shown, not obeyed', async () => {
	const {stdout} = await explained('{"error":"invalid_token","message":"\\u001b[2J\\u202egnp.exe\\u0007"}');
	expect(stdout).toContain('The server says: «\\u{1b}[2J\\u{202e}gnp.exe\\u{7}»');
});

test('a person at a terminal is told what to do', async () => {
	const {stderr} = await tryCommand(run, {isTerminal: true, input: idleExpired, ports});
	expect(stderr).toBe("paste the appliance's answer, then press Enter and Ctrl-D\n");
});

const wholeAnswer = 'svt-tui: hint: paste the whole output of curl -i, or give the HTTP status with --status\n';

test.each([
	['nothing', '', {}, 2, `svt-tui: error: there is nothing to explain: the input is empty\n${wholeAnswer}`],
	['blanks', ' \r\n\n', {}, 2, `svt-tui: error: there is nothing to explain: the input is empty\n${wholeAnswer}`],
	['a program', '\x7fELF\0\0\u{fffd}', {}, 7, `svt-tui: error: the input is not text\n${wholeAnswer}`],
	[
		'no status',
		'{}',
		{status: '4O1'},
		2,
		'svt-tui: error: --status is no HTTP status\nsvt-tui: hint: give the HTTP status, such as --status 401\n',
	],
])('%s is refused in words', async (_name, input, options, code, stderr) => {
	expect(await explained(input, options)).toEqual({code, stdout: '', stderr});
});

describe('what is no refusal', () => {
	const tokenAnswer = `HTTP/1.1 200 OK\n\n{"access_token":"${token}","expires_in":86399}`;
	const hint = 'svt-tui: hint: it holds a token that may still work: show it to nobody\n';

	test.each([
		['a list of hosts', '{"hosts":[]}', 'this is no refusal: nothing in it says no\n', ''],
		['a token answer', tokenAnswer, 'this is no refusal: the request was answered with 200\n', hint],
		[
			'a request that was accepted',
			`> GET /api/hosts?access_token=${token} HTTP/2\n< HTTP/2 200\n<\n{"hosts":[]}`,
			'this is no refusal: GET /api/hosts?access_token=token 0414 was answered with 200\n',
			hint,
		],
		[
			'a revocation',
			'> POST /api/oauth/revoke HTTP/2\n< HTTP/2 200\n<\n',
			'this is no refusal: POST /api/oauth/revoke was answered with 200\n',
			'',
		],
		[
			'two of them',
			'HTTP/1.1 200 OK\n\n{}\nHTTP/1.1 204\n\n',
			'this is no refusal: none of its 2 answers says no\n',
			'',
		],
	])('%s is told so', async (_name, input, stdout, stderr) => {
		expect(await explained(input)).toEqual({code: 0, stdout, stderr});
	});

	test('is null in JSON', async () => {
		expect(await explained('{"hosts":[]}', {json: true})).toEqual({
			code: 0,
			stdout: 'null\n',
			stderr: 'this is no refusal: nothing in it says no\n',
		});
	});
});

test('words without a meaning are shown and called unreadable', async () => {
	const {code, stdout, stderr} = await explained('what is this?\n');
	expect([code, stderr]).toEqual([7, wholeAnswer]);
	expect(stdout).toContain('It says: «what is this?»\n\nkind         unreadable\n');
});

test('a missing file is named', async () => {
	const {code, stderr} = await tryCommand(run, {words: ['missing.json'], ports});
	expect([code, stderr]).toEqual([2, 'svt-tui: error: there is no file missing.json\n']);
});

test('a mebibyte of anything is explained in no time', async () => {
	const started = performance.now();
	for (const piece of ['{', 'HTTP/1.1 401 x\n', 'a: b\n', '<p>', '\n', '{"message":']) {
		await explained(piece.repeat((1024 * 1024) / piece.length));
	}
	expect(performance.now() - started).toBeLessThan(5_000);
});
