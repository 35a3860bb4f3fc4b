import {describe, expect, test} from 'vitest';
import {type Answer, readAnswer} from '../../source/domain/refusal-decoder.ts';
import {Secret} from '../../source/domain/secret.ts';

const token = '6bc76f87-80f0-4d49-a879-089c4f4831e5';

/** What the lens shows with `r`. */
function originalOf(answer: Partial<Answer>, password = 'Geheim!234567'): string | undefined {
	const outcome = readAnswer(
		{status: 401, headers: {}, body: '', cutOff: false, ...answer},
		{
			path: '/api/hosts',
			purpose: 'bearer',
			expects: 'json',
			bearer: new Secret(token),
			password: new Secret(password),
		},
	);
	return outcome.ok ? undefined : outcome.failure.original;
}

describe('the answer as it came', () => {
	test('is status line, telling headers and body, line by line, with no token in it', () => {
		const headers = {
			date: 'Mon, 17 Jan 2022 11:32:52 GMT',
			'content-type': 'application/json;charset=UTF-8',
			'set-cookie': 'JSESSIONID=8d1f',
			'x-token': token,
			'www-authenticate': `Bearer realm="svt", error_description="${token}"`,
		};
		const body = `{"error": "invalid_token",\r\n  "message": "Access token expired due to inactivity: ${token}"}`;
		expect(originalOf({headers, body})).toBe(
			[
				'HTTP 401',
				'date: Mon, 17 Jan 2022 11:32:52 GMT',
				'content-type: application/json;charset=UTF-8',
				'www-authenticate: Bearer realm="svt", error_description="token f0f6"',
				'',
				'{"error": "invalid_token",',
				'  "message": "Access token expired due to inactivity: token f0f6"}',
			].join('\n'),
		);
	});

	test('knows a token that is broken over lines wherever it is', () => {
		for (let at = 1; at < token.length; at += 1) {
			const shown = originalOf({body: `refused: ${token.slice(0, at)}\r\n    ${token.slice(at)} .`});
			expect(shown).toBe('HTTP 401\n\nrefused: token f0f6 .');
		}
	});

	test('tells where a redirect leads, but not with what', () => {
		const headers = {location: 'https://portal.example/login?session=31337#x'};
		expect(originalOf({status: 302, headers})).toBe('HTTP 302\nlocation: https://portal.example/login\n\n(no body)');
	});

	test('is cut, and says so', () => {
		const long = originalOf({status: 500, body: 'ab '.repeat(20_000), cutOff: true}) ?? '';
		expect(long.length).toBeLessThan(4100);
		expect(long.endsWith('\n(cut off here)')).toBe(true);
	});

	test('shows no garbage, nothing that acts, and no password that was sent', () => {
		expect(originalOf({status: 500, body: '\u0000\u0001\ufffd\ufffd'})).toBe(
			'HTTP 500\n\n(no text: compressed, encrypted or damaged)',
		);
		expect(originalOf({status: 500, body: 'you sent Geheim!234567\u001b[2J\u202e'})).toBe(
			'HTTP 500\n\nyou sent …\\u{1b}[2J\\u{202e}',
		);
	});

	test.each([
		['JSON', 'p"w\\d1234', '{"message":"no such user: a/p\\"w\\\\d1234"}', '{"message":"no such user: a/…"}'],
		['JSON as Gson writes it', 'p&w=d1234', '{"message":"a/p\\u0026w\\u003dd1234"}', '{"message":"a/…"}'],
		['HTML', 'p&w<d1234', '<b>p&amp;w&lt;d1234</b>', '<b>…</b>'],
		['an address', 'p/w#d1234', 'GET /?a=p%2fw%23d1234 no', 'GET /?a=… no'],
	])('shows no password that is repeated as %s writes it', (_what, password, body, shown) => {
		expect(originalOf({status: 500, body}, password)).toBe(`HTTP 500\n\n${shown}`);
	});

	test.each([
		['a line break', '6bc76f87-80f0-\\n4d49-a879-089c4f4831e5'],
		['codes', '6bc76f87\\u002d80f0\\u002d4d49-a879-089c4f4831e5'],
	])('knows a token with %s of JSON in it', (_what, written) => {
		expect(originalOf({body: `{"message":"refused: ${written}"}`})).toBe(
			'HTTP 401\n\n{"message":"refused: token f0f6"}',
		);
	});
});
