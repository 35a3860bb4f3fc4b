import {brotliCompressSync, deflateSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import fixtures from '../fixtures/responses.json' with {type: 'json'};
import {
	anyBytes,
	bytes,
	encoded,
	head,
	headerName,
	headerValue,
	json,
	latin,
	leaf,
	seldom,
	status,
	text,
} from './fuzz-words.ts';

/** What a server answers with, and how it ends. All of it is data, so that a seed repeats it. */
export type FuzzCase = {
	/** `proxy` comes from a proxy that was asked for a tunnel, `raw` in place of TLS, all else after a handshake that was done right. */
	readonly stage: 'proxy' | 'raw' | 'secure' | 'head' | 'body' | 'mutated';
	readonly ask: Ask;
	/** Written one after the other, with a turn of the event loop between. */
	readonly pieces: ReadonlyArray<Uint8Array>;
	readonly ending: 'closed' | 'reset' | 'silent';
};

export type Ask = (typeof asks)[number];
const asks = ['login', 'tickle', 'revoke', 'version', 'request', 'look'] as const;

type Packing = 'plain' | 'gzip' | 'deflate' | 'br' | 'lies' | 'twice';
const packing = fc.constantFrom<Packing>('plain', 'plain', 'gzip', 'deflate', 'br', 'lies', 'twice');
const framing = fc.constantFrom('length', 'length', 'chunked', 'torn chunks', 'close', 'too long', 'too short');

const packers: Readonly<Record<Packing, readonly [string | undefined, (body: Uint8Array) => Uint8Array]>> = {
	plain: [undefined, body => body],
	gzip: ['gzip', body => gzipSync(body)],
	deflate: ['deflate', body => deflateSync(body)],
	br: ['br', body => brotliCompressSync(body)],
	lies: ['gzip', body => body],
	twice: ['gzip, gzip', body => gzipSync(gzipSync(body))],
};

/** A body in its packing and framing, right or wrong. */
function answer(
	line: string,
	more: ReadonlyArray<readonly [string, string]>,
	body: Uint8Array,
	how: {packing: Packing; framing: string},
) {
	const [encoding, pack] = packers[how.packing];
	const packed = pack(body);
	const chunk = (part: Uint8Array) => Buffer.concat([latin(`${part.length.toString(16)}\r\n`), part, latin('\r\n')]);
	const framed: Readonly<Record<string, readonly [readonly (readonly [string, string])[], Uint8Array]>> = {
		length: [[['Content-Length', `${packed.length}`]], packed],
		'too long': [[['Content-Length', `${packed.length + 7}`]], packed],
		'too short': [[['Content-Length', `${Math.max(0, packed.length - 3)}`]], packed],
		close: [[['Connection', 'close']], packed],
		chunked: [[['Transfer-Encoding', 'chunked']], Buffer.concat([chunk(packed), latin('0\r\n\r\n')])],
		'torn chunks': [[['Transfer-Encoding', 'chunked']], Buffer.concat([chunk(packed), latin('zz\r\n')])],
	};
	const [headers, rest] = framed[how.framing] ?? [[], packed];
	const packedAs = encoding === undefined ? [] : [['Content-Encoding', encoding] as const];
	return Buffer.concat([head(line, [...more, ...packedAs, ...headers]), rest]);
}

/** A real answer with one thing of it changed: a value, or a stretch of its text. */
const mutated = fc
	.record({
		of: fc.constantFrom(...fixtures),
		value: leaf,
		where: fc.double({min: 0, max: 1, noNaN: true}),
		how: fc.constantFrom('value', 'insert', 'delete', 'double'),
		words: text,
		line: seldom(status),
		packing,
		framing,
	})
	.map(({of, value, where, how, words, line, ...form}) => {
		const body = how === 'value' ? withValue(of.body, value, where) : torn(of.body, where, how, words);
		const headers = Object.entries<string>(of.headers).filter(
			([name]) => !/^content-(length|encoding)$|^transfer-/i.test(name),
		);
		return answer(line ?? `${of.status ?? 200} x`, headers, Buffer.from(body), form);
	});

/** The value of one field replaced; what is no JSON stays. */
function withValue(body: string, value: unknown, where: number): string {
	const fields = [...body.matchAll(/:\s*("(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)/g)];
	const field = fields[Math.min(fields.length - 1, Math.floor(where * fields.length))];
	if (field === undefined) return body;
	return `${body.slice(0, field.index)}:${JSON.stringify(value)}${body.slice(field.index + field[0].length)}`;
}

function torn(body: string, where: number, how: string, words: string): string {
	const at = Math.floor(where * body.length);
	if (how === 'insert') return body.slice(0, at) + words + body.slice(at);
	return how === 'delete'
		? body.slice(0, at) + body.slice(at + 20)
		: body.slice(0, at) + body.slice(Math.max(0, at - 20));
}

const tlsLike = fc
	.tuple(fc.constantFrom(20, 21, 22, 23, 128), fc.constantFrom(0, 1, 2, 3, 4), bytes)
	.map(([type, minor, rest]) =>
		Buffer.concat([Buffer.from([type, 3, minor, rest.length >> 8, rest.length & 255]), rest]),
	);

const tunnel = latin('HTTP/1.1 200 OK\r\n\r\n');

const stages: Readonly<Record<FuzzCase['stage'], fc.Arbitrary<Uint8Array>>> = {
	proxy: fc.oneof(
		anyBytes,
		anyBytes.map(rest => Buffer.concat([tunnel, rest])),
		tlsLike.map(rest => Buffer.concat([tunnel, rest])),
		fc
			.tuple(status, fc.array(fc.tuple(headerName, headerValue), {maxLength: 8}), anyBytes)
			.map(([line, headers, rest]) => Buffer.concat([head(line, headers), rest])),
	),
	raw: fc.oneof(
		anyBytes,
		tlsLike,
		fc.constant(latin('HTTP/1.1 400 Bad\r\n\r\n\u001b[31m')),
		fc.constant(latin('SSH-2.0-x\r\n')),
	),
	secure: anyBytes,
	head: fc
		.tuple(status, fc.array(fc.tuple(headerName, headerValue), {maxLength: 8}), anyBytes)
		.map(([line, headers, rest]) => Buffer.concat([head(line, headers), rest])),
	body: fc
		.record({
			status,
			type: headerValue,
			body: fc.oneof(
				anyBytes,
				json.map(value => encoded(JSON.stringify(value))),
			),
			packing,
			framing,
		})
		.map(({status: line, type, body, ...form}) =>
			answer(line, [['Content-Type', type.replace(/[\r\n]/g, '')]], body, form),
		),
	mutated,
};

const stage = fc.constantFrom<FuzzCase['stage']>(
	'proxy',
	'raw',
	'secure',
	'head',
	'body',
	'body',
	'mutated',
	'mutated',
);

/** One answer, whole or cut somewhere, in one piece or several. */
export const fuzzCase: fc.Arbitrary<FuzzCase> = stage.chain(chosen =>
	fc
		.record({
			whole: stages[chosen],
			ask: fc.constantFrom(...asks),
			cut: seldom(fc.double({min: 0, max: 1, noNaN: true})),
			seams: fc.array(fc.double({min: 0, max: 1, noNaN: true}), {maxLength: 3}),
			ending: fc.constantFrom<FuzzCase['ending']>('closed', 'closed', 'reset', 'silent'),
		})
		.map(({whole, ask, cut, seams, ending}) => {
			const sent = cut === undefined ? whole : whole.subarray(0, Math.floor(cut * whole.length));
			const at = [
				0,
				...seams.map(seam => Math.floor(seam * sent.length)).sort((one, other) => one - other),
				sent.length,
			];
			const pieces = at.slice(1).map((end, index) => sent.subarray(at[index], end));
			return {stage: chosen, ask, ending, pieces: pieces.filter(piece => piece.length > 0)};
		}),
);
