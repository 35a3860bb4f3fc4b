/** Of one cell, in the units of the picture. */
export const cell = {width: 9, height: 20} as const;

export type Shape =
	| {readonly kind: 'stroke'; readonly path: string}
	| {readonly kind: 'fill'; readonly path: string; readonly opacity: number};

/** The arms that reach from the middle of a cell to its edges. */
const arms: Readonly<Record<string, string>> = {
	'─': 'left right',
	'│': 'up down',
	'┌': 'down right',
	'┐': 'down left',
	'└': 'up right',
	'┘': 'up left',
	'├': 'up down right',
	'┤': 'up down left',
	'┬': 'left right down',
	'┴': 'left right up',
	'┼': 'left right up down',
};

const corners: Readonly<Record<string, {readonly x: -1 | 1; readonly y: -1 | 1}>> = {
	'╭': {x: 1, y: 1},
	'╮': {x: -1, y: 1},
	'╰': {x: 1, y: -1},
	'╯': {x: -1, y: -1},
};

const shades: Readonly<Record<string, number>> = {'░': 0.25, '▒': 0.5, '▓': 0.75};

/** A line, block or shade as a path whose cell has its upper left corner at `x`, `y`; undefined for what is written as text. */
export function shapeOf(character: string, x: number, y: number): Shape | undefined {
	const [middleX, middleY] = [x + cell.width / 2, y + cell.height / 2];
	const reached = arms[character];
	if (reached !== undefined) {
		const ends = {left: `H${x}`, right: `H${x + cell.width}`, up: `V${y}`, down: `V${y + cell.height}`};
		const path = reached.split(' ').map(arm => `M${middleX} ${middleY}${ends[arm as keyof typeof ends]}`);
		return {kind: 'stroke', path: path.join('')};
	}
	const corner = corners[character];
	if (corner !== undefined) {
		const edgeX = middleX + (corner.x * cell.width) / 2;
		const edgeY = middleY + (corner.y * cell.height) / 2;
		const bend = middleY + (corner.y * cell.width) / 2;
		return {kind: 'stroke', path: `M${edgeX} ${middleY}Q${middleX} ${middleY} ${middleX} ${bend}V${edgeY}`};
	}
	const shade = shades[character];
	if (shade !== undefined) return {kind: 'fill', path: rectangle(x, y, cell.width, cell.height), opacity: shade};
	return block(character, x, y);
}

/** U+2580 to U+2590, and U+2594 and U+2595: a part of the cell in eighths, from below, from the left, from above or from the right. */
function block(character: string, x: number, y: number): Shape | undefined {
	const fill = (left: number, top: number, width: number, height: number): Shape => ({
		kind: 'fill',
		path: rectangle(x + left * cell.width, y + top * cell.height, width * cell.width, height * cell.height),
		opacity: 1,
	});
	const code = character.codePointAt(0) ?? 0;
	if (code === 0x2580) return fill(0, 0, 1, 1 / 2);
	if (code >= 0x2581 && code <= 0x2588) return fill(0, 1 - (code - 0x2580) / 8, 1, (code - 0x2580) / 8);
	if (code >= 0x2589 && code <= 0x258f) return fill(0, 0, (0x2590 - code) / 8, 1);
	if (code === 0x2590) return fill(1 / 2, 0, 1 / 2, 1);
	if (code === 0x2594) return fill(0, 0, 1, 1 / 8);
	if (code === 0x2595) return fill(7 / 8, 0, 1 / 8, 1);
	return undefined;
}

function rectangle(x: number, y: number, width: number, height: number): string {
	return `M${x} ${y}h${width}v${height}h${-width}z`;
}
