import {STATUS_CODES} from 'node:http';
import type {ApiAnswer} from '../appliance-port.ts';
import {indentedJson} from '../domain/json-layout.ts';
import {safeText} from '../domain/server-text.ts';
import type {ApiWish} from './api-wish.ts';
import type {CommandContext} from './command.ts';
import type {Output} from './output.ts';

/** In bytes: more than anybody reads on a screen. */
const mostShown = 1024 * 1024;

/** The body, exactly as it came for a program, made safe and readable for a person. */
export function printAnswer(
	answer: ApiAnswer,
	{isIncluded}: Pick<ApiWish, 'isIncluded'>,
	{output, input}: CommandContext,
): void {
	if (isIncluded) output.data(`${headLines(answer).join('\n')}\n`);
	if (input.isTerminal.stdout) show(answer, output);
	else output.bytes(answer.body);
}

function show({body}: ApiAnswer, output: Output): void {
	const text = Buffer.from(body.subarray(0, mostShown)).toString();
	const isCut = body.length > mostShown;
	const shown = isCut ? text : (indentedJson(text) ?? text);
	if (shown.trim() !== '') output.data(shown.trimEnd().split(/\r?\n/).map(safeLine).join('\n'));
	if (isCut) output.hint('only the first 1 MiB is shown: write the answer to a file with > FILE');
}

function headLines({status, headers}: ApiAnswer): readonly string[] {
	const reason = STATUS_CODES[status];
	return [
		`HTTP/1.1 ${status}${reason === undefined ? '' : ` ${reason}`}`,
		// No server has a reason to send it back.
		...Object.entries(headers).flatMap(([name, value]) =>
			name === 'authorization' ? [] : [safeLine(`${name}: ${value}`)],
		),
	];
}

const safeLine = (line: string) => safeText(line, Number.POSITIVE_INFINITY);
