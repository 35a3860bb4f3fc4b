import {failure, type Outcome, success} from '../domain/outcome.ts';
import {type Duration, parseDuration} from '../domain/time.ts';
import type {Invocation} from './command.ts';

/** The values of options; a failure is words that name the option and what it takes. */
export const textOption = ({options}: Invocation, name: string) => {
	const value = options[name];
	return typeof value === 'string' ? value : undefined;
};

export const hasOption = ({options}: Invocation, name: string) => options[name] === true;

export function durationOption(invocation: Invocation, name: string): Outcome<Duration | undefined, string> {
	const text = textOption(invocation, name);
	if (text === undefined) return success(undefined);
	const span = parseDuration(text);
	return span === undefined ? failure(`--${name} is a time such as 90s, 5m, 2h or 1h30m`) : success(span);
}

export function choiceOption<Value extends string>(
	invocation: Invocation,
	name: string,
	values: readonly Value[],
): Outcome<Value | undefined, string> {
	const text = textOption(invocation, name);
	if (text === undefined) return success(undefined);
	const value = values.find(candidate => candidate === text);
	return value === undefined ? failure(`--${name} is ${values.join(' or ')}`) : success(value);
}
