import {happeningInWords} from '../domain/happening-in-words.ts';
import type {JournalEntry} from '../domain/journal.ts';
import {isoSecond, timeOfDay} from '../domain/time-in-words.ts';

/** `14:02:11  dc1  tickle accepted, 200, 38 ms`. */
export const eventLine = (profile: string, {at, happening}: JournalEntry) =>
	`${timeOfDay(at)}  ${profile}  ${happeningInWords(happening, at, {})}`;

/** The same as `keep-alive --json` prints it: schema `svt-tui/event/v1`. What is not known, or means nothing for it, is null. */
export function eventReport(profile: string, {at, happening}: JournalEntry) {
	const refusal = 'refusal' in happening ? happening.refusal : undefined;
	const status = 'status' in happening ? happening.status : refusal?.status;
	const retryAt = 'retryAt' in happening ? happening.retryAt : undefined;
	return {
		schema: 'svt-tui/event/v1',
		at: isoSecond(at),
		profile,
		event: happening.what,
		text: happeningInWords(happening, at, {}),
		refusal: refusal?.kind ?? null,
		httpStatus: status ?? null,
		roundTripMs: 'roundTrip' in happening ? Math.round(happening.roundTrip) : null,
		retryAt: retryAt === undefined ? null : isoSecond(retryAt),
	};
}
