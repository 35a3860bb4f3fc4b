/**
 * A program in a real terminal: a pty, and a terminal emulator that reads what the program writes and answers its questions.
 *
 *     const terminal = openTerminal({command: process.execPath, args: ['distribution/cli.js', 'demo'], columns: 80, rows: 24});
 *     onTestFinished(() => terminal.close());
 *     await terminal.waitFor('keep-alive on');       // looks after every whole frame; throws with the screen in the message
 *     terminal.press('k');
 *     const screen = await terminal.waitFor(/keep-alive +off/); // the frame that matched, not a later one
 *     terminal.press('ctrl+c');
 *     expect(await terminal.exited).toEqual({code: 130, signal: undefined});
 */
import unicode from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import {createPrivateHome, type Environment, environmentWith, type PrivateHome} from './private-home.ts';
import {type PtyExit, spawnPty} from './pty.ts';
import {keySequence, pasteSequence} from './terminal-keys.ts';
import {historyLines, type Run, screenGlyphs, screenLines, styledLines} from './terminal-screen.ts';
import {createWaiting, type Expectation} from './terminal-waiting.ts';

export type TerminalOptions = {
	readonly command: string;
	readonly args?: readonly string[];
	/** 80 unless told. */
	readonly columns?: number;
	/** 24 unless told. */
	readonly rows?: number;
	/** On top of the home's environment. */
	readonly env?: Environment;
	readonly cwd?: string;
	/** One is made, and removed by `close`, unless given. */
	readonly home?: PrivateHome;
};

export function openTerminal(options: TerminalOptions) {
	const {command, args = [], columns = 80, rows = 24, cwd = process.cwd()} = options;
	const home = options.home ?? createPrivateHome();
	const emulator = new xterm.Terminal({cols: columns, rows, scrollback: 5_000, allowProposedApi: true});
	emulator.loadAddon(new unicode.Unicode11Addon());
	emulator.unicode.activeVersion = '11';
	const env = environmentWith(home.environment, options.env);
	const program = spawnPty({command, args, columns, rows, cwd, env});

	const isDrawing = () => emulator.modes.synchronizedOutputMode;
	const screen = () => screenLines(emulator.buffer.active, emulator.rows);
	const cursor = () => ({row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX, visible});
	const waiting = createWaiting({screen, isDrawing, describe: () => description(screen(), cursor(), exit)});
	const titles: string[] = [];
	const chunks: Uint8Array[] = [];
	let visible = true;
	let exit: PtyExit | undefined;

	emulator.onTitleChange(title => titles.push(title));
	emulator.onData(answer => program.write(answer));
	emulator.parser.registerCsiHandler({prefix: '?', final: 'h'}, parameters => {
		if (parameters.includes(25)) visible = true;
		return false;
	});
	emulator.parser.registerCsiHandler({prefix: '?', final: 'l'}, parameters => {
		if (parameters.includes(25)) visible = false;
		// The end of a synchronized update: here the frame is whole, whatever else comes in the same chunk.
		if (parameters.includes(2026)) waiting.look();
		return false;
	});
	program.onData(chunk => {
		chunks.push(chunk);
		emulator.write(chunk, () => {
			if (!isDrawing()) waiting.look();
		});
	});
	const exited = new Promise<PtyExit>(resolve => {
		program.onExit(end => {
			// What the program wrote last is parsed before anybody hears of its end.
			emulator.write('', () => {
				exit = end;
				waiting.end();
				resolve(end);
			});
		});
	});

	return {
		pid: program.pid,
		/** Resolves with the screen at the moment when it matched; throws with the screen after `within` ms, or when the program ended. */
		waitFor: (expected: Expectation, within?: number) => waiting.waitFor(expected, within),
		/** A line per row, blanks at the ends left out. */
		screen,
		text: () => screen().join('\n').trimEnd(),
		styled: (): ReadonlyArray<readonly Run[]> => styledLines(emulator.buffer.active, emulator.rows),
		glyphs: () => screenGlyphs(emulator.buffer.active, emulator.rows),
		/** The normal buffer from its first line, whichever buffer is shown. */
		history: () => historyLines(emulator.buffer.normal),
		/** Keys by name or character, see `keySequence`. After `escape`, wait for its effect: what follows at once looks like Alt. */
		press(...keys: readonly string[]) {
			for (const key of keys) program.write(keySequence(key, emulator.modes.applicationCursorKeysMode));
		},
		type: (text: string) => program.write(text),
		paste: (text: string) => program.write(pasteSequence(text, emulator.modes.bracketedPasteMode)),
		/** What was written for the old size is drawn at the old size. */
		resize: (newColumns: number, newRows: number) =>
			new Promise<void>(resolve => {
				emulator.write('', () => {
					emulator.resize(newColumns, newRows);
					program.resize(newColumns, newRows);
					resolve();
				});
			}),
		/** Both count from 0. */
		cursor,
		isAlternateScreen: () => emulator.buffer.active.type === 'alternate',
		isPasteBracketed: () => emulator.modes.bracketedPasteMode,
		/** Every window title that was set, the last one last. */
		titles: (): readonly string[] => titles,
		/** Everything that the program wrote, escape sequences included: for what must never be drawn, not even for a moment. */
		output: () => Buffer.concat(chunks).toString(),
		bytes: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
		/** All that was written is on the screen. */
		exited,
		kill: program.kill,
		/** Kills what still runs and removes the home that was made for it. */
		async close() {
			program.killGroup();
			await exited;
			emulator.dispose();
			if (options.home === undefined) home.remove();
		},
	};
}

type Cursor = {readonly row: number; readonly column: number; readonly visible: boolean};

function description(screen: readonly string[], cursor: Cursor, exit: PtyExit | undefined): string {
	const state = exit === undefined ? 'runs' : `ended with ${exit.signal ?? `code ${exit.code}`}`;
	const shown = cursor.visible ? 'visible' : 'hidden';
	const lines = screen.map((line, row) => `${String(row).padStart(3)} │${line}`);
	return [`the program ${state}; cursor ${shown} at row ${cursor.row}, column ${cursor.column}`, ...lines].join('\n');
}
