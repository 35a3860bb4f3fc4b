// Changes to bundled packages: two for the time to the first frame (bench/start-up.js), one against servers that keep us busy. A package
// that no longer holds the text to be changed fails the build; test/build-patches.test.ts holds the changed code to what the original does.
import {readFile} from 'node:fs/promises';

/** @type {ReadonlyArray<{filter: RegExp, original: string, changed: string}>} */
const patches = [
	{
		// The layout engine brings its bytes along and asks fetch for them, which boots a whole HTTP client.
		filter: /yoga-layout[/\\]dist[/\\]binaries[/\\]yoga-wasm-base64-esm\.js$/,
		original: 'w||"function"!=typeof fetch?',
		changed: 'true?',
	},
	{
		// Letters, box drawing and blocks are one cell wide; the original finds that out with a pattern that takes 80 ms to compile.
		filter: /string-width[/\\]index\.js$/,
		original: String.raw`if (/^[\u0020-\u007E]*$/.test(string)) {`,
		changed: String.raw`if (ambiguousIsNarrow ? /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u2193\u2500-\u25FC]*$/.test(string) : /^[\u0020-\u007E]*$/.test(string)) {`,
	},
	{
		// For an assertion without words Node reads and parses the source to find some. In a bundle, whose lines are endless, that takes five
		// seconds in which nothing else happens, and a server gets there by a status of 000.
		filter: /undici[/\\]lib[/\\]dispatcher[/\\]client-h1\.js$/,
		original: "const assert = require('node:assert')",
		changed:
			"const {ok} = require('node:assert')\nconst assert = (value, message = 'not what HTTP is') => ok(value, message)",
	},
];

/** @type {import('esbuild').Plugin} */
export const patchPlugin = {
	name: 'patches',
	setup(bundler) {
		const applied = new Set();
		bundler.onStart(() => applied.clear());
		for (const patch of patches) {
			bundler.onLoad({filter: patch.filter}, async ({path}) => {
				const source = await readFile(path, 'utf8');
				if (!source.includes(patch.original))
					return {errors: [{text: `${path} has changed: look at build-patches.js`}]};
				applied.add(patch);
				return {contents: source.replace(patch.original, () => patch.changed), loader: 'js'};
			});
		}
		bundler.onEnd(() => {
			const unused = patches.filter(patch => !applied.has(patch));
			return {
				errors: unused.map(({filter}) => ({text: `nothing bundled matches ${filter}: look at build-patches.js`})),
			};
		});
	},
};
