import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {explanationText, noRefusalText} from '../../source/commands/explain-text.ts';
import {explain} from '../../source/domain/explain.ts';
import {parsePasted} from '../../source/domain/pasted.ts';
import {decodeText} from '../../source/domain/pasted-encoding.ts';
import {lastRefused} from '../../source/domain/pasted-refusal.ts';
import {secretsIn} from '../../source/domain/pasted-secrets.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {refusalReport} from '../../source/domain/refusal-report.ts';
import {fixtures} from '../support/fixtures.ts';
import {pastedSamples} from '../support/pasted-samples.ts';

/** All that the command does with a text, up to what it prints. */
function explained(text: string): readonly string[] {
	const secrets = secretsIn(text);
	const exchanges = parsePasted(text);
	const refused = lastRefused(exchanges, secrets);
	if (refused === undefined) return [noRefusalText(exchanges, secrets.hide)];
	const explanation = explain(refused.refusal);
	expect(refusalKinds).toContain(refused.refusal.kind);
	return [
		explanationText({...refused, explanation, profile: undefined}),
		JSON.stringify(refusalReport(refused.refusal, explanation)),
	];
}

/** Whatever a terminal would obey, or would draw where it is not; lines end as ours do. */
const unsafe = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function expectHarmless(text: string): void {
	for (const said of explained(text)) {
		expect(said).not.toMatch(unsafe);
		expect(said.length).toBeLessThan(10_000);
	}
}

const samples = [...pastedSamples.map(({pasted}) => pasted), ...fixtures.map(({body}) => body)];
const sample = fc.constantFrom(...samples);
const text = fc.string({unit: 'binary', maxLength: 300});

describe('whatever is pasted', () => {
	test('arbitrary bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 600}), bytes => expectHarmless(decodeText(bytes))),
			{numRuns: 1000},
		);
	});

	test('arbitrary heads', () => {
		const header = fc.tuple(fc.constantFrom('WWW-Authenticate', 'Retry-After', 'Date', 'Location', 'X'), text);
		const heads = fc.tuple(
			fc.constantFrom('', '< '),
			fc.integer({min: 0, max: 9999}),
			fc.array(header, {maxLength: 5}),
			text,
		);
		fc.assert(
			fc.property(heads, ([mark, status, headers, body]) => {
				const lines = [`HTTP/1.1 ${status}`, ...headers.map(([name, value]) => `${name}: ${value}`), ''];
				expectHarmless(`${lines.map(line => `${mark}${line}`).join('\n')}\n${body}`);
			}),
			{numRuns: 1000},
		);
	});

	test('a sample that was cut, with something in it that does not belong there', () => {
		fc.assert(
			fc.property(sample, fc.nat(2000), text, fc.nat(2000), (from, at, wedge, end) =>
				expectHarmless(`${from.slice(0, at)}${wedge}${from.slice(at, end)}`),
			),
			{numRuns: 2000},
		);
	});

	test('two samples with their lines mixed, doubled and lost', () => {
		const picks = fc.array(fc.tuple(fc.nat(1), fc.nat(40)), {maxLength: 60});
		fc.assert(
			fc.property(sample, sample, picks, (one, other, chosen) => {
				const lines = [one.split('\n'), other.split('\n')];
				expectHarmless(chosen.map(([which, line]) => lines[which]?.[line] ?? '').join('\n'));
			}),
			{numRuns: 2000},
		);
	});

	test('every sample, cut at every place', () => {
		for (const {pasted} of pastedSamples) {
			for (let length = 0; length < pasted.length; length += 7) expectHarmless(pasted.slice(0, length));
		}
	});
});

