import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {onTestFinished} from 'vitest';

/** A new folder, which goes with the test. */
function folderFor(name: string): string {
	const folder = mkdtempSync(join(tmpdir(), `svt-tui-${name}-`));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** The path of the built `answering-child`, beside which stands what the test puts there as the package `keytar`: files by their paths. */
export async function buildAnsweringChild(keytar: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
	const folder = folderFor('doctor');
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	for (const [path, content] of Object.entries(keytar)) {
		const file = join(folder, 'node_modules', 'keytar', path);
		mkdirSync(join(file, '..'), {recursive: true});
		writeFileSync(file, content);
	}
	const outfile = join(folder, 'answering-child.js');
	const entry = fileURLToPath(new URL('../../source/adapters/answering-child.ts', import.meta.url));
	await build({entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning'});
	return outfile;
}

/** A child that is none: it runs this. */
export function writeAnsweringChild(body: string): string {
	const path = join(folderFor('doctor'), 'answering-child.mjs');
	writeFileSync(path, body);
	return path;
}
