import type {CommandContext} from './command.ts';

/** Why nothing can be drawn here: `the demo needs a terminal`. */
export function whyNoScreen(what: string, {environment, input}: CommandContext): string {
	const {stdin, stdout, stderr} = input.isTerminal;
	if (!stdin || !stdout || !stderr) return `${what} needs a terminal`;
	return environment.TERM === 'dumb'
		? `${what} needs a terminal that can be drawn on, and this one says that it cannot (TERM is dumb)`
		: `${what} is for a person, and --no-input says that there is none`;
}
