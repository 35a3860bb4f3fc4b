import {type Deadlines, firstEnd, isProven} from './deadline.ts';
import type {Instant} from './time.ts';
import {localTime} from './time-in-words.ts';

/** When a session ends that nobody keeps alive: `ends if idle at 14:12:03, at the latest Mon 12:37:04`. */
export function endInWords(deadlines: Deadlines, now: Instant): string {
	const {idle, absolute} = deadlines;
	if (!isProven(idle, now)) return `may end at any time, at the latest ${localTime(firstEnd(deadlines, now).at, now)}`;
	if (absolute === undefined) return `ends if idle at ${localTime(idle.earliest, now)}`;
	if (absolute.earliest <= idle.earliest) return `ends at ${localTime(absolute.earliest, now)}`;
	return `ends if idle at ${localTime(idle.earliest, now)}, at the latest ${localTime(absolute.earliest, now)}`;
}
