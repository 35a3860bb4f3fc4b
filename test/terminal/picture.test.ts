import {expect, onTestFinished, test} from 'vitest';
import {drawPicture} from '../support/picture.ts';
import {openTerminal} from '../support/terminal.ts';

/** What a program that only writes looks like. */
async function pictureOf(written: string, columns = 20, rows = 2) {
	const program = `process.stdout.write(${JSON.stringify(written)})`;
	const terminal = openTerminal({command: process.execPath, args: ['--eval', program], columns, rows});
	onTestFinished(() => terminal.close());
	await terminal.exited;
	return drawPicture(terminal.glyphs(), {columns, title: 'a <session>'});
}

test('words keep their cells, whatever the font', async () => {
	expect(await pictureOf('Idle  07:41 \u001B[1;33m<&>\u001B[0m\r\n\u001B[2m漢é\u001B[0m')).toBe(
		[
			'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 216 76" width="216" height="76" role="img">',
			'<title>a &lt;session&gt;</title>',
			'<rect width="216" height="76" rx="10" fill="#11151c"/>',
			`<g transform="translate(18 18)" font-family="ui-monospace,'Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace" font-size="15">`,
			'<text x="0" y="15" textLength="36" lengthAdjust="spacingAndGlyphs" fill="#d5dbe5">Idle</text>',
			'<text x="54" y="15" textLength="45" lengthAdjust="spacingAndGlyphs" fill="#d5dbe5">07:41</text>',
			'<text x="108" y="15" textLength="27" lengthAdjust="spacingAndGlyphs" fill="#f0c674" font-weight="700">&lt;&amp;&gt;</text>',
			'<text x="0" y="35" textLength="27" lengthAdjust="spacingAndGlyphs" fill="#d5dbe5" opacity="0.6">漢é</text>',
			'</g>',
			'</svg>',
			'',
		].join('\n'),
	);
});

test('a frame is one line that meets at its corners', async () => {
	const lines = (await pictureOf('╭─╮\r\n╰─╯')).split('\n').filter(line => line.startsWith('<path'));
	expect(lines).toEqual([
		[
			'<path fill="none" stroke="#d5dbe5" d="',
			'M9 10Q4.5 10 4.5 14.5V20',
			'M13.5 10H9M13.5 10H18',
			'M18 10Q22.5 10 22.5 14.5V20',
			'M9 30Q4.5 30 4.5 25.5V20',
			'M13.5 30H9M13.5 30H18',
			'M18 30Q22.5 30 22.5 25.5V20',
			'"/>',
		].join(''),
	]);
});

test('bars, shades and coloured ground are areas', async () => {
	const lines = (await pictureOf('\u001B[32m█▌░\u001B[0m▁\r\n\u001B[7m \u001B[0m\u001B[48;5;196m \u001B[48;5;232m '))
		.split('\n')
		.filter(line => line.startsWith('<path'));
	expect(lines).toEqual([
		'<path fill="#8fd18a" d="M0 0h9v20h-9zM9 0h4.5v20h-4.5z"/>',
		'<path fill="#8fd18a" opacity="0.25" d="M18 0h9v20h-9z"/>',
		'<path fill="#d5dbe5" d="M27 17.5h9v2.5h-9zM0 20h9v20h-9z"/>',
		'<path fill="#ff0000" d="M9 20h9v20h-9z"/>',
		'<path fill="#080808" d="M18 20h9v20h-9z"/>',
	]);
});
