import {bodyIn} from './pasted-body.ts';
import {answered, type PastedExchange} from './pasted-exchange.ts';
import {addressedPath, exchangeInWords, refusalJsonIn} from './pasted-words.ts';

/** `Invoke-RestMethod : …` of Windows PowerShell, `Invoke-RestMethod: …` of PowerShell 7. */
const cmdlet = /^(?:[A-Z][a-z]{1,20}-[A-Z][A-Za-z]{1,40}|irm|iwr) ?:[ \t]*/m;
/** Where an error record begins to tell the place in the script, in the languages that Windows has most. */
const place = /^(?:At \S[^\n]{0,300}char:\d|In [^\n]{0,300}Zeichen:|所在位置|Au caractère|En línea:|\s{0,6}\+ )/m;
const record = /^\s{0,6}\+ (?:CategoryInfo|FullyQualifiedErrorId)\s{0,20}:/m;
const conciseView = /^Line \|\s*$/m;

/** What a console shows of a PowerShell error: the record, the concise view, or `Format-List` of the record or of an answer. */
export function readPowerShell(text: string): readonly PastedExchange[] | undefined {
	const fields = listIn(text);
	if (fields !== undefined) return [exchangeOfList(fields, text)];
	if (!record.test(text) && !cmdlet.test(text)) return undefined;
	const exchanges = recordsIn(text).flatMap(error => {
		const message = conciseView.test(error) ? conciseMessage(error) : error.slice(0, place.exec(error)?.index).trim();
		return exchangeInWords(refusalJsonIn(bodyIn(message)) ?? message, askedIn(error)) ?? [];
	});
	return exchanges.length === 0 ? undefined : exchanges;
}

const mostRecords = 50;

/** Each error from its cmdlet's name to the next one. */
function recordsIn(text: string): readonly string[] {
	const [before = '', ...records] = text.split(cmdlet);
	return (records.length === 0 ? [before] : records).slice(-mostRecords);
}

/** `     | words`, below the line of the script and its underlining. */
function conciseMessage(text: string): string {
	const lines = text.split('\n').flatMap(line => /^\s{1,10}\|\s?(.*)$/.exec(line)?.[1] ?? []);
	return lines
		.map(line => line.trimStart())
		.filter(line => !/^~+$/.test(line))
		.join('\n');
}

function askedIn(text: string) {
	const method = /\s-Method\s{1,5}['"]?([A-Za-z]{3,8})/i.exec(text)?.[1]?.toUpperCase();
	return {method, path: addressedPath(text)};
}

type Fields = ReadonlyMap<string, string>;

/** Those of an answer, of its refusal and of an error record; a list without any of them is something else. */
const known = new Set([
	'ErrorDetails',
	'Exception',
	'StatusCode',
	'RawContent',
	'error',
	'error_description',
	'exception',
]);

/** `name : value` in lines, a long value going on below itself. */
function listIn(text: string): Fields | undefined {
	const fields = new Map<string, string>();
	let current = '';
	for (const line of text.trim().split('\n')) {
		const [, name, value = ''] = /^([A-Za-z_]\w{0,40})\s{0,40}: ?(.*)$/.exec(line) ?? [];
		const isMore = name === undefined && /^\s{4,}\S/.test(line) && current !== '';
		if (!isMore && name === undefined && line.trim() !== '') return undefined;
		current = name ?? current;
		if (isMore) fields.set(current, `${fields.get(current)}\n${line.trim()}`);
		else if (name !== undefined) fields.set(name, value.trim());
	}
	return fields.size > 1 && [...fields.keys()].some(name => known.has(name)) ? fields : undefined;
}

function exchangeOfList(fields: Fields, text: string): PastedExchange {
	const asked = {path: addressedPath(text), method: undefined};
	const body = fields.get('ErrorDetails') ?? fields.get('Content') ?? '';
	const status = Number(/^\d{3}/.exec(fields.get('StatusCode') ?? '')?.[0] ?? 0);
	const told = exchangeInWords(`${bodyIn(body)}\n${fields.get('Exception') ?? ''}`, asked);
	if (status === 0 && told !== undefined) return told;
	const own = body === '' ? JSON.stringify(Object.fromEntries(fields)) : bodyIn(body);
	return answered({status, body: own}, asked);
}
