import fc from 'fast-check';

/** Texts that would do something to a terminal, a log, a header or a parser. */
const nasty = fc.constantFrom(
	'\u001b[31m',
	'\u001b]0;owned\u0007',
	'\u001b[2J\u001b[H',
	'\u009b8m',
	'\u0000',
	'\r\n',
	'\n',
	'\t',
	'\u007f',
	'\u202e',
	'\u2066',
	'\u200b',
	'\ufeff',
	'\ud800',
	'e\u0301\u0301\u0301\u0301\u0301',
	'"',
	'\\',
	'\\u001b[1m',
	'%1b%5b',
	'&#27;',
	'<script>',
	'«',
	'»',
	'svt-tui: hint: ',
	'a'.repeat(3000),
	'Access token expired due to inactivity: ',
	'Bad credentials',
	'invalid_token',
);
export const text = fc
	.array(fc.oneof(nasty, fc.string({unit: 'binary', maxLength: 12})), {maxLength: 6})
	.map(parts => parts.join(''));
export const bytes = fc.uint8Array({maxLength: 400});
export const anyBytes = fc.oneof(bytes, text.map(encoded));

export function encoded(words: string): Uint8Array {
	return Buffer.from(words, 'utf8');
}

/** Once in four times. */
export function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
	return fc.oneof({weight: 3, arbitrary: fc.constant(undefined)}, {weight: 1, arbitrary});
}

const number = fc.constantFrom(0, -1, 1, 1.5, 86_399, 1e308, -1e308, 2 ** 53, 4e12);
export const leaf: fc.Arbitrary<unknown> = fc.oneof(
	text,
	number,
	fc.boolean(),
	fc.constant(null),
	fc.constantFrom('NaN', '1e999'),
);
export const json: fc.Arbitrary<unknown> = fc.oneof(
	leaf,
	fc.array(leaf, {maxLength: 4}),
	fc.dictionary(
		fc.constantFrom(
			'error',
			'error_description',
			'message',
			'exception',
			'access_token',
			'expires_in',
			'updated_at',
			'status',
			'path',
			'__proto__',
		),
		leaf,
	),
	fc.constant(JSON.parse('[[[[[[[[[[{"a":[[[[[[[[[[[[]]]]]]]]]]]]}]]]]]]]]]]')),
);

export const status = fc.oneof(
	fc.constantFrom(
		'200 OK',
		'201 Created',
		'204 No Content',
		'301 Moved',
		'307 T',
		'400 Bad',
		'401 Unauthorized',
		'403 F',
		'404 N',
		'429 T',
		'500 E',
		'502 B',
		'503 S',
	),
	fc.integer({min: 0, max: 1200}).map(code => `${code} x`),
	text,
);
export const headerName = fc.constantFrom(
	'Content-Length',
	'Content-Type',
	'Content-Encoding',
	'Transfer-Encoding',
	'Connection',
	'Date',
	'Retry-After',
	'WWW-Authenticate',
	'Location',
	'Set-Cookie',
	'Trailer',
	'Upgrade',
	'X-Filler',
	'Proxy-Authenticate',
	'Server',
);
export const headerValue = fc.oneof(
	text,
	fc.constantFrom(
		'0',
		'-1',
		'5',
		'99999999999999999999',
		'0x10',
		'5, 5',
		'chunked',
		'identity, chunked',
		'chunked, chunked',
		'gzip',
		'br',
		'close',
		'application/json',
		'text/html',
		'Bearer error="invalid_token"',
		'Basic realm="\u001b[31m"',
		'http://evil.example/',
		'Sun, 99 Foo 9999 99:99:99 GMT',
	),
);
export const latin = (words: string) => Buffer.from(words, 'latin1');
export const head = (line: string, headers: ReadonlyArray<readonly [string, string]>) =>
	latin(`HTTP/1.1 ${line}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
