import {type Federation, optionalFields} from './federation.ts';
import type {SimplivityRefusal} from './refusal-bodies.ts';

type Item = Federation[string][number];

/** The value of a 200, or the refusal. */
export type Found =
	| {readonly ok: true; readonly value: unknown}
	| {readonly ok: false; readonly refusal: Omit<SimplivityRefusal, 'path'>};

/** Whether `/api/<name>` or `/api/<name>/<id>` is a path that this simulator knows, and which. */
export function resourceAt(path: string, federation: Federation) {
	const [, name, id] = /^\/api\/([a-z_]+)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
	return name !== undefined && Object.hasOwn(federation, name) ? {name, id} : undefined;
}

/** One object, in an envelope named for it: `{"host": {…}}`. HPE: "Errors and exceptions" for the refusal. */
export function findItem(federation: Federation, name: string, id: string, query: URLSearchParams): Found {
	const kind = name.replace(/ies$/, 'y').replace(/s$/, '');
	const item = federation[name]?.find(candidate => candidate.id === id);
	return item === undefined
		? refused(404, 'ObjectNotFoundException', `Object type: ${kind} id: ${id} could not be found`)
		: {ok: true, value: {[kind]: withFields(item, undefined, query)}};
}

/**
 * `{"offset", "limit", "count", "<name>": […]}`, `count` before paging. Reads `limit` (500), `offset` (0), `fields`, `sort`, `order`,
 * `case`, `show_optional_fields` and any field of the collection as a filter: a value, a comma-separated list, `*` as a wildcard.
 * HPE: "Optimizing GET requests" and the swagger file. Other parameters are ignored.
 */
export function listItems(federation: Federation, name: string, query: URLSearchParams, largestLimit: number): Found {
	const items = federation[name] ?? [];
	const known = new Set(items.flatMap(item => Object.keys(item)));
	const limit = wholeNumber(query.get('limit') ?? '500');
	const offset = wholeNumber(query.get('offset') ?? '0');
	const sort = query.get('sort');
	const order = query.get('order') ?? 'descending';
	const fields = query.get('fields')?.split(',');
	if (limit === undefined || offset === undefined) {
		const wrong = limit === undefined ? 'limit' : 'offset';
		return refused(400, 'TypeMismatchException', `Parameter ${wrong} must be an integer`);
	}
	if (limit < 1 || limit > largestLimit) return refused(400, 'InvalidSortCriteriaException', 'Invalid limit');
	if (offset < 0) return refused(400, 'InvalidSortCriteriaException', 'Invalid offset');
	if (sort !== null && !known.has(sort)) return refused(400, 'InvalidSortCriteriaException', 'Invalid sort');
	if (order !== 'ascending' && order !== 'descending') {
		return refused(400, 'InvalidSortCriteriaException', 'Invalid order');
	}
	const strange = fields?.find(field => items.length > 0 && !known.has(field));
	if (strange !== undefined) return refused(400, 'InvalidParameterException', 'Invalid fields');
	const insensitive = query.get('case') === 'insensitive';
	const filters = [...query].filter(([field]) => known.has(field));
	const kept = items.filter(item => filters.every(([field, wanted]) => matches(item[field], wanted, insensitive)));
	const sorted = sort === null ? kept : sortedBy(kept, sort, order, insensitive);
	return {
		ok: true,
		value: {
			offset,
			limit,
			count: kept.length,
			[name]: sorted.slice(offset, offset + limit).map(item => withFields(item, fields, query)),
		},
	};
}

function withFields(item: Item, fields: readonly string[] | undefined, query: URLSearchParams) {
	const optional = query.get('show_optional_fields') === 'true';
	return Object.fromEntries(
		Object.entries(item).filter(
			([field]) => (fields === undefined || fields.includes(field)) && (optional || !optionalFields.has(field)),
		),
	);
}

function sortedBy(items: readonly Item[], field: string, order: 'ascending' | 'descending', insensitive: boolean) {
	const key = (item: Item) => (insensitive ? String(item[field]).toLowerCase() : String(item[field]));
	const sign = order === 'ascending' ? 1 : -1;
	return items.toSorted((one, other) => sign * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}

function matches(value: unknown, wanted: string, insensitive: boolean): boolean {
	const text = insensitive ? String(value).toLowerCase() : String(value);
	return wanted.split(',').some(one => matchesPattern(text, insensitive ? one.toLowerCase() : one));
}

/** Steps through the text once for each part between asterisks: no pattern makes it slow. */
function matchesPattern(text: string, pattern: string): boolean {
	const [head = '', ...rest] = pattern.split('*');
	if (rest.length === 0) return text === pattern;
	const tail = rest.pop() ?? '';
	if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
	let position = head.length;
	for (const part of rest) {
		const found = text.indexOf(part, position);
		if (found === -1) return false;
		position = found + part.length;
	}
	return position <= text.length - tail.length;
}

const wholeNumber = (text: string) => (/^-?\d{1,9}$/.test(text) ? Number(text) : undefined);

const refused = (status: number, exception: SimplivityRefusal['exception'], message: string): Found => ({
	ok: false,
	refusal: {status, exception, message},
});
