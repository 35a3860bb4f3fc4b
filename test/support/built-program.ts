import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

export type ProgramRun = {readonly code: number | undefined; readonly stdout: string; readonly stderr: string};

/**
 * Bundles a TypeScript file of the tests into a program, so that what several processes do to one file can be tried with several
 * processes. `entry` is relative to `base`, the `import.meta.url` of the test.
 */
export async function buildProgram(entry: string, base: string) {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-program-'));
	const program = join(folder, 'program.mjs');
	await build({
		entryPoints: [fileURLToPath(new URL(entry, base))],
		outfile: program,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		// Bundled CommonJS packages call require() for Node's own modules.
		banner: {js: "import {createRequire} from 'node:module';const require = createRequire(import.meta.url);"},
		logLevel: 'warning',
	});

	return {
		path: program,
		/** Runs it to its end. `limits` are what a shell does before, such as `ulimit -f 4`. */
		run(args: readonly string[], limits = 'true'): Promise<ProgramRun> {
			const child = spawn('sh', ['-c', `${limits} && exec "$@"`, 'sh', process.execPath, program, ...args], {
				stdio: ['ignore', 'pipe', 'pipe'],
				timeout: 25_000,
				killSignal: 'SIGKILL',
			});
			let [stdout, stderr] = ['', ''];
			child.stdout.on('data', (chunk: Buffer) => {
				stdout += chunk.toString();
			});
			child.stderr.on('data', (chunk: Buffer) => {
				stderr += chunk.toString();
			});
			return new Promise((resolve, reject) => {
				child.on('error', reject);
				child.on('close', code => resolve({code: code ?? undefined, stdout, stderr}));
			});
		},
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}
