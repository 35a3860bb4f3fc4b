import {addressOf} from '../domain/address.ts';
import {
	accountIdentity,
	anyPassword,
	type LoginGuard,
	type LoginVerdict,
	marksPassword,
	needsMark,
	noGuard,
	settledAt,
	verdictOf,
	withAttempt,
	withoutAttempt,
	withoutRefusal,
	withRefusal,
} from '../domain/login-guard.ts';
import {type Profile, secretNameOf} from '../domain/profile.ts';
import type {RefusalKind} from '../domain/refusal.ts';
import type {Secret} from '../domain/secret.ts';
import type {Effect, SessionEvent} from '../domain/session-event.ts';
import {isSignedOutOf} from '../domain/session-record.ts';
import {neverLeft} from '../domain/tickle-proof.ts';
import {type Instant, later, minutes, seconds, until} from '../domain/time.ts';
import type {Account} from '../ports.ts';
import {findNewerSession} from './newer-session.ts';
import type {SessionPorts} from './session-ports.ts';

type Of<Type extends Effect['type']> = Extract<Effect, {readonly type: Type}>;
type Granted = Extract<SessionEvent, {readonly type: 'token-granted'}>;
type SignInEffect = Of<'request-token' | 'request-token-with-stored-password'>;

/** HPE's proxy gives up after 60 s; a healthy login takes a quarter of a second. */
const loginTimeout = seconds(30);

/** Of a token that nobody wants any more. */
const revokeTimeout = seconds(8);

/** Whoever has the turn is done by then: a login, with a slow keychain before and after it. */
const turnPatience = seconds(45);

/** Whoever is stopped for so long may have lost it, see `Locks`; less, since heartbeats are not exact. */
const turnSilence = seconds(7);

/** Before somebody wanted to sign in, so long ago a token may have been granted that will do as well. A person always gets their own. */
const lately = {person: seconds(0), key: seconds(10), program: minutes(1)};

/** How long other appliances' sign-ins as the same user are waited for: one that hangs must not keep all others from going on. */
const usersPatience = seconds(10);

/** How long after a keychain that did not answer, or is locked, it is asked again. */
const keychainPause = minutes(1);

/** How long to leave it to others when somebody else's turn does not end. */
const othersTurn = seconds(10);

/**
 * Signs in, one process at a time for one user at one origin. Whoever has waited looks first whether the one before has brought a
 * token or a refusal: neither is asked for twice. What came of it is stored before the next one has its turn.
 */
