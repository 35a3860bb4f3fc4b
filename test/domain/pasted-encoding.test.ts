import {expect, test} from 'vitest';
import {isGarbled} from '../../source/domain/garbled-text.ts';
import {decodeText} from '../../source/domain/pasted-encoding.ts';

const words = 'Access token expired — Zugriff verweigert: «Köln» 无法连接';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

test.each([
	['UTF-8', Buffer.from(words)],
	['UTF-8 with a mark', Buffer.from(`\ufeff${words}`)],
	['UTF-16 of Windows PowerShell', utf16(`\ufeff${words}`)],
	['UTF-16 the other way round', swapped(utf16(`\ufeff${words}`))],
	['UTF-16 without a mark', utf16(words)],
	['UTF-16 without a mark, the other way round', swapped(utf16(words))],
])('%s is read', (_name, bytes) => {
	expect(decodeText(bytes)).toBe(words);
});

test('a character that a limit cut in two is left out', () => {
	expect(decodeText(Buffer.from('Köln').subarray(0, 2))).toBe('K');
	expect(decodeText(utf16('\ufeffKöln').subarray(0, 5))).toBe('K');
});

test('nothing is text, too', () => {
	expect(decodeText(new Uint8Array())).toBe('');
});

test.each([
	['words', words, false],
	['colours', '\x1b[31mno\x1b[0m', false],
	['a word with a letter lost', 'zur\ufffdckgegeben: (401)', false],
	['a program', '\x7fELF\0\0', true],
	['compressed', '\x1f\ufffd\x08\ufffd\ufffdV*-.', true],
])('%s: garbled or not', (_name, text, garbled) => {
	expect(isGarbled(text)).toBe(garbled);
});
