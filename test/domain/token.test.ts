import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {hours, instant, minutes, seconds} from '../../source/domain/time.ts';
import {ageWhenGranted, parseToken, type Token, wasReused} from '../../source/domain/token.ts';

const roundTrip = {sentAt: instant(1_000_000), receivedAt: instant(1_000_200)};
const uuid = '6bc76f87-80f0-4d49-a879-089c4f4831e5';

function granted(answer: unknown): Token {
	const token = parseToken(answer, roundTrip);
	if (!token.ok) throw new Error(`refused: ${token.failure}`);
	return token.value;
}

test('the documented answer becomes a token that counts from when the request left', () => {
	const token = granted({
		access_token: uuid,
		token_type: 'bearer',
		expires_in: 81_301,
		scope: 'read write',
		updated_at: 1_455_225_600_000,
	});
	expect(token.bearer.reveal()).toBe(uuid);
	expect({...token, bearer: undefined}).toEqual({
		bearer: undefined,
		fingerprint: token.bearer.fingerprint,
		grantedAt: 1_000_000,
		// Up to a second more than the whole ones that it told, counted from anywhere in the round trip.
		absolute: {earliest: 1_000_000 + 81_301_000, latest: 1_000_200 + 81_302_000},
		serverUpdatedAt: 1_455_225_600_000,
	});
});

describe('every field but the token is optional', () => {
	test('a token alone is a token', () => {
		expect(granted({access_token: uuid})).toMatchObject({absolute: undefined, serverUpdatedAt: undefined});
	});

	test.each([
		['a number', 300, 1_300_000],
		['a string', '300', 1_300_000],
		['a fraction', 300.9, 1_300_000],
		['zero', 0, 1_000_000],
		['a year', 366 * 86_400, 1_000_000 + 366 * 86_400_000],
		['more than a year', 366 * 86_400 + 1, undefined],
		['negative', -1, undefined],
		['not a number', 'soon', undefined],
		['infinite', Number.POSITIVE_INFINITY, undefined],
		['null', null, undefined],
		['a list', [300], undefined],
		['a string with a sign', '-300', undefined],
		['an endless string', '9'.repeat(10_000), undefined],
	])('expires_in as %s', (_what, expires_in, deadline) => {
		expect(granted({access_token: uuid, expires_in}).absolute?.earliest).toBe(deadline);
	});

	test.each(['bearer', 'Bearer', 'BEARER', undefined])('token_type %s is a bearer', token_type => {
		expect(parseToken({access_token: uuid, token_type}, roundTrip).ok).toBe(true);
	});

	test('another kind of token is none that we can use', () => {
		expect(parseToken({access_token: uuid, token_type: 'mac'}, roundTrip)).toEqual({ok: false, failure: 'not-bearer'});
	});
});

describe('what could not be sent in a header is no token', () => {
	test.each([
		['nothing', undefined],
		['null', null],
		['a number', 42],
		['a list', [uuid]],
		['the empty text', ''],
		['padding alone', '=='],
		['a space', `${uuid} `],
		['a line break', `${uuid}\r\nX-Evil: 1`],
		['an umlaut', 'tökén'],
		['a quote', '"token"'],
		['padding in the middle', 'ab=cd'],
		['5 KB', 'a'.repeat(4097)],
		['endless padding', `a${'='.repeat(100_000)}`],
	])('%s', (_what, access_token) => {
		expect(parseToken({access_token}, roundTrip)).toEqual({ok: false, failure: 'no-token'});
	});

	test.each([undefined, null, 'token', 42, true, [], [{access_token: uuid}]])('the whole answer being %j', answer => {
		expect(parseToken(answer, roundTrip)).toEqual({ok: false, failure: 'no-token'});
	});

	test('and no answer whatever makes it throw or lets a strange token through', () => {
		const answer = fc.oneof(fc.anything(), fc.record({access_token: fc.anything(), expires_in: fc.anything()}));
		fc.assert(
			fc.property(answer, value => {
				const token = parseToken(value, roundTrip);
				if (token.ok) expect(token.value.bearer.reveal()).toMatch(/^[\w\-.~+/]+=*$/);
			}),
		);
	});
});

describe('how old a token was when it was granted', () => {
	const lifetime = (expires_in: number) => granted({access_token: uuid, expires_in});

	test('HPE’s documented sample had lived for 1 h 25 m', () => {
		const token = lifetime(81_301);
		expect(ageWhenGranted(token, hours(24))).toBe(seconds(5099));
		expect(wasReused(token, hours(24))).toBe(true);
	});

	test.each([
		['fresh: the server cuts off fractions', 86_399, 1000, false],
		['ten seconds old', 86_390, 10_000, false],
		['eleven seconds old', 86_389, 11_000, true],
		['longer-lived than the limit we know: not older than fresh', 90_000, 0, false],
	])('%s', (_what, expiresIn, age, reused) => {
		expect(ageWhenGranted(lifetime(expiresIn), hours(24))).toBe(age);
		expect(wasReused(lifetime(expiresIn), hours(24))).toBe(reused);
	});

	test('nobody knows when the server did not say', () => {
		const token = granted({access_token: uuid});
		expect(ageWhenGranted(token, hours(24))).toBeUndefined();
		expect(wasReused(token, hours(24))).toBe(false);
	});

	test('another absolute limit is another measure', () => {
		expect(wasReused(lifetime(299), minutes(5))).toBe(false);
		expect(wasReused(lifetime(200), minutes(5))).toBe(true);
	});
});
