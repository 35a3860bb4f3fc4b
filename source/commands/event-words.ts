import {spanInWords} from '../domain/explanation.ts';
import type {Happening, JournalEntry} from '../domain/journal.ts';
import type {Refusal} from '../domain/refusal.ts';
import {safeText} from '../domain/server-text.ts';
import {type Instant, seconds} from '../domain/time.ts';
import {clockTime, isoSecond} from './session-words.ts';

/** `14:02:11  dc1  tickle accepted, 200, 38 ms`. */
export const eventLine = (profile: string, {at, happening}: JournalEntry) =>
	`${clockTime(at, at)}  ${profile}  ${eventText(happening, at)}`;

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
		text: eventText(happening, at),
		refusal: refusal?.kind ?? null,
		httpStatus: status ?? null,
		roundTripMs: 'roundTrip' in happening ? Math.round(happening.roundTrip) : null,
		retryAt: retryAt === undefined ? null : isoSecond(retryAt),
	};
}

function eventText(happening: Happening, at: Instant): string {
	switch (happening.what) {
		case 'signing-in':
			return `signing in as ${safeText(happening.username, 100)}${happening.by === 'renewal' ? ', by itself' : ''}`;
		case 'signed-in': {
			const isOld = happening.age !== undefined && happening.age > seconds(10);
			return `signed in, token ${happening.fingerprint}${isOld ? `, issued about ${spanInWords(happening.age)} ago` : ''}`;
		}
		case 'session-restored':
			return `found the stored token ${happening.fingerprint}`;
		case 'sign-in-refused':
			return `sign-in refused: ${refusalText(happening.refusal)}`;
		case 'sign-in-cancelled':
			return 'sign-in given up';
		case 'tickle-accepted':
			return `tickle accepted, ${happening.status ?? 'no status'}, ${Math.round(happening.roundTrip)} ms`;
		case 'tickle-failed': {
			const {refusal, retryAt} = happening;
			const again = retryAt === undefined ? 'not tried again' : `again at ${clockTime(retryAt, at)}`;
			return `tickle failed: ${refusalText(refusal)}; ${again}`;
		}
		case 'keep-alive-turned':
			return `keep-alive ${happening.on ? 'on' : 'off'}`;
		case 'keep-alive-stopped':
			return `keep-alive stopped: ${refusalText(happening.refusal)}`;
		case 'ran-out':
			return happening.ending === 'idle' ? 'idled out, by our clock' : 'its time is up, by our clock';
		case 'rejected':
			return `the appliance refused the token: ${refusalText(happening.refusal)}`;
		case 'signed-out':
			return happening.confirmed ? 'signed out' : 'signed out, not confirmed by the appliance';
		case 'storing-failed':
			return happening.text;
	}
}

const refusalText = ({kind, status}: Refusal) =>
	status === undefined ? kind.replaceAll('-', ' ') : `${kind.replaceAll('-', ' ')} (${status})`;
