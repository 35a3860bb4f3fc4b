import type {IBuffer, IBufferCell, IBufferLine} from '@xterm/headless';

/** A number of the terminal's palette (0–15 are the user's colours, 16–255 fixed), or `#rrggbb`. Undefined: the terminal's own. */
export type Colour = number | string | undefined;

export type Style = {
	readonly foreground: Colour;
	readonly background: Colour;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
};

/** One cell that shows something; a wide character has `width` 2 and stands for two. */
export type Glyph = Style & {readonly column: number; readonly text: string; readonly width: number};

/** Cells side by side that look alike. */
export type Run = Style & {readonly column: number; readonly text: string; readonly width: number};

/** What a person sees: a line per row of the window, without the blanks at their ends. */
export function screenLines(buffer: IBuffer, rows: number): readonly string[] {
	return Array.from({length: rows}, (_, row) => lineText(buffer, buffer.baseY + row));
}

/** What a person finds on scrolling back, the screen included; blank lines at the end left out. */
export function historyLines(buffer: IBuffer): readonly string[] {
	const lines = Array.from({length: buffer.length}, (_, row) => lineText(buffer, row));
	const last = lines.findLastIndex(line => line !== '');
	return lines.slice(0, last + 1);
}

/** The screen cell by cell: a list per row; blanks without a style at a row's end are left out. */
export function screenGlyphs(buffer: IBuffer, rows: number): ReadonlyArray<readonly Glyph[]> {
	return Array.from({length: rows}, (_, row) => {
		const line = buffer.getLine(buffer.baseY + row);
		return line === undefined ? [] : glyphs(line);
	});
}

/** The screen with its colours: a list of runs per row. */
export function styledLines(buffer: IBuffer, rows: number): ReadonlyArray<readonly Run[]> {
	return screenGlyphs(buffer, rows).map(runs);
}

function lineText(buffer: IBuffer, row: number): string {
	return buffer.getLine(row)?.translateToString(true).trimEnd() ?? '';
}

function glyphs(line: IBufferLine): readonly Glyph[] {
	const found: Glyph[] = [];
	for (let column = 0; column < line.length; column++) {
		const cell = line.getCell(column);
		// The right half of a wide character has no width of its own.
		if (cell === undefined || cell.getWidth() === 0) continue;
		found.push({column, text: cell.getChars() || ' ', width: cell.getWidth(), ...styleOf(cell)});
	}
	const last = found.findLastIndex(glyph => glyph.text !== ' ' || looksOfItself(glyph));
	return found.slice(0, last + 1);
}

function runs(found: readonly Glyph[]): readonly Run[] {
	const joined: Run[] = [];
	for (const glyph of found) {
		const before = joined.at(-1);
		if (before !== undefined && alike(before, glyph)) {
			joined[joined.length - 1] = {...before, text: before.text + glyph.text, width: before.width + glyph.width};
		} else {
			joined.push(glyph);
		}
	}
	return joined;
}

function styleOf(cell: IBufferCell): Style {
	return {
		foreground: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
		background: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		italic: cell.isItalic() !== 0,
		underline: cell.isUnderline() !== 0,
		inverse: cell.isInverse() !== 0,
	};
}

function colour(isDefault: boolean, isRgb: boolean, value: number): Colour {
	if (isDefault) return undefined;
	return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}

function looksOfItself(style: Style): boolean {
	return style.background !== undefined || style.inverse || style.underline;
}

function alike(one: Style, other: Style): boolean {
	return (
		one.foreground === other.foreground &&
		one.background === other.background &&
		one.bold === other.bold &&
		one.dim === other.dim &&
		one.italic === other.italic &&
		one.underline === other.underline &&
		one.inverse === other.inverse
	);
}
