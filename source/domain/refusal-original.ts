import {isGarbled} from './garbled-text.ts';
import type {Answer} from './refusal-answer.ts';
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
	const text = joinedTokens(body.replace(/^\ufeff/, '').slice(0, mostRead));
	const shown = hide(text);
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
const withoutQuery = (name: string, value: string) => (name === 'location' ? (value.split(/[?#]/, 1)[0] ?? '') : value);

/** A token that is broken at the end of a line is one all the same, and could not be known by its halves. */
const joinedTokens = (text: string) =>
	text.replace(/(?<![0-9a-z])[0-9a-f](?:-?(?:[ \t]*[\r\n]+[ \t]*)?-?[0-9a-f]){31}(?![0-9a-z])/gi, token =>
		token.replace(/\s+/g, ''),
	);
