import {parseArgs} from 'node:util';
import {safeText} from '../domain/server-text.ts';
import type {CommandSummary, Invocation, OptionSpec} from './command.ts';
import {globalOptions} from './global-options.ts';
import {nearest} from './nearest.ts';
import {hasStrayPassword, isAddressWithPassword, strayPassword, unknownOption, wordShown} from './stray-secrets.ts';

type Specs = Readonly<Record<string, OptionSpec>>;

/** What somebody typed, understood. */
export type CommandLine =
	| {readonly kind: 'run'; readonly command: CommandSummary; readonly invocation: Invocation}
	/** A word that is no command: a profile's name, or else a command that was misspelt, such as `meant`. */
	| {readonly kind: 'screen'; readonly meant: string | undefined; readonly invocation: Invocation}
	| {readonly kind: 'help'; readonly command: CommandSummary | undefined}
	| {readonly kind: 'version'}
	| {readonly kind: 'wrong'; readonly problem: string; readonly hint: string};

/** Reads the arguments after the program's name. Never repeats the value of an option: it may be a secret that went astray. */
export function readCommandLine(args: readonly string[], catalogue: readonly CommandSummary[]): CommandLine {
	if (hasStrayPassword(args)) return passwordHere;
	// To find the command's name, it must be known which options take a value.
	const all = Object.fromEntries(
		[...catalogue, {options: globalOptions}].flatMap(({options}) => Object.entries(options)),
	);
	const [first] = split(args, all).words;
	const word = first ?? '';
	const command = catalogue.find(({name}) => name === word);
	if (command === undefined && word !== 'help') return readScreenLine(args, word, catalogue);
	const asked = split(args, {...globalOptions, ...command?.options});
	const words = asked.words.slice(1);
	if (command === undefined) return readHelpLine(words[0], catalogue);
	if (asked.options.help === true) return {kind: 'help', command};
	if (asked.options.version === true) return {kind: 'version'};
	const hint = `see svt-tui ${command.name} --help`;
	if (command.name === 'login' && words.some(isAddressWithPassword)) return passwordHere;
	if (asked.problem !== undefined) return {kind: 'wrong', problem: `${command.name}: ${asked.problem}`, hint};
	// Elsewhere a password follows -p: one that went astray must not become the name of a profile, which is no secret.
	if (command.name === 'login' && words.length > 0 && asked.shortened.includes('profile'))
		return {kind: 'wrong', problem: 'login: a new profile is named with --profile NAME, not with -p', hint};
	const {least, most} = command.words;
	if (words.length > most || words.length < least)
		return {kind: 'wrong', problem: `${command.name}: ${countProblem(command)}`, hint};
	return {kind: 'run', command, invocation: {words, options: asked.options}};
}

function readScreenLine(args: readonly string[], word: string, catalogue: readonly CommandSummary[]): CommandLine {
	const {words, options, problem} = split(args, globalOptions);
	if (options.help === true) return {kind: 'help', command: undefined};
	if (options.version === true) return {kind: 'version'};
	if (isAddressWithPassword(word)) return passwordHere;
	const names = catalogue.map(({name}) => name);
	const meant = word === '' ? undefined : nearest(word, names);
	// Whoever gives options had a command in mind.
	const isCommand = words.length > 1 || problem !== undefined;
	if (word !== '' && isCommand) return unknownCommand(word, meant);
	if (problem !== undefined) return {kind: 'wrong', problem, hint: 'see svt-tui --help'};
	return {kind: 'screen', meant, invocation: {words, options}};
}

function readHelpLine(topic: string | undefined, catalogue: readonly CommandSummary[]): CommandLine {
	const command = catalogue.find(({name}) => name === topic);
	if (topic === undefined || topic === 'help' || command !== undefined) return {kind: 'help', command};
	const names = catalogue.map(({name}) => name);
	return unknownCommand(topic, nearest(topic, names));
}

const unknownCommand = (word: string, meant: string | undefined): CommandLine => ({
	kind: 'wrong',
	problem: `there is no ${wordShown(word) === '' ? 'such ' : ''}command${wordShown(word)}`,
	hint: meant === undefined ? 'see svt-tui --help' : `did you mean svt-tui ${meant}?`,
});

type Split = Invocation & {
	readonly problem: string | undefined;
	/** Options that were given by their letter. */
	readonly shortened: readonly string[];
};

/** Words and options as `specs` has them, and the first thing that is wrong with them. */
function split(args: readonly string[], specs: Specs): Split {
	const options: Record<string, string | boolean | readonly string[]> = {};
	const words: string[] = [];
	const shortened: string[] = [];
	let problem: string | undefined;
	for (const token of parseArgs({args: [...args], options: parserOptions(specs), strict: false, tokens: true}).tokens) {
		if (token.kind === 'positional') words.push(token.value);
		if (token.kind !== 'option') continue;
		// Every object has a `constructor`, which is no option.
		const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
		if (!token.rawName.startsWith('--')) shortened.push(token.name);
		const wrong = problemOf(token, spec);
		if (wrong !== undefined) problem ??= wrong;
		else if (spec?.multiple === true) options[token.name] = [...listOf(options[token.name]), token.value ?? ''];
		else options[token.name] = token.value ?? true;
	}
	return {words, options, problem, shortened};
}

type OptionToken = {
	readonly rawName: string;
	readonly value?: string | undefined;
	readonly inlineValue?: boolean | undefined;
};

function problemOf({rawName, value, inlineValue}: OptionToken, spec: OptionSpec | undefined): string | undefined {
	if (spec === undefined) return unknownOption(rawName);
	const name = safeText(rawName, 40);
	if (spec.type === 'boolean') return value === undefined ? undefined : `${name} takes no value`;
	if (value === undefined || value === '') return `${name} needs a value: ${name} ${spec.value ?? 'VALUE'}`;
	// Else an option that was forgotten to be given a value would swallow the next one.
	return inlineValue !== true && /^-./.test(value)
		? `${name} needs a value; one that begins with a dash is written ${name}=…`
		: undefined;
}

const listOf = (value: string | boolean | readonly string[] | undefined) => (Array.isArray(value) ? value : []);

const parserOptions = (specs: Specs) =>
	Object.fromEntries(
		Object.entries(specs).map(([name, {type, short}]) => [name, short === undefined ? {type} : {type, short}]),
	);

function countProblem({usage, words: {least, most}}: CommandSummary): string {
	if (most === 0) return 'takes no words';
	const count = least === most ? `${most}` : least === 0 ? `at most ${most}` : `${least} or ${most}`;
	return Number.isFinite(most)
		? `takes ${count} word${most === 1 ? '' : 's'}: svt-tui ${usage[0]}`
		: `svt-tui ${usage[0]}`;
}

const passwordHere: CommandLine = {kind: 'wrong', ...strayPassword};
