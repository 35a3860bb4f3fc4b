import type {PastedExchange} from './pasted-exchange.ts';
import type {PastedSecrets} from './pasted-secrets.ts';
import type {Refusal} from './refusal.ts';
import {type Question, readAnswer, refusalOfTransport} from './refusal-decoder.ts';
import {tokenIdentity} from './refusal-masks.ts';

/** What was refused among the requests of a pasted text. */
export type PastedRefusal = {readonly refusal: Refusal; readonly method: string | undefined};

/** The last request that was refused, of those to the API if there are such; undefined when none was. */
export function lastRefused(exchanges: readonly PastedExchange[], secrets: PastedSecrets): PastedRefusal | undefined {
	let other: PastedRefusal | undefined;
	for (const exchange of exchanges.toReversed()) {
		const refusal = refusalIn(exchange, secrets);
		const refused = refusal && {refusal: withTokenSent(refusal, secrets), method: exchange.method};
		if (refused !== undefined && /^\/api\b/.test(exchange.path ?? '/api')) return refused;
		other ??= refused;
	}
	return other;
}

function refusalIn({method, path = '', came}: PastedExchange, {hide}: PastedSecrets): Refusal | undefined {
	const expects = method === 'HEAD' || method === 'OPTIONS' || path.includes('/oauth/revoke') ? 'nothing' : 'json';
	const question: Question = {path, purpose: 'open', expects, hide};
	if (!came.ok) return refusalOfTransport(came.failure, question);
	if (came.value.status === 204) return undefined;
	const outcome = readAnswer(came.value, question);
	if (outcome.ok) return undefined;
	// A body without a status is no refusal when a 200 with it were none.
	const isMute = came.value.status === 0 && outcome.failure.kind === 'unreadable';
	return isMute && readAnswer({...came.value, status: 200}, question).ok ? undefined : outcome.failure;
}

/** Where the server names none, it speaks of the one that was sent. */
function withTokenSent(refusal: Refusal, {sent}: PastedSecrets): Refusal {
	if (refusal.token !== undefined || sent === undefined) return refusal;
	return {...refusal, token: {fingerprint: tokenIdentity(sent), isCurrent: undefined}};
}
