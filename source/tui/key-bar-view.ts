import {cellsOf} from './cells.ts';
import {keyLabel} from './help-view.ts';
import type {Binding} from './keymap.ts';

export type KeyWord = {readonly key: string; readonly word: string};

/** The keys that have a word for the bar. */
export const keyWords = (bindings: readonly Binding[]): readonly KeyWord[] =>
	bindings.flatMap(({keys, word}) => (word === undefined ? [] : [{key: keyLabel(keys[0] ?? ''), word}]));

/** Those that fit, and always the last two, which are the way to help and out. */
export function fittingKeys(all: readonly KeyWord[], columns: number): readonly KeyWord[] {
	const last = all.slice(-2);
	const fitting: KeyWord[] = [];
	// One column before them, and no gap after the last.
	let left = columns + 1 - last.reduce((sum, item) => sum + widthOf(item), 0);
	for (const item of all.slice(0, -2)) {
		if (widthOf(item) > left) break;
		left -= widthOf(item);
		fitting.push(item);
	}
	return [...fitting, ...last];
}

const widthOf = ({key, word}: KeyWord) => cellsOf(key) + 1 + cellsOf(word) + 2;
