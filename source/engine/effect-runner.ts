import type {SecretName} from '../domain/profile.ts';
import type {Effect, SessionEvent} from '../domain/session.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {readStoredToken, storedToken} from '../domain/stored-token.ts';
import {seconds} from '../domain/time.ts';
import type {SessionPorts} from './session-engine.ts';

type Of<Type extends Effect['type']> = Extract<Effect, {readonly type: Type}>;

/** HPE's proxy gives up after 60 s; a healthy login takes a quarter of a second. */
const loginTimeout = seconds(30);
const revokeTimeout = seconds(8);

/** Carries out effects on the ports and reports what came of them as events. Decides nothing. */
export function createEffectRunner(ports: SessionPorts, dispatch: (event: SessionEvent) => void) {
	const {appliance, secrets, profiles, records} = ports;
	const underWay = new Set<Promise<void>>();
	const abortable = new Map<number, AbortController>();
	let recording: Promise<void> = Promise.resolve();
	let pendingRecord: SessionRecord | undefined;

	function run(effect: Effect): void {
		track(carryOut(effect));
	}

	function track(work: Promise<void>): void {
		underWay.add(work);
		// A rejection is a bug: it is left unhandled on purpose, so that the program stops with its stack.
		void work.finally(() => underWay.delete(work));
	}

	async function carryOut(effect: Effect): Promise<void> {
		switch (effect.type) {
			case 'restore':
				return restore(effect);
			case 'request-token':
				return requestToken(effect);
			case 'request-token-with-stored-password':
				return requestTokenWithStoredPassword(effect);
			case 'send-tickle':
				return sendTickle(effect);
			case 'revoke-token':
				return revokeToken(effect);
			case 'store-session':
				return storeSession(effect);
			case 'forget-secrets':
				return forgetSecrets(effect);
			case 'cancel-request':
				abortable.get(effect.request)?.abort();
				return undefined;
		}
	}

	async function restore({request, profile}: Of<'restore'>): Promise<void> {
		const stored = await secrets.read(nameOf(profile, 'token'), signalFor(request));
		if (!stored.ok) return dispatch({type: 'nothing-restored', request, problem: stored.failure.text});
		const token = stored.value && readStoredToken(stored.value);
		if (token === undefined) return dispatch({type: 'nothing-restored', request, problem: undefined});
		const record = await records.read(profile.name);
		dispatch({type: 'token-restored', request, token, record});
	}

	async function requestToken({request, profile, password}: Of<'request-token'>): Promise<void> {
		const {origin, trust, grant, username} = profile;
		const exchange = await appliance.requestToken({
			origin,
			trust,
			grant,
			username,
			password,
			timeout: loginTimeout,
			signal: signalFor(request),
		});
		const {sentAt, receivedAt, status, outcome} = exchange;
		const answered = {request, sentAt, receivedAt, status};
		if (outcome.ok) dispatch({type: 'token-granted', ...answered, token: outcome.value, password});
		else dispatch({type: 'token-refused', ...answered, refusal: outcome.failure});
	}

	async function requestTokenWithStoredPassword({
		request,
		profile,
	}: Of<'request-token-with-stored-password'>): Promise<void> {
		const stored = await secrets.read(nameOf(profile, 'password'), signalFor(request));
		if (!stored.ok) return dispatch({type: 'password-missing', request, problem: stored.failure.text});
		if (stored.value === undefined) return dispatch({type: 'password-missing', request, problem: undefined});
		return requestToken({type: 'request-token', request, profile, password: stored.value});
	}

	async function sendTickle({request, profile, bearer, timeout}: Of<'send-tickle'>): Promise<void> {
		const {origin, trust, grant} = profile;
		const {outcome, ...exchange} = await appliance.tickle({
			origin,
			trust,
			grant,
			bearer,
			timeout,
			signal: signalFor(request),
		});
		dispatch({type: 'tickle-answered', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	async function revokeToken({request, profile, bearer}: Of<'revoke-token'>): Promise<void> {
		const {origin, trust, grant} = profile;
		const {outcome, ...exchange} = await appliance.revoke({
			origin,
			trust,
			grant,
			bearer,
			timeout: revokeTimeout,
			signal: signalFor(request),
		});
		dispatch({type: 'revoke-answered', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	/** In this order: what worked is stored first, the profile last, so that it never names a password that is not there. */
	async function storeSession({profile, token, password}: Of<'store-session'>): Promise<void> {
		const kept = profile.savePassword ? await secrets.write(nameOf(profile, 'password'), password) : undefined;
		const held = await secrets.write(nameOf(profile, 'token'), storedToken(token));
		const saved = await profiles.save(profile);
		for (const outcome of [kept, held, saved]) {
			if (outcome !== undefined && !outcome.ok) dispatch({type: 'storing-failed', problem: outcome.failure.text});
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
		else dispatch({type: 'session-stored', password: false});
	}

	function signalFor(request: number): AbortSignal {
		const controller = new AbortController();
		for (const number of abortable.keys()) if (number < request - 8) abortable.delete(number);
		abortable.set(request, controller);
		return controller.signal;
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
			if (!outcome.ok) dispatch({type: 'storing-failed', problem: outcome.failure.text});
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

const nameOf = (
	{username, origin}: {readonly username: string; readonly origin: string},
	holds: SecretName['holds'],
): SecretName => ({
	holds,
	username,
	origin,
});
