import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {safeText} from '../../source/domain/server-text.ts';

describe('what a server, a certificate or a person wrote', () => {
	test.each([
		[
			'stays as it is when it is plain',
			'Access token expired: 42 (a/b) "c" \\d',
			'Access token expired: 42 (a/b) "c" \\d',
		],
		['keeps letters of all scripts', 'Grüße, 東京, Ελλάδα, العربية, ไทย', 'Grüße, 東京, Ελλάδα, العربية, ไทย'],
		['keeps symbols and emoji', '→ € ± 😀 👍🏽', '→ € ± 😀 👍🏽'],
		['keeps the marks that letters need', 'Vie\u0302\u0323t Nam', 'Vie\u0302\u0323t Nam'],
		['shows escape sequences of terminals', '\u001b[2J\u001b]0;title\u0007', '\\u{1b}[2J\\u{1b}]0;title\\u{7}'],
		['shows their eight-bit forms', '\u009b31m\u0090q\u009c\u009f', '\\u{9b}31m\\u{90}q\\u{9c}\\u{9f}'],
		['shows line breaks and tabs', 'a\r\nb\tc\u2028d\u2029e\u0085', 'a\\u{d}\\u{a}b\\u{9}c\\u{2028}d\\u{2029}e\\u{85}'],
		['shows NUL, backspace and DEL', '\u0000\u0008\u007f', '\\u{0}\\u{8}\\u{7f}'],
		[
			'shows bidi controls',
			'\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c',
			'\\u{202e}gnp.exe\\u{202c} \\u{2066}x\\u{2069} \\u{200f}\\u{61c}',
		],
		[
			'shows what has no width',
			'ad\u200bmin\u200d\u2060\ufeff\u00ad',
			'ad\\u{200b}min\\u{200d}\\u{2060}\\u{feff}\\u{ad}',
		],
		['shows letters that nobody sees', '\u3164\u115f\u2800\uffa0', '\\u{3164}\\u{115f}\\u{2800}\\u{ffa0}'],
		['shows tags', 'a\u{e0041}\u{e007f}', 'a\\u{e0041}\\u{e007f}'],
		['shows variation selectors', '❤\ufe0f\u{e0100}', '❤\\u{fe0f}\\u{e0100}'],
		['shows lone surrogates', 'x\ud800y\udc00', 'x\\u{d800}y\\u{dc00}'],
		['shows private and unassigned characters', '\ue000\u{10fffe}\u0378', '\\u{e000}\\u{10fffe}\\u{378}'],
		['shows spaces that are not the space', 'a\u00a0b\u3000c\u2003d', 'a\\u{a0}b\\u{3000}c\\u{2003}d'],
		['shows marks that combine with nothing', '\u0301a \u0301', '\\u{301}a \\u{301}'],
		['shows marks that pile up', `e${'\u0301'.repeat(5)}`, 'e\u0301\u0301\u0301\\u{301}\\u{301}'],
	])('%s', (_what, text, shown) => {
		expect(safeText(text)).toBe(shown);
	});
});

describe('a text that is too long', () => {
	test.each([
		['exactly as long as may be', 'abcde', 5, 'abcde'],
		['one too long', 'abcdef', 5, 'abcd…'],
		['of emoji, counted as one each', '😀😀😀😀', 3, '😀😀…'],
		['never cut within an escape', 'abc\u001bdef', 8, 'abc…'],
		['never cut between a letter and its mark', 'abce\u0301f', 5, 'abc…'],
		['not even one character', 'ab', 1, '…'],
	])('%s', (_what, text, most, shown) => {
		expect(safeText(text, most)).toBe(shown);
	});

	test('is cut at 2000 when nothing else is said', () => {
		expect(safeText('x'.repeat(2000))).toBe('x'.repeat(2000));
		expect(safeText('x'.repeat(2001))).toBe(`${'x'.repeat(1999)}…`);
	});
});

test('whatever comes in, nothing that a terminal could obey comes out, and no more than asked for', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 300}), fc.integer({min: 1, max: 200}), (text, most) => {
			const shown = safeText(text, most);
			expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
			expect([...shown].length).toBeLessThanOrEqual(most);
		}),
		{numRuns: 2000},
	);
});

test('making a safe text safe again changes nothing', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 100}), text => {
			expect(safeText(safeText(text))).toBe(safeText(text));
		}),
	);
});
