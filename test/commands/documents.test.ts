import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {catalogue} from '../../source/commands/catalogue.ts';
import type {OptionSpec} from '../../source/commands/command.ts';
import {exitCodes} from '../../source/commands/exit-code.ts';
import {run as explain} from '../../source/commands/explain.ts';
import {globalOptions} from '../../source/commands/global-options.ts';
import {overview} from '../../source/commands/help.ts';
import {storageKinds} from '../../source/domain/profile-format.ts';
import {createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {tryCommand} from '../support/try-command.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const commands = read('docs/commands.md');
const readme = read('README.md');

const cell = (text: string) => text.replaceAll('|', '\\|');

function row([name, {short, value, help}]: readonly [string, OptionSpec]): string {
	const words = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${cell(value)}`}`;
	return `| \`${words}\` | ${cell(help)} |`;
}

describe('the documents tell what the program takes', () => {
	test.each(catalogue.map(summary => [summary.name, summary] as const))('%s', (name, summary) => {
		const [, section = ''] = commands.split(`\n## ${name}\n`);
		const text = section.split('\n## ')[0] ?? '';
		expect(text).toContain(`\`\`\`\n${summary.usage.map(line => `svt-tui ${line}`).join('\n')}\n\`\`\``);
		expect(text.split('\n').filter(line => line.startsWith('| `'))).toEqual(Object.entries(summary.options).map(row));
		for (const {line, does} of summary.examples) expect(text).toContain(`- \`${line}\` ${does}`);
		expect(readme).toContain(`\`svt-tui ${name}`);
	});

	test('options of every command', () => {
		for (const option of Object.entries(globalOptions)) expect(commands).toContain(row(option));
	});

	test('our own variables, in the help as well, with each storage', () => {
		const [, section = ''] = commands.split('\n## Environment\n');
		const table = (section.split('\n## ')[0] ?? '').split('\n').filter(line => line.startsWith('| `SVT_'));
		const named = table.flatMap(line => [...(line.split(' | ')[0] ?? '').matchAll(/SVT_\w+/g)].map(([name]) => name));
		const help = overview(catalogue);
		const [, told = ''] = help.split('\nenvironment\n');
		expect([...(told.split('\n\n')[0] ?? '').matchAll(/SVT_\w+/g)].map(([name]) => name)).toEqual(named);
		for (const kind of storageKinds) {
			expect(help).toMatch(new RegExp(`SVT_STORAGE .*\\b${kind}\\b`));
			expect(table.find(line => line.startsWith('| `SVT_STORAGE'))).toContain(`\`${kind}\``);
		}
	});

	test('exit codes', () => {
		for (const code of Object.values(exitCodes)) expect(commands).toMatch(new RegExp(`\\| ${code} \\|`));
	});

	test('what explain says, word for word', async () => {
		const [, input = '', said] = /^\$ echo '(.*)' \| svt-tui explain\n([\s\S]*?)```/m.exec(commands) ?? [];
		const ports = {profiles: createMemoryProfiles(), records: createMemoryRecords()};
		expect((await tryCommand(explain, {input, ports})).stdout).toBe(said);
	});

	test('what one sees when something is wrong, in the words of the program', () => {
		const folder = new URL('../../source/domain/', import.meta.url);
		const sources = readdirSync(folder).filter(name => name.startsWith('explain-'));
		const words = sources.map(name => readFileSync(new URL(name, folder), 'utf8')).join('\n');
		const quoted = [...readme.matchAll(/“([^”]+)”/g)].map(([, text = '']) => text);
		expect(quoted).toHaveLength(7);
		for (const text of quoted) expect(words).toContain(`title: '${text}'`);
	});
});

describe('each defence that SECURITY.md names is proven by a test that there is', () => {
	const proofs = [...read('SECURITY.md').matchAll(/\| `([a-z]+\/[\w-]+)`: (.+) \|$/gm)];

	test('all of them', () => {
		expect(proofs.length).toBeGreaterThan(30);
	});

	test.each(proofs.map(([, file = '', name = '']) => [file, name] as const))('%s: %s', (file, name) => {
		expect(read(`test/${file}.test.ts`)).toContain(name);
	});
});
