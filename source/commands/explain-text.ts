import type {Explanation} from '../domain/explanation.ts';
import type {Refusal} from '../domain/refusal.ts';
import {zonedTime} from '../domain/time-in-words.ts';

/** A refusal for a person to read: our words first, then the server's own within marks, then the facts. */
export function explanationText(refusal: Refusal, {title, cause, advice}: Explanation): string {
	return [
		title,
		'',
		cause,
		'',
		'What to do:',
		...advice.flatMap(({text, command}) => [`  ${text}`, ...(command === undefined ? [] : [`      ${command}`])]),
		...(refusal.serverSays === undefined ? [] : ['', `The server says: «${refusal.serverSays}»`]),
		'',
		...factLines(refusal),
	].join('\n');
}

function factLines({kind, status, path, serverTime, exception, error, token, retryAfter}: Refusal): readonly string[] {
	const facts: ReadonlyArray<readonly [string, string | undefined]> = [
		['kind', kind],
		['status', status === undefined ? undefined : String(status)],
		['path', path],
		['error', error],
		['exception', exception],
		['server time', serverTime === undefined ? undefined : zonedTime(serverTime)],
		['token', token?.fingerprint],
		['retry after', retryAfter === undefined ? undefined : `${Math.ceil(retryAfter / 1000)} s`],
	];
	return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(11)}  ${value}`]));
}