export function createGuardedSignIn(
	ports: SessionPorts,
	dispatch: (event: SessionEvent) => void,
	stored: () => Promise<void>,
) {
	const {appliance, secretsFor, locks, loginGuards, records, clock} = ports;

	async function signIn(effect: SignInEffect, signal: AbortSignal): Promise<void> {
		const {request, by} = effect;
		const since = clock.now();
		const account = accountOf(effect);
		// However the name is written, it is one account that locks.
		const right = {to: 'sign-in', username: accountIdentity(account), origin: account.origin} as const;
		const turn = await locks.acquire(right, turnPatience, signal);
		try {
			if (signal.aborted) return;
			// A person is not kept out by a file. A program that could not remember a refusal does not risk one.
			if (turn.ok || by === 'person') await takeUsersTurn(effect, since, signal);
			else if (turn.failure.kind === 'taken')
				dispatch({type: 'sign-in-postponed', request, why: 'turn', until: later(clock.now(), othersTurn)});
			else if (turn.failure.kind !== 'cancelled')
				dispatch({type: 'sign-in-not-safe', request, problem: turn.failure.text});
		} finally {
			if (turn.ok) await turn.value.release();
		}
	}

	/** Several appliances may ask one directory: a password that one refuses is not to be on its way to the next already. */
	async function takeUsersTurn(effect: SignInEffect, since: Instant, signal: AbortSignal): Promise<void> {
		const user = userOf(effect);
		const right = {to: 'sign-in', username: accountIdentity(user), origin: user.origin} as const;
		const turn = effect.by === 'person' ? undefined : await locks.acquire(right, usersPatience, signal);
		try {
			if (signal.aborted) return;
			await takeTurn(effect, since, signal);
			await stored();
		} finally {
			if (turn?.ok) await turn.value.release();
		}
	}

	async function takeTurn(effect: SignInEffect, since: Instant, signal: AbortSignal): Promise<void> {
		const {request, by, profile} = effect;
		if (effect.type === 'request-token-with-stored-password' && (await adopted(effect, since, signal))) return;
		// What a person has ended, only a person begins again.
		if (by === 'program' && (await isSignedOut(profile))) return dispatch({type: 'signed-out-elsewhere', request});
		const password = await passwordOf(effect, signal);
		if (password === undefined || signal.aborted) return;
		// After the keychain, which may take its time: whoever is stopped meanwhile loses the turn without a notice.
		const read = await loginGuards.read(accountOf(effect));
		if (!read.ok && by !== 'person') return dispatch({type: 'sign-in-not-safe', request, problem: read.failure.text});
		const known = await loginGuards.read(userOf(effect));
		if (!known.ok && by !== 'person') return dispatch({type: 'sign-in-not-safe', request, problem: known.failure.text});
		const guard = settledAt(read.ok ? read.value : noGuard, clock.now());
		// Where somebody has set the clock back, what lay ahead counts from now on, and no longer.
		if (read.ok && guard !== read.value) await loginGuards.write(accountOf(effect), guard);
		const user = known.ok ? known.value : noGuard;
		const mark = needsMark(user) ? await markOf(effect, password) : undefined;
		const now = clock.now();
		const verdict = verdictOf(
			{...guard, refused: user.refused},
			{by, mark},
			{now, absoluteLimit: profile.absoluteLimit},
		);
		if (!verdict.go) return dispatch(heldBack(request, verdict));
		if (by === 'program') {
			// Before it leaves: it may never come back.
			const written = await loginGuards.write(accountOf(effect), withAttempt(guard, now));
			if (!written.ok) return dispatch({type: 'sign-in-not-safe', request, problem: written.failure.text});
		}
		if (!signal.aborted) await send(effect, password, now, signal);
	}

	/** Whether another process has signed in so lately that its token will do. */
	async function adopted(
		{request, profile, held, by}: Of<'request-token-with-stored-password'>,
		since: Instant,
		signal: AbortSignal,
	): Promise<boolean> {
		const newer = await findNewerSession(ports, profile, held, signal);
		if (newer === undefined || signal.aborted) return false;
		// Whoever holds none may well know that the stored one is of no use, unless it has only just been got.
		if (held === undefined && later(newer.token.grantedAt, lately[by]) < since) return false;
		dispatch({type: 'token-adopted', request, ...newer});
		return true;
	}

	/** The typed one, else the stored one; undefined after saying that there is none. */
	async function passwordOf(effect: SignInEffect, signal: AbortSignal): Promise<Secret | undefined> {
		if (effect.type === 'request-token') return effect.password;
		const {request, profile} = effect;
		const store = secretsFor(profile.storage);
		// Nobody may be there to unlock it: a keeper waits for that, without a prompt.
		const check = effect.by === 'program' ? await store.check() : undefined;
		if (check?.ok === false) {
			const until = later(clock.now(), keychainPause);
			if (!signal.aborted) dispatch({type: 'sign-in-postponed', request, why: 'keychain', until});
			return undefined;
		}
		const stored = await store.read(secretNameOf(profile, 'password'), signal);
		if (stored.ok && stored.value !== undefined) return stored.value;
		const problem = stored.ok ? undefined : stored.failure.text;
		if (!signal.aborted) dispatch({type: 'password-missing', request, problem});
		return undefined;
	}

	async function send(effect: SignInEffect, password: Secret, at: Instant, signal: AbortSignal): Promise<void> {
		const {request, profile} = effect;
		const {grant, username} = profile;
		const asked = {...addressOf(profile), grant, username, password, timeout: loginTimeout, signal};
		const {outcome, ...exchange} = await appliance.requestToken(asked);
		const answered = {request, ...exchange};
		if (outcome.ok) {
			await forgetRefusal(effect, password);
			return granted(effect, {type: 'token-granted', ...answered, token: outcome.value, password}, signal);
		}
		const {kind} = outcome.failure;
		// Before anybody else hears of it: who ends now must not leave it forgotten.
		if (marksPassword(kind)) await rememberRefusal(effect, password, kind);
		if (effect.by === 'program' && neverLeft(outcome.failure))
			await change(accountOf(effect), guard => withoutAttempt(guard, at));
		dispatch({type: 'token-refused', ...answered, refusal: outcome.failure});
	}

	/** Who was stopped meanwhile has lost the turn: what the next one has brought is not to be replaced by what is older. */
	async function granted(effect: SignInEffect, event: Granted, signal: AbortSignal): Promise<void> {
		const {request, profile} = effect;
		if (effect.by === 'program' && (await isSignedOut(profile))) {
			const {grant} = profile;
			await appliance.revoke({
				...addressOf(profile),
				grant,
				bearer: event.token.bearer,
				timeout: revokeTimeout,
				signal,
			});
			return dispatch({type: 'signed-out-elsewhere', request});
		}
		const mayHaveLost = until(event.receivedAt, event.sentAt) > turnSilence;
		const newer =
			mayHaveLost && effect.by !== 'person' ? await findNewerSession(ports, profile, event.token, signal) : undefined;
		dispatch(newer === undefined ? event : {type: 'token-adopted', request, ...newer});
	}

	/** Whether somebody signed out of what this profile had, and nobody has signed in since. */
	async function isSignedOut(profile: Profile): Promise<boolean> {
		return isSignedOutOf(await records.read(profile.name), profile, undefined);
	}

	async function rememberRefusal(effect: SignInEffect, password: Secret, kind: RefusalKind): Promise<void> {
		// Without a mark it counts as any password: rather one too many than the same one again.
		const mark = (await markOf(effect, password)) ?? anyPassword;
		await change(userOf(effect), guard => withRefusal(guard, mark, kind, clock.now()));
	}

	async function forgetRefusal(effect: SignInEffect, password: Secret): Promise<void> {
		const read = await loginGuards.read(userOf(effect));
		const mark = read.ok && needsMark(read.value) ? await markOf(effect, password) : undefined;
		if (mark !== undefined) await change(userOf(effect), guard => withoutRefusal(guard, mark));
	}

	async function change(account: Account, changed: (guard: LoginGuard) => LoginGuard): Promise<void> {
		const read = await loginGuards.read(account);
		const written = await loginGuards.write(account, changed(read.ok ? read.value : noGuard));
		if (!written.ok) dispatch({type: 'storing-failed', where: 'files', problem: written.failure.text});
	}

	async function markOf(effect: SignInEffect, password: Secret): Promise<string | undefined> {
		const mark = await loginGuards.markOf(userOf(effect), password);
		return mark.ok ? mark.value : undefined;
	}

	return signIn;
}

/** The user wherever they sign in: what one appliance of a federation refuses, the others would refuse too. */
const userOf = ({profile: {username}}: SignInEffect): Account => ({username, origin: ''});

const accountOf = ({profile: {username, origin}}: SignInEffect) => ({username, origin});

function heldBack(request: number, verdict: Exclude<LoginVerdict, {readonly go: true}>): SessionEvent {
	return verdict.why === 'refused'
		? {type: 'password-refused-before', request, kind: verdict.kind, at: verdict.at}
		: {type: 'sign-in-postponed', request, why: 'often', until: verdict.until};
}
