import {bodyIn} from './pasted-body.ts';
import {answered, type PastedExchange, pathOf, unanswered} from './pasted-exchange.ts';
import {transportErrorIn} from './pasted-transport.ts';
import {readBody} from './refusal-body.ts';

type Asked = {readonly method?: string | undefined; readonly path?: string | undefined};

/**
 * What a tool says of a request in a message of its own, around or instead of the server's words: the JSON in it, a status, a reason
 * why no answer came. Undefined when it says none of them.
 */
export function exchangeInWords(message: string, asked: Asked = {}): PastedExchange | undefined {
	const {status = 0, method, path} = statusInWords(message);
	const about = {method: asked.method ?? method, path: asked.path ?? path ?? addressedPath(message)};
	const body = refusalJsonIn(message) ?? pageIn(message);
	if (body !== undefined) return answered({status, body}, about);
	if (status !== 0) return answered({status, body: ''}, about);
	const error = transportErrorIn(message);
	return error === undefined ? undefined : unanswered(error, about);
}

const mostTries = 20;

/** The first JSON in a text that says what a refusal says. */
export function refusalJsonIn(text: string): string | undefined {
	let tries = 0;
	for (const {index} of text.slice(0, 262_144).matchAll(jsonStart)) {
		tries += 1;
		if (tries > mostTries) break;
		const body = bodyIn(text.slice(index, index + 65_536));
		const {fields, task} = readBody(body);
		const {error, description, message, exception} = fields;
		if ([error, description, message, exception, task].some(field => field !== undefined)) return body;
	}
	return undefined;
}

/** Also as JavaScript prints an object: names without quotes. */
const jsonStart =
	/[{[]\s{0,100}(?:[{[]\s{0,100})?(?:[bu]?\\{0,7}["']|(?:error|error_description|message|exception): )/g;

/** A web page that a tool shows as its message. */
const pageIn = (text: string) => /<(?:!doctype html|html)[\s>][\s\S]*/i.exec(text.slice(0, 65_536))?.[0];

type Status = {readonly status?: number; readonly method?: string | undefined; readonly path?: string | undefined};

/** The status of an answer in a tool's own words; in Windows' languages the number stands alone in brackets. */
function statusInWords(text: string): Status {
	const start = text.slice(0, 65_536);
	const logged = /"([A-Z]{3,8}) (\S{1,2000}) HTTP\/\d(?:\.\d)?" (\d{3})\b/.exec(start);
	if (logged !== null) return {status: Number(logged[3]), method: logged[1], path: pathOf(logged[2])};
	for (const pattern of statusWords) {
		const found = pattern.exec(start)?.[1];
		if (found !== undefined) return {status: Number(found)};
	}
	return {};
}

const statusWords: readonly RegExp[] = [
	/\b(\d{3}) (?:Client|Server) Error\b/,
	/\bHTTP Error (\d{3})\b/i,
	/\bstatus[ _]?code["']?(?: (?:was|of))?\s{0,30}[:=]?\s{0,3}(\d{3})\b/i,
	/\bindicate success: (\d{3})\b/,
	/\breturned error: (\d{3})\b/,
	/\b(?:failed|response),? (?:with )?(?:status )?(?:response )?(\d{3})\b/,
	/: \((\d{3})\)(?: |\.|$)/m,
	/<Response \[(\d{3})\]>/,
	/\bERROR (\d{3}): /,
	/\bHTTP\/\d(?:\.\d)? (\d{3})\b/,
	/\bHTTP(?: status)?:? (\d{3})\b/i,
	/\bunexpected status:? (\d{3})\b/i,
	/^(4\d\d|5\d\d) [A-Z][a-z]+(?: [A-Za-z]+){0,3}\.?$/m,
];

/** Of the address that the words name for the request, else of the first one that leads to the API. */
export function addressedPath(text: string): string | undefined {
	const start = text.slice(0, 65_536);
	const named = /\b(?:for|with) url: ?(\S{1,2000})/.exec(start)?.[1];
	const address = named ?? /\bhttps?:\/\/[^\s/"']{1,300}\/api\/[^\s"'<>]{0,1000}/i.exec(start)?.[0];
	return pathOf(address?.replace(/["'),.;:>\]}]{1,10}$/, ''));
}
