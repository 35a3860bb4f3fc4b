import type {End} from './deadline.ts';
import {type Duration, type Instant, until} from './time.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const twoDigits = (count: number) => String(count).padStart(2, '0');

/** What is left, cut off to whole seconds: `07:41` under an hour, `22:35:01` above, never below zero. */
export function countdown(left: Duration): string {
	const total = Math.max(0, Math.floor(left / 1000));
	const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
	const short = `${twoDigits(minutes)}:${twoDigits(seconds)}`;
	return hours === 0 ? short : `${twoDigits(hours)}:${short}`;
}

/** `07:41`; `~07:41` while nothing proves that the session still lives. */
export const countdownTo = ({at, proven}: End, now: Instant) => `${proven ? '' : '~'}${countdown(until(at, now))}`;

/** Local time of day: `14:12:03`. */
export function timeOfDay(at: Instant): string {
	const date = new Date(at);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Local time to the minute: `14:12`. */
export const hourAndMinute = (at: Instant) => timeOfDay(at).slice(0, 5);

/** Local time as a person says it: `14:12:03` today, `Mon 14:12:03` within the days around it, else with the date. */
export function localTime(at: Instant, now: Instant): string {
	if (isSameDay(at, now)) return timeOfDay(at);
	const isNear = Math.abs(until(at, now)) < 6 * 86_400_000;
	return `${isNear ? weekdays[new Date(at).getDay()] : dayOf(at)} ${timeOfDay(at)}`;
}

/** Local date: `2026-11-22`. */
export function dayOf(at: Instant): string {
	const date = new Date(at);
	return `${String(date.getFullYear()).padStart(4, '0')}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

export const isSameDay = (one: Instant, other: Instant) => dayOf(one) === dayOf(other);

/** `38 ms`, `12.4 s`. */
export function roundTripInWords(span: Duration): string {
	return span < 10_000 ? `${Math.round(span)} ms` : `${(span / 1000).toFixed(1)} s`;
}

/** `2026-11-24 10:00:00 UTC`: an instant where the person is, with the zone's name. */
export function zonedTime(at: Instant): string {
	const parts = new Intl.DateTimeFormat('en-GB', {
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		hourCycle: 'h23',
		timeZoneName: 'short',
	}).formatToParts(at);
	const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(each => each.type === type)?.value ?? '';
	const date = `${part('year')}-${part('month')}-${part('day')}`;
	return `${date} ${part('hour')}:${part('minute')}:${part('second')} ${part('timeZoneName')}`;
}

/** ISO 8601 in UTC, to the second, as `--json` prints instants. */
export const isoSecond = (at: Instant) => new Date(Math.floor(at)).toISOString().replace(/\.\d+Z$/, 'Z');
