import type {Profile, SecretName} from '../domain/profile.ts';
import type {Effect, SessionEvent} from '../domain/session.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {readStoredToken, storedToken} from '../domain/stored-token.ts';
import {seconds} from '../domain/time.ts';
import type {SessionPorts} from './session-ports.ts';

type Of<Type extends Effect['type']> = Extract<Effect, {readonly type: Type}>;
type Stored = Of<'store-session' | 'forget-secrets'>;
type Asked = Exclude<Effect, Stored | Of<'cancel-request'>>;

/** HPE's proxy gives up after 60 s; a healthy login takes a quarter of a second. */
const loginTimeout = seconds(30);
const revokeTimeout = seconds(8);

/** Carries out effects on the ports and reports what came of them as events. Decides nothing. */
export function createEffectRunner(ports: SessionPorts, dispatch: (event: SessionEvent) => void) {
	const {appliance, secrets, profiles, records} = ports;
	const underWay = new Set<Promise<void>>();
	const abortable = new Map<number, AbortController>();
	let storing: Promise<void> = Promise.resolve();
	let recording: Promise<void> = Promise.resolve();
	let pendingRecord: SessionRecord | undefined;
	let recordProblem: string | undefined;

	function run(effect: Effect): void {
		switch (effect.type) {
			case 'cancel-request':
				abortable.get(effect.request)?.abort();
				break;
			case 'store-session':
			case 'forget-secrets':
				// In their order: what is forgotten must not be stored again by a write that took longer.
				storing = storing.then(() => store(effect));
				track(storing);
				break;
			case 'restore':
			case 'request-token':
			case 'request-token-with-stored-password':
			case 'send-tickle':
			case 'revoke-token':
				track(askAbortably(effect));
				break;
		}
	}

	function track(work: Promise<void>): void {
		underWay.add(work);
		// A rejection is a bug: it is left unhandled on purpose, so that the program stops with its stack.
		void work.finally(() => underWay.delete(work));
	}

	/** One signal a request, however many calls it takes: given up during the first, it makes no second. */
	async function askAbortably(effect: Asked): Promise<void> {
		const controller = new AbortController();
		abortable.set(effect.request, controller);
		await ask(effect, controller.signal);
		abortable.delete(effect.request);
	}

	function ask(effect: Asked, signal: AbortSignal): Promise<void> {
		switch (effect.type) {
			case 'restore':
				return restore(effect, signal);
			case 'request-token':
				return requestToken(effect, signal);
			case 'request-token-with-stored-password':
				return requestTokenWithStoredPassword(effect, signal);
			case 'send-tickle':
				return sendTickle(effect, signal);
			case 'revoke-token':
				return revokeToken(effect, signal);
		}
	}

	const store = (effect: Stored) => (effect.type === 'store-session' ? storeSession(effect) : forgetSecrets(effect));

	async function restore({request, profile}: Of<'restore'>, signal: AbortSignal): Promise<void> {
		const stored = await secrets.read(nameOf(profile, 'token'), signal);
		const record = await records.read(profile.name);
		const token = stored.ok && stored.value ? readStoredToken(stored.value) : undefined;
		if (token !== undefined) return dispatch({type: 'token-restored', request, token, record});
		const problem = stored.ok ? undefined : stored.failure.text;
		dispatch({type: 'nothing-restored', request, problem, record});
	}

	async function requestToken(
		{request, profile, password}: Omit<Of<'request-token'>, 'type'>,
		signal: AbortSignal,
	): Promise<void> {
		const {origin, trust, grant, username} = profile;
		const exchange = await appliance.requestToken({
			origin,
			trust,
			grant,
			username,
			password,
			timeout: loginTimeout,
			signal,
		});
		const {sentAt, receivedAt, status, outcome} = exchange;
		const answered = {request, sentAt, receivedAt, status};
		if (outcome.ok) dispatch({type: 'token-granted', ...answered, token: outcome.value, password});
		else dispatch({type: 'token-refused', ...answered, refusal: outcome.failure});
	}

	async function requestTokenWithStoredPassword(
		{request, profile}: Of<'request-token-with-stored-password'>,
		signal: AbortSignal,
	): Promise<void> {
		const stored = await secrets.read(nameOf(profile, 'password'), signal);
		if (signal.aborted) return;
		if (!stored.ok) return dispatch({type: 'password-missing', request, problem: stored.failure.text});
		if (stored.value === undefined) return dispatch({type: 'password-missing', request, problem: undefined});
		return requestToken({request, profile, password: stored.value}, signal);
	}

	async function sendTickle(
		{request, profile, bearer, timeout}: Of<'send-tickle'>,
		signal: AbortSignal,
	): Promise<void> {
		const {origin, trust, grant} = profile;
		const {outcome, ...exchange} = await appliance.tickle({
			origin,
			trust,
			grant,
			bearer,
			timeout,
			signal,
		});
		dispatch({type: 'tickle-answered', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	async function revokeToken({request, profile, bearer}: Of<'revoke-token'>, signal: AbortSignal): Promise<void> {
		const {origin, trust, grant} = profile;
		const {outcome, ...exchange} = await appliance.revoke({
			origin,
			trust,
			grant,
			bearer,
			timeout: revokeTimeout,
			signal,
		});
		dispatch({type: 'revoke-answered', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	/** In this order: what worked is stored first, the profile last, so that it never names a password that is not there. */
	async function storeSession({profile, token, password}: Of<'store-session'>): Promise<void> {
		const kept = profile.savePassword ? await secrets.write(nameOf(profile, 'password'), password) : undefined;
		const held = await secrets.write(nameOf(profile, 'token'), storedToken(token));
		const saved = await profiles.save({...profile, savePassword: kept?.ok === true});
		// One reason may keep several things from being stored.
		const problems = [kept, held, saved].map(outcome => (outcome?.ok === false ? outcome.failure.text : undefined));
		for (const problem of new Set(problems)) {
			if (problem !== undefined) dispatch({type: 'storing-failed', problem});
		}
		if (kept !== undefined) dispatch({type: 'session-stored', password: kept.ok});
	}

	async function forgetSecrets({profile, password}: Of<'forget-secrets'>): Promise<void> {
		const token = await secrets.remove(nameOf(profile, 'token'));
		if (!token.ok) dispatch({type: 'storing-failed', problem: `the token is still stored: ${token.failure.text}`});
		if (!password) return;
		const forgotten = await secrets.remove(nameOf(profile, 'password'));
		if (!forgotten.ok)
			dispatch({type: 'storing-failed', problem: `the password is still stored: ${forgotten.failure.text}`});
		else await settlePassword(profile);
	}

	/** What the settings say of the password is what is true of it. Whoever was never saved has nothing to be changed. */
	async function settlePassword(profile: Profile): Promise<void> {
		dispatch({type: 'session-stored', password: false});
		const loaded = await profiles.load();
		const sharing = loaded.ok
			? loaded.value.profiles.filter(known => known.savePassword && isShared(known, profile))
			: [];
		for (const known of sharing) {
			const saved = await profiles.save({...known, savePassword: false});
			if (!saved.ok) dispatch({type: 'storing-failed', problem: saved.failure.text});
		}
	}

	/** One write at a time, the latest one wins. */
	function record(latest: SessionRecord): void {
		const isWaiting = pendingRecord !== undefined;
		pendingRecord = latest;
		if (isWaiting) return;
		recording = recording.then(async () => {
			const next = pendingRecord;
			pendingRecord = undefined;
			if (next === undefined) return;
			const outcome = await records.write(next);
			const problem = outcome.ok ? undefined : outcome.failure.text;
			// Said once, not with each tickle.
			if (problem !== undefined && problem !== recordProblem) dispatch({type: 'storing-failed', problem});
			recordProblem = problem;
		});
		track(recording);
	}

	async function settled(): Promise<void> {
		while (underWay.size > 0) await Promise.all(underWay);
	}

	function abort(): void {
		for (const controller of abortable.values()) controller.abort();
	}

	return {run, record, settled, abort};
}

/** Whether two profiles have the same secrets in the same store. */
const isShared = (one: Profile, other: Profile) =>
	one.storage === other.storage && one.username === other.username && one.origin === other.origin;

const nameOf = (
	{username, origin}: {readonly username: string; readonly origin: string},
	holds: SecretName['holds'],
): SecretName => ({
	holds,
	username,
	origin,
});
