import {expect, test} from 'vitest';
import {parseHttpDate, parseRetryAfter, parseTimestamp} from '../../source/domain/wire-time.ts';

test.each([
	[1_457_970_690_535, Date.UTC(2016, 2, 14, 15, 51, 30, 535)],
	['1457970690535', Date.UTC(2016, 2, 14, 15, 51, 30, 535)],
	['2022-01-17T11:32:52Z', Date.UTC(2022, 0, 17, 11, 32, 52)],
	['2022-01-17T11:32:52.5Z', Date.UTC(2022, 0, 17, 11, 32, 52, 500)],
	['2022-01-17T11:32:52.123456789+0100', Date.UTC(2022, 0, 17, 10, 32, 52, 123)],
	['2022-01-17 11:32:52-05:00', Date.UTC(2022, 0, 17, 16, 32, 52)],
	['2022-01-17T11:32:52', undefined],
	['2022-13-17T11:32:52Z', undefined],
	['401', undefined],
	[401, undefined],
	[1_457_970_690, undefined],
	[Number.NaN, undefined],
	['soon', undefined],
	[null, undefined],
] as const)('the timestamp %j', (value, instant) => {
	expect(parseTimestamp(value)).toBe(instant);
});

test.each([
	['Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
	['Sunday, 06-Nov-94 08:49:37 GMT', undefined],
	['Sun, 06 Nuv 1994 08:49:37 GMT', undefined],
	['Sun, 06 Nov 1994 08:49:37 CET', undefined],
	[undefined, undefined],
])('the date %s', (text, instant) => {
	expect(parseHttpDate(text)).toBe(instant);
});

test.each([
	['30', undefined, 30_000],
	[' 0 ', undefined, 0],
	['1.5', undefined, undefined],
	['99999999', undefined, 86_400_000],
	['Tue, 24 Nov 2026 10:02:00 GMT', 'Tue, 24 Nov 2026 10:00:00 GMT', 120_000],
	['Tue, 24 Nov 2026 09:00:00 GMT', 'Tue, 24 Nov 2026 10:00:00 GMT', 0],
	['Tue, 24 Nov 2026 10:02:00 GMT', undefined, undefined],
	[undefined, 'Tue, 24 Nov 2026 10:00:00 GMT', undefined],
])('Retry-After %s at %s', (retryAfter, date, wait) => {
	expect(parseRetryAfter(retryAfter, date)).toBe(wait);
});
