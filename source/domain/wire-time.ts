import {type Duration, type Instant, instant, longest, milliseconds, seconds, shortest, until} from './time.ts';

/** A `timestamp` of the API: milliseconds since the epoch as number or text, or ISO 8601 with a zone. Undefined for anything else. */
export function parseTimestamp(value: unknown): Instant | undefined {
	if (typeof value === 'number') return plausible(value);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	return /^\d{12,14}$/.test(text) ? plausible(Number(text)) : isoTime(text);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7, the form that senders must use). */
export function parseHttpDate(text: string | undefined): Instant | undefined {
	const parts = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text?.trim() ?? '');
	const month = months.indexOf(parts?.[2] ?? '');
	if (parts === null || month < 0) return undefined;
	const [day, year, hour, minute, second] = [parts[1], parts[3], parts[4], parts[5], parts[6]].map(Number);
	return plausible(Date.UTC(year ?? Number.NaN, month, day, hour, minute, second));
}

/**
 * `Retry-After`: whole seconds, or a date that is read by the answer's own `Date` (RFC 9110 section 10.2.3). At most a day; undefined
 * when absent or unreadable.
 */
export function parseRetryAfter(retryAfter: string | undefined, date: string | undefined): Duration | undefined {
	const text = retryAfter?.trim() ?? '';
	if (/^\d{1,9}$/.test(text)) return withinADay(seconds(Number(text)));
	const end = parseHttpDate(text);
	const now = parseHttpDate(date);
	return end === undefined || now === undefined ? undefined : withinADay(until(end, now));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayInMilliseconds = 86_400_000;

const withinADay = (span: Duration) => longest(milliseconds(0), shortest(span, milliseconds(dayInMilliseconds)));

/** `2022-01-17T11:32:52Z`, with fractions, with `+01:00` or `+0000`. A time without a zone could be any. */
function isoTime(text: string): Instant | undefined {
	const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)$/.exec(text);
	if (parts === null) return undefined;
	const [, date = '', time = '', zone = ''] = parts;
	return plausible(Date.parse(`${date}T${time.slice(0, 12)}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`));
}

/** From 1980 to 2200: no other number of a refusal is a time. */
function plausible(time: number): Instant | undefined {
	return Number.isFinite(time) && time > 3.1e11 && time < 7.3e12 ? instant(Math.floor(time)) : undefined;
}
