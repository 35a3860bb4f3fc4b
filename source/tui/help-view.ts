import type {ExtraKey} from '../engine/screen-input.ts';
import {type Binding, bindings, type KeysOf} from './keymap.ts';
import {emptyLine, type Line, line, run} from './line.ts';

/** The keys of a screen, one a line, whether or not they work just now. */
export function helpLines(where: KeysOf, extraKeys: readonly ExtraKey[]): readonly Line[] {
	return [
		...(bindings[where] as readonly Binding[]).map(({keys, help}) => keyLine(keys.map(keyLabel).join(' '), help)),
		keyLine('Ctrl-Z', 'back to the shell for a while; fg returns'),
		keyLine('Ctrl-C', 'quit at once'),
		...(extraKeys.length === 0 ? [] : [emptyLine]),
		...extraKeys.map(({key, help}) => keyLine(key, help())),
		emptyLine,
		...legend,
	];
}

const keyLine = (keys: string, help: string): Line => [run(keys.padEnd(12), 'key'), run(help)];

export const keyLabel = (key: string) => (key === ' ' ? 'Space' : key);

const legend: readonly Line[] = [
	line('Idle counts down while nobody uses the session, Absolute whatever one does.'),
	line('~ nothing proves that it still lives, ! soon over, !! nearly over'),
	line('▁▂▃ round trips of the latest tickles, ✕ no answer'),
];
