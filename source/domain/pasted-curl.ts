import {curlError} from './pasted-curl-error.ts';
import {answered, type PastedExchange, pathOf, unanswered} from './pasted-exchange.ts';
import {readHeaders, readHeads} from './pasted-head.ts';

const requestLine = /^> ([A-Z]{3,10}) (\S{1,2000}) HTTP\/\d/;
const statusLine = /^< HTTP\/\d(?:\.\d)? (\d{3})/;
const errorLine = /^(?:curl(?:\.exe)? : )?curl: \((\d{1,3})\)\s?(.*)$/;
/** What curl tells of itself, and its progress meter. */
const talk =
	/^(?:\* |[{}] \[\d+ bytes data\]|> |[<>*]\s*$)|^\s{0,4}% Total\s|^\s{1,60}Dload\s|^\s{0,4}\d{1,3}(?:\s{1,6}[\d.]{1,6}[kMGT]?){5,8}(?:\s{1,3}[\d:-]{7,8}){3}/;

/** One request while its lines come. */
type Part = {
	readonly method: string | undefined;
	readonly path: string | undefined;
	readonly status: number | undefined;
	readonly head: string[];
	readonly body: string[];
};

const newPart = (): Part => ({method: undefined, path: undefined, status: undefined, head: [], body: []});

/**
 * The output of `curl -v`, and whatever curl says when no answer came: `*` tells, `>` was sent, `<` came back, the rest is the body.
 * Several requests may stand in it, and one that a proxy was asked for first is no answer of its own.
 */
export function readCurl(text: string): readonly PastedExchange[] | undefined {
	const lines = text.replace(traceTime, '').replace(closing, '\n$&').split('\n');
	if (!lines.some(line => statusLine.test(line) || requestLine.test(line) || errorLine.test(line))) return undefined;
	const exchanges: PastedExchange[] = [];
	let part = newPart();
	let told: string[] = [];
	const end = () => {
		if (isAnswered(part)) exchanges.push(whole(part));
		part = newPart();
	};
	for (const line of lines) {
		const request = requestLine.exec(line);
		const status = statusLine.exec(line);
		const error = errorLine.exec(line);
		if (request !== null) {
			end();
			part = {...newPart(), method: request[1], path: pathOf(request[2])};
		} else if (status !== null) {
			// A final answer may be followed by another to the same request, once the login that it asks for has been sent.
			const {method, path} = part;
			end();
			part = {...newPart(), method, path, status: Number(status[1])};
		} else if (error !== null) {
			// What was received before an error such as (18) or (56) is the answer, as far as it goes.
			if (!isAnswered(part)) exchanges.push(failed(Number(error[1]), error[2] ?? '', {told, part}));
			end();
		} else if (line.startsWith('< ')) {
			part.head.push(line.slice(2));
		} else if (talk.test(line)) {
			told.push(line);
			if (told.length > 1000) told = told.slice(-20);
		} else if (part.status !== undefined) {
			part.body.push(line);
		}
	}
	end();
	return exchanges;
}

/** With a final status; what a proxy was asked for first only if it said no. */
const isAnswered = ({status = 0, method}: Part) => (method === 'CONNECT' ? status === 407 : status >= 200);

type Before = {readonly told: readonly string[]; readonly part: Part};

function failed(number: number, words: string, {told, part}: Before): PastedExchange {
	const error = curlError(number, words, told.slice(-20).join('\n'));
	const asked = part.method === 'CONNECT' ? {} : part;
	if (!('status' in error)) return unanswered(error, asked);
	// A proxy that opens no tunnel says so with a page, which curl does not show.
	const body = /tunnel|CONNECT/.test(words) ? '<html></html>' : '';
	return answered({status: error.status, body}, asked);
}

/** Of `--trace-time`. */
const traceTime = /^\d\d:\d\d:\d\d\.\d{6} (?=[*<>{}])/gm;

/** A body without a line break at its end runs into what curl tells next. */
const closing =
	/(?<=[^\n])\* (?:Connection #\d+ to host|Closing connection|Curl_http_done|shutting down connection|TLSv1)/g;

function whole({method, path, status = 0, head, body}: Part): PastedExchange {
	const text = body.join('\n').trim();
	// With -i, the head stands in the output once more.
	const again = readHeads(text)?.at(-1)?.came;
	const {headers} = readHeaders(head);
	return answered({status, headers, body: again?.ok ? again.value.body : text}, {method, path});
}
