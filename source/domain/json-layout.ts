import {parseJson} from './reader.ts';

/**
 * The same JSON with a line a value. Names, strings and numbers keep their spelling: a number that is too long for a computer's is not
 * rounded. Undefined for what is no JSON.
 */
export function indentedJson(text: string): string | undefined {
	if (parseJson(text) === undefined) return undefined;
	let laidOut = '';
	let depth = 0;
	let isJustOpened = false;
	for (const [token] of text.matchAll(tokens)) {
		const isClosing = token === '}' || token === ']';
		if (isClosing) depth -= 1;
		if (isClosing !== isJustOpened) laidOut += lineBreak(depth);
		isJustOpened = token === '{' || token === '[';
		if (isJustOpened) depth += 1;
		laidOut += token === ':' ? ': ' : token;
		if (token === ',') laidOut += lineBreak(depth);
	}
	return laidOut;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** What is nested deeper is not indented further, or a few brackets would fill a disk. */
const deepest = 40;

const lineBreak = (depth: number) => `\n${'  '.repeat(Math.min(depth, deepest))}`;
