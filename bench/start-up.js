// How long a person waits for a command, and for the first frame of the screen, as ratios to `node -e 0` of the same round.
//
//     npm run build && node bench/start-up.js [rounds]
//
// The cases take turns, so that whatever else the machine does falls on all of them; medians are compared. There is no limit to pass:
// numbers of another machine mean nothing, ratios little. docs/architecture.md says what is expected.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {spawn} from '@lydell/node-pty';

const cli = fileURLToPath(new URL('../distribution/cli.js', import.meta.url));
const rounds = Number(process.argv[2] ?? 21);
const home = mkdtempSync(join(tmpdir(), 'svt-tui-bench-'));
// Nothing of the caller's environment: NODE_EXTRA_CA_CERTS alone makes Node 20 start three times slower.
const env = {PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8', TERM: 'xterm-256color'};

const cases = {
	'node -e 0': () => runToEnd(['-e', '0']),
	'--version': () => runToEnd([cli, '--version']),
	'--help': () => runToEnd([cli, '--help']),
	'status, no profile yet': () => runToEnd([cli, 'status']),
	'token, no profile yet': () => runToEnd([cli, 'token']),
	'token of SVT_TOKEN': () => runToEnd([cli, 'token'], {SVT_TOKEN: '11111111-2222-3333-4444-555555555555'}),
	'demo, first frame': () => runToFrame([cli, 'demo']),
};

/** @returns {number} milliseconds until the process has ended, whatever its exit code */
function runToEnd(args, more = {}) {
	const start = performance.now();
	const {error, signal} = spawnSync(process.execPath, args, {env: {...env, ...more}, stdio: 'ignore', timeout: 30_000});
	if (error ?? signal) throw new Error(`${args.join(' ')}: ${error?.message ?? signal}`);
	return performance.now() - start;
}

/** @returns {Promise<number>} milliseconds until a line of a frame is on the terminal */
function runToFrame(args) {
	return new Promise((resolve, reject) => {
		const start = performance.now();
		const terminal = spawn(process.execPath, args, {name: env.TERM, cols: 100, rows: 30, env, cwd: home});
		let written = '';
		let frame;
		const limit = setTimeout(() => terminal.kill('SIGKILL'), 30_000);
		terminal.onData(text => {
			written += text;
			if (frame !== undefined || !/[─│╭┌]/.test(written)) return;
			frame = performance.now() - start;
			terminal.kill('SIGKILL');
		});
		terminal.onExit(() => {
			clearTimeout(limit);
			if (frame === undefined) reject(new Error(`${args.join(' ')}: it drew no frame but\n${written}`));
			else resolve(frame);
		});
	});
}

function quantile(numbers, share) {
	const sorted = numbers.toSorted((one, other) => one - other);
	return sorted[Math.round((sorted.length - 1) * share)];
}

try {
	const times = Object.fromEntries(Object.keys(cases).map(name => [name, []]));
	for (let round = -1; round < rounds; round++) {
		for (const [name, measure] of Object.entries(cases)) {
			const time = await measure();
			// The first round reads files that the others find in memory.
			if (round >= 0) times[name].push(time);
		}
	}
	const base = quantile(times['node -e 0'], 0.5);
	console.log(`Node ${process.version}, ${rounds} rounds\n`);
	console.log(`${''.padEnd(24)} median ms   quartiles   ratio`);
	for (const [name, taken] of Object.entries(times)) {
		const [low, median, high] = [0.25, 0.5, 0.75].map(share => quantile(taken, share));
		const spread = `${low.toFixed(0)}–${high.toFixed(0)}`;
		console.log(
			`${name.padEnd(24)} ${median.toFixed(0).padStart(9)}   ${spread.padStart(9)}   ${(median / base).toFixed(2).padStart(5)}`,
		);
	}
} finally {
	rmSync(home, {recursive: true, force: true});
}
