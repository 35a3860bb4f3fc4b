import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import fc from 'fast-check';
import {afterAll, expect, test} from 'vitest';
import {patchPlugin} from '../build-patches.js';

type StringWidth = (text: string) => number;

const folder = mkdtempSync(join(tmpdir(), 'svt-tui-patches-'));
afterAll(() => rmSync(folder, {recursive: true}));

async function bundled(
	name: string,
	plugins: NonNullable<Parameters<typeof build>[0]['plugins']>,
): Promise<StringWidth> {
	const outfile = join(folder, `${name}.mjs`);
	// Yoga is imported so that every patch finds its package.
	const contents = "import 'yoga-layout'; export {default as stringWidth} from 'string-width';";
	await build({
		stdin: {contents, resolveDir: new URL('.', import.meta.url).pathname},
		bundle: true,
		format: 'esm',
		platform: 'node',
		outfile,
		plugins,
	});
	const {stringWidth} = await import(pathToFileURL(outfile).href);
	return stringWidth;
}

const original = await bundled('original', []);
const changed = await bundled('changed', [patchPlugin]);

/** Each of what the patch is about and its surroundings; of all else, which goes the old way, one in a hundred or so. */
const step = (point: number) => (point < 0x3000 ? 1 : 97);

test('every character is as wide as without the patch', () => {
	const different: string[] = [];
	for (let point = 0; point <= 0x10ffff; point += step(point)) {
		const text = String.fromCodePoint(point);
		if (original(text) !== changed(text)) different.push(`U+${point.toString(16)}`);
	}
	expect(different).toEqual([]);
});

test('so is any text of what the screen is made of, with emoji, accents and escapes among it', () => {
	const piece = fc.constantFrom(
		...'aZ9 ·…«»─│╭╮╰╯█░▁▂▃✕●ä©®™↑☎‼#1',
		'\u200d',
		'\ufe0f',
		'\u20e3',
		'\u0301',
		'👍',
		'🏽',
		'🇨',
		'한',
		'\u001b[31m',
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 12}), pieces => {
			const text = pieces.join('');
			expect(changed(text)).toBe(original(text));
		}),
		{numRuns: 2000},
	);
});
