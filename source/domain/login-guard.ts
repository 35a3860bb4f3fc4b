import type {RefusalKind} from './refusal.ts';
import {type Duration, type Instant, later, latest, minutes, scaled, shortest} from './time.ts';

/** What is remembered of sign-ins as one user: which passwords the appliance refused, and when programs signed in by themselves. */
export type LoginGuard = {
	/** Newest last; a password is known again by its keyed hash. */
	readonly refused: readonly RefusedPassword[];
	/** When sign-ins without a person left, newest last. */
	readonly unattended: readonly Instant[];
};

type RefusedPassword = {readonly mark: string; readonly kind: RefusalKind; readonly at: Instant};

/** Who wants to sign in: a person who has just typed the password, one who pressed a key for the stored one, or nobody. */
type Asking = {
	readonly by: 'person' | 'key' | 'program';
	/** Of the password that is to be sent. Without it every refused password counts as this one, see `needsMark`. */
	readonly mark: string | undefined;
};

export type LoginVerdict =
	| {readonly go: true}
	| {readonly go: false; readonly why: 'refused'; readonly kind: RefusalKind; readonly at: Instant}
	| {readonly go: false; readonly why: 'too-soon'; readonly until: Instant};

type Limits = {readonly now: Instant; readonly absoluteLimit: Duration};

export const noGuard: LoginGuard = {refused: [], unattended: []};

/** Whether a password may be sent now. Directories lock an account at three to five refusals: no program may spend one of those twice. */
export function verdictOf(guard: LoginGuard, {by, mark}: Asking, {now, absoluteLimit}: Limits): LoginVerdict {
	if (by === 'person') return {go: true};
	const {refused, unattended} = settledAt(guard, now);
	const refusal = refused.findLast(known => mark === undefined || mayBeSame(known.mark, mark));
	if (refusal !== undefined) return {go: false, why: 'refused', kind: refusal.kind, at: refusal.at};
	const next = by === 'program' ? nextUnattended(unattended, absoluteLimit, now) : now;
	return next > now ? {go: false, why: 'too-soon', until: next} : {go: true};
}

/** Marks are slow to make: while nothing was refused there is nothing to compare them with. */
export const needsMark = ({refused}: LoginGuard) => refused.length > 0;

/** After these the password itself is in doubt. `client-login-refused` is about the program's own login, all else about neither. */
export const marksPassword = (kind: RefusalKind) => kind === 'wrong-credentials' || kind === 'account-locked';

/** Once a sign-in without a person is about to leave: to be written before it does, since it may never come back. */
export function withAttempt(guard: LoginGuard, at: Instant): LoginGuard {
	const settled = settledAt(guard, at);
	return {...settled, unattended: withUnattended(settled.unattended, at)};
}

/** Once it turned out that nothing left: what nobody has seen locks no account, and a network that comes back is not to be waited for. */
export const withoutAttempt = (guard: LoginGuard, at: Instant): LoginGuard => ({
	...guard,
	unattended: guard.unattended.filter(attempt => attempt !== at),
});

/**
 * Once the appliance refused the password of this mark. What there is no room for is not set free: one entry stands for all that
 * were forgotten, and counts as any password.
 */
export function withRefusal(guard: LoginGuard, mark: string, kind: RefusalKind, at: Instant): LoginGuard {
	const settled = settledAt(guard, at);
	const refused = [...settled.refused.filter(known => known.mark !== mark), {mark, kind, at}];
	if (refused.length <= mostRefused) return {...settled, refused};
	const forgotten = refused.slice(0, 1 - mostRefused).map(known => ({...known, mark: anyPassword}));
	return {...settled, refused: [...forgotten.slice(-1), ...refused.slice(1 - mostRefused)]};
}

/** Once the appliance granted a token for the password of this mark, also of what cannot be told from it any more. */
export const withoutRefusal = (guard: LoginGuard, mark: string): LoginGuard => ({
	...guard,
	refused: guard.refused.filter(known => !mayBeSame(known.mark, mark)),
});

/**
 * The guard for a clock that says `now`. What lies ahead was written before somebody set the clock back, and counts as of now: it
 * holds for the rule's own span and no longer, if it is written back. The same object when nothing lies ahead.
 */
export function settledAt(guard: LoginGuard, now: Instant): LoginGuard {
	const isSettled = [...guard.unattended, ...guard.refused.map(({at}) => at)].every(at => at <= now);
	if (isSettled && guard.unattended.length <= mostUnattended) return guard;
	const settled = withInstants(guard, at => (at > now ? now : at));
	return {...settled, unattended: settled.unattended.slice(-mostUnattended)};
}

/** The guard by another clock. */
export const withInstants = ({refused, unattended}: LoginGuard, change: (at: Instant) => Instant): LoginGuard => ({
	refused: refused.map(known => ({...known, at: change(known.at)})),
	unattended: unattended.map(change),
});

/** So many sign-ins without a person in a twenty-fourth of the absolute limit; older ones decide nothing. */
export const mostUnattended = 6;

/** As many as a person may have typed before the right one. */
export const mostRefused = 8;

/** The mark of a key that there is not, see `mayBeSame`. */
export const anyPassword = 'any.';

/**
 * When the next sign-in without a person may leave, `now` at the earliest: a minute after the last one, six an hour, both scaled by
 * the absolute limit. `attempts` are those before, newest last.
 */
export function nextUnattended(attempts: readonly Instant[], absoluteLimit: Duration, now: Instant): Instant {
	const [last, sixth] = [attempts.at(-1), attempts.at(-mostUnattended)];
	return latest(
		now,
		last && later(last, renewalDistance(absoluteLimit)),
		sixth && later(sixth, scaled(absoluteLimit, 1 / 24)),
	);
}

/** A minute, on fast clocks less. */
export const renewalDistance = (absoluteLimit: Duration) => shortest(minutes(1), scaled(absoluteLimit, 1 / 20));

export const withUnattended = (attempts: readonly Instant[], at: Instant): readonly Instant[] =>
	[...attempts, at].slice(-mostUnattended);

/** Directories do not tell capitals from small letters, nor two ways to write an accent: that is one account, which locks once. */
export const accountIdentity = ({username, origin}: {readonly username: string; readonly origin: string}) =>
	JSON.stringify([username.normalize('NFC').toLowerCase(), origin]);

/**
 * What stands before a mark's dot names the key that made it. Marks of two keys cannot be compared, which must not set a refused
 * password free: they count as the same until a person typed one that works.
 */
const mayBeSame = (one: string, other: string) => one === other || keyOf(one) !== keyOf(other);

const keyOf = (mark: string) => /^([^.]*)\./.exec(mark)?.[1];
