import {isGarbled} from './garbled-text.ts';
import {readLenientJson} from './lenient-json.ts';
import type {AnswerShape} from './refusal.ts';
import {decodeEntities, markupOf, type Page, readPage, readXmlFields} from './refusal-markup.ts';

/** The fields of a refusal in all its envelopes, as text; undefined where there is none. Not yet safe to show. */
export type BodyFields = {
	readonly error: string | undefined;
	readonly description: string | undefined;
	readonly message: string | undefined;
	readonly exception: string | undefined;
	readonly path: string | undefined;
	readonly timestamp: string | undefined;
	readonly status: string | undefined;
	readonly errorCode: string | undefined;
};

export type Body = {
	readonly shape: AnswerShape;
	readonly fields: BodyFields;
	/** The task of an answer that holds one. */
	readonly task:
		| {readonly state: string | undefined; readonly endTime: string | undefined; readonly fields: BodyFields}
		| undefined;
	readonly page: Page | undefined;
	/** The body without byte order mark and blanks around it; empty for what is no text. */
	readonly text: string;
	/** Compressed, encrypted or damaged. */
	readonly isGarbled: boolean;
};

/**
 * What a body says, decided by its content and never by its `Content-Type`: JSON (also Python's repr of it, cut off, wrapped, or
 * within a JSON string), the XML that Spring writes, a web page, other text. Linear in the body, which is at most 64 KiB.
 */
export function readBody(body: string): Body {
	const text = body.replace(/^\ufeff/, '').trim();
	const plain: Body = {shape: 'text', fields: noFields, task: undefined, page: undefined, text, isGarbled: false};
	if (text === '') return {...plain, shape: 'empty'};
	const markup = markupOf(text);
	if (markup === 'html') return {...plain, shape: 'page', page: readPage(text)};
	const object = markup === 'xml' ? readXmlFields(text) : objectIn(text, 0);
	if (object === undefined) return isGarbled(text) ? {...plain, text: '', isGarbled: true} : plain;
	const fields = fieldsOf(object);
	const isKnown = markup === undefined || Object.values(fields).some(field => field !== undefined);
	return {...plain, shape: isKnown ? 'api' : 'text', fields, task: taskOf(object)};
}

const noFields: BodyFields = {
	error: undefined,
	description: undefined,
	message: undefined,
	exception: undefined,
	path: undefined,
	timestamp: undefined,
	status: undefined,
	errorCode: undefined,
};

type Fields = Readonly<Record<string, unknown>>;

const mostWrappings = 4;

/** The object of the JSON; an empty one for JSON without; undefined when the text is no JSON. */
function objectIn(text: string, wrappings: number): Fields | undefined {
	const json = readLenientJson(text);
	if (json === undefined || (json.end === 'broken' && !isSpecific(json.value))) return undefined;
	const {value} = json;
	const inner =
		typeof value === 'string' && wrappings < mostWrappings ? objectIn(value.trim(), wrappings + 1) : undefined;
	return inner ?? unwrapped(value, wrappings);
}

/** Gateways put the refusal into a list, or below `error`, `errors` or `fault`; PowerShell and others its JSON into `message`. */
function unwrapped(value: unknown, wrappings: number): Fields {
	if (Array.isArray(value)) return unwrapped(value.find(isObject), wrappings);
	if (!isObject(value)) return typeof value === 'string' ? {message: value} : {};
	if (wrappings >= mostWrappings) return value;
	const inner = [value.error, value.fault, Array.isArray(value.errors) ? value.errors[0] : undefined].find(isObject);
	if (inner !== undefined) return {...value, error: undefined, ...unwrapped(inner, wrappings + 1)};
	// PowerShell's error record keeps what the server said in its details.
	const details = isObject(value.ErrorDetails) ? value.ErrorDetails.Message : undefined;
	const message = details ?? value.message;
	const quoted =
		typeof message === 'string' && /^\s*\{/.test(message) ? objectIn(message.trim(), wrappings + 1) : undefined;
	return quoted === undefined ? value : {...value, message: undefined, ...quoted};
}

function fieldsOf(object: Fields): BodyFields {
	return {
		error: textOf(object.error),
		description: textOf(object.error_description),
		message: textOf(object.message),
		exception: textOf(object.exception),
		path: textOf(object.path),
		timestamp: textOf(object.timestamp),
		status: textOf(object.status),
		errorCode: textOf(object.error_code),
	};
}

function taskOf({task}: Fields): Body['task'] {
	if (!isObject(task)) return undefined;
	return {state: textOf(task.state), endTime: textOf(task.end_time), fields: fieldsOf(task)};
}

/** A page and a terminal break lines anywhere: after a hyphen and inside a class name nothing stood there, elsewhere a blank. */
function textOf(value: unknown): string | undefined {
	if (typeof value === 'number') return String(value);
	if (typeof value !== 'string') return undefined;
	const joined = value
		.replace(/(?<=-)[\r\n]{1,2}(?=\w)|(?<=\w\.)[\r\n]{1,2}(?=[a-z$])|[\r\n]{1,2}(?=\$)/g, '')
		.replace(/\s+/g, ' ')
		.trim();
	return joined === '' ? undefined : decodeEntities(joined);
}

/** Broken JSON is believed when it gave a field that only a refusal has. */
const isSpecific = (value: unknown) =>
	isObject(value) && Object.values(fieldsOf(unwrapped(value, 0))).some(field => field !== undefined);

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
