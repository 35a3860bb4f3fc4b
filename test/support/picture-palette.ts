import type {Colour, Style} from './terminal-screen.ts';

export const background = '#11151c';
const foreground = '#d5dbe5';

/** The sixteen that are a person's own choice in a real terminal: black to white, then their bright forms. */
const sixteen = [
	...['#2b3240', '#f2777a', '#8fd18a', '#f0c674', '#7fb3f5', '#c79bf0', '#6fd0d6', foreground],
	...['#7b879b', '#ff9a9c', '#b2e8ad', '#ffe09a', '#a9cdff', '#dfbcff', '#9aebf0', '#ffffff'],
];

/** The colours of a cell's text and of what is behind it; undefined where that is the picture's own ground. */
export function cellColours(style: Style): {readonly ink: string; readonly ground: string | undefined} {
	const ink = hex(style.foreground);
	const ground = hex(style.background);
	if (style.inverse) return {ink: ground ?? background, ground: ink ?? foreground};
	return {ink: ink ?? foreground, ground};
}

function hex(colour: Colour): string | undefined {
	if (typeof colour !== 'number') return colour;
	return sixteen[colour] ?? fixed(colour);
}

/** xterm's colours 16–255: a cube of 6 × 6 × 6, then 24 greys. */
function fixed(number: number): string {
	if (number >= 232) return rgb(...[0, 1, 2].map(() => 8 + (number - 232) * 10));
	const index = number - 16;
	return rgb(
		...[Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map(step => (step > 0 ? 55 + step * 40 : 0)),
	);
}

function rgb(...parts: readonly number[]): string {
	return `#${parts.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}
