import {cellsOf, wrapped} from './cells.ts';

/** How a text looks; the theme says in which colour. */
export type Look = 'plain' | 'dim' | 'strong' | 'key' | 'calm' | 'warn' | 'alarm';

export type Tone = 'calm' | 'warn' | 'alarm';

export type Run = {readonly text: string; readonly look: Look};

/** One line of the screen, whatever its width: what does not fit is cut. */
export type Line = readonly Run[];

export const run = (text: string, look: Look = 'plain'): Run => ({text, look});
export const line = (text: string, look: Look = 'plain'): Line => [run(text, look)];
export const emptyLine: Line = [];

/** A paragraph in lines of at most `width` columns; all but the first start with as many spaces as `start` has characters. */
export function paragraph(text: string, width: number, look: Look = 'plain', start = ''): readonly Line[] {
	const rest = ' '.repeat(start.length);
	return wrapped(text, Math.max(8, width - start.length)).map((part, index) =>
		line(`${index === 0 ? start : rest}${part}`, look),
	);
}

const labelWidth = 12;

/** A label in its own column, and what belongs to it. */
export const labelled = (label: string, ...runs: readonly Run[]): Line => [run(label.padEnd(labelWidth)), ...runs];

/** A label in its own column, and a text beside it in as many lines as it takes. */
export function labelledParagraph(label: string, text: string, width: number, look: Look = 'plain'): readonly Line[] {
	// One that fills its column has a gap of its own.
	const column = cellsOf(label) < labelWidth ? labelWidth : cellsOf(label) + 2;
	return wrapped(text, Math.max(8, width - column)).map((part, index) => [
		run((index === 0 ? label : '').padEnd(column), look),
		run(part),
	]);
}
