import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {withoutSecrets} from '../../source/domain/refusal-masks.ts';
import {Secret} from '../../source/domain/secret.ts';

const uuid = '6bc76f87-80f0-4d49-a879-089c4f4831e5';
const other = '4a1da31f-5405-4a93-af5c-799403ea70d6';

describe('in a text that may name tokens', () => {
	test.each([
		['every UUID is a token', `a ${uuid}, ${other}.`, 'a token f0f6, token 0414.'],
		[
			'also in capitals and without hyphens',
			`${uuid.toUpperCase()} ${uuid.replaceAll('-', '')}`,
			'token f0f6 token f0f6',
		],
		['and what a cut left of one', 'expired: 6bc76f87-80f0-4d', 'expired: token …'],
		['or its end', 'x 80f0-4d49-a879-089c4f4831e5', 'x token …'],
		['dates and numbers stay', 'at 2022-01-17T11:32:52Z, error 80090308', 'at 2022-01-17T11:32:52Z, error 80090308'],
	])('%s', (_what, text, shown) => {
		expect(withoutSecrets(text, undefined, 'suspect')).toBe(shown);
	});
});

describe('in any text', () => {
	test.each([
		['the id of an object stays', `backup id: ${uuid} could not be found`, `backup id: ${uuid} could not be found`],
		['unless the text speaks of tokens', `OAuth session ${uuid}`, 'OAuth session token f0f6'],
		['a bearer header', 'Authorization: Bearer mF_9.B5f-4.1JqM', 'Authorization: Bearer token b8e1'],
		[
			'a field of a token answer',
			'{"access_token":"mF_9.B5f-4.1JqM","expires_in":5}',
			'{"access_token":"token b8e1","expires_in":5}',
		],
		['a query', '/api/hosts?access_token=mF_9.B5f-4.1JqM&limit=1', '/api/hosts?access_token=token b8e1&limit=1'],
		['words after `token:` stay', 'Invalid token: signature mismatch', 'Invalid token: signature mismatch'],
		['a JSON web token', 'got eyJhbGciOi.eyJzdWIi.c2ln here', 'got token 543c here'],
		[
			'a password in a form',
			'username=a&password=p%20w&grant_type=password',
			'username=a&password=…&grant_type=password',
		],
		['in Java', '{password=p w,x, grant_type=password}', '{password=…, grant_type=password}'],
		['in JSON', '{"password":"p\\"w", "user":"a"}', '{"password":…, "user":"a"}'],
		['in JSON within JSON', '{\\"password\\":\\"pw\\"}', '{\\"password\\":…}'],
		['in JSON that was cut off', '{"password":"hunt', '{"password":…'],
		['in words', "Wrong password 'hunter2' for a", 'Wrong password … for a'],
		['over the rest of the line', 'Password: correct horse\nUser: a', 'Password: …\nUser: a'],
		['a client secret', 'client_secret=abc', 'client_secret=…'],
		['a login in an address', 'https://admin:pw@10.1.1.16/api', 'https://…@10.1.1.16/api'],
		['a basic login', 'Basic c2ltcGxpdml0eTo=', 'Basic …'],
		['but not the words', 'Basic authentication', 'Basic authentication'],
		['nor the realm of a challenge', 'Basic realm="proxy"', 'Basic realm="proxy"'],
		['and not the grant of that name', 'grant_type=password', 'grant_type=password'],
	])('%s', (_what, text, shown) => {
		expect(withoutSecrets(text, undefined, 'ordinary')).toBe(shown);
	});

	test('the token in use', () => {
		const bearer = new Secret(uuid);
		expect(withoutSecrets(`id ${other}, ${uuid}, ${uuid.toUpperCase()}`, bearer, 'ordinary')).toBe(
			`id ${other}, token f0f6, token f0f6`,
		);
	});

	test('nothing of a UUID in a suspicious text comes out, wherever the text was cut', () => {
		fc.assert(
			fc.property(fc.uuid(), fc.integer({min: 14, max: 36}), (token, length) => {
				const shown = withoutSecrets(`Access token expired: ${token.slice(0, length)}`, undefined, 'suspect');
				expect(shown).toMatch(/^Access token expired: token (?:[0-9a-f]{4}|…)$/);
			}),
		);
	});
});
