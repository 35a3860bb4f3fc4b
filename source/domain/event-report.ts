import type {Ending} from './deadline.ts';
import {happeningInWords} from './happening-in-words.ts';
import type {Happening, JournalEntry} from './journal.ts';
import type {RefusalKind} from './refusal.ts';
import {withoutSecrets} from './refusal-masks.ts';
import {safeText} from './server-text.ts';
import type {Revocation} from './sign-out.ts';
import {type Instant, instant} from './time.ts';
import {isoSecond} from './time-in-words.ts';

/**
 * What happened to a session as other programs, and later runs of this one, read it: schema `svt-tui/event/v1`. What is not known, or
 * means nothing for it, is null. No secret is in it, and nothing of the server's words.
 */
export type EventReport = {
	readonly schema: typeof eventVersion;
	/** ISO 8601 in UTC, to the second. */
	readonly at: string;
	readonly profile: string;
	readonly event: Happening['what'];
	/** The same in words to a person. */
	readonly text: string;
	readonly refusal: RefusalKind | null;
	/** Of the transport error, such as `ECONNREFUSED`, when no answer came. */
	readonly code: string | null;
	readonly httpStatus: number | null;
	readonly roundTripMs: number | null;
	readonly retryAt: string | null;
	/** Which deadline was over. */
	readonly ending: Ending | null;
	/** What keep-alive was turned to. */
	readonly keepAlive: 'on' | 'off' | null;
	/** How long the machine slept or the process was stopped, or how far the clock was set. */
	readonly spanMs: number | null;
	/** What is known of the token after a sign-out. */
	readonly revocation: Revocation | null;
};

export const eventVersion = 'svt-tui/event/v1';

/** In characters: all of our own words are shorter. */
export const longestText = 400;

export function eventReport(profile: string, {at, happening}: JournalEntry): EventReport {
	const refusal = 'refusal' in happening ? happening.refusal : undefined;
	const status = 'status' in happening ? happening.status : refusal?.status;
	const retryAt = retryAtOf(happening);
	return {
		schema: eventVersion,
		at: isoSecond(at),
		profile,
		event: happening.what,
		text: safeText(withoutSecrets(happeningInWords(happening, at, {}), undefined, 'ordinary'), longestText),
		refusal: refusal?.kind ?? null,
		code: codeOf(refusal?.code),
		httpStatus: status ?? null,
		roundTripMs: 'roundTrip' in happening ? Math.round(happening.roundTrip) : null,
		retryAt: retryAt === undefined ? null : isoSecond(retryAt),
		ending: happening.what === 'ran-out' ? happening.ending : null,
		keepAlive: happening.what === 'keep-alive-turned' ? (happening.on ? 'on' : 'off') : null,
		spanMs: spanOf(happening),
		revocation: happening.what === 'signed-out' ? happening.revocation : null,
	};
}

function retryAtOf(happening: Happening): Instant | undefined {
	if ('retryAt' in happening) return happening.retryAt;
	return happening.what === 'sign-in-postponed' ? happening.until : undefined;
}

/** When it happened, to the second. */
export const momentOf = ({at}: EventReport): Instant => instant(Date.parse(at));

function spanOf(happening: Happening): number | null {
	if ('span' in happening) return Math.round(happening.span);
	return happening.what === 'clock-set' ? Math.round(happening.by) : null;
}

/** Some libraries' errors have a name in its place, or a sentence. */
export const isCode = (code: string) => /^[A-Za-z][\w.-]{0,59}$/.test(code);

const codeOf = (code: string | undefined) => (code !== undefined && isCode(code) ? code : null);
