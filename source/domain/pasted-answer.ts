import type {Answer} from './refusal-answer.ts';

const mostBody = 65_536;
const statusLine = /^HTTP\/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\n]*)?$/;
const headerLine = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}):[ \t]*(.*)$/;

/**
 * An answer that somebody pasted: a body, or the whole output of `curl -i` with the prompt before it, a proxy's `200 Connection
 * established`, or `100 Continue`. The status is 0 where the text does not say it. Takes time in proportion to the text.
 */
export function parsePastedAnswer(text: string): Answer {
	const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
	let next = headStart(lines);
	let status = 0;
	let headers = new Map<string, string>();
	for (;;) {
		const named = statusLine.exec(lines[next] ?? '')?.[1];
		if (named === undefined) break;
		status = Number(named);
		headers = new Map();
		next = readHeaders(lines, next + 1, headers);
	}
	const body = lines.slice(next).join('\n').trim();
	return {
		status,
		headers: Object.fromEntries(headers),
		body: body.slice(0, mostBody),
		cutOff: body.length > mostBody,
	};
}

/** A prompt and a command may stand before the first status line; a body may not. */
function headStart(lines: readonly string[]): number {
	const found = lines.findIndex(line => statusLine.test(line));
	return found > 0 && lines.slice(0, found).some(line => /^\s*[{[<"]/.test(line)) ? 0 : Math.max(found, 0);
}

/** Fills `headers` and gives back where the next head or the body begins. */
function readHeaders(lines: readonly string[], start: number, headers: Map<string, string>): number {
	let next = start;
	for (;;) {
		const header = headerLine.exec(lines[next] ?? '');
		if (header === null) break;
		const name = (header[1] ?? '').toLowerCase();
		const known = headers.get(name);
		headers.set(name, known === undefined ? (header[2] ?? '').trim() : `${known}, ${(header[2] ?? '').trim()}`);
		next += 1;
	}
	while (next < lines.length && lines[next]?.trim() === '') next += 1;
	return next;
}
