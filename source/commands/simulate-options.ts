import {failure, type Outcome, success} from '../domain/outcome.ts';
import {safeText} from '../domain/server-text.ts';
import {type Duration, hours, minutes, parseDuration} from '../domain/time.ts';
import {emergencyUser} from '../simulator/accounts.ts';
import {parseFault} from '../simulator/fault-grammar.ts';
import type {Fault} from '../simulator/faults.ts';
import {newShape, oldShape, type RefusalShape} from '../simulator/switches.ts';
import type {Invocation} from './command.ts';

export type SimulateOptions = {
	readonly port: number;
	readonly protocol: 'http' | 'https';
	readonly speed: number;
	readonly idleLimit: Duration;
	readonly absoluteLimit: Duration;
	readonly reuse: boolean;
	readonly shape: RefusalShape;
	readonly username: string;
	readonly hosts: number;
	readonly faults: readonly Fault[];
	readonly log: string | undefined;
	readonly isJson: boolean;
};

/** The failure is in words, with the option. */
export function parseSimulateOptions({options}: Invocation): Outcome<SimulateOptions, string> {
	const problems: string[] = [];
	function read<Value>(name: string, standard: Value, parse: (text: string) => Value | undefined, want: string): Value {
		const text = options[name];
		if (typeof text !== 'string') return standard;
		const value = parse(text);
		if (value === undefined) problems.push(`--${name} is to be ${want}`);
		return value ?? standard;
	}

	const faults = listOf(options.fault).flatMap(text => {
		const parsed = parseFault(text);
		if (!parsed.ok) problems.push(`--fault: ${safeText(parsed.failure, 120)}`);
		return parsed.ok ? [parsed.value] : [];
	});
	if (options.reuse === true && options.fresh === true) problems.push('--reuse and --fresh exclude each other');
	const parsed: SimulateOptions = {
		port: read('port', 0, text => wholeNumber(text, 0, 65_535), 'a port from 0 to 65535'),
		protocol: options.http === true ? 'http' : 'https',
		speed: read('speed', 1, parseSpeed, 'a number from 0.1 to 10000'),
		idleLimit: read('idle', minutes(10), parseDuration, 'a time such as 20s, 10m'),
		absoluteLimit: read('absolute', hours(24), parseDuration, 'a time such as 5m, 24h'),
		reuse: options.fresh !== true,
		shape: read('shape', newShape, text => shapes.get(text), 'old or new'),
		username: read('user', 'administrator@vsphere.local', parseUser, `a user name other than ${emergencyUser}`),
		hosts: read('hosts', 4, text => wholeNumber(text, 0, 5000), 'a number from 0 to 5000'),
		faults,
		log: typeof options.log === 'string' ? options.log : undefined,
		isJson: options.json === true,
	};
	const [problem] = problems;
	return problem === undefined ? success(parsed) : failure(problem);
}

const shapes: ReadonlyMap<string, RefusalShape> = new Map([
	['old', oldShape],
	['new', newShape],
]);

function parseSpeed(text: string): number | undefined {
	const speed = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
	return speed >= 0.1 && speed <= 10_000 ? speed : undefined;
}

/** One that can be typed, and copied into a shell without quotes. */
const parseUser = (text: string) =>
	/^[\p{L}\p{N}][\p{L}\p{N}@.\\_-]{0,99}$/u.test(text) && text !== emergencyUser ? text : undefined;

function wholeNumber(text: string, least: number, most: number): number | undefined {
	const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
	return number >= least && number <= most ? number : undefined;
}

const listOf = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter(each => typeof each === 'string') : typeof value === 'string' ? [value] : [];
