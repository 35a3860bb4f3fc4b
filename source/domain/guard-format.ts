import {anyPassword, type LoginGuard, mostRefused, mostUnattended} from './login-guard.ts';
import {choice, fieldsOf, listOf, objectOf, type Readers, readInstant, text} from './reader.ts';
import {refusalKinds} from './refusal.ts';

/** What stands in a guard's file: the fields of `LoginGuard` by their names, instants in milliseconds since the epoch by the wall clock. */
export type StoredGuard = LoginGuard & {readonly schema: typeof guardVersion};

const guardVersion = 'svt-tui/login-guard/v1';

/** Reads a guard as JSON gave it. Undefined for another version's and for anything in which one field is wrong. */
export function parseGuard(value: unknown): LoginGuard | undefined {
	if (fieldsOf(value)?.schema !== guardVersion) return undefined;
	const read = objectOf(guard)(value);
	return read.ok ? read.value : undefined;
}

/** Only what a guard is made of, whatever else the object carries; undefined for what could not be read again. */
export function storedGuard(known: LoginGuard): StoredGuard | undefined {
	const read = parseGuard({...known, schema: guardVersion});
	return read && {schema: guardVersion, ...read};
}

/** The key that made it in eight hex digits, a dot, and the keyed hash in 64. */
const mark = text(
	digits => (/^[0-9a-f]{8}\.[0-9a-f]{64}$/.test(digits) || digits === anyPassword ? digits : undefined),
	'the mark of a password',
);

const refused: Readers<LoginGuard['refused'][number]> = {mark, kind: choice(refusalKinds), at: readInstant};

const guard: Readers<LoginGuard> = {
	refused: listOf(objectOf(refused), mostRefused),
	unattended: listOf(readInstant, mostUnattended),
};
