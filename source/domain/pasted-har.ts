import {readLenientJson} from './lenient-json.ts';
import {answered, type PastedExchange, pathOf, unanswered} from './pasted-exchange.ts';
import {transportErrorIn} from './pasted-transport.ts';
import {fieldsOf} from './reader.ts';

/** What a browser's network tab exports (HAR 1.2): a whole file, one entry of it, or one response. */
export function readHar(text: string): readonly PastedExchange[] | undefined {
	if (!/^\s*\{/.test(text) || !/"(?:entries|response|headers)"/.test(text)) return undefined;
	const whole = fieldsOf(readLenientJson(text)?.value);
	if (whole === undefined) return undefined;
	const entries = fieldsOf(whole.log)?.entries ?? whole.entries;
	if (Array.isArray(entries)) return entries.slice(0, mostEntries).flatMap(entry => exchangeOf(fieldsOf(entry)) ?? []);
	if (fieldsOf(whole.response) !== undefined) return listOf(exchangeOf(whole));
	return isResponse(whole) ? listOf(exchangeOf({response: whole})) : undefined;
}

const mostEntries = 5000;

type Fields = Readonly<Record<string, unknown>>;

const isResponse = ({status, headers, content, statusText}: Fields) =>
	typeof status === 'number' && Array.isArray(headers) && (content !== undefined || statusText !== undefined);

const listOf = (exchange: PastedExchange | undefined) => (exchange === undefined ? [] : [exchange]);

function exchangeOf(entry: Fields | undefined): PastedExchange | undefined {
	const response = fieldsOf(entry?.response);
	const request = fieldsOf(entry?.request);
	if (response === undefined) return undefined;
	const asked = {method: textOf(request?.method), path: pathOf(textOf(request?.url))};
	const status = Number(response.status);
	if (status > 0) return answered({status, headers: headersOf(response.headers), body: bodyOf(response)}, asked);
	// Browsers write 0 when no answer came, and Chrome why.
	const why = transportErrorIn(textOf(response._error) ?? textOf(entry?._error) ?? '');
	return unanswered(why ?? {code: 'ECONNRESET', phase: 'answer', message: ''}, asked);
}

function headersOf(list: unknown): Readonly<Record<string, string>> {
	const pairs = (Array.isArray(list) ? list.slice(0, 200) : []).map(each => fieldsOf(each));
	return Object.fromEntries(pairs.map(pair => [(textOf(pair?.name) ?? '').toLowerCase(), textOf(pair?.value) ?? '']));
}

function bodyOf(response: Fields): string {
	const content = fieldsOf(response.content);
	const text = textOf(content?.text) ?? '';
	return content?.encoding === 'base64' ? decoded(text) : text;
}

function decoded(base64: string): string {
	try {
		return new TextDecoder().decode(Uint8Array.from(atob(base64.slice(0, 131_072)), each => each.charCodeAt(0)));
	} catch {
		return '';
	}
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
