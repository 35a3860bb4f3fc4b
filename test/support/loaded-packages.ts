import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {PrivateHome} from './private-home.ts';
import {runCli} from './run-cli.ts';

/** Written by build.js: which source files and packages are in which file of the build. */
const metafilePath = fileURLToPath(new URL('../../node_modules/.cache/svt-tui/metafile.json', import.meta.url));

type Metafile = {readonly outputs: Readonly<Record<string, {readonly inputs: Readonly<Record<string, unknown>>}>>};

/** What V8 writes when a process ends: every script that it ran, with how often. Only the names are of interest here. */
type Coverage = {readonly result: ReadonlyArray<{readonly url: string}>};

/**
 * Runs a command of the built program and names the packages in the files that were loaded for it, by the program or a child of its,
 * whether they were imported, required or read in another way. Asks V8 (`NODE_V8_COVERAGE`), so that nothing is added to the program.
 */
export async function loadedPackages(args: readonly string[], home: PrivateHome): Promise<ReadonlySet<string>> {
	const files = await loadedFiles(args, home);
	const metafile: Metafile = JSON.parse(readFileSync(metafilePath, 'utf8'));
	const packages = new Set<string>();
	for (const [output, {inputs}] of Object.entries(metafile.outputs)) {
		if (!files.has(resolve(output))) continue;
		for (const input of Object.keys(inputs)) packages.add(packageOf(input) ?? 'svt-tui');
	}
	return packages;
}

/** The absolute paths of all files that a program and its children ran. */
export async function loadedFiles(
	args: readonly string[],
	home: PrivateHome,
	program?: string,
): Promise<ReadonlySet<string>> {
	const folder = home.file(`coverage-${args.join('-').replaceAll(/[^\w-]/g, '')}`);
	mkdirSync(folder);
	const given = program === undefined ? {} : {program};
	await runCli(args, {home, env: {NODE_V8_COVERAGE: folder}, ...given});
	const reports = readdirSync(folder).map((name): Coverage => JSON.parse(readFileSync(join(folder, name), 'utf8')));
	const urls = reports.flatMap(report => report.result.map(({url}) => url)).filter(url => url.startsWith('file:'));
	return new Set(urls.map(url => fileURLToPath(url)));
}

/** `node_modules/@scope/name/index.js` is `@scope/name`; of nested packages the innermost; undefined for the project's own files. */
function packageOf(path: string): string | undefined {
	return /.*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path)?.[1]?.replaceAll(sep, '/');
}
