import fc from 'fast-check';
import {expect, test} from 'vitest';
import {asOneLine, type Edited, edited, editedOf, shownPart} from '../../source/tui/text-editing.ts';

const typed = (start: Edited, ...keys: readonly string[]) => keys.reduce(edited, start);

test('what is typed stands where the cursor is', () => {
	expect(typed(editedOf(''), ...'dc1').text).toBe('dc1');
	expect(typed(editedOf('dc1'), 'Left', 'Left', 'x')).toEqual({text: 'dxc1', cursor: 2});
	expect(typed(editedOf('dc1'), 'Home', 'x', 'End', 'y').text).toBe('xdc1y');
});

test('Backspace, Delete and the ways to clear take away what they should', () => {
	expect(typed(editedOf('dc1'), 'Backspace').text).toBe('dc');
	expect(typed(editedOf('dc1'), 'Home', 'Backspace').text).toBe('dc1');
	expect(typed(editedOf('dc1'), 'Home', 'Delete').text).toBe('c1');
	expect(typed(editedOf('one two  '), 'Ctrl-W').text).toBe('one ');
	expect(typed(editedOf('one two'), 'Left', 'Ctrl-U').text).toBe('o');
});

test('a character of two code units is one character', () => {
	expect(typed(editedOf('a🚀b'), 'Left', 'Backspace')).toEqual({text: 'ab', cursor: 1});
});

test('keys that mean nothing here change nothing', () => {
	for (const key of ['F1', 'Ctrl-K', 'PageUp', 'Tab']) expect(edited(editedOf('dc1'), key)).toEqual(editedOf('dc1'));
});

test('a text ends at 1024 characters', () => {
	expect(edited(editedOf('x'.repeat(1024)), 'y').text).toBe('x'.repeat(1024));
});

test('the cursor never leaves the text, and is always in the part that is shown', () => {
	const keys = fc.constantFrom('a', '管', 'Left', 'Right', 'Home', 'End', 'Backspace', 'Delete', 'Ctrl-W', 'Ctrl-U');
	fc.assert(
		fc.property(fc.array(keys, {maxLength: 60}), fc.integer({min: 4, max: 20}), (pressed, width) => {
			const field = typed(editedOf(''), ...pressed);
			expect(field.cursor).toBeGreaterThanOrEqual(0);
			expect(field.cursor).toBeLessThanOrEqual([...field.text].length);
			const {before, at, after} = shownPart(field, width);
			expect([...before, at, ...after].length).toBeLessThanOrEqual(width + 1);
			expect(at).toBe([...field.text][field.cursor] ?? ' ');
		}),
	);
});

test('a paste is one line', () => {
	expect(asOneLine('secret\r\n')).toBe('secret');
	expect(asOneLine('a\tb\u001b[31m')).toBe('ab[31m');
});
