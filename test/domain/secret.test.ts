import {format, inspect} from 'node:util';
import {describe, expect, test} from 'vitest';
import {fingerprintOf, Secret} from '../../source/domain/secret.ts';

const text = 'correct horse battery staple';
const secret = new Secret(text);

describe('a secret does not print itself', () => {
	test.each([
		['String()', String(secret)],
		['a template', `${secret}`],
		['concatenation', `[${['', secret].join('')}]`],
		['JSON', JSON.stringify({secret})],
		['JSON of an array', JSON.stringify([[secret]])],
		['inspect', inspect({a: {b: {c: {secret}}}}, {depth: null, showHidden: true})],
		['inspect without custom output', inspect(secret, {customInspect: false, showHidden: true})],
		['inspect of an error that carries it', inspect(new Error('no', {cause: secret}))],
		['format %s', format('%s', secret)],
		['format %j', format('%j', {secret})],
		['format %o', format('%o', secret)],
		['its keys and values', JSON.stringify(Object.entries(secret))],
		['a copy by spread', JSON.stringify({...secret})],
		['a structured clone', JSON.stringify(structuredClone({...secret}))],
	])('as %s', (_way, shown) => {
		expect(shown).not.toContain('horse');
	});

	test('but says that it is one', () => {
		expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
	});

	test('and is no number', () => {
		expect(Number(new Secret('42'))).toBeNaN();
	});
});

test('reveal gives the text unchanged, whatever is in it', () => {
	for (const odd of ['', ' ', 'pä$s w+o&rd%', '\u0000\n', '\u{1F511}', '\ud800'])
		expect(new Secret(odd).reveal()).toBe(odd);
});

test('the fingerprint is the start of the SHA-256', () => {
	// RFC 6234's test vector for `abc`: ba7816bf…
	expect(new Secret('abc').fingerprint).toBe('ba78');
	expect(fingerprintOf('abc')).toBe('ba78');
});

test('secrets match by their text only', () => {
	expect(secret.matches(new Secret(text))).toBe(true);
	expect(secret.matches(text)).toBe(true);
	expect(secret.matches(`${text} `)).toBe(false);
	expect(secret.matches('')).toBe(false);
	expect(new Secret('').matches('')).toBe(true);
});

test('only the empty text is empty', () => {
	expect([new Secret('').isEmpty, new Secret(' ').isEmpty]).toEqual([true, false]);
});

test.each([
	['as it is', 'no: pä$s  w+o&rd%!', 'no: …!'],
	['as a form carries it', 'password=p%C3%A4%24s++w%2Bo%26rd%25&a=b', 'password=…&a=b'],
	['as an address carries it', '/p%C3%A4%24s%20%20w%2Bo%26rd%25/', '/…/'],
	['with its blanks run together', 'no: pä$s w+o&rd%', 'no: …'],
	['as JSON carries it', JSON.stringify({no: 'pä$s  w+o&rd%'}), '{"no":"…"}'],
	['in hex', Buffer.from('pä$s  w+o&rd%').toString('hex'), '…'],
	['in base64', Buffer.from('pä$s  w+o&rd%').toString('base64'), '…U='],
	['in base64 after a byte', Buffer.from(':pä$s  w+o&rd%').toString('base64'), 'On…'],
	[
		'in base64 as a form carries it',
		Buffer.from('password=p%C3%A4%24s++w%2Bo%26rd%25').toString('base64'),
		'cGFzc3dvcmQ9…U=',
	],
	['more than once', 'pä$s  w+o&rd%pä$s  w+o&rd%', '……'],
	['not at all', 'nothing to hide', 'nothing to hide'],
])('is hidden in a text %s', (_way, said, shown) => {
	expect(new Secret('pä$s  w+o&rd%').hiddenIn(said, '…')).toBe(shown);
});

test('a short one would riddle any text: it stays', () => {
	expect(new Secret('admin').hiddenIn('administrator', '…')).toBe('administrator');
	expect(new Secret('a     b').hiddenIn('a b', '…')).toBe('a b');
});
