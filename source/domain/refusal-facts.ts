import type {Refusal} from './refusal.ts';
import type {Answer, Question} from './refusal-answer.ts';
import {type Body, type BodyFields, readBody} from './refusal-body.ts';
import {type Challenge, readChallenge} from './refusal-challenge.ts';
import type {Evidence} from './refusal-kind.ts';
import {collapsed} from './refusal-markup.ts';
import {isSameAs, tokenNamedIn, withoutSecrets} from './refusal-masks.ts';
import {errorMeanings, shortNameOf} from './refusal-names.ts';
import {joinedTokens, originalOf} from './refusal-original.ts';
import {strangerIn, wordsOfStrangers} from './refusal-strangers.ts';
import {saysPlainHttp} from './refusal-texts.ts';
import {fingerprintOf, type Secret} from './secret.ts';
import {safeText} from './server-text.ts';
import {parseHttpDate, parseRetryAfter, parseTimestamp} from './wire-time.ts';

export type Facts = Omit<
	Refusal,
	'kind' | 'code' | 'phase' | 'certificate' | 'pinned' | 'offers' | 'unusedProxy' | 'proxy'
>;

/** All that an answer says: what its kind is decided on, and what is shown of it (without secrets and safe to show). */
export function readFacts(answer: Answer, question: Question): {readonly evidence: Evidence; readonly facts: Facts} {
	const body = readBody(joinedTokens(answer.body));
	const fields = body.task?.fields ?? body.fields;
	const {headers} = answer;
	const stranger = strangerIn(body.text, headers);
	const challenge = readChallenge(headers['www-authenticate'] ?? headers['proxy-authenticate']);
	const status = statusOf(answer.status, fields, body.page);
	const hide = hidingOf(question);
	const exception = shortNameOf(question.bearer?.hiddenIn(fields.exception ?? '', '…') ?? fields.exception);
	const error = fields.error ?? challenge.error;
	const path = ownPath(fields.path ?? body.page?.path) ?? (question.path === '' ? undefined : question.path);
	const asked = isTokenRequest(question, path) ? 'token' : 'other';
	const words = wordsOf(body, fields, challenge);
	const trust = status === 401 || status === 0 || asked === 'token' ? 'suspect' : 'ordinary';
	const said = saysOf(body, fields, words, answer);
	const says = said === undefined ? undefined : hide(said);
	return {
		evidence: {
			status,
			shape: body.shape,
			error,
			exception,
			text: words.join(' ').slice(0, 4096).toLowerCase(),
			challenge,
			asked,
			isOwnPage: body.page?.isOwn === true,
			isBlockPage: body.page?.isBlock === true,
			isGarbled: body.isGarbled,
			isStrangers: stranger !== undefined,
		},
		facts: {
			status: status === 0 ? undefined : status,
			// The ids in a path are those of what was asked for.
			path: path === undefined ? undefined : safeText(withoutSecrets(hide(path), question.bearer, 'ordinary'), 200),
			serverTime: parseTimestamp(body.task?.endTime ?? fields.timestamp) ?? parseHttpDate(headers.date),
			error: error !== undefined && errorMeanings.has(error) ? error : undefined,
			exception: exception === undefined || hide(exception) !== exception ? undefined : exception,
			token: tokenOf(words.join(' '), trust, question.bearer),
			serverSays: says === undefined ? undefined : safeText(withoutSecrets(says, question.bearer, trust), 500),
			original: originalOf(answer, text => withoutSecrets(hide(text), question.bearer, trust)),
			retryAfter: parseRetryAfter(headers['retry-after'], headers.date),
			shape: body.shape,
			stranger,
		},
	};
}

/** The words that a kind may be decided on. Those of a page that something before the appliance wrote are about that. */
function wordsOf(
	{shape, page, text}: Body,
	{description, message}: BodyFields,
	challenge: Challenge,
): readonly string[] {
	const own = [...new Set([description, message])].filter(words => words !== undefined);
	if (own.length > 0) return own;
	if (page !== undefined && (page.isOwn || saysPlainHttp(page.text.slice(0, 4096).toLowerCase()))) return [page.text];
	if (shape === 'text' && text !== '') return [collapsed(text)];
	return challenge.description === undefined ? [] : [challenge.description];
}

function saysOf(
	{shape, page, text}: Body,
	{error, errorCode}: BodyFields,
	words: readonly string[],
	{status, headers}: Answer,
): string | undefined {
	const code = errorCode === undefined ? '' : ` (error ${errorCode})`;
	// Where to, but not with what: the query may carry what nobody else should see.
	if (status >= 300 && status < 400) return `Location: ${headers.location?.split(/[?#]/, 1)[0] ?? '(none)'}`;
	if (page !== undefined) return page.title || page.text || undefined;
	const strangers = wordsOfStrangers(text);
	if (strangers !== undefined) return strangers;
	if (words.length > 0) return `${words.join(' / ')}${code}`;
	if (shape === 'empty') {
		const name = ['WWW-Authenticate', 'Proxy-Authenticate'].find(header => headers[header.toLowerCase()] !== undefined);
		return name === undefined ? undefined : `${name}: ${headers[name.toLowerCase()]}`;
	}
	return error === undefined ? collapsed(text) || undefined : `${error}${code}`;
}

/** It stands among our own words: nothing may stand there that is no path. */
const ownPath = (path: string | undefined) =>
	path !== undefined && /^\/[\w./:?=&%,~+*@!$'()-]*$/.test(path) ? path : undefined;

/** Far more than is ever shown, and longer than any secret. */
const mostShown = 8192;
const longestSecret = 4096;

/** Without the secrets that the question knows of. A last word that is cut in two could be half of one. */
function hidingOf({password, hide = text => text}: Question): (text: string) => string {
	return text => {
		const lastBlank = text.slice(0, mostShown).lastIndexOf(' ');
		const end = text.length > mostShown ? Math.max(lastBlank, mostShown - longestSecret) : text.length;
		const start = text.slice(0, end);
		return hide(password?.hiddenIn(start, '…') ?? start);
	};
}

/** The answer's, else the body's (which pasted text has), else what the words imply; 0 when nothing says. */
function statusOf(status: number, {status: named, error, exception, message}: BodyFields, page: Body['page']): number {
	const headline = /^(?:http )?(?:error |status )?([45]\d\d)\b/i.exec(page?.title || page?.text || '')?.[1];
	const number = status > 0 ? status : Number(named ?? headline);
	if (Number.isInteger(number) && number > 0) return number;
	return [error, message, shortNameOf(exception)].some(word => /^unauthorized(?:exception)?$/i.test(word ?? ''))
		? 401
		: 0;
}

/** We know what we asked; of a pasted answer the path that it names says it. */
const isTokenRequest = ({purpose}: Question, path: string | undefined) =>
	purpose === 'token' || (purpose === 'open' && /\/oauth\/token\/?(?:\?|$)/.test(path ?? ''));

function tokenOf(words: string, trust: 'suspect' | 'ordinary', bearer: Secret | undefined): Refusal['token'] {
	const text = words.slice(0, 8192);
	if (bearer !== undefined && bearer.hiddenIn(text, '') !== text)
		return {fingerprint: bearer.fingerprint, isCurrent: true};
	const named = trust === 'suspect' || /token/i.test(text) ? tokenNamedIn(text) : undefined;
	if (named === undefined) return undefined;
	return {fingerprint: fingerprintOf(named), isCurrent: bearer === undefined ? undefined : isSameAs(bearer, named)};
}
