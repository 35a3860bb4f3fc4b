// Bundles a TypeScript file of this folder and runs it: `node bench/run.js keep-alive 400` runs keep-alive.ts with 400 as its argument.
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const [name, ...args] = process.argv.slice(2);
const outfile = fileURLToPath(new URL(`../node_modules/.cache/svt-tui/${name}.js`, import.meta.url));
await build({
	entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
	outfile,
	bundle: true,
	format: 'esm',
	platform: 'node',
	packages: 'external',
	logLevel: 'warning',
});
process.exitCode = spawnSync(process.execPath, [outfile, ...args], {stdio: 'inherit'}).status ?? 1;
