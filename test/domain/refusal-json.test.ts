import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readLenientJson} from '../../source/domain/lenient-json.ts';

describe('JSON as people paste it', () => {
	test.each([
		['as it should be', '{"a":[1,-2.5e3,true,null,"x\\n\\u0041\\/"]}', {a: [1, -2500, true, null, 'x\nA/']}, 'whole'],
		["Python's repr", "{'a': None, 'b': True, u'c': 'it\\'s \\xe4'}", {a: null, b: true, c: "it's ä"}, 'whole'],
		[
			'names without quotes',
			'{REST_API_Version:"1.1",SVTFS_Version:"3.5"}',
			{REST_API_Version: '1.1', SVTFS_Version: '3.5'},
			'whole',
		],
		['line breaks in strings', '{"a":"b\r\nc"}', {a: 'b\r\nc'}, 'whole'],
		['commas too many', '[1,,2,]', [1, 2], 'whole'],
		['something behind it', '{"a":1} curl: (22)', {a: 1}, 'whole'],
		['cut off in a text', '{"a":"b","c":"d', {a: 'b', c: 'd'}, 'cut'],
		['cut off in a name', '{"a":1,"b', {a: 1}, 'cut'],
		['cut off in a number', '{"a":12', {a: 12}, 'cut'],
		['cut off behind a colon', '{"a":', {a: undefined}, 'cut'],
		['cut off in an escape', '"a\\u00', 'au00', 'cut'],
		['no JSON after all', '[2026-11-22] failed', ['2026-11-22'], 'whole'],
		['broken', '{"a":1;"b":2}', {a: 1}, 'broken'],
		['deeper than any answer', `${'['.repeat(40)}1`, undefined, 'broken'],
	] as const)('%s', (_what, text, value, end) => {
		const json = readLenientJson(text);
		expect(json?.end).toBe(end);
		if (value !== undefined) expect(json?.value).toEqual(value);
	});

	test.each(['', 'hello', '<html>', '42', 'null', 'undefined'])('%j is none', text => {
		expect(readLenientJson(text)).toBeUndefined();
	});

	test('a name that JavaScript knows is a name like any other', () => {
		const value = readLenientJson('{"__proto__":{"a":1},"constructor":2}')?.value;
		expect(Object.entries(value ?? {})).toEqual([
			['__proto__', {a: 1}],
			['constructor', 2],
		]);
	});
});

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
	const flat = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
	const value = fc.oneof(
		fc.dictionary(fc.string(), fc.oneof(flat, fc.array(flat), fc.dictionary(fc.string(), flat))),
		fc.array(flat),
	);
	fc.assert(
		fc.property(value, fc.boolean(), (value, isPretty) => {
			const text = JSON.stringify(value, undefined, isPretty ? 2 : 0);
			expect(readLenientJson(text)).toEqual({value: JSON.parse(text), end: 'whole'});
		}),
	);
});

test('a text that stops anywhere is called cut, and what came before is read', () => {
	const text = JSON.stringify({error: 'invalid_token', message: 'expired', status: '401'});
	fc.assert(
		fc.property(fc.integer({min: 1, max: text.length - 1}), length => {
			const json = readLenientJson(text.slice(0, length));
			expect(json?.end).toBe('cut');
			if (length > 24) expect(json?.value).toMatchObject({error: 'invalid_token'});
		}),
	);
});
