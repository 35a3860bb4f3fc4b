import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

/** Builds the keychain's child where it finds its package, as it does in the built program. */
export async function buildKeychainChild() {
	const cache = fileURLToPath(new URL('../../node_modules/.cache/svt-tui/', import.meta.url));
	mkdirSync(cache, {recursive: true});
	const folder = mkdtempSync(join(cache, 'child-'));
	const path = join(folder, 'keychain-child.mjs');
	await build({
		entryPoints: [fileURLToPath(new URL('../../source/adapters/keychain-child.ts', import.meta.url))],
		outfile: path,
		bundle: true,
		format: 'esm',
		platform: 'node',
		external: ['keytar'],
		logLevel: 'warning',
	});
	return {path, remove: () => rmSync(folder, {recursive: true, force: true})};
}
