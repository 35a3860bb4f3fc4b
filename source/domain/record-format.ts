import {parseOrigin, parseProfileName} from './profile.ts';
import {grants, readUsername, renewPolicies, storageKinds} from './profile-format.ts';
import {
	absentAs,
	choice,
	fieldsOf,
	flag,
	numberWithin,
	objectOf,
	optional,
	parsed,
	type Readers,
	readInstant,
	text,
	wholeNumberWithin,
} from './reader.ts';
import {refusalKinds} from './refusal.ts';
import type {SessionRecord} from './session-record.ts';

/**
 * What stands in a session's record file: the fields of `SessionRecord` by their names, instants in milliseconds since the epoch by
 * the wall clock, absent for undefined.
 */
export type StoredRecord = SessionRecord & {readonly schema: typeof recordVersion};

const recordVersion = 'svt-tui/record/v1';

/**
 * Reads a record as JSON gave it. Undefined for another version's and for anything in which one field is wrong: whoever reads a
 * record can do without it, but not with a wrong one. What it does not know it leaves out.
 */
export function parseRecord(value: unknown): SessionRecord | undefined {
	if (fieldsOf(value)?.schema !== recordVersion) return undefined;
	const read = objectOf(record)(value);
	return read.ok ? read.value : undefined;
}

/** Whether an earlier or later program wrote it: that is no damage. */
export function isOfAnotherVersion(value: unknown): boolean {
	const schema = fieldsOf(value)?.schema;
	return typeof schema === 'string' && schema !== recordVersion && /^svt-tui\/record\/v\d{1,9}$/.test(schema);
}

/** Only what a record is made of, whatever else the object carries; undefined for what could not be read again. */
export function storedRecord(session: SessionRecord): StoredRecord | undefined {
	const read = parseRecord({...session, schema: recordVersion});
	return read && {schema: recordVersion, ...read};
}

const span = numberWithin(0, 366 * 86_400_000, 'a span of milliseconds');
const count = wholeNumberWithin(0, Number.MAX_SAFE_INTEGER, 'a count');
const processNumber = wholeNumberWithin(1, 2 ** 32, 'the number of a process');
const deadline = parsed(value => {
	const read = objectOf({earliest: readInstant, latest: readInstant})(value);
	return read.ok && read.value.earliest <= read.value.latest ? read.value : undefined;
}, 'two instants in their order');
const kind = choice(refusalKinds);

const token: Readers<NonNullable<SessionRecord['token']>> = {
	fingerprint: text(digits => (/^[0-9a-f]{4,64}$/.test(digits) ? digits : undefined), 'a fingerprint'),
	reused: flag,
	shared: absentAs(false, flag),
	grantedAt: readInstant,
	issuedAt: optional(readInstant),
	onlyIn: optional(processNumber),
};

const lastTickle: Readers<NonNullable<SessionRecord['keepAlive']['last']>> = {
	at: readInstant,
	outcome: choice(['accepted', 'refused', 'failed']),
	httpStatus: optional(wholeNumberWithin(0, 999, 'an HTTP status')),
	roundTripMilliseconds: optional(span),
};

const keepAlive: Readers<SessionRecord['keepAlive']> = {
	state: choice(['on', 'off']),
	keeperPid: optional(processNumber),
	intervalMilliseconds: span,
	nextAt: optional(readInstant),
	last: optional(objectOf(lastTickle)),
	sent: count,
	failuresInARow: count,
};

const record: Readers<SessionRecord> = {
	profile: text(parseProfileName, 'the name of a profile'),
	origin: text(origin => (parseOrigin(origin) === origin ? origin : undefined), 'an origin'),
	username: readUsername,
	grant: choice(grants),
	storage: choice(storageKinds),
	renew: choice(renewPolicies),
	state: choice(['signed-out', 'signing-in', 'active', 'expired', 'blocked']),
	reason: optional(choice(['idle', 'absolute', 'rejected', 'signed-out', ...refusalKinds])),
	network: choice(['ok', 'failing', 'unknown']),
	writtenAt: readInstant,
	token: optional(objectOf(token)),
	idleLimitMilliseconds: span,
	idle: optional(deadline),
	absolute: optional(deadline),
	keepAlive: objectOf(keepAlive),
	passwordStored: flag,
	blocked: optional(kind),
	blockedAt: optional(readInstant),
	clockSkewMilliseconds: optional(numberWithin(-8.64e15, 8.64e15, 'a span of milliseconds')),
};
