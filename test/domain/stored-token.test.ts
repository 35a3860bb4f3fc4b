import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {readStoredToken, storedToken} from '../../source/domain/stored-token.ts';
import {instant, later, milliseconds, seconds} from '../../source/domain/time.ts';
import {parseToken, type Token} from '../../source/domain/token.ts';

const grantedAt = instant(1_790_000_000_000);
const roundTrip = {sentAt: grantedAt, receivedAt: later(grantedAt, milliseconds(200))};

function token(lifetime?: number): Token {
	const parsed = parseToken({access_token: 'abc-123', expires_in: lifetime, updated_at: 5}, roundTrip);
	if (!parsed.ok) throw new Error(parsed.failure);
	return parsed.value;
}

describe('a token that was stored', () => {
	test('comes back with both ends of its deadline, without the server’s clock', () => {
		const restored = readStoredToken(storedToken(token(81_301)));
		expect(restored?.bearer.reveal()).toBe('abc-123');
		expect({...restored, bearer: undefined}).toEqual({
			bearer: undefined,
			fingerprint: new Secret('abc-123').fingerprint,
			grantedAt,
			absolute: {earliest: later(grantedAt, seconds(81_301)), latest: later(grantedAt, milliseconds(81_302_200))},
			serverUpdatedAt: undefined,
		});
	});

	test('comes back without a deadline when the server told none', () => {
		expect(readStoredToken(storedToken(token()))?.absolute).toBeUndefined();
	});

	test('is written in a form that other versions can read', () => {
		expect(JSON.parse(storedToken(token(60)).reveal())).toEqual({
			v: 1,
			accessToken: 'abc-123',
			grantedAt: 1_790_000_000_000,
			expiresAt: 1_790_000_060_000,
			expiresBy: 1_790_000_061_200,
		});
	});

	test.each([
		['by a version that knew no latest end', undefined, 1000],
		['with a latest end before the earliest', -5, 0],
		['with a latest end that no sign-in explains', 86_400_000, 60_000],
		['with a latest end in words', 'soon', 1000],
	])('%s ends within reason', (_what, doubt, expected) => {
		const expiresBy = typeof doubt === 'number' ? 1000 + doubt : doubt;
		const entry = new Secret(JSON.stringify({v: 1, accessToken: 'abc', grantedAt: 1, expiresAt: 1000, expiresBy}));
		expect(readStoredToken(entry)?.absolute).toEqual({earliest: 1000, latest: 1000 + expected});
	});
});

describe('what somebody else put there is no token', () => {
	const fields = {v: 1, accessToken: 'abc', grantedAt: 1, expiresAt: 2};
	test.each([
		['nothing', ''],
		['words', 'hunter2'],
		['cut-off JSON', '{"v":1,"accessToken":"abc"'],
		['null', 'null'],
		['a list', '[1]'],
		['a later version', JSON.stringify({...fields, v: 2})],
		['no version', JSON.stringify({...fields, v: undefined})],
		['no token', JSON.stringify({...fields, accessToken: undefined})],
		['an empty token', JSON.stringify({...fields, accessToken: ''})],
		['a token that would break out of its header', JSON.stringify({...fields, accessToken: 'abc\r\nX-Evil: 1'})],
		['a token outside of ASCII', JSON.stringify({...fields, accessToken: 'tökén'})],
		['no date', JSON.stringify({...fields, grantedAt: undefined})],
		['a date in words', JSON.stringify({...fields, grantedAt: 'today'})],
		['a date beyond the calendar', JSON.stringify({...fields, grantedAt: 1e300})],
	])('%s', (_what, text) => {
		expect(readStoredToken(new Secret(text))).toBeUndefined();
	});

	test('whatever it is, reading it never throws', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), text => {
				expect(() => readStoredToken(new Secret(text))).not.toThrow();
			}),
		);
	});
});
