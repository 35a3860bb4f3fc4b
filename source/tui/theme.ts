import type {Look} from './line.ts';

type Styling = {readonly color?: string; readonly bold?: boolean; readonly dimColor?: boolean};

/** The terminal's own sixteen colours. What a colour says is always said by a word or a sign as well. */
export const theme: Readonly<Record<Look, Styling>> = {
	plain: {},
	dim: {dimColor: true},
	strong: {bold: true},
	key: {bold: true, color: 'cyan'},
	calm: {color: 'green'},
	warn: {color: 'yellow', bold: true},
	alarm: {color: 'red', bold: true},
};
