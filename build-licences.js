// The packages are part of distribution/, so their licences have to come along.
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * Markdown with the name, version and licence text of every package in the bundle.
 * @param {import('esbuild').Metafile} metafile
 */
export async function licences({outputs}) {
	const inputs = Object.values(outputs).flatMap(output => Object.keys(output.inputs));
	const folders = new Set(inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []));
	const entries = await Promise.all([...folders].map(entryOf));
	return `# Packages that are part of svt-tui\n\n${[...new Set(entries)].sort().join('\n')}`;
}

async function entryOf(folder) {
	const {name, version, license} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
	const file = (await readdir(folder)).find(each => /^licen[cs]e/i.test(each));
	const text = file === undefined ? `Licence: ${license}` : (await readFile(join(folder, file), 'utf8')).trim();
	return `## ${name} ${version}\n\n${text.replace(/^/gm, '    ')}\n`;
}
