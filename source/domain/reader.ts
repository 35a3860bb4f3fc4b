import {failure, type Outcome, success} from './outcome.ts';
import {safeText} from './server-text.ts';
import {type Instant, instant} from './time.ts';

/**
 * Reads one value of a file that somebody else may have written: what it has to be, or all that is wrong with it. Problems are for
 * a person and never repeat a value, which may be huge, hostile or a password in the wrong place.
 */
export type Reader<Value> = (value: unknown) => Outcome<Value, readonly Problem[]>;

export type Problem = {
	/** Names of the fields that lead to it, outermost first; empty for the whole value. */
	readonly at: readonly string[];
	/** Goes on from the name of the field, as in `is not true or false`. */
	readonly says: string;
};

export const problem = (says: string) => failure([{at: [], says}] satisfies readonly Problem[]);

/** `"trust.sha256" is not a fingerprint`, `it is not an object`. */
export const problemText = ({at, says}: Problem) => `${at.length === 0 ? 'it' : `"${at.join('.')}"`} ${says}`;

/** A value that `parse` understands; `what` is the noun for it. */
export const parsed =
	<Value>(parse: (value: unknown) => Value | undefined, what: string): Reader<Value> =>
	value => {
		const read = parse(value);
		return read === undefined ? problem(`is not ${what}`) : success(read);
	};

export const text = (parse: (text: string) => string | undefined, what: string) =>
	parsed(value => (typeof value === 'string' ? parse(value) : undefined), what);

export const choice = <Value extends string>(values: readonly Value[]) =>
	parsed(value => values.find(known => known === value), oneOf(values));

export const flag = parsed(value => (typeof value === 'boolean' ? value : undefined), 'true or false');

/** A finite number within these bounds, which belong to it. */
export const numberWithin = (least: number, most: number, what: string) =>
	parsed(value => (typeof value === 'number' && value >= least && value <= most ? value : undefined), what);

export const wholeNumberWithin = (least: number, most: number, what: string) =>
	parsed(
		value => (Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? Number(value) : undefined),
		what,
	);

/** Milliseconds since the epoch, as far as a calendar goes (ECMAScript's time values). */
export const readInstant: Reader<Instant> = parsed(
	value => (typeof value === 'number' && Math.abs(value) <= 8.64e15 ? instant(value) : undefined),
	'an instant',
);

/** A list of so many at most, all of them right. */
export const listOf =
	<Value>(read: Reader<Value>, most: number): Reader<readonly Value[]> =>
	value => {
		if (!Array.isArray(value) || value.length > most) return problem(`is not a list of at most ${most}`);
		const values: Value[] = [];
		for (const [index, item] of value.entries()) {
			const outcome = read(item);
			if (!outcome.ok) return failure(outcome.failure.map(({at, says}) => ({at: [`${index + 1}`, ...at], says})));
			values.push(outcome.value);
		}
		return success(values);
	};

/** Absent is right too. JSON knows no undefined, so `null` is not. */
export const optional =
	<Value>(read: Reader<Value>): Reader<Value | undefined> =>
	value =>
		value === undefined ? success(undefined) : read(value);

/** What is absent has this value; what is wrong stays wrong. */
export const absentAs =
	<Value>(absent: Value, read: Reader<Value>): Reader<Value> =>
	value =>
		value === undefined ? success(absent) : read(value);

export type Readers<Whole> = {readonly [Key in keyof Whole]-?: Reader<Whole[Key]>};

/** An object with these fields of its own. It may have others, which are not read: see `strangers`. */
export function objectOf<Whole>(readers: Readers<Whole>): Reader<Whole> {
	return value => {
		const fields = fieldsOf(value);
		if (fields === undefined) return problem('is not an object');
		const whole: [string, unknown][] = [];
		const problems: Problem[] = [];
		for (const [name, read] of Object.entries<Reader<unknown>>(readers)) {
			const outcome = read(fields[name]);
			if (outcome.ok) whole.push([name, outcome.value]);
			else problems.push(...outcome.failure.map(({at, says}) => ({at: [name, ...at], says})));
		}
		// Each field was read by the reader of its name, and none is missing.
		return problems.length === 0 ? success(Object.fromEntries(whole) as Whole) : failure(problems);
	};
}

/** The fields of an object, without those it inherits; undefined for anything else, lists too. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	return Object.assign(Object.create(null), value);
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Names of fields that are not `known`, safe to show: at most five. */
export const strangers = (value: unknown, known: readonly string[]): readonly string[] =>
	Object.keys(fieldsOf(value) ?? {})
		.filter(name => !known.includes(name))
		.slice(0, 5)
		.map(name => safeText(name, 40));

const oneOf = (values: readonly string[]) => values.map(value => `"${value}"`).join(' or ');
