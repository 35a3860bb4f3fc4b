import {type Duration, type Instant, later, until} from '../domain/time.ts';

export type Grant = 'password' | 'emergency';

export type AccessToken = {
	readonly value: string;
	readonly username: string;
	readonly grant: Grant;
	/** Fixed at issue. */
	readonly expiresAt: Instant;
	/** The last accepted use. */
	readonly updatedAt: Instant;
	/** The session at the hypervisor management system that the token holds open. */
	readonly hmsSession: string;
};

/** The oldest makes room: a client that logs in for ever must not eat the memory. */
const mostTokens = 10_000;

/** What came of looking a token up. An expired one is removed by the look; the next one finds it unknown. */
export type Lookup =
	| {readonly state: 'alive'; readonly token: AccessToken; readonly elapsed: Duration}
	| {readonly state: 'idle-expired'; readonly token: AccessToken; readonly elapsed: Duration}
	| {readonly state: 'absolute-expired'; readonly token: AccessToken}
	| {readonly state: 'unknown'};

/**
 * One controller's tokens, in memory. Expiry is lazy: nothing is removed until somebody shows the token. Rules as in Spring
 * Security OAuth's `DefaultTokenServices` with HPE's idle limit on top: past means later than, to the millisecond.
 */
export type TokenStore = ReturnType<typeof createTokenStore>;

export function createTokenStore(newId: () => string) {
	const tokens = new Map<string, AccessToken>();

	/** The user's living token, its idle time starting anew, or a new one. With reuse only the absolute limit ends a token. */
	function issue(
		owner: {readonly username: string; readonly grant: Grant},
		now: Instant,
		rules: {readonly reuse: boolean; readonly absoluteLimit: Duration},
	): {readonly token: AccessToken; readonly reused: boolean} {
		const held = rules.reuse
			? [...tokens.values()].find(candidate => candidate.username === owner.username)
			: undefined;
		if (held !== undefined && now <= held.expiresAt) {
			const token = {...held, updatedAt: now};
			tokens.set(token.value, token);
			return {token, reused: true};
		}
		if (held !== undefined) tokens.delete(held.value);
		const token: AccessToken = {
			...owner,
			value: newId(),
			expiresAt: later(now, rules.absoluteLimit),
			updatedAt: now,
			hmsSession: newId(),
		};
		tokens.set(token.value, token);
		if (tokens.size > mostTokens) tokens.delete(tokens.keys().next().value ?? '');
		return {token, reused: false};
	}

	/** Shows a token to the server, which counts as activity when it is alive. */
	function use(value: string, now: Instant, idleLimit: Duration): Lookup {
		const token = tokens.get(value);
		if (token === undefined) return {state: 'unknown'};
		if (now > token.expiresAt) {
			tokens.delete(value);
			return {state: 'absolute-expired', token};
		}
		const elapsed = until(now, token.updatedAt);
		if (elapsed > idleLimit) {
			tokens.delete(value);
			return {state: 'idle-expired', token, elapsed};
		}
		const updated = {...token, updatedAt: now};
		tokens.set(value, updated);
		return {state: 'alive', token: updated, elapsed};
	}

	return {
		issue,
		use,
		remove: (value: string) => tokens.delete(value),
		clear: () => tokens.clear(),
		all: (): readonly AccessToken[] => [...tokens.values()],
	};
}

/**
 * `expires_in` of an answer: whole seconds to the absolute limit, cut off. The answer is always a little younger than the token,
 * so a fresh one says 86399 in HPE's samples; on a clock that stands still that little is a millisecond.
 */
export const secondsLeft = (token: AccessToken, now: Instant) =>
	Math.max(0, Math.floor((until(token.expiresAt, now) - 1) / 1000));
