import {readLenientJson} from './lenient-json.ts';
import {answered, type PastedExchange, pathOf, unanswered} from './pasted-exchange.ts';
import {transportErrorIn} from './pasted-transport.ts';
import {exchangeInWords} from './pasted-words.ts';
import {fieldsOf} from './reader.ts';

/** `fatal: [host]: FAILED! => {…}`, `failed: [host] (item=…) => {…}`, `ok: [host] => {…}`. */
const result = /^(?:fatal|failed|ok|changed): \[[^\]\n]{1,200}\][^\n{]{0,400}=> ?(?=\{)/gm;

/** What a task of Ansible came to; of its `uri` module the answer itself, whose headers are fields with `_` for `-`. */
export function readAnsible(text: string): readonly PastedExchange[] | undefined {
	const exchanges: PastedExchange[] = [];
	let isAnsible = false;
	for (const {index, 0: start} of text.matchAll(result)) {
		isAnsible = true;
		if (exchanges.length >= mostResults) break;
		const json = readLenientJson(text.slice(index + start.length, index + start.length + 131_072));
		const exchange = exchangeOf(fieldsOf(json?.value) ?? {});
		if (exchange !== undefined) exchanges.push(exchange);
	}
	return isAnsible ? exchanges : undefined;
}

const mostResults = 20;

type Fields = Readonly<Record<string, unknown>>;

function exchangeOf(fields: Fields): PastedExchange | undefined {
	const path = pathOf(textOf(fields.url) ?? textOf(fieldsOf(fieldsOf(fields.invocation)?.module_args)?.url));
	const message = textOf(fields.msg) ?? '';
	const printed = textOf(fields.module_stderr) ?? textOf(fields.exception) ?? '';
	const status = Number(fields.status);
	const body = textOf(fields.content) ?? (fields.json === undefined ? '' : JSON.stringify(fields.json));
	// -1 is Ansible's own: no answer came.
	if (status >= 100) return answered({status, headers: headersOf(fields), body}, {path});
	const error = status === -1 ? transportErrorIn(message) : undefined;
	return error === undefined ? exchangeInWords(`${message}\n${printed}`, {path}) : unanswered(error, {path});
}

const headersOf = (fields: Fields) =>
	Object.fromEntries(
		['www_authenticate', 'retry_after', 'date', 'location', 'proxy_authenticate'].flatMap(name => {
			const value = textOf(fields[name]);
			return value === undefined ? [] : [[name.replace('_', '-'), value]];
		}),
	);

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
