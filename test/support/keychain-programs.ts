import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const cache = fileURLToPath(new URL('../../node_modules/.cache/svt-tui/', import.meta.url));

/**
 * Builds the keychain's child, and beside it a program that uses it, where the child finds its package as the built one does; or
 * where it does not.
 */
export async function buildKeychainPrograms({library = true}: {readonly library?: boolean} = {}) {
	mkdirSync(cache, {recursive: true});
	const folder = mkdtempSync(join(library ? cache : tmpdir(), 'keychain-'));
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	await build({
		entryPoints: {
			'keychain-child': fileURLToPath(new URL('../../source/adapters/keychain-child.ts', import.meta.url)),
			'keychain-user': fileURLToPath(new URL('../adapters/keychain-user.ts', import.meta.url)),
		},
		outdir: folder,
		chunkNames: 'chunks/[name]-[hash]',
		splitting: true,
		bundle: true,
		format: 'esm',
		platform: 'node',
		external: ['keytar'],
		logLevel: 'warning',
	});
	return {
		folder,
		child: join(folder, 'keychain-child.js'),
		user: join(folder, 'keychain-user.js'),
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}

/** A child that is none: it does this with each `request`, and answers with `process.send`. */
export function writeKeychainChild(body: string) {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-child-'));
	const path = join(folder, 'keychain-child.mjs');
	writeFileSync(
		path,
		`process.on('disconnect', () => process.exit());\nprocess.on('message', request => {\n${body}\n});\n`,
	);
	return {path, remove: () => rmSync(folder, {recursive: true, force: true})};
}

/** The processes that run this file, as Linux knows them. */
export function processesOf(path: string): readonly {readonly pid: number; readonly known: string}[] {
	return readdirSync('/proc')
		.filter(entry => /^\d+$/.test(entry))
		.flatMap(entry => {
			try {
				const [command, environment] = ['cmdline', 'environ'].map(file =>
					readFileSync(`/proc/${entry}/${file}`, 'utf8'),
				);
				const isIt = command?.split('\0').includes(path) === true;
				return isIt ? [{pid: Number(entry), known: `${command}\0${environment}`}] : [];
			} catch {
				// It has just ended.
				return [];
			}
		});
}

/** Resolves once so many processes run this file. */
export async function processCount(path: string, count: number): Promise<void> {
	for (let round = 0; processesOf(path).length !== count; round += 1) {
		if (round === 250) throw new Error(`${processesOf(path).length} processes run ${path} and not ${count}`);
		await pause(20);
	}
}
