import fc from 'fast-check';
import {renderToString, Text} from 'ink';
import {expect, test} from 'vitest';
import {safeText} from '../../source/domain/server-text.ts';
import {cellsOf, fitted, wrapped} from '../../source/tui/cells.ts';

test('characters of East Asia and emoji take two columns, marks none', () => {
	expect(cellsOf('dc1')).toBe(3);
	expect(cellsOf('münchen')).toBe(7);
	expect(cellsOf('東京データ')).toBe(10);
	expect(cellsOf('서울')).toBe(4);
	expect(cellsOf('e\u0301')).toBe(1);
	expect(cellsOf('🚀')).toBe(2);
	expect(cellsOf('╭─│█░▁•·●✕')).toBe(10);
});

test('agrees with what Ink makes of it', () => {
	const texts = [
		'東京データセンター',
		'ｱｲｳ',
		'（全角）',
		'ไทย',
		'ελληνικά',
		'кириллица',
		'العربية',
		'管理者@vsphere.local',
		'한국어',
		'𠮷野家',
	];
	for (const text of texts) {
		const safe = safeText(text);
		const width = cellsOf(safe);
		expect(renderToString(<Text wrap="truncate-end">{safe}</Text>, {columns: width})).toBe(safe);
		expect(renderToString(<Text wrap="truncate-end">{safe}</Text>, {columns: width - 1})).toContain('…');
	}
});

test('fitted text has exactly its width', () => {
	expect(fitted('dc1', 5)).toBe('dc1  ');
	expect(fitted('administrator', 5)).toBe('admi…');
	expect(fitted('東京都', 4)).toBe('東… ');
	fc.assert(
		fc.property(fc.string(), fc.integer({min: 1, max: 40}), (text, width) => {
			expect(cellsOf(fitted(safeText(text), width))).toBe(width);
		}),
	);
});

test('wrapped text loses nothing and fits', () => {
	expect(wrapped('the appliance ends a token', 12)).toEqual(['the', 'appliance', 'ends a token']);
	expect(wrapped('', 10)).toEqual(['']);
	expect(wrapped('https://a-very-long-name.example', 10)).toEqual(['https://a-', 'very-long-', 'name.examp', 'le']);
	fc.assert(
		fc.property(fc.string({unit: 'grapheme-ascii'}), fc.integer({min: 2, max: 40}), (text, width) => {
			const lines = wrapped(text, width);
			for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(width);
			expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
		}),
	);
});
