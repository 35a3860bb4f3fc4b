import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/explain.ts';
import {createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {pastedSamples} from '../support/pasted-samples.ts';
import {faultsBy} from '../support/schemas.ts';
import {tryCommand} from '../support/try-command.ts';

const ports = {profiles: createMemoryProfiles(), records: createMemoryRecords()};

/** The samples tell times in UTC; how a time is told where the person is has tests of its own. */
const inUtc = (text: string) => text.replace(/^(server time {2}).*$/gm, '$1…');

describe('whatever people paste', () => {
	test.each(pastedSamples)('$name', async ({pasted, code, stdout, stderr}) => {
		const said = await tryCommand(run, {input: pasted, ports});
		expect({...said, stdout: inUtc(said.stdout)}).toEqual({code, stdout: inUtc(stdout), stderr});
	});

	test.each(pastedSamples.filter(({stdout}) => stdout.includes('\nkind  ')))(
		'$name, as JSON',
		async ({pasted, stdout}) => {
			const said = await tryCommand(run, {input: pasted, options: {json: true}, ports});
			const report = JSON.parse(said.stdout);
			expect(faultsBy('error-v1', report)).toEqual([]);
			expect(stdout).toContain(`${report.title}\n\n${report.cause}\n`);
			expect(stdout).toContain(`\nkind         ${report.kind}\n`);
		},
	);
});

describe('what the way to us did to a text does not matter', () => {
	const [plain] = pastedSamples.filter(({name}) => name.endsWith('with the token it sent'));

	test.each<readonly [name: string, bend: (text: string) => string]>([
		['line ends of Windows', text => text.replaceAll('\n', '\r\n')],
		['a byte order mark', text => `\ufeff${text}`],
		['colours', text => text.replace(/^([<>*])/gm, '\x1b[1;32m$1\x1b[0m')],
		['links', text => text.replace('https://', '\x1b]8;;https://x\x07https://')],
		['blanks of a web page', text => text.replaceAll('  ', '\u00a0\u00a0')],
		['zero-width blanks', text => text.replaceAll('{', '\u200b{')],
		['a fence', text => `Look:\n\n\`\`\`console\n${text}\`\`\`\n\nWhat is it?\n`],
		['a fence of tildes', text => `~~~\n${text}~~~\n`],
		['a ticket', text => `{code:bash}\n${text}{code}\n`],
		['a quotation', text => text.replace(/^/gm, '> ')],
		['a quotation of a quotation', text => text.replace(/^/gm, '>> ')],
	])('%s', async (_name, bend) => {
		const said = await tryCommand(run, {input: bend(plain?.pasted ?? ''), ports});
		expect(inUtc(said.stdout)).toBe(inUtc(plain?.stdout ?? '-'));
	});

	test('colours of PowerShell 7', async () => {
		const input =
			'\x1b[31;1mInvoke-RestMethod: \x1b[31;1mResponse status code does not indicate success: 503 (Service Unavailable).\x1b[0m\n';
		const {stdout} = await tryCommand(run, {input, ports});
		expect(stdout).toMatch(/^The REST service is overloaded or restarting\n[\s\S]*\nkind {9}busy\nstatus {7}503\n$/);
	});
});
