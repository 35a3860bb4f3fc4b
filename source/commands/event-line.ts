import {happeningInWords} from '../domain/happening-in-words.ts';
import type {JournalEntry} from '../domain/journal.ts';
import {timeOfDay} from '../domain/time-in-words.ts';

/** `14:02:11  dc1  tickle accepted, 200, 38 ms`. */
export const eventLine = (profile: string, {at, happening}: JournalEntry) =>
	`${timeOfDay(at)}  ${profile}  ${happeningInWords(happening, at, {})}`;
