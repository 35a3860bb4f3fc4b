import {expect, test} from 'vitest';
import {catalogue} from '../../source/commands/catalogue.ts';
import {type CommandLine, readCommandLine} from '../../source/commands/command-line.ts';
import {globalOptions} from '../../source/commands/global-options.ts';

/** What was understood, in one line. */
function understood(...args: readonly string[]): string {
	const line: CommandLine = readCommandLine(args, catalogue);
	switch (line.kind) {
		case 'run':
			return `run ${line.command.name} ${JSON.stringify(line.invocation)}`;
		case 'screen':
			return `screen ${JSON.stringify(line.invocation)}, meant: ${line.meant}`;
		case 'help':
			return `help ${line.command?.name ?? 'of all'}`;
		case 'version':
			return 'version';
		case 'wrong':
			return `wrong: ${line.problem}; ${line.hint}`;
	}
}

test.each<[string, string]>([
	['status', 'run status {"words":[],"options":{}}'],
	['status dc1 lab --json', 'run status {"words":["dc1","lab"],"options":{"json":true}}'],
	['--profile dc1 status --json', 'run status {"words":[],"options":{"profile":"dc1","json":true}}'],
	['-p status token', 'run token {"words":[],"options":{"profile":"status"}}'],
	['token --min-ttl=5m dc1', 'run token {"words":["dc1"],"options":{"min-ttl":"5m"}}'],
	['--interval 60s keep-alive a b', 'run keep-alive {"words":["a","b"],"options":{"interval":"60s"}}'],
	['login -- -host', 'run login {"words":["-host"],"options":{}}'],
	['login --username=-x h', 'run login {"words":["h"],"options":{"username":"-x"}}'],
	['', 'screen {"words":[],"options":{}}, meant: undefined'],
	['dc1', 'screen {"words":["dc1"],"options":{}}, meant: undefined'],
	['stauts', 'screen {"words":["stauts"],"options":{}}, meant: status'],
	['-p status', 'screen {"words":[],"options":{"profile":"status"}}, meant: undefined'],
	['--help', 'help of all'],
	['-h login', 'help login'],
	['login dc1 --nonsense --help', 'help login'],
	['help', 'help of all'],
	['help token', 'help token'],
	['-V', 'version'],
	['status --version', 'version'],
])('svt-tui %s', (text, expected) => {
	expect(understood(...text.split(' ').filter(word => word !== ''))).toBe(expected);
});

test.each<[string, string]>([
	['stauts --json', 'there is no command stauts; did you mean svt-tui status?'],
	['dc1 lab', 'there is no command dc1; see svt-tui --help'],
	['help tokn', 'there is no command tokn; did you mean svt-tui token?'],
	['--nope', 'there is no option --nope; see svt-tui --help'],
	['token --nope=value', 'token: there is no option --nope; see svt-tui token --help'],
	['token --constructor=value', 'token: there is no option --constructor; see svt-tui token --help'],
	['token --__proto__=value', 'token: there is no such option; see svt-tui token --help'],
	['token -x', 'token: there is no option -x; see svt-tui token --help'],
	['token --min-ttl', 'token: --min-ttl needs a value: --min-ttl D; see svt-tui token --help'],
	['token --min-ttl=', 'token: --min-ttl needs a value: --min-ttl D; see svt-tui token --help'],
	[
		'login h --username --no-save',
		'login: --username needs a value; one that begins with a dash is written --username=…; see svt-tui login --help',
	],
	['status --json=yes', 'status: --json takes no value; see svt-tui status --help'],
	['simulate here', 'simulate: takes no words; see svt-tui simulate --help'],
	['watch a b', 'watch: takes at most 1 word: svt-tui watch [PROFILE] [--keep-alive]; see svt-tui watch --help'],
	[
		'api',
		'api: takes 1 or 2 words: svt-tui api [METHOD] PATH [--data TEXT|@FILE|@-] [-H NAME:VALUE]… [--include] [--timeout D]; see svt-tui api --help',
	],
])('svt-tui %s is refused in words', (text, expected) => {
	expect(understood(...text.split(' '))).toBe(`wrong: ${expected}`);
});

test.each([
	['--password=hunter2'],
	['--password', 'hunter2'],
	['-password', 'hunter2'],
	['login', 'dc1', '--PASSWD=hunter2'],
	['login', '--pass', 'hunter2', '--help'],
	['--pasword=hunter2', 'login'],
	['login', '--token=hunter2'],
	['login', 'dc1', 'hunter2'],
])('a secret that strayed into %s %s is not repeated', (...args) => {
	const words = understood(...args.filter(arg => arg !== undefined));
	expect(words).toMatch(/^wrong: /);
	expect(words).not.toContain('hunter2');
});

test('of a password on the command line it is said where it belongs', () => {
	expect(understood('login', 'dc1', '--password', 'x')).toBe(
		'wrong: a password does not belong on the command line: others can read it there; give it on stdin: svt-tui login HOST --username USER --password-stdin < FILE',
	);
});

test('an option of one name is of one type in all commands, so that commands are found among them', () => {
	const types = new Map<string, string>();
	for (const {options} of [...catalogue, {options: globalOptions}]) {
		for (const [name, {type}] of Object.entries(options)) {
			expect(types.get(name) ?? type, name).toBe(type);
			types.set(name, type);
		}
	}
});

test('what follows -p is not taken for the name of a new profile, as others take a password there', () => {
	const line = readCommandLine(['login', '10.1.1.16', '--username', 'monitor', '-p', 'hunter2'], catalogue);
	expect(line).toEqual({
		kind: 'wrong',
		problem: 'login: a new profile is named with --profile NAME, not with -p',
		hint: 'see svt-tui login --help',
	});
	expect(readCommandLine(['login', '-p', 'dc1'], catalogue)).toMatchObject({kind: 'run'});
});
