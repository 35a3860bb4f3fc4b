import type {ExtraKey} from '../engine/screen-input.ts';
import {type Binding, bindings, type KeysOf} from './keymap.ts';
import {emptyLine, type Line, labelledParagraph, paragraph} from './line.ts';

/** The keys of a screen, one a line, whether or not they work just now. */
export function helpLines(where: KeysOf, extraKeys: readonly ExtraKey[], width: number): readonly Line[] {
	const keyLines = (keys: string, help: string) => labelledParagraph(keys, help, width, 'key');
	return [
		...(bindings[where] as readonly Binding[]).flatMap(({keys, help}) => keyLines(keys.map(keyLabel).join(' '), help)),
		...keyLines('Ctrl-Z', 'back to the shell for a while; fg returns'),
		...keyLines('Ctrl-C', 'quit at once'),
		...(extraKeys.length === 0 ? [] : [emptyLine]),
		...extraKeys.flatMap(({key, help}) => keyLines(key, help())),
		emptyLine,
		...legend.flatMap(text => paragraph(text, width)),
	];
}

export const keyLabel = (key: string) => (key === ' ' ? 'Space' : key);

const legend = [
	'Idle runs down while nobody uses the session, Absolute in any case.',
	'~ nothing proves that it still lives, ! soon over, !! nearly over',
	'▁▂▃ round trips of the latest tickles, ✕ no answer',
];
