import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {explain} from '../../source/domain/explain.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {type Answer, type Question, readAnswer, refusalOfTransport} from '../../source/domain/refusal-decoder.ts';
import {refusalReport} from '../../source/domain/refusal-report.ts';
import {Secret} from '../../source/domain/secret.ts';
import {fixtures} from '../support/fixtures.ts';

const header = fc.constantFrom(
	'www-authenticate',
	'retry-after',
	'date',
	'location',
	'content-type',
	'proxy-authenticate',
);
const text = fc.string({unit: 'binary', maxLength: 400});

/** Something that begins like a real answer and goes wrong: cut, doubled, with strange characters in it. */
const bent = fc
	.tuple(fc.constantFrom(...fixtures.map(({body}) => body)), fc.nat(600), text, fc.nat(600))
	.map(([body, at, wedge, end]) => `${body.slice(0, at)}${wedge}${body.slice(at, end)}`);

const answers: fc.Arbitrary<Answer> = fc.record({
	status: fc.oneof(fc.constantFrom(200, 204, 302, 400, 401, 403, 404, 500, 502, 503), fc.integer(), fc.double()),
	headers: fc.dictionary(header, text),
	body: fc.oneof(text, bent, fc.json(), fc.constantFrom(...fixtures.map(({body}) => body))),
	cutOff: fc.boolean(),
});

const questions: fc.Arbitrary<Question> = fc.record({
	path: fc.oneof(fc.constantFrom('/api/hosts', '/api/oauth/token', ''), text),
	purpose: fc.constantFrom('token', 'bearer', 'open'),
	expects: fc.constantFrom('json', 'nothing'),
});

