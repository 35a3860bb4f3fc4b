/**
 * How fast `svt-tui log` reads, and how much memory it takes, beside grep and beside the obvious program (readline and one regular
 * expression a line) on the same file.
 *
 *     npm run build && npm run bench:log [-- MEGABYTES]      256 unless told
 *
 * The file is that of a busy appliance: sixteen sessions at a time, each used every half minute and tickled by the appliance every five
 * and a half seconds, that idle out, are revoked or reach their 24 hours; a tenth of the lines is of other things. It is written to the
 * folder for temporary files and removed afterwards. Ratios can be compared between machines, and little else.
 */
import {spawnSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {createBusyLog} from './busy-log.ts';

const megabytes = Number(process.argv[2] ?? 256);
const rounds = 3;
const cli = fileURLToPath(new URL('../../../distribution/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'svt-tui-bench-'));
const path = join(folder, 'svt-rest-api.log');

/** Says at its end how much memory the process took at the most, in KiB. */
const tellMemory = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxrss='+process.resourceUsage().maxRSS))`;
const obvious = `
const lines = require('node:readline').createInterface({input: require('node:fs').createReadStream(process.argv[1])});
const counts = new Map();
lines.on('line', line => {
	const [, , , logger] = /^(\\S+ \\S+) +\\w+ (\\d+) --- \\[.*?\\] (\\S+) +: (.*)$/.exec(line) ?? [];
	counts.set(logger, (counts.get(logger) ?? 0) + 1);
});`;

type Case = {readonly name: string; readonly command: string; readonly args: readonly string[]};
const cases: readonly Case[] = [
	{name: 'svt-tui log --json', command: process.execPath, args: ['--import', tellMemory, cli, 'log', path, '--json']},
	{name: 'svt-tui log', command: process.execPath, args: ['--import', tellMemory, cli, 'log', path]},
	{name: 'readline and a regex', command: process.execPath, args: ['--import', tellMemory, '-e', obvious, path]},
	{name: 'grep -c AUTHENTICATION', command: 'grep', args: ['-c', 'AUTHENTICATION', path]},
];

try {
	write();
	const size = statSync(path).size;
	const taken = new Map(cases.map(({name}) => [name, {times: [] as number[], memory: 0}]));
	for (let round = 0; round < rounds; round += 1) {
		for (const each of cases) {
			const start = performance.now();
			const {status, stderr} = spawnSync(each.command, each.args, {
				env: {PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8'},
				encoding: 'utf8',
				maxBuffer: 1024 ** 3,
			});
			if (status !== 0) throw new Error(`${each.name} ended with ${status}: ${stderr}`);
			const result = taken.get(each.name);
			result?.times.push(performance.now() - start);
			if (result !== undefined) result.memory = Math.max(result.memory, Number(/maxrss=(\d+)/.exec(stderr)?.[1] ?? 0));
		}
	}
	const grep = median(taken.get('grep -c AUTHENTICATION')?.times ?? []);
	process.stdout.write(`Node ${process.version}, ${(size / 1e6).toFixed(0)} MB, median of ${rounds}\n\n`);
	process.stdout.write(`${''.padEnd(24)}   MB/s   of grep's   peak MiB\n`);
	for (const [name, {times, memory}] of taken) {
		const time = median(times);
		const speed = (size / 1e3 / time).toFixed(0).padStart(7);
		const ratio = (grep / time).toFixed(2).padStart(12);
		const peak = memory === 0 ? '' : (memory / 1024).toFixed(0).padStart(11);
		process.stdout.write(`${name.padEnd(24)}${speed}${ratio}${peak}\n`);
	}
} finally {
	rmSync(folder, {recursive: true, force: true});
}

function write(): void {
	const file = openSync(path, 'w', 0o600);
	const next = createBusyLog();
	for (let written = 0; written < megabytes * 1e6; ) written += writeSync(file, next());
	closeSync(file);
}

function median(numbers: readonly number[]): number {
	return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
