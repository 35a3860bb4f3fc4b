import type {ApiMethod} from '../appliance-port.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {type Duration, hours, minutes, seconds} from '../domain/time.ts';
import type {Invocation} from './command.ts';
import {durationOption, hasOption, textOption} from './option-values.ts';

/** What was asked of `api`, before anything of it was read or sent. */
export type ApiWish = {
	readonly method: ApiMethod;
	/** As it was typed. */
	readonly path: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** As it was typed: the text, or an `@` with a file's name. */
	readonly data: string | undefined;
	readonly isIncluded: boolean;
	readonly timeout: Duration;
};

/** A failure is words to a person. Never repeats a value: it may be a secret. */
export function readApiWish(invocation: Invocation): Outcome<ApiWish, string> {
	const {words} = invocation;
	const data = textOption(invocation, 'data');
	const [first = '', second] = words;
	if (second === undefined && methodIn(first) !== undefined) return failure('which path? svt-tui api GET /api/hosts');
	const method = second === undefined ? (data === undefined ? 'GET' : 'POST') : methodIn(first);
	if (method === undefined) return failure(`METHOD is ${methods.slice(0, -1).join(', ')} or ${methods.at(-1)}`);
	if (method === 'GET' && data !== undefined) return failure('a GET has no body: take --data away, or name the method');
	const headers = readHeaders(invocation.options['send-header']);
	if (!headers.ok) return headers;
	const timeout = durationOption(invocation, 'timeout');
	if (!timeout.ok) return timeout;
	const {value: span = minutes(1)} = timeout;
	if (span < seconds(1) || span > hours(1)) return failure('--timeout is between 1s and 1h');
	return success({
		method,
		path: second ?? first,
		headers: headers.value,
		data,
		isIncluded: hasOption(invocation, 'include'),
		timeout: span,
	});
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly ApiMethod[];

const methodIn = (word: string) => methods.find(method => method === word.toUpperCase());

/** What the program writes itself; a second one would send the request, or the token, somewhere else. */
const ours: ReadonlySet<string> = new Set([
	'authorization',
	'proxy-authorization',
	'host',
	'content-length',
	'transfer-encoding',
	'accept-encoding',
	'connection',
	'keep-alive',
	'upgrade',
	'expect',
	'te',
	'trailer',
]);
const mostHeaders = 8 * 1024;

function readHeaders(given: Invocation['options'][string]): Outcome<ApiWish['headers'], string> {
	const headers: Record<string, string> = {};
	const lines = Array.isArray(given) ? given : [];
	if (lines.join('').length > mostHeaders) return failure('the headers are longer than 8 KiB');
	for (const line of lines) {
		// RFC 9110, 5.1 and 5.5, without what only old servers wrote.
		const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+):[\t ]*([\t\x20-\x7e]*?)[\t ]*$/.exec(line) ?? [];
		if (name === '') return failure("--send-header is NAME:VALUE, such as 'Accept: application/json'");
		const known = name.toLowerCase();
		if (ours.has(known)) return failure(`--send-header cannot set ${known}: svt-tui writes that itself`);
		headers[known] = value;
	}
	return success(headers);
}
