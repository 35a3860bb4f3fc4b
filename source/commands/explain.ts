import {explain} from '../domain/explain.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parsePastedAnswer} from '../domain/pasted-answer.ts';
import type {Refusal} from '../domain/refusal.ts';
import {type Answer, type Question, readAnswer} from '../domain/refusal-decoder.ts';
import {refusalReport} from '../domain/refusal-report.ts';
import {safeText} from '../domain/server-text.ts';
import type {RunCommand} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {explanationText} from './explain-text.ts';
import {fail} from './output.ts';

const mostInput = 1024 * 1024;

/** Nobody knows what was asked, but for what the answer says of it. */
const question: Question = {path: '', purpose: 'open', expects: 'json'};

/** Says in plain words what a refusal that somebody pasted means. Asks nobody: no network, no keychain, no profile. */
export const run: RunCommand = async ({words, options}, {input, output}) => {
	const status = parseStatus(options.status);
	if (!status.ok) return fail(output, exitCodes.usage, status.failure, 'give the HTTP status, such as --status 401');
	const path = words[0] ?? '-';
	if (path === '-' && input.isTerminal.stdin) {
		output.talk("paste the appliance's answer, then press Enter and Ctrl-D");
	}
	const read = await input.readText(path, mostInput);
	if ('problem' in read) return fail(output, exitCodes.usage, read.problem);
	const pasted = parsePastedAnswer(read.text);
	const answer = {...pasted, status: status.value ?? pasted.status};
	if (answer.status === 0 && answer.body === '') {
		return fail(output, exitCodes.usage, 'there is nothing to explain: the input is empty', wholeAnswer);
	}
	if (isNoText(read.text)) {
		return fail(output, exitCodes.serverError, `${safeText(path === '-' ? 'the input' : path, 200)} is not text`, utf8);
	}
	const refusal = refusalIn(answer);
	if (refusal === undefined) {
		const hints = answer.body.includes('access_token')
			? ['it holds a token that may still work: show it to nobody']
			: [];
		return fail(output, exitCodes.usage, 'this answer is no refusal: nothing in it says no', ...hints);
	}
	const explanation = explain(refusal);
	output.data(
		options.json === true ? JSON.stringify(refusalReport(refusal, explanation)) : explanationText(refusal, explanation),
	);
	if (refusal.kind !== 'unreadable') return exitCodes.ok;
	if (answer.status === 0) output.hint(wholeAnswer);
	return exitCodes.serverError;
};

const wholeAnswer = 'paste the whole output of curl -i, or give the HTTP status with --status';
const utf8 = 'save it as UTF-8 text; older shells on Windows write UTF-16 when they redirect';

/** Undefined when the answer is none; a body without a status is none when a 200 with it were none. */
function refusalIn(answer: Answer): Refusal | undefined {
	const outcome = readAnswer(answer, question);
	if (outcome.ok) return undefined;
	const isMute = answer.status === 0 && outcome.failure.kind === 'unreadable';
	return isMute && readAnswer({...answer, status: 200}, question).ok ? undefined : outcome.failure;
}

function parseStatus(text: unknown): Outcome<number | undefined, string> {
	if (text === undefined) return success(undefined);
	const status = typeof text === 'string' && /^\d{3}$/.test(text) ? Number(text) : 0;
	return status >= 100 && status <= 599
		? success(status)
		: failure(`--status ${safeText(String(text), 40)} is no HTTP status`);
}

/** Zero bytes, or much that is no UTF-8, stand in no answer of a server's. */
function isNoText(text: string): boolean {
	const wrong = text.match(/\ufffd/g)?.length ?? 0;
	return text.includes('\0') || wrong > text.length / 10;
}
