import {type EventReport, eventVersion, isCode, longestText} from './event-report.ts';
import type {Happening} from './journal.ts';
import {success} from './outcome.ts';
import {parseProfileName} from './profile.ts';
import {
	absentAs,
	choice,
	fieldsOf,
	numberWithin,
	objectOf,
	parsed,
	type Reader,
	type Readers,
	text,
	wholeNumberWithin,
} from './reader.ts';
import {refusalKinds} from './refusal.ts';
import {safeText} from './server-text.ts';
import {revocations} from './sign-out.ts';

/** Undefined for another version's, and for anything in which one field is wrong: who reads events can do without one. */
export function parseEvent(value: unknown): EventReport | undefined {
	if (fieldsOf(value)?.schema !== eventVersion) return undefined;
	const read = objectOf(event)(value);
	return read.ok ? read.value : undefined;
}

/** Every kind of happening; the compiler misses the one that is not here. */
const kinds: Readonly<Record<Happening['what'], true>> = {
	'signing-in': true,
	'signed-in': true,
	'token-adopted': true,
	'sign-in-postponed': true,
	'renewal-stopped': true,
	'kept-by-other': true,
	'took-over': true,
	'session-restored': true,
	'sign-in-refused': true,
	'sign-in-cancelled': true,
	'tickle-accepted': true,
	'tickle-failed': true,
	'keep-alive-turned': true,
	'keep-alive-stopped': true,
	'ran-out': true,
	rejected: true,
	'signed-out': true,
	'signed-out-elsewhere': true,
	'storing-failed': true,
	'machine-slept': true,
	'process-stopped': true,
	'clock-set': true,
	'limit-learnt': true,
	'shared-use-seen': true,
};

const isKind = (value: unknown): value is Happening['what'] => typeof value === 'string' && Object.hasOwn(kinds, value);

const orNull =
	<Value>(read: Reader<Value>): Reader<Value | null> =>
	value =>
		value === null ? success(null) : read(value);

/** Earlier versions of the program did not write all of them. */
const nullable = <Value>(read: Reader<Value>) => absentAs<Value | null>(null, orNull(read));

const moment = text(
	iso =>
		/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(iso) && Number.isFinite(Date.parse(iso)) ? iso : undefined,
	'an instant',
);

const event: Readers<EventReport> = {
	schema: choice([eventVersion]),
	at: moment,
	profile: text(parseProfileName, 'the name of a profile'),
	event: parsed(value => (isKind(value) ? value : undefined), 'an event that is known'),
	text: text(words => safeText(words, longestText), 'words'),
	refusal: nullable(choice(refusalKinds)),
	code: nullable(text(code => (isCode(code) ? code : undefined), 'a code')),
	httpStatus: nullable(wholeNumberWithin(0, 999, 'an HTTP status')),
	roundTripMs: nullable(numberWithin(0, 366 * 86_400_000, 'a span of milliseconds')),
	retryAt: nullable(moment),
	ending: nullable(choice(['idle', 'absolute'])),
	keepAlive: nullable(choice(['on', 'off'])),
	spanMs: nullable(numberWithin(-8.64e15, 8.64e15, 'a span of milliseconds')),
	revocation: nullable(choice(revocations)),
};
