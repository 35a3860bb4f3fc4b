import {shellWord} from '../domain/explanation.ts';
import type {CommandContext, CommandSummary, RunCommand} from './command.ts';
import type {CommandLine} from './command-line.ts';
import {exitCodes} from './exit-code.ts';
import {helpOf, overview} from './help.ts';
import {nearest} from './nearest.ts';
import {whyNoScreen} from './no-screen.ts';
import {fail, type Output} from './output.ts';
import {loadProfiles} from './profile-choice.ts';
import {wordShown} from './stray-secrets.ts';

type Screen = {readonly load: () => Promise<{readonly run: RunCommand}>};

/** Carries out what does not need anything of the world; undefined for what does. */
export function answerAtOnce(
	line: CommandLine,
	catalogue: readonly CommandSummary[],
	version: string,
	output: Output,
): number | undefined {
	switch (line.kind) {
		case 'help':
			output.data(line.command === undefined ? overview(catalogue) : helpOf(line.command));
			return exitCodes.ok;
		case 'version':
			output.data(`svt-tui ${version}`);
			return exitCodes.ok;
		case 'wrong':
			return fail(output, exitCodes.usage, line.problem, line.hint);
		case 'run':
		case 'screen':
			return undefined;
	}
}

/** Runs the command, or opens the screen when that is what was asked for. */
export async function dispatch(
	line: CommandLine,
	context: CommandContext,
	catalogue: readonly CommandSummary[],
	screen: Screen,
): Promise<number> {
	const code = await carryOut(line, context, catalogue, screen);
	// Whoever came upon it has gone on without it.
	for (const notice of context.ports.records.notices()) context.output.hint(notice);
	return code;
}

async function carryOut(
	line: CommandLine,
	context: CommandContext,
	catalogue: readonly CommandSummary[],
	screen: Screen,
): Promise<number> {
	if (line.kind === 'run') {
		const {run} = await line.command.load();
		return run(line.invocation, context);
	}
	if (line.kind !== 'screen') return answerAtOnce(line, catalogue, context.version, context.output) ?? exitCodes.ok;
	const [word] = line.invocation.words;
	const unknown = word === undefined ? undefined : await unknownProfile(word, line.meant, context);
	if (unknown !== undefined) return unknown;
	if (!context.input.isInteractive) return withoutTerminal(word ?? line.invocation.options.profile, context, catalogue);
	const {run} = await screen.load();
	return run(line.invocation, context);
}

async function unknownProfile(
	word: string,
	meant: string | undefined,
	context: CommandContext,
): Promise<number | undefined> {
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const names = loaded.value.profiles.map(({name}) => name);
	if (names.includes(word)) return undefined;
	const similar = meant ?? nearest(word, names);
	const hint = similar === undefined ? 'see svt-tui --help' : `did you mean svt-tui ${similar}?`;
	const shown = wordShown(word);
	const what = `${shown === '' ? 'such ' : ''}command or profile${shown}`;
	return fail(context.output, exitCodes.usage, `there is no ${what}`, hint);
}

function withoutTerminal(profile: unknown, context: CommandContext, catalogue: readonly CommandSummary[]): number {
	const {output} = context;
	if (typeof profile !== 'string') output.talk(`${overview(catalogue)}\n`);
	const name = typeof profile === 'string' ? ` ${shellWord(profile)}` : '';
	const hint = `without one: svt-tui status${name}, svt-tui keep-alive${name}`;
	return fail(output, exitCodes.usage, whyNoScreen('the screen', context), hint);
}
