import type {Explanation} from '../domain/explanation.ts';
import type {PastedExchange} from '../domain/pasted-exchange.ts';
import type {PastedRefusal} from '../domain/pasted-refusal.ts';
import type {Refusal} from '../domain/refusal.ts';
import {withoutSecrets} from '../domain/refusal-masks.ts';
import {safeText} from '../domain/server-text.ts';
import {zonedTime} from '../domain/time-in-words.ts';

type Told = PastedRefusal & {
	readonly explanation: Explanation;
	/** Whose token it may be. */
	readonly profile: string | undefined;
};

/** A refusal for a person to read: our words first, then the server's own within marks, then the facts. */
export function explanationText(told: Told): string {
	const {refusal, explanation} = told;
	const {title, cause, advice} = explanation;
	return [
		title,
		'',
		cause,
		'',
		'What to do:',
		...advice.flatMap(({text, command}) => [`  ${text}`, ...(command === undefined ? [] : [`      ${command}`])]),
		...(refusal.serverSays === undefined ? [] : ['', `${speakerOf(refusal)}: «${refusal.serverSays}»`]),
		'',
		...factLines(told),
	].join('\n');
}

/** Words that nobody knows need not be a server's. */
const speakerOf = ({kind, status}: Refusal) =>
	kind === 'unreadable' && status === undefined ? 'It says' : 'The server says';

function factLines({refusal, method, profile}: Told): readonly string[] {
	const {kind, status, path, serverTime, exception, error, token, retryAfter} = refusal;
	const facts: ReadonlyArray<readonly [string, string | undefined]> = [
		['kind', kind],
		['status', status === undefined ? undefined : String(status)],
		['method', method === undefined ? undefined : safeText(method, 20)],
		['path', path],
		['error', error],
		['exception', exception],
		['server time', serverTime === undefined ? undefined : zonedTime(serverTime)],
		['token', token === undefined ? undefined : `${token.fingerprint}${ownerOf(token, profile)}`],
		['retry after', retryAfter === undefined ? undefined : `${Math.ceil(retryAfter / 1000)} s`],
	];
	return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(11)}  ${value}`]));
}

function ownerOf({isCurrent}: NonNullable<Refusal['token']>, profile = ''): string {
	if (isCurrent === undefined) return '';
	return isCurrent
		? `, the one in use by ${safeText(profile, 40)}`
		: `, another one than ${safeText(profile, 40)} uses`;
}

/** Nothing was refused: what was, as far as the text tells. */
export function noRefusalText(exchanges: readonly PastedExchange[], hide: (text: string) => string): string {
	const [last] = exchanges.slice(-1);
	if (exchanges.length > 1) return `this is no refusal: none of its ${exchanges.length} answers says no`;
	if (last?.came.ok !== true || last.came.value.status === 0) return 'this is no refusal: nothing in it says no';
	const path =
		last.path === undefined ? undefined : safeText(withoutSecrets(hide(last.path), undefined, 'ordinary'), 200);
	const request = path === undefined ? 'the request' : [last.method, path].filter(part => part !== undefined).join(' ');
	return `this is no refusal: ${request} was answered with ${last.came.value.status}`;
}
