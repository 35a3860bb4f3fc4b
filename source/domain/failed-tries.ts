import {type EventReport, momentOf} from './event-report.ts';
import type {RefusalKind} from './refusal.ts';
import type {Instant} from './time.ts';

/** A stretch of tries that failed in the same way: `no route from 03:03:02 to the end (7 tries)`. */
export type Stretch = {readonly at: Instant; readonly words: string};

type Tries = {readonly what: string; readonly first: Instant; readonly last: Instant; readonly count: number};

/** More than so many ways to fail are told as one. */
const mostStretches = 3;

/** Tickles that failed, oldest first; `end` says how the last stretch ends, as nothing was accepted after it. */
export function failedTries(
	failed: readonly EventReport[],
	time: (at: Instant) => string,
	end: 'to the end' | 'broken off',
): readonly Stretch[] {
	const stretches = stretchesOf(failed);
	const [first, last] = [stretches[0], stretches.at(-1)];
	if (first === undefined || last === undefined) return [];
	const until = (to: Instant) => (end === 'to the end' && to === last.last ? 'to the end' : `to ${time(to)}`);
	if (stretches.length <= mostStretches) {
		return stretches.map(({what, first: at, last: to, count}) => ({
			at,
			words: `${what} ${count === 1 && to !== last.last ? `at ${time(at)}` : `from ${time(at)} ${until(to)}`} (${tries(count)})`,
		}));
	}
	const ways = [...new Set(stretches.map(({what}) => what))].slice(0, 4).join(', ');
	return [
		{at: first.first, words: `${tries(failed.length)} failed from ${time(first.first)} ${until(last.last)}: ${ways}`},
	];
}

const tries = (count: number) => (count === 1 ? '1 try' : `${count} tries`);

function stretchesOf(failed: readonly EventReport[]): readonly Tries[] {
	const stretches: Tries[] = [];
	for (const event of failed) {
		const what = failureInWords(event);
		const at = momentOf(event);
		const before = stretches.at(-1);
		if (before?.what === what) stretches.splice(-1, 1, {...before, last: at, count: before.count + 1});
		else stretches.push({what, first: at, last: at, count: 1});
	}
	return stretches;
}

const noRoute = new Set(['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** In a word or a few, as what was there: `no route`, `busy`. */
function failureInWords({refusal, code}: EventReport): string {
	if (refusal !== 'unreachable')
		return refusal === null ? 'no answer' : (failures[refusal] ?? refusal.replaceAll('-', ' '));
	if (code === null) return 'not reachable';
	if (noRoute.has(code)) return 'no route';
	if (code === 'ECONNREFUSED') return 'connection refused';
	if (code === 'ENOTFOUND') return 'host name not known';
	if (code === 'EAI_AGAIN' || code === 'EAI_FAIL') return 'no answer from DNS';
	return /TIMEOUT|TIMEDOUT/.test(code) ? 'no answer' : 'connection broken off';
}

const failures: Readonly<Partial<Record<RefusalKind, string>>> = {
	busy: 'appliance busy',
	slow: 'gateway time-out',
	'server-error': 'server error',
	tls: 'TLS failure',
	'proxy-login': 'proxy asked for a login',
	'no-token': 'token lost on the way',
	'not-simplivity': 'another page answered',
	unreadable: 'unreadable answer',
};
