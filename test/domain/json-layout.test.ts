import fc from 'fast-check';
import {expect, test} from 'vitest';
import {indentedJson} from '../../source/domain/json-layout.ts';

test('a line a value, spelt as it came', () => {
	expect(indentedJson('{"a":[1,2.50,{"b\\"[,":null}], "big":12345678901234567890,"e":{},"l":[ ]}')).toBe(
		[
			'{',
			'  "a": [',
			'    1,',
			'    2.50,',
			'    {',
			'      "b\\"[,": null',
			'    }',
			'  ],',
			'  "big": 12345678901234567890,',
			'  "e": {},',
			'  "l": []',
			'}',
		].join('\n'),
	);
	expect([' true ', '"a\\\\"', '[]'].map(indentedJson)).toEqual(['true', '"a\\\\"', '[]']);
});

test('what is no JSON has no layout', () => {
	expect(['', '{', '{"a":1}}', '<html>'].map(indentedJson)).toEqual([undefined, undefined, undefined, undefined]);
});

test('looks as everybody’s does, for any JSON', () => {
	fc.assert(
		fc.property(fc.jsonValue({noUnicodeString: false}), value => {
			expect(indentedJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
		}),
	);
});

test('a few thousand brackets are not a few million blanks', () => {
	expect(indentedJson(`${'['.repeat(5000)}${']'.repeat(5000)}`)?.length).toBeLessThan(1_000_000);
});