describe('texts made to take long', () => {
	const uuid = '4a1da31f-5405-4a93-af5c-799403ea70d6';
	const parts: Readonly<Record<string, readonly [start: string, part: string]>> = {
		lines: ['', '\n'],
		blanks: ['', ' '],
		'one word': ['', 'a'],
		'words of an exception': ['', 'a.'],
		'an exception without an end': ['', 'aError'],
		escapes: ['', '\x1b['],
		titles: ['', '\x1b]'],
		quotations: ['', '>\n'],
		'quotations in a line': ['', '> '],
		fences: ['', '```\n'],
		ticks: ['`', 'a\n'],
		'status lines': ['', 'HTTP/1.1 401 x\n'],
		'status lines of curl': ['', '< HTTP/1.1 401\n'],
		'headers of curl': ['< HTTP/1.1 401\n', '< a: b\n'],
		'requests of curl': ['', '> GET / HTTP/1.1\n'],
		'errors of curl': ['', 'curl: (7) x\n'],
		'talk of curl': ['> GET / HTTP/1.1\n', '* x\n'],
		'a line of curl': ['> GET / HTTP/1.1\n', '* Closing connection'],
		'progress of curl': [
			'< HTTP/1.1 401\n',
			'  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n',
		],
		'digits of progress': ['< HTTP/1.1 401\n', '100 '],
		'entries of a HAR': ['{"entries":[', '{"response":{"status":401,"content":{"text":"x"}}},'],
		'responses in responses': ['', '{"response":'],
		'results of Ansible': ['', 'fatal: [a]: FAILED! => {"msg":"x"}\n'],
		'brackets of Ansible': ['fatal: [a]: ', '=> '],
		'records of a log': ['', '2016-04-29 12:53:17.410 DEBUG 1 --- [x] a.b : Removing token 1\n'],
		'lines of a record': ['2016-04-29 12:53:17.410 DEBUG 1 --- [x] a.b : Removing\n', 'x\n'],
		'colons of a record': ['2016-04-29 12:53:17.410 DEBUG 1 ', ': '],
		cmdlets: ['', 'Invoke-RestMethod : x\n'],
		'places in a script': ['Invoke-RestMethod : ', 'In a '],
		'fields of a list': ['', 'Exception : x\n'],
		'a long field': ['Exception : x\nError : y\n', '            x\n'],
		tracebacks: ['', 'Traceback (most recent call last):\n'],
		exceptions: ['', 'a.bError: x\n'],
		stacks: ['Error: x\n', '    at a (b:1:1)\n'],
		'a stack line': ['    at ', 'a:1'],
		'failures of Go': ['', 'Get "https://a": '],
		braces: ['x ', '{'],
		'braces with quotes': ['x ', '{"'],
		'JSON in words': ['x ', '{"error":'],
		backslashes: ['{', '\\'],
		'escaped quotes': ['{\\"', 'a\\"'],
		addresses: ['', 'https://a/api/'],
		'log lines of a server': ['', '"GET / HTTP/1.1" '],
		bearers: ['', 'Bearer abcdefgh1 '],
		'different bearers': ['', `Bearer ${uuid} token=`],
		'passwords in quotes': ['', 'password="'],
		'passwords that never end': ['password="', '\\a'],
		cookies: ['Cookie: ', 'a=bbbbbbb; '],
		logins: ['', 'https://a:'],
		'options of curl': ['', ' -u a:'],
		'names and values': ['', '"name":"token","value":"'],
		'names of tokens': ['', 'token'],
		credentials: ['', 'Credential("a",'],
		pages: ['x ', '<html>'],
		certificates: ['', 'certificate is valid for '],
		lookups: ['', 'lookup '],
		surrogates: ['', '\ud800'],
	};
	const size = 1024 * 1024;

	test.each(Object.entries(parts))('%s: a mebibyte', (_what, [start, part]) => {
		const whole = `${start}${part.repeat(Math.ceil(size / part.length))}`.slice(0, size);
		// Twice as long may take twice the time, not four times: what is quadratic takes minutes here.
		const half = cpuTimeOf(() => explained(whole.slice(0, size / 2)));
		const full = cpuTimeOf(() => explained(whole));
		expect(full).toBeLessThan(Math.max(3 * half, 1000));
		expect(full).toBeLessThan(4000);
	});

	/** Milliseconds of this process's own work: what else the machine does is not counted. */
	function cpuTimeOf(work: () => void): number {
		const start = process.cpuUsage();
		work();
		const {user, system} = process.cpuUsage(start);
		return (user + system) / 1000;
	}
});
