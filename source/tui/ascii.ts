import {marks} from '../domain/timeline.ts';
import {cellsOf} from './cells.ts';

/** Our own signs in ASCII, each as wide as what it stands for. */
const signs: Readonly<Record<string, string>> = {
	...Object.fromEntries(Object.values(marks).map(({sign, ascii}) => [sign, ascii])),
	'·': '-',
	'…': '>',
	'●': '*',
	'○': 'o',
	'✕': 'x',
	'•': '*',
	'█': '#',
	'░': '.',
	'▁': '_',
	'▂': '.',
	'▃': '-',
	'▄': '=',
	'▅': '+',
	'▆': '*',
	'▇': '%',
	'─': '-',
	'│': '|',
	'╭': '+',
	'╮': '+',
	'╰': '+',
	'╯': '+',
	'«': '<',
	'»': '>',
	'’': "'",
};

/** What a terminal that knows no Unicode can show. Letters lose their marks, what has no likeness becomes `?`. */
export const asciiOf = (text: string) =>
	text.replace(/[^\x00-\x7f]/gu, character => signs[character] ?? withoutMarks(character));

const withoutMarks = (character: string) =>
	character.normalize('NFD').replace(/[^\x00-\x7f]/gu, '') || '?'.repeat(cellsOf(character));

/** The same stream, to which nothing but ASCII is written. */
export function asciiStream<Stream extends NodeJS.WritableStream>(stream: Stream): Stream {
	const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]) =>
		Reflect.apply(stream.write, stream, [typeof chunk === 'string' ? asciiOf(chunk) : chunk, ...rest]);
	return new Proxy(stream, {
		get(target, name) {
			if (name === 'write') return write;
			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
