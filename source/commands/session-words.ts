import type {Deadlines} from '../domain/deadline.ts';
import type {StorageKind} from '../domain/profile.ts';
import type {Session} from '../domain/session.ts';
import {type Duration, type Instant, instant, until} from '../domain/time.ts';

/** `14:12:03` today, `Mon 12:37:04` within six days, else `2026-11-30 12:37:04`; local time. */
export function clockTime(at: Instant, now: Instant): string {
	const date = new Date(at);
	const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
	if (date.toDateString() === new Date(now).toDateString()) return time;
	if (Math.abs(until(at, now)) < sixDays) return `${weekdays[date.getDay()]} ${time}`;
	const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
	return `${day} ${time}`;
}

/** `07:41`, `22:35:01`; `00:00` once it is over. Cut off to whole seconds: never more than there is. */
export function countdown(left: Duration): string {
	const total = Math.max(0, Math.floor(left / 1000));
	const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
	const short = `${twoDigits(minutes)}:${twoDigits(seconds)}`;
	return hours === 0 ? short : `${twoDigits(hours)}:${short}`;
}

/** `ends if idle at 14:12:03, at the latest Mon 12:37:04`. */
export function endInWords({idle, absolute}: Deadlines, now: Instant): string {
	if (absolute === undefined) return `ends if idle at ${clockTime(idle.earliest, now)}`;
	if (absolute.earliest <= idle.earliest) return `ends at ${clockTime(absolute.earliest, now)}`;
	return `ends if idle at ${clockTime(idle.earliest, now)}, at the latest ${clockTime(absolute.earliest, now)}`;
}

/** ISO 8601 in UTC, to the second, as `--json` prints instants. */
export const isoSecond = (at: Instant) => new Date(instant(Math.floor(at))).toISOString().replace(/\.\d+Z$/, 'Z');

/** Where a storage keeps things, in a sentence: `in the keychain`. */
export const placeOf: Readonly<Record<StorageKind, string>> = {
	keychain: 'in the keychain',
	file: 'in an encrypted file',
	memory: 'in memory',
};

/** What the store of secrets, or a file, had to say; each trouble once. */
export function storingProblems({journal}: Session): readonly string[] {
	const texts = journal.flatMap(({happening}) => (happening.what === 'storing-failed' ? [happening.text] : []));
	return [...new Set(texts)].filter(text => !texts.some(other => other !== text && other.endsWith(text)));
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const sixDays = 6 * 86_400_000;
const twoDigits = (count: number) => String(count).padStart(2, '0');
