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
import {startCli} from '../test/support/start-cli.ts';
import {openTerminal} from '../test/support/terminal.ts';

type Terminal = ReturnType<typeof openTerminal>;

type Scene = {
	readonly name: string;
	readonly title: string;
	readonly columns: number;
	readonly rows: number;
	/** What is run; `origin` is that of a simulated appliance. */
	readonly args: (origin: string) => readonly string[];
	/** Brings the program to where the picture is taken. */
	readonly play: (terminal: Terminal) => Promise<unknown>;
};

const size = {columns: 90, rows: 24};

const scenes: readonly Scene[] = [
	{
		...size,
		name: 'session',
		title: 'svt-tui: a session with both countdowns, keep-alive and events',
		args: () => ['demo'],
		// A bad minute of the network, and a while after it.
		async play(terminal) {
			await terminal.waitFor('● online');
			for (const sent of ['1 sent', '2 sent', '3 sent']) {
				terminal.press('t');
				await terminal.waitFor(sent);
			}
			terminal.press('1', 't');
			await terminal.waitFor('2 failed');
			terminal.press('1');
			await terminal.waitFor('● online');
			await terminal.waitFor(/next tickle in 00:0[2-5]/, 30_000);
		},
	},
	{
		...size,
		name: 'sign-in',
		title: 'svt-tui: the certificate of an appliance is shown once and asked about',
		args: origin => ['login', origin, '--username', 'administrator@vsphere.local', '--storage', 'memory'],
		play: terminal => terminal.waitFor('SHA-256'),
	},
	{
		...size,
		name: 'refused',
		title: 'svt-tui: what a refusal means and what to do',
		args: () => ['demo'],
		async play(terminal) {
			await terminal.waitFor('● online');
			terminal.press('3', 't');
			await terminal.waitFor('does not know this token');
			terminal.press('e');
			await terminal.waitFor('What to do');
		},
	},
];

const {values} = parseArgs({options: {png: {type: 'string'}}});
const program = resolve('distribution/cli.js');
const folder = resolve('docs/pictures');
await mkdir(folder, {recursive: true});
const simulator = startCli(['simulate'], {program});
try {
	const origin = (await simulator.waitFor(/^origin +(\S+)$/m))[1] ?? '';
	for (const scene of scenes) {
		const picture = await take(scene, origin);
		await writeFile(join(folder, `${scene.name}.svg`), picture);
		if (values.png !== undefined) await writePng(values.png, scene.name, picture);
		process.stdout.write(`${scene.name}\n`);
	}
} finally {
	await simulator.close();
}

async function take({title, columns, rows, args, play}: Scene, origin: string): Promise<string> {
	const terminal = openTerminal({command: process.execPath, args: [program, ...args(origin)], columns, rows});
	try {
		await play(terminal);
		return drawPicture(terminal.glyphs(), {columns, title});
	} finally {
		await terminal.close();
	}
}

async function writePng(to: string, name: string, picture: string): Promise<void> {
	await mkdir(to, {recursive: true});
	const image = new Resvg(picture, {fitTo: {mode: 'zoom', value: 2}}).render().asPng();
	await writeFile(join(to, `${name}.png`), image);
}
