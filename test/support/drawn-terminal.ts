import {PassThrough, Writable} from 'node:stream';
import xterm from '@xterm/headless';
import {screenLines, styledLines} from './terminal-screen.ts';
import {createWaiting, type Expectation} from './terminal-waiting.ts';

/** A terminal within this process: a screen is opened on its streams, and what is written is drawn. */
export function createDrawnTerminal({columns = 80, rows = 24} = {}) {
	// The line discipline of a real terminal turns line feeds into new lines.
	const emulator = new xterm.Terminal({cols: columns, rows, convertEol: true, allowProposedApi: true});
	const chunks: string[] = [];
	const rawModes: boolean[] = [];
	const screen = () => screenLines(emulator.buffer.active, emulator.rows);
	const isDrawing = () => emulator.modes.synchronizedOutputMode;
	const waiting = createWaiting({screen, isDrawing, describe: () => screen().join('\n')});

	const stdout = Object.assign(
		new Writable({
			decodeStrings: false,
			write(chunk: string, _encoding, written) {
				chunks.push(chunk);
				// A real terminal is slower than whoever writes to it, but keeps the order.
				emulator.write(chunk, () => {
					if (!isDrawing()) waiting.look();
				});
				written();
			},
		}),
		{columns, rows, isTTY: true},
	);
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode(isRaw: boolean) {
			rawModes.push(isRaw);
			return stdin;
		},
		ref: () => stdin,
		unref: () => stdin,
	});

	return {
		stdin,
		stdout,
		waitFor: (expected: Expectation) => waiting.waitFor(expected),
		screen,
		styled: () => styledLines(emulator.buffer.active, emulator.rows),
		send: (keys: string) => stdin.write(keys),
		resize(newColumns: number, newRows: number) {
			emulator.resize(newColumns, newRows);
			Object.assign(stdout, {columns: newColumns, rows: newRows});
			stdout.emit('resize');
		},
		isAlternate: () => emulator.buffer.active.type === 'alternate',
		isRaw: () => rawModes.at(-1) ?? false,
		isPasteBracketed: () => emulator.modes.bracketedPasteMode,
		/** Resolves once all that was written so far is drawn. */
		drawn: () => new Promise<void>(resolve => emulator.write('', resolve)),
		output: () => chunks.join(''),
	};
}