/** Whatever a terminal would obey, or would draw where it is not. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function texts(value: unknown): readonly string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe('whatever is answered', () => {
	test('a refusal is one of the kinds, says nothing that a terminal could obey, and can be explained', () => {
		fc.assert(
			fc.property(answers, questions, (answer, question) => {
				const outcome = readAnswer(answer, question);
				if (outcome.ok) return;
				const refusal = outcome.failure;
				expect(refusalKinds).toContain(refusal.kind);
				expect((refusal.serverSays ?? '').length).toBeLessThanOrEqual(1000);
				const words = explain(refusal, {profile: {name: 'dc1', origin: 'https://10.1.1.16', username: 'u'}});
				expect(words.title.length).toBeLessThanOrEqual(60);
				const {original = '', ...facts} = refusal;
				const all = texts([facts, original.split('\n'), refusalReport(refusal, words)]);
				for (const shown of all) expect(shown).not.toMatch(unsafe);
				expect(original.length).toBeLessThanOrEqual(40_000);
			}),
			{numRuns: 3000},
		);
	});

	test('no answer at all is no different', () => {
		const phase = fc.constantFrom('resolve', 'connect', 'handshake', 'request', 'answer' as const);
		fc.assert(
			fc.property(fc.record({code: text, message: text, phase}), questions, (error, question) => {
				const refusal = refusalOfTransport(error, question);
				for (const shown of texts([refusal, explain(refusal)])) expect(shown).not.toMatch(unsafe);
			}),
		);
	});

	test('the token in use never comes out again, nor what stands in the place of one', () => {
		const token = fc.oneof(
			fc.uuid(),
			fc.uuid().map(uuid => uuid.toUpperCase()),
			fc.stringMatching(/^[A-Za-z0-9._~+/-]{8,60}={0,2}$/),
		);
		const place = fc.constantFrom(
			(token: string) => JSON.stringify({error: 'invalid_token', message: `Invalid access token: ${token}`}),
			(token: string) => JSON.stringify({error: 'invalid_token', error_description: token}),
			(token: string) => `<html><title>${token}</title><body>${token}`,
			(token: string) => `{"message":"x ${token}`,
			(token: string) => `no such thing: ${token}`,
			(token: string) => JSON.stringify([token]),
			(token: string) => `{"message":"${token.slice(0, 17)}\r\n  ${token.slice(17)}"}`,
			(token: string) => JSON.stringify({path: `/api/hosts?access_token=${token}`, exception: `a.b.${token}`}),
		);
		fc.assert(
			fc.property(token, place, fc.constantFrom(401, 404, 500), (text, write, status) => {
				const question: Question = {path: '/api/hosts', purpose: 'bearer', expects: 'json', bearer: new Secret(text)};
				const headers = {server: text, 'www-authenticate': `Bearer realm="${text}"`, location: `https://x/${text}`};
				const outcome = readAnswer({status, headers, body: write(text), cutOff: false}, question);
				expect(JSON.stringify(outcome)).not.toContain(text);
				expect(JSON.stringify(outcome)).not.toContain(text.toLowerCase());
				expect(JSON.stringify(outcome).replaceAll('\\n', '')).not.toContain(text);
			}),
			{numRuns: 2000},
		);
	});
});

describe('bodies made to take long', () => {
	const size = 64 * 1024;
	const filled = (start: string, part: string) =>
		`${start}${part.repeat(Math.ceil(size / part.length))}`.slice(0, size);
	const uuid = '4a1da31f-5405-4a93-af5c-799403ea70d6';

	test.each([
		['brackets', filled('', '[')],
		['objects in objects', filled('', '{"a":')],
		['quotes', filled('', '"')],
		['backslashes', filled('"', '\\')],
		['escaped quotes', filled('"', '\\"')],
		['numbers', filled('[', '1,')],
		['fields', filled('{', 'a:1,')],
		['blanks in JSON', filled('{', '\t')],
		['digits and hyphens', filled('', '0-')],
		['digits and hyphens that lead to nothing', filled('', `${'0-'.repeat(30)}z `)],
		['digits on lines of their own', filled('', 'a\n')],
		['blanks and line breaks', filled('a', ' \n')],
		['line breaks after hyphens', filled('{"message":"', 'a-\n')],
		['UUIDs', filled('', `${uuid} `)],
		['parts of UUIDs', filled('', 'abcdabcd-')],
		['passwords', filled('', 'password=')],
		['passwords in quotes', filled('', 'password="')],
		['a password that never ends', filled('password="', '\\\n')],
		['a password with pairs', filled('password=', ', aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')],
		['tokens', filled('', 'token: aaaaaaaa1')],
		['blanks after bearer', filled('bearer', ' ')],
		['addresses', filled('', 'http://')],
		['web tokens', filled('', 'eyJaaaaa.')],
		['tags', filled('<html>', '<a')],
		['scripts', filled('<html>', '<script>')],
		['titles', filled('<html>', '<title ')],
		['entities', filled('<html>', '&#x41;')],
		['problems', filled('<html>', 'problem accessing /')],
		['XML', filled('<x>', '<error>a</')],
		['accounts', JSON.stringify({error: 'invalid_grant', message: filled('', 'account locke ').slice(0, 60_000)})],
		['combining marks', filled('', '\u0301')],
		['lone surrogates', filled('', '\ud800')],
		['control characters', filled('', '\u001b')],
	])('%s', (_what, body) => {
		const headers = {'www-authenticate': body, 'retry-after': body, date: body, location: body};
		for (const purpose of ['bearer', 'token', 'open'] as const) {
			for (const status of [200, 302, 401, 500]) {
				const question: Question = {path: body, purpose, expects: 'json', bearer: new Secret(uuid)};
				const answer: Answer = {status, headers, body, cutOff: true};
				const spent = Math.min(...[1, 2, 3].map(() => cpuTimeOf(() => readAnswer(answer, question))));
				expect(spent, `${purpose} ${status}`).toBeLessThan(50);
			}
		}
	});

	/** Milliseconds of this process's own work: what else the machine does is not counted. */
	function cpuTimeOf(work: () => void): number {
		const start = process.cpuUsage();
		work();
		const {user, system} = process.cpuUsage(start);
		return (user + system) / 1000;
	}
});
