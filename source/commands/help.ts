import type {CommandSummary, OptionSpec} from './command.ts';
import {globalOptions} from './global-options.ts';

/** What `svt-tui --help` says. */
export function overview(catalogue: readonly CommandSummary[]): string {
	return [
		'svt-tui holds your session with the REST API of an HPE SimpliVity appliance.',
		...section('usage', [
			['svt-tui [PROFILE]', 'opens the screen: sign-in, sessions, session'],
			['svt-tui COMMAND --help', 'tells all about a command'],
		]),
		...section(
			'commands',
			catalogue.map(({name, summary}) => [name, summary]),
		),
		...optionSection('options of every command', globalOptions),
		...section('environment', [
			['SVT_PROFILE', 'the profile, where none is named'],
			['SVT_TOKEN', 'a token to use instead of a stored one (never saved)'],
			['SVT_STORAGE', 'where sign-ins keep secrets: keychain, file, memory or helper'],
			['SVT_PASSPHRASE_FILE', 'a file that holds the passphrase of --storage file'],
			['SVT_CONFIG_DIR, SVT_STATE_DIR', 'the folders of settings and of records'],
		]),
		...section('exit codes', exitMeanings),
	].join('\n');
}

/** What `svt-tui COMMAND --help` says. */
export function helpOf({name, summary, usage, options, examples}: CommandSummary): string {
	return [
		`svt-tui ${name}: ${summary}`,
		'',
		'usage',
		...usage.map(line => `  svt-tui ${line}`),
		...optionSection('options', options),
		...optionSection('options of every command', globalOptions),
		...section(
			'examples',
			examples.map(({line, does}) => [line, does]),
		),
	].join('\n');
}

const exitMeanings: ReadonlyArray<readonly [string, string]> = [
	['0 ok', '6 unreachable or timed out'],
	['1 unexpected', '7 server error or unreadable answer'],
	['2 usage or a bad value', '8 keychain or other storage unavailable or locked'],
	['4 sign-in needed', '9 --min-ttl not met'],
	['5 credentials refused', '60 certificate not trusted or changed'],
];

const optionSection = (title: string, options: Readonly<Record<string, OptionSpec>>) =>
	section(
		title,
		Object.entries(options).map(([name, {short, value, help}]) => [
			`${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
			help,
		]),
	);

function section(title: string, rows: ReadonlyArray<readonly [string, string]>): readonly string[] {
	if (rows.length === 0) return [];
	const width = Math.max(...rows.map(([left]) => left.length));
	// What comes after a line that is too long to stand beside stands below it.
	const isNarrow = width <= widest;
	const lines = rows.flatMap(([left, right]) =>
		isNarrow ? [`  ${left.padEnd(width)}  ${right}`] : [`  ${left}`, `      ${right}`],
	);
	return ['', title, ...lines];
}

const widest = 34;
