/**
 * Draws the pictures of the documents from the program itself: it runs the demo in a real terminal and takes what is on the screen.
 *
 *     npm run build && npm run pictures            writes docs/pictures/*.svg
 *     npm run pictures -- --png FOLDER             and the same as PNG, to look at them
 */
import {mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {Resvg} from '@resvg/resvg-js';
import {drawPicture} from '../test/support/picture.ts';
import {openTerminal} from '../test/support/terminal.ts';

type Terminal = ReturnType<typeof openTerminal>;

type Scene = {
	readonly name: string;
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	/** Brings the demo to where the picture is taken. */
	readonly play: (terminal: Terminal) => Promise<unknown>;
};

const scenes: readonly Scene[] = [
	{
		name: 'session',
		title: 'svt-tui: a session with both countdowns, keep-alive and events',
		columns: 90,
		rows: 24,
		play: terminal => terminal.waitFor(/tickle accepted/),
	},
];

const {values} = parseArgs({options: {png: {type: 'string'}}});
const folder = resolve('docs/pictures');
await mkdir(folder, {recursive: true});
for (const scene of scenes) {
	const picture = await take(scene);
	await writeFile(join(folder, `${scene.name}.svg`), picture);
	if (values.png !== undefined) {
		await mkdir(values.png, {recursive: true});
		const image = new Resvg(picture, {fitTo: {mode: 'zoom', value: 2}}).render().asPng();
		await writeFile(join(values.png, `${scene.name}.png`), image);
	}
	process.stdout.write(`${scene.name}\n`);
}

async function take({title, columns, rows, play}: Scene): Promise<string> {
	const args = [resolve('distribution/cli.js'), 'demo'];
	const terminal = openTerminal({command: process.execPath, args, columns, rows});
	try {
		await play(terminal);
		return drawPicture(terminal.glyphs(), {columns, title});
	} finally {
		await terminal.close();
	}
}
