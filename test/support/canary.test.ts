import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import {tracesOf} from './canary.ts';

const secret = 'canary-5up3r+"ü';

test.each([
	['a text', `before ${secret} after`],
	['capitals', secret.toUpperCase()],
	['base64', Buffer.from(secret).toString('base64')],
	['base64 after a byte', Buffer.from(`:${secret}`).toString('base64')],
	['base64 after two', Buffer.from(`a:${secret}`).toString('base64')],
	['a form', String(new URLSearchParams({password: secret}))],
	['JSON', JSON.stringify({password: secret})],
	['hex', Buffer.from(secret).toString('hex')],
	['what Node prints of bytes', inspect(Buffer.from(secret))],
	['what it prints of a list of them', inspect(new Uint8Array(Buffer.from(secret)), {breakLength: Infinity})],
	['JSON of bytes', JSON.stringify(Buffer.from(secret))],
	['UTF-16', Buffer.from(secret, 'utf16le')],
	['its beginning', secret.slice(0, 12)],
])('a secret is found in %s', (_what, said) => {
	expect(tracesOf([secret], {here: said})).not.toEqual([]);
});

test('and not where there is none', () => {
	expect(tracesOf([secret], {here: 'canary-5up3', there: Buffer.alloc(100)})).toEqual([]);
});
