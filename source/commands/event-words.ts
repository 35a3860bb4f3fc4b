import {spanInWords} from '../domain/explanation.ts';
import type {Happening, JournalEntry} from '../domain/journal.ts';
import type {Refusal} from '../domain/refusal.ts';
import {safeText} from '../domain/server-text.ts';
import {type Instant, seconds} from '../domain/time.ts';
import {clockTime, isoSecond} from './session-words.ts';

/** `14:02:11  dc1  tickle accepted, 200, 38 ms`. */
export const eventLine = (profile: string, {at, happening}: JournalEntry) =>
	`${clockTime(at, at)}  ${profile}  ${eventText(happening, at)}`;

/** The same as `keep-alive --json` prints it: schema `svt-tui/event/v1`. What is not known is left out. */
export const eventReport = (profile: string, {at, happening}: JournalEntry) => ({
	schema: 'svt-tui/event/v1',
	at: isoSecond(at),
	profile,
	event: happening.what,
	...detailsOf(happening),
});

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

function detailsOf(happening: Happening): Readonly<Record<string, string | number | boolean>> {
	switch (happening.what) {
		case 'signing-in':
			return {username: happening.username, by: happening.by};
		case 'signed-in':
			return {
				token: happening.fingerprint,
				...(happening.age !== undefined && {ageSeconds: Math.floor(happening.age / 1000)}),
			};
		case 'session-restored':
			return {token: happening.fingerprint};
		case 'tickle-accepted':
			return {
				...(happening.status !== undefined && {httpStatus: happening.status}),
				roundTripMs: Math.round(happening.roundTrip),
			};
		case 'tickle-failed':
			return {
				...refusalDetails(happening.refusal),
				...(happening.retryAt !== undefined && {retryAt: isoSecond(happening.retryAt)}),
			};
		case 'sign-in-refused':
		case 'keep-alive-stopped':
		case 'rejected':
			return refusalDetails(happening.refusal);
		case 'keep-alive-turned':
			return {on: happening.on};
		case 'ran-out':
			return {ending: happening.ending};
		case 'signed-out':
			return {confirmed: happening.confirmed, ...(happening.refusal && refusalDetails(happening.refusal))};
		case 'storing-failed':
			return {text: happening.text};
		case 'sign-in-cancelled':
			return {};
	}
}

const refusalDetails = ({kind, status}: Refusal) => ({kind, ...(status !== undefined && {httpStatus: status})});
