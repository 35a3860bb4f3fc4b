import {type Duration, type Instant, until} from '../domain/time.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const twoDigits = (count: number) => String(count).padStart(2, '0');

/** What is left, cut off to whole seconds: `07:41` under an hour, `22:35:01` above, never below zero. */
export function countdown(left: Duration): string {
	const total = Math.max(0, Math.floor(left / 1000));
	const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
	const short = `${twoDigits(minutes)}:${twoDigits(seconds)}`;
	return hours === 0 ? short : `${twoDigits(hours)}:${short}`;
}

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

/** As the later part of a sentence: `Nothing listens there` → `nothing listens there`. */
export const inSentence = (words: string) =>
	/^[A-Z][a-z' ]/.test(words) ? `${words.charAt(0).toLowerCase()}${words.slice(1)}` : words;
