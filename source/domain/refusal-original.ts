import {isGarbled} from './garbled-text.ts';
import type {Answer} from './refusal-answer.ts';
import {decodeEntities} from './refusal-markup.ts';
import {safeText} from './server-text.ts';

/** In characters, of the body. */
const mostShown = 4000;
/** Enough for that many after secrets were taken out, and all that is looked through for them. */
const mostRead = 2 * mostShown;
const longestHeader = 300;

/** Those that say who answered, how, and what to do; what is missing here could hold anything. */
const telling = [
	'date',
	'server',
	'via',
	'content-type',
	'content-encoding',
	'content-length',
	'www-authenticate',
	'proxy-authenticate',
	'retry-after',
	'allow',
	'location',
] as const;

/** An answer as it came, for whoever wants to see that: `hide` takes the secrets out. */
export function originalOf({status, headers, body, cutOff}: Answer, hide: (text: string) => string): string {
	const head = telling.flatMap(name => {
		const value = headers[name];
		return value === undefined ? [] : [safeText(hide(`${name}: ${withoutQuery(name, value)}`), longestHeader)];
	});
	const shown = hide(readable(body.replace(/^\ufeff/, '').slice(0, mostRead), hide));
	const isCut = cutOff || body.length > mostRead || shown.length > mostShown;
	return [
		...(status > 0 ? [`HTTP ${status}`] : []),
		...head,
		'',
		...bodyLines(shown.slice(0, mostShown)),
		...(isCut ? ['(cut off here)'] : []),
	].join('\n');
}

function bodyLines(body: string): readonly string[] {
	if (body === '') return ['(no body)'];
	if (isGarbled(body)) return ['(no text: compressed, encrypted or damaged)'];
	return body.split(/\r\n|[\r\n]/).map(text => safeText(text, mostShown));
}

/** Where to, but not with what: the query may carry what nobody else should see. */
const withoutQuery = (name: string, value: string) =>
	name === 'location' ? (value.split(/[?#;]/, 1)[0] ?? '') : value;

/** A token that is broken at the end of a line is one all the same, and could not be known by its halves. */
export const joinedTokens = (text: string) =>
	text.replace(/(?<![0-9a-z])[0-9a-f](?:(?:-|-?[ \t]*[\r\n]+[ \t]*-?)?[0-9a-f]){31}(?![0-9a-z])/gi, token =>
		token.replace(/\s+/g, ''),
	);

/**
 * The text as it came, unless a secret stands in it that only shows once its escapes are undone: then with those undone, so that it can
 * be taken out.
 */
function readable(text: string, hide: (text: string) => string): string {
	let plain = joinedTokens(text);
	for (const undo of [withoutJsonEscapes, decodeEntities, withoutPercents]) {
		const undone = joinedTokens(undo(plain));
		if (undone !== plain && hide(undone) !== undone) plain = undone;
	}
	return plain;
}

const withoutJsonEscapes = (text: string) =>
	text.replace(/\\(?:u([0-9a-f]{4})|([nrt"'\\/bf]))/gi, (_whole, code: string | undefined, letter: string) =>
		code === undefined ? (controls[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
	);

const controls: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f'};

const withoutPercents = (text: string) =>
	text.replace(/%([2-7][0-9a-f])/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
