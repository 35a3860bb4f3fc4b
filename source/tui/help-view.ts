import type {Session} from '../domain/session.ts';
import type {ExtraKey} from '../engine/screen-input.ts';
import {type Binding, bindings, type KeysOf} from './keymap.ts';
import {emptyLine, type Line, labelledParagraph, paragraph} from './line.ts';
import {hasExtraKeys, usable} from './usable-keys.ts';

type Asked = {
	readonly shown: Session | undefined;
	readonly filter: string;
	readonly extraKeys: readonly ExtraKey[];
	readonly width: number;
};

/** The keys of a screen, one a line, whether or not they work just now; Esc, which means many things, only as what it does now. */
export function helpLines(where: KeysOf, {shown, filter, extraKeys, width}: Asked): readonly Line[] {
	const extra = hasExtraKeys(where) ? extraKeys : [];
	const esc = usable(where, shown, filter).find(isEsc);
	const here = (bindings[where] as readonly Binding[]).filter(binding => !isEsc(binding) || binding === esc);
	const keyLines = (keys: string, help: string) => labelledParagraph(keys, help, width, 'key');
	return [
		...[...here, ...bindings.everywhere].flatMap(({keys, help}) => keyLines(keys.map(keyLabel).join(' '), help)),
		...(extra.length === 0 ? [] : [emptyLine]),
		...extra.flatMap(({key, help}) => keyLines(key, help())),
		emptyLine,
		...legend.flatMap(text => paragraph(text, width)),
	];
}

const isEsc = ({keys}: Binding) => keys.includes('Esc');

export const keyLabel = (key: string) => (key === ' ' ? 'Space' : key);

const legend = [
	'Idle runs down while nobody uses the session, Absolute in any case.',
	'~ nothing proves that it still lives, ! soon over, !! nearly over',
	'▁▂▃ round trips of the latest tickles, ✕ not accepted',
];
