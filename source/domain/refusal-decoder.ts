import type {Certificate} from './certificate.ts';
import {failure, type Outcome, success} from './outcome.ts';
import type {Grant} from './profile.ts';
import type {ExchangePhase, Refusal, RefusalKind} from './refusal.ts';
import {kindOfTransport} from './refusal-transport.ts';
import type {Secret} from './secret.ts';
import {safeText} from './server-text.ts';

/** What came back. */
export type Answer = {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Decoded UTF-8, at most 64 KiB. */
	readonly body: string;
	/** The body was longer, or did not end in time. */
	readonly cutOff: boolean;
};

/** Why no answer came: Node's, OpenSSL's or the HTTP library's code, or one of our own that start with `SVT_`. */
export type TransportError = {
	readonly code: string;
	readonly message: string;
	readonly phase: ExchangePhase;
	/** The one that was shown, when it was refused. */
	readonly certificate?: Certificate;
};

/** What was asked: decides what an answer can mean. */
export type Question = {
	readonly path: string;
	readonly purpose: 'token' | 'bearer' | 'open';
	readonly grant?: Grant;
	readonly bearer?: Secret;
	readonly expects: 'json' | 'nothing';
};

/** The parsed JSON of an accepted answer (undefined for an empty body), or what kind of no it was. Never throws. */
export function readAnswer(answer: Answer, question: Question): Outcome<unknown, Refusal> {
	const {status, body, cutOff} = answer;
	const isAccepted = status >= 200 && status < 300;
	if (isAccepted && question.expects === 'nothing' && body.trim() === '') return success(undefined);
	const value = isAccepted && !cutOff ? parsed(body) : undefined;
	if (value !== undefined) return success(value);
	return failure(refusalOf(kindOfStatus(status), {status, path: safeText(question.path, 200)}));
}

/** A 200 of the token endpoint that holds no token. */
export const noTokenRefusal = ({status}: Answer, {path}: Question): Refusal =>
	refusalOf('not-simplivity', {status, path: safeText(path, 200), shape: 'api'});

export function refusalOfTransport({code, message, phase, certificate}: TransportError, {path}: Question): Refusal {
	return refusalOf(kindOfTransport(code, phase, message), {
		path: safeText(path, 200),
		code: safeText(code, 60),
		phase,
		certificate,
	});
}

/** A refusal of a kind, with undefined for every fact that is not known. */
export const refusalOf = (kind: RefusalKind, facts: Partial<Omit<Refusal, 'kind'>> = {}): Refusal => ({
	status: undefined,
	path: undefined,
	serverTime: undefined,
	exception: undefined,
	token: undefined,
	serverSays: undefined,
	retryAfter: undefined,
	shape: undefined,
	code: undefined,
	phase: undefined,
	certificate: undefined,
	...facts,
	kind,
});

function kindOfStatus(status: number): RefusalKind {
	if (status === 401) return 'unauthorized';
	if (status === 502 || status === 503 || status === 429) return 'busy';
	if (status === 408 || status === 504) return 'slow';
	return status >= 500 ? 'server-error' : 'not-simplivity';
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}
