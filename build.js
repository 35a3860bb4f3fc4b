// Bundles source/ into distribution/: one light entry for commands, the screen and the heavy packages in chunks of their own
// that are loaded when something needs them.
import {chmod, mkdir, rm, writeFile} from 'node:fs/promises';
import {build} from 'esbuild';
import {licences} from './build-licences.js';
import {patchPlugin} from './build-patches.js';

const result = await build({
	entryPoints: {
		cli: 'source/cli.ts',
		'keychain-child': 'source/adapters/keychain-child.ts',
		'answering-child': 'source/adapters/answering-child.ts',
	},
	outdir: 'distribution',
	entryNames: '[name]',
	chunkNames: 'chunks/[name]-[hash]',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	jsx: 'automatic',
	// Names stay: what somebody reports who ran it with --verbose can be read.
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: 'none',
	external: ['keytar', 'react-devtools-core'],
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	// Bundled CommonJS packages call require() for Node's own modules.
	banner: {
		js: "import {createRequire as svtCreateRequire} from 'node:module';const require=svtCreateRequire(import.meta.url);",
	},
	metafile: true,
	logLevel: 'warning',
	plugins: [
		patchPlugin,
		{
			name: 'clean',
			setup: bundler => bundler.onStart(() => rm('distribution', {recursive: true, force: true})),
		},
	],
});
await writeFile('distribution/THIRD-PARTY.md', await licences(result.metafile));
await chmod('distribution/cli.js', 0o755);
// Which package is in which chunk, for test/start-up.test.ts and whoever looks for what weighs. Not in distribution/, which is packed.
await mkdir('node_modules/.cache/svt-tui', {recursive: true});
await writeFile('node_modules/.cache/svt-tui/metafile.json', JSON.stringify(result.metafile));
