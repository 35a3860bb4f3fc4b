import {bodyIn} from './pasted-body.ts';
import {answered, type PastedExchange} from './pasted-exchange.ts';
import {addressedPath, exchangeInWords, refusalJsonIn} from './pasted-words.ts';

/** `requests.exceptions.HTTPError: words` at the start of a line, as Python (and Java) write what was raised. */
const raised = /^(?:[A-Za-z_]\w{0,60}\.){0,8}[A-Za-z_]\w{0,60}(?:Error|Exception|Timeout)(?:: |\(|$)/gm;
const traceback = /^\s{0,8}Traceback \(most recent call last\):/m;
const ours =
	/\b(?:HPESimpliVity\w{0,40}Exception|requests\.exceptions|urllib3\.exceptions|urllib\.error|httpx\.|aiohttp\.)/;

/** What a Python script died of: the last exception of its traceback, or one alone. The answer may have been printed before. */
export function readPython(text: string): readonly PastedExchange[] | undefined {
	const last = [...text.matchAll(raised)].at(-1);
	if (last === undefined || !(traceback.test(text) || ours.test(text) || last.index === 0)) return undefined;
	const words = text.slice(last.index);
	const path = addressedPath(words) ?? addressedPath(text);
	const exchange = exchangeInWords(words, {path});
	const printed = refusalJsonIn(text.slice(0, last.index));
	if (exchange?.came.ok && exchange.came.value.body === '' && printed !== undefined)
		return [answered({status: exchange.came.value.status, body: printed}, exchange)];
	if (exchange !== undefined) return [exchange];
	// simplivity-python raises with the server's words alone.
	return /HPESimpliVity/.test(words)
		? [answered({status: 0, body: bodyIn(words.slice(last[0].length))}, {path})]
		: undefined;
}
