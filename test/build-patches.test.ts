import {mkdtempSync, rmSync} from 'node:fs';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import fc from 'fast-check';
import {afterAll, expect, onTestFinished, test} from 'vitest';
import {patchPlugin} from '../build-patches.js';

type Bundled = {readonly stringWidth: (text: string) => number; readonly Client: typeof import('undici').Client};

const folder = mkdtempSync(join(tmpdir(), 'svt-tui-patches-'));
afterAll(() => rmSync(folder, {recursive: true}));

async function bundled(name: string, plugins: NonNullable<Parameters<typeof build>[0]['plugins']>): Promise<Bundled> {
	const outfile = join(folder, `${name}.mjs`);
	// Yoga is imported so that every patch finds its package.
	const contents = `import 'yoga-layout'; export {default as stringWidth} from 'string-width';
		export {default as Client} from 'undici/lib/dispatcher/client.js';`;
	await build({
		stdin: {contents, resolveDir: new URL('.', import.meta.url).pathname},
		bundle: true,
		format: 'esm',
		platform: 'node',
		// As build.js has it.
		banner: {js: "import {createRequire} from 'node:module';const require=createRequire(import.meta.url);"},
		outfile,
		plugins,
	});
	return import(pathToFileURL(outfile).href);
}

const original = await bundled('original', []);
const changed = await bundled('changed', [patchPlugin]);

/** Each of what the patch is about and its surroundings; of all else, which goes the old way, one in a hundred or so. */
const step = (point: number) => (point < 0x3000 ? 1 : 97);

test('every character is as wide as without the patch', () => {
	const different: string[] = [];
	for (let point = 0; point <= 0x10ffff; point += step(point)) {
		const text = String.fromCodePoint(point);
		if (original.stringWidth(text) !== changed.stringWidth(text)) different.push(`U+${point.toString(16)}`);
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
			expect(changed.stringWidth(text)).toBe(original.stringWidth(text));
		}),
		{numRuns: 2000},
	);
});

test.each([
	['a status that is none', 'HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n'],
	['another protocol that nobody asked for', 'HTTP/1.0 101 Switching\r\n\r\n'],
])(
	'an answer with %s ends in the same failure, without a search through the source for words',
	async (_what, answer) => {
		const server = createServer(socket => socket.on('error', () => undefined).once('data', () => socket.write(answer)));
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const {port} = server.address() as AddressInfo;
		const failureOf = async ({Client}: Bundled) => {
			const client = new Client(`http://127.0.0.1:${port}`);
			onTestFinished(() => client.destroy());
			return new Promise(resolve =>
				client.dispatch(
					{path: '/', method: 'GET'},
					{
						onRequestStart: () => undefined,
						onResponseStart: () => undefined,
						onResponseData: () => undefined,
						onResponseEnd: resolve,
						onResponseError: (_controller, error) => resolve(error),
					},
				),
			);
		};
		expect(await failureOf(original)).toMatchObject({code: 'ERR_ASSERTION'});
		expect(await failureOf(changed)).toMatchObject({code: 'ERR_ASSERTION', message: 'not what HTTP is'});
	},
);
