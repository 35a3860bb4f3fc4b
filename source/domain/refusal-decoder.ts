import {readLenientJson} from './lenient-json.ts';
import {failure, type Outcome, success} from './outcome.ts';
import type {ProxyTrouble} from './proxy.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Answer, Question, TransportError} from './refusal-answer.ts';
import {readFacts} from './refusal-facts.ts';
import {kindOf} from './refusal-kind.ts';
import {withoutSecrets} from './refusal-masks.ts';
import {errorMeanings} from './refusal-names.ts';
import {kindOfTransport, specificCode} from './refusal-transport.ts';
import {safeText} from './server-text.ts';

export type {Answer, Question, TransportError} from './refusal-answer.ts';

/**
 * The parsed JSON of an accepted answer, or which kind of no it was. Undefined stands for an empty body where none was expected, and
 * for a list that was longer than what is read of an answer: it proves that the token is good, and nothing else. Never throws; the
 * time is linear in the body, which is at most 64 KiB.
 */
export function readAnswer(answer: Answer, question: Question): Outcome<unknown, Refusal> {
	const accepted = acceptedValue(answer, question);
	return accepted ?? failure(refusalOfAnswer(answer, question));
}

/** A 200 of the token endpoint that holds no token which could be used. */
export const noTokenRefusal = (answer: Answer, question: Question): Refusal =>
	refusalOf('not-simplivity', readFacts(answer, question).facts);

/** No answer came. */
export function refusalOfTransport(
	{code, message, phase, ...more}: TransportError,
	{path, bearer, hide = text => text}: Question,
): Refusal {
	const kind = more.proxy === undefined ? kindOfTransport(code, phase, message) : kindOfProxyTrouble(more.proxy);
	return refusalOf(kind, {
		path: path === '' ? undefined : safeText(withoutSecrets(hide(path), bearer, 'ordinary'), 200),
		code: safeText(specificCode(code, message), 60),
		phase,
		...more,
	});
}

/** Whatever fails at a proxy says nothing of the appliance, nor of its certificate. */
const kindOfProxyTrouble = ({status}: ProxyTrouble): RefusalKind => (status === 407 ? 'proxy-login' : 'unreachable');

/** A refusal of a kind, with undefined for every fact that is not known. */
export const refusalOf = (kind: RefusalKind, facts: Partial<Omit<Refusal, 'kind'>> = {}): Refusal => ({
	status: undefined,
	path: undefined,
	serverTime: undefined,
	error: undefined,
	exception: undefined,
	token: undefined,
	serverSays: undefined,
	original: undefined,
	retryAfter: undefined,
	shape: undefined,
	stranger: undefined,
	code: undefined,
	phase: undefined,
	certificate: undefined,
	pinned: undefined,
	offers: undefined,
	unusedProxy: undefined,
	proxy: undefined,
	...facts,
	kind,
});

function refusalOfAnswer(answer: Answer, question: Question): Refusal {
	const {evidence, facts} = readFacts(answer, question);
	const isTask = evidence.status < 300 && isFailedTask(parsed(answer.body));
	return refusalOf(isTask ? 'task-failed' : kindOf(evidence), facts);
}

function acceptedValue(
	{status, body, cutOff}: Answer,
	{purpose, expects}: Question,
): Outcome<unknown, never> | undefined {
	if (status < 200 || status > 299) return undefined;
	if (expects === 'nothing' && !isMarkup(body) && parsed(body) === undefined) return success(undefined);
	const value = parsed(body);
	if (value !== undefined) return isFailedTask(value) || isRefusal(value) ? undefined : success(value);
	// A token that was cut off would be another token.
	const isLongList = cutOff && purpose !== 'token' && readLenientJson(body)?.end === 'cut';
	return isLongList ? success(undefined) : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** An object or a list: no other JSON is an answer of the API. */
function parsed(body: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(body.replace(/^\ufeff/, ''));
		return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
	} catch {
		return undefined;
	}
}

const isMarkup = (body: string) => /^\s*</.test(body.slice(0, 2000));

/** HPE: "Errors and exceptions": what goes wrong deep inside comes as a 200 whose task failed. */
function isFailedTask(value: Fields | undefined): boolean {
	const task = value?.task;
	const state: unknown = typeof task === 'object' && task !== null && 'state' in task ? task.state : undefined;
	return typeof state === 'string' && state.toUpperCase() === 'FAILED';
}

/** A no that something in between gave the wrong status. */
const isRefusal = ({error}: Fields) => typeof error === 'string' && errorMeanings.has(error);
