import {readLenientJson} from './lenient-json.ts';
import {answered, type PastedExchange} from './pasted-exchange.ts';
import {parseJson} from './reader.ts';

/** JSON of JSON of JSON: a log of a proxy of a script. */
const mostWrappings = 4;

/**
 * A body as its server wrote it, from the text that a program or a console made of it: the escapes of a JSON string without its quotes,
 * Python's `b'…'`, lines that were cut at the width of the console. What is JSON already stays as it is.
 */
export function bodyIn(text: string): string {
	let body = text.trim().replace(/^b(?=['"])/, '');
	for (let wrappings = 0; wrappings < mostWrappings && /^[{[]\s{0,100}\\+"/.test(body); wrappings += 1) {
		const {value} = readLenientJson(`"${body}"`) ?? {};
		if (typeof value !== 'string') break;
		body = value;
	}
	return /^["'{[]/.test(body) && parseJson(body) === undefined ? rejoined(body) : body;
}

/** Nothing else is around it: a body, without a status. */
export const readBare = (text: string): readonly PastedExchange[] => [answered({status: 0, body: bodyIn(text)})];

/** No console is narrower. */
const narrowest = 40;

/** A line as long as the longest one may have been cut there, within a word or between two; a shorter one ended where it did. */
function rejoined(text: string): string {
	const lines = text.split('\n');
	const width = lines.reduce((longest, {length}) => Math.max(longest, length), 0);
	if (lines.length < 2 || width < narrowest) return text;
	return lines
		.map((line, index) => (line.length === width && isCutWord(line, lines[index + 1] ?? '') ? line : `${line}\n`))
		.join('');
}

/** Two halves of a word that refusals are made of, or of what is no word: a name, a number, a token. */
function isCutWord(line: string, next: string): boolean {
	const half = /(?<=[\s"':])[a-z]{1,40}$/i.exec(line.slice(-50))?.[0];
	const rest = /^[a-z]{1,40}(?=[\s"':.,;]|$)/i.exec(next.slice(0, 50))?.[0];
	return half === undefined || rest === undefined || words.has(`${half}${rest}`.toLowerCase());
}

const words: ReadonlySet<string> = new Set(
	`access token expired inactivity invalid authentication required resource unauthorized credentials user username
	password account locked disabled unsupported grant type permission denied request method supported insufficient scope
	message error description error_description exception timestamp status path object could found client`.split(/\s+/),
);
