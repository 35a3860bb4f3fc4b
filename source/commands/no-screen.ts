import type {CommandContext} from './command.ts';

/** Why nothing can be drawn here: `the demo needs a terminal`. */
export function whyNoScreen(what: string, {environment, input}: CommandContext): string {
	const isDumb = environment.TERM === 'dumb' && input.isTerminal.stdin && input.isTerminal.stdout;
	return isDumb
		? `${what} needs a terminal that can be drawn on, and this one says that it cannot (TERM is dumb)`
		: `${what} needs a terminal`;
}
