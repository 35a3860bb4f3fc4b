import type {OwnClocks} from './explanation.ts';
import type {Refusal} from './refusal.ts';
import type {Instant} from './time.ts';

/** A refusal as a session met it, once or several times in a row. */
export type MetRefusal = {
	readonly refusal: Refusal;
	/** When it came first. */
	readonly since: Instant;
	/** When it came last. */
	readonly at: Instant;
	readonly times: number;
	/** What our own clocks said of the session just then, where that explains more than the server does: it took the token back. */
	readonly ownClocks: OwnClocks | undefined;
};

export type Meeting = {
	readonly refusal: Refusal;
	readonly at: Instant;
	/** When a request was accepted last. */
	readonly acceptedAt?: Instant | undefined;
	readonly ownClocks?: OwnClocks | undefined;
};

/** Newest last. What a retry ladder meets again and again is one, so that it does not push out what came before. */
export function withRefusal(
	met: readonly MetRefusal[],
	{refusal, at, acceptedAt, ownClocks}: Meeting,
): readonly MetRefusal[] {
	const last = met.at(-1);
	const isBroken = last === undefined || (acceptedAt !== undefined && acceptedAt > last.at);
	if (isBroken || !isAlike(last.refusal, refusal))
		return [...met, {refusal, since: at, at, times: 1, ownClocks}].slice(-mostMet);
	return [...met.slice(0, -1), {refusal, since: last.since, at, times: last.times + 1, ownClocks}];
}

/** As many as anybody pages through. */
const mostMet = 20;

/** A person would say the same of them; when and in which words the server said it may differ. */
const isAlike = (one: Refusal, other: Refusal) =>
	one.kind === other.kind &&
	one.status === other.status &&
	one.code === other.code &&
	one.path === other.path &&
	one.exception === other.exception &&
	one.token?.fingerprint === other.token?.fingerprint;
