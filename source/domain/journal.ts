import type {Ending} from './deadline.ts';
import type {Refusal} from './refusal.ts';
import type {Revocation} from './sign-out.ts';
import type {Duration, Instant} from './time.ts';

/** What happened to a session, for the events of the screen and the lines of `svt-tui keep-alive`. */
export type Happening =
	| {readonly what: 'signing-in'; readonly username: string; readonly by: 'person' | 'renewal'}
	| {
			readonly what: 'signed-in';
			readonly fingerprint: string;
			readonly age: Duration | undefined;
			/** The absolute limit that it has left so much less of. */
			readonly limit: Duration;
			/** Whether it is the token that was held before. */
			readonly isSame: boolean;
	  }
	/** Another process has signed in as the same user. */
	| {readonly what: 'token-adopted'; readonly fingerprint: string}
	| {readonly what: 'sign-in-postponed'; readonly why: 'often' | 'turn' | 'keychain'; readonly until: Instant}
	/** Two tokens in a row were not known to who gave them. */
	| {readonly what: 'renewal-stopped'}
	| {readonly what: 'kept-by-other'; readonly pid: number | undefined}
	/** The other process has ended, or is silent. */
	| {readonly what: 'took-over'}
	| {readonly what: 'session-restored'; readonly fingerprint: string}
	| {readonly what: 'sign-in-refused'; readonly refusal: Refusal}
	| {readonly what: 'sign-in-cancelled'}
	| {readonly what: 'tickle-accepted'; readonly status: number | undefined; readonly roundTrip: Duration}
	| {readonly what: 'tickle-failed'; readonly refusal: Refusal; readonly retryAt: Instant | undefined}
	| {readonly what: 'keep-alive-turned'; readonly on: boolean}
	| {readonly what: 'keep-alive-stopped'; readonly refusal: Refusal}
	/** What the appliance did proves another limit than was known. */
	| {
			readonly what: 'limit-learnt';
			readonly limit: Ending;
			readonly span: Duration;
			readonly before: Duration;
	  }
	/** The token was accepted after more silence of ours than the idle limit. */
	| {readonly what: 'shared-use-seen'; readonly silence: Duration; readonly limit: Duration}
	| {readonly what: 'ran-out'; readonly ending: Ending}
	| {readonly what: 'rejected'; readonly refusal: Refusal}
	| {readonly what: 'signed-out'; readonly revocation: Revocation; readonly refusal: Refusal | undefined}
	| {readonly what: 'signed-out-elsewhere'}
	| {readonly what: 'machine-slept' | 'process-stopped'; readonly span: Duration}
	/** How far ahead; negative when it was set back. */
	| {readonly what: 'clock-set'; readonly by: Duration}
	| {readonly what: 'storing-failed'; readonly where: StoringTrouble; readonly text: string};

/** What was in the way: the store of secrets, a file of profiles or records, or only that no password is stored that may be used. */
type StoringTrouble = 'secrets' | 'files' | 'no-password';

export type JournalEntry = {readonly at: Instant; readonly happening: Happening};

const mostEntries = 200;

export const withEntry = (
	journal: readonly JournalEntry[],
	at: Instant,
	happening: Happening,
): readonly JournalEntry[] => [...journal, {at, happening}].slice(-mostEntries);

/** What a journal holds that `before`, the same one earlier, did not. */
export function entriesSince(
	before: readonly JournalEntry[],
	journal: readonly JournalEntry[],
): readonly JournalEntry[] {
	const last = before.at(-1);
	return last === undefined ? journal : journal.slice(journal.lastIndexOf(last) + 1);
}
