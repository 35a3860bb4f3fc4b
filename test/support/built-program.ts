import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

export type ProgramRun = {
	readonly code: number | undefined;
	readonly signal: string | undefined;
	readonly stdout: string;
	readonly stderr: string;
};

type RunOptions = {
	/** What a shell does before, such as `ulimit -f 4`. */
	readonly limits?: string;
	/** As whom it goes on once it has started, where the tests may choose that: that user may not be able to start it. */
	readonly user?: number;
};

/**
 * Bundles a TypeScript file of the tests into a program, so that what several processes do to one file can be tried with several
 * processes. Packages that it does `without` it will not find.
 */
export async function buildProgram(entry: URL, {without = []}: {readonly without?: readonly string[]} = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-program-'));
	const program = join(folder, 'program.mjs');
	await build({
		entryPoints: [fileURLToPath(entry)],
		outfile: program,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		external: [...without],
		banner: {js: beginning},
		logLevel: 'warning',
	});

	function start(args: readonly string[], {limits = 'true', user}: RunOptions = {}) {
		const child = spawn('sh', ['-c', `${limits} && exec "$@"`, 'sh', process.execPath, program, ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
			timeout: 25_000,
			killSignal: 'SIGKILL',
			cwd: folder,
			env: {...process.env, RUN_AS_USER: user === undefined ? undefined : String(user)},
		});
		const output = {stdout: '', stderr: ''};
		for (const name of ['stdout', 'stderr'] as const) {
			child[name].setEncoding('utf8').on('data', (text: string) => {
				output[name] += text;
			});
		}
		const ended = new Promise<ProgramRun>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code, signal) => resolve({code: code ?? undefined, signal: signal ?? undefined, ...output}));
		});
		return {child, ended};
	}

	return {
		path: program,
		/** Runs it to its end. */
		run: (args: readonly string[], options?: RunOptions) => start(args, options).ended,
		/** Kills it, without a warning, once it has said so many lines. */
		async runAndKill(args: readonly string[], lines: number): Promise<ProgramRun> {
			const {child, ended} = start(args);
			let said = 0;
			child.stdout.on('data', (text: string) => {
				said += text.split('\n').length - 1;
				if (said >= lines) child.kill('SIGKILL');
			});
			return ended;
		},
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}

/** Bundled CommonJS packages call require() for Node's own modules. */
const beginning = `
import {createRequire as createRequireOfTests} from 'node:module';
const require = createRequireOfTests(import.meta.url);
if (process.env.RUN_AS_USER) {
	const user = Number(process.env.RUN_AS_USER);
	process.setgroups([]);
	process.setgid(user);
	process.setuid(user);
}`;
