import {failure, type Outcome, success} from './outcome.ts';
import type {Answer, TransportError} from './refusal-answer.ts';

/** One request that a pasted text tells of, and what came back. */
export type PastedExchange = {
	readonly method: string | undefined;
	/** With its query: not yet safe to show. */
	readonly path: string | undefined;
	readonly came: Outcome<Answer, TransportError>;
};

/**
 * Reads one form in which people paste: undefined when the text has another one, an empty list when it has this one and tells of no
 * request that came to an end.
 */
export type ReadForm = (text: string) => readonly PastedExchange[] | undefined;

type Asked = {readonly method?: string | undefined; readonly path?: string | undefined};

export const answered = (
	{status, headers = {}, body}: {readonly status: number; readonly headers?: Answer['headers']; readonly body: string},
	{method, path}: Asked = {},
): PastedExchange => ({
	method,
	path,
	came: success({status, headers, body: body.slice(0, mostBody), cutOff: body.length > mostBody}),
});

export const unanswered = (error: TransportError, {method, path}: Asked = {}): PastedExchange => ({
	method,
	path,
	came: failure(error),
});

/** As much as is read of an answer that comes over the network. */
const mostBody = 65_536;

/** `/api/hosts?limit=1` of an address; undefined for what is none, and for one without a path. */
export function pathOf(address: string | undefined): string | undefined {
	const path = /^(?:https?:\/\/[^/?#\s]{1,400})?(\/[^\s#]{1,2000})/i.exec(address ?? '')?.[1];
	return path === '/' ? undefined : path;
}
