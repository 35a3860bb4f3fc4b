import {answered, type PastedExchange, pathOf} from './pasted-exchange.ts';

const statusLine = /^\s{0,4}HTTP\/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\n]*)?$/;
const headerLine = /^\s{0,4}([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}):[ \t]*(.*)$/;
const requestLine = /^([A-Z]{3,10}) (\S{1,2000}) HTTP\/\d/;

/**
 * The output of `curl -i`, HTTPie or `wget -S`: a status line, headers, a body, once or several times. A prompt or a request may stand
 * before; a proxy's `200 Connection established` and `100 Continue` are no answers of their own.
 */
export function readHeads(text: string): readonly PastedExchange[] | undefined {
	const lines = text.split('\n');
	const starts = lines.flatMap((line, index) => (statusLine.test(line) ? [index] : []));
	const [first] = starts;
	if (first === undefined || lines.slice(0, first).some(isBody)) return undefined;
	const exchanges: PastedExchange[] = [];
	for (const [index, start] of starts.entries()) {
		const before = lines.slice(index === 0 ? 0 : starts[index - 1], start).findLast(line => requestLine.test(line));
		const exchange = readHead(lines.slice(start, starts[index + 1]), before);
		if (exchange !== undefined) exchanges.push(exchange);
	}
	return exchanges;
}

/** One head with its body; undefined for one that only announces the next. */
function readHead(lines: readonly string[], request: string | undefined): PastedExchange | undefined {
	const status = Number(statusLine.exec(lines[0] ?? '')?.[1]);
	const {headers, length} = readHeaders(lines.slice(1));
	const rest = lines.slice(1 + length);
	const next = rest.findIndex(line => requestLine.test(line));
	// wget indents the head and keeps the body for itself.
	const isIndented = /^\s/.test(lines[0] ?? '');
	const body = isIndented ? '' : (next < 0 ? rest : rest.slice(0, next)).join('\n').trim();
	if (status < 200 || (/connection established/i.test(lines[0] ?? '') && body === '')) return undefined;
	const [, method, target] = requestLine.exec(request ?? '') ?? [];
	return answered({status, headers, body}, {method, path: pathOf(target)});
}

/** Headers by their names in lower case, and how many lines they take. */
export function readHeaders(lines: readonly string[]) {
	const headers = new Map<string, string>();
	let length = 0;
	for (const line of lines) {
		const header = headerLine.exec(line);
		if (header === null) break;
		const name = (header[1] ?? '').toLowerCase();
		const known = headers.get(name);
		const value = (header[2] ?? '').trim();
		headers.set(name, known === undefined ? value : `${known}, ${value}`);
		length += 1;
	}
	return {headers: Object.fromEntries(headers), length};
}

/** A prompt and a command may stand before the first status line; a body may not. */
const isBody = (line: string) => /^\s*[{[<"]/.test(line);
