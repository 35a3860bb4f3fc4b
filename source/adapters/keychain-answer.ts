import {fieldsOf} from '../domain/reader.ts';
import {Secret} from '../domain/secret.ts';

/** What the child is asked. */
export type KeychainRequest = {
	readonly verb: 'get' | 'set' | 'delete';
	readonly service: string;
	readonly account: string;
	/** What to set; empty otherwise. */
	readonly secret: string;
};

/** What the child says. */
export type KeychainAnswer =
	/** Null for what is absent, and for what is locked as well. */
	| {readonly type: 'text'; readonly text: string | null}
	| {readonly type: 'stored'}
	/** False for what was absent, and for what is locked as well. */
	| {readonly type: 'deleted'; readonly deleted: boolean}
	| {readonly type: 'refused' | 'not-loadable'; readonly message: string};

/** Undefined for what is no answer to that question. What the library says never repeats the secret. */
export function parseAnswer(message: unknown, {verb, secret}: KeychainRequest): KeychainAnswer | undefined {
	const {type, text, deleted, message: words} = fieldsOf(message) ?? {};
	if ((type === 'refused' || type === 'not-loadable') && typeof words === 'string') {
		return {type, message: new Secret(secret).hiddenIn(words, '[secret]')};
	}
	if (verb === 'get' && type === 'text' && (typeof text === 'string' || text === null)) return {type, text};
	if (verb === 'delete' && type === 'deleted' && typeof deleted === 'boolean') return {type, deleted};
	return verb === 'set' && type === 'stored' ? {type} : undefined;
}
