import {addressOf} from '../domain/address.ts';
import {secretNameOf} from '../domain/profile.ts';
import type {Session} from '../domain/session.ts';
import type {Effect, SessionEvent} from '../domain/session-event.ts';
import {isSignedOutOf, type SessionRecord} from '../domain/session-record.ts';
import type {Standing} from '../domain/session-recording.ts';
import {readStoredToken} from '../domain/stored-token.ts';
import {seconds} from '../domain/time.ts';
import {createGuardedSignIn} from './guarded-sign-in.ts';
import {createJournaling} from './journaling.ts';
import {findNewerSession} from './newer-session.ts';
import {createRecording} from './recording.ts';
import {tellSameAccount} from './same-account.ts';
import type {SessionPorts} from './session-ports.ts';
import {createStoring, type StoringEffect} from './storing.ts';

type Of<Type extends Effect['type']> = Extract<Effect, {readonly type: Type}>;
type Asked = Exclude<Effect, StoringEffect | Of<'cancel-request' | 'open-connection' | 'drop-connections'>>;

const revokeTimeout = seconds(8);
const checkTimeout = seconds(5);
const connectTimeout = seconds(5);

/** A token that is to be revoked, and whether it is; and whether a password was refused, which must not be forgotten, or it would be sent again. */
const isWorthAWait = (effect: Asked) =>
	effect.type === 'revoke-token' ||
	effect.type === 'check-revocation' ||
	(effect.type === 'request-token-with-stored-password' && effect.by === 'program');

/** Carries out effects on the ports and reports what came of them as events. Decides nothing. */
export function createEffectRunner(ports: SessionPorts, dispatch: (event: SessionEvent) => void) {
	const {appliance, secretsFor, records} = ports;
	const storing = createStoring(ports, dispatch);
	const underWay = new Set<Promise<void>>();
	let isGivenUp = false;
	const asked = new Map<number, {readonly effect: Asked; readonly controller: AbortController}>();
	const recording = createRecording(ports, dispatch);
	const journaling = createJournaling(ports.eventLog, dispatch);
	const signIn = createGuardedSignIn(ports, dispatch, storing.idle);

	function run(effect: Effect): void {
		switch (effect.type) {
			case 'cancel-request':
				asked.get(effect.request)?.controller.abort();
				break;
			case 'drop-connections':
				appliance.dropConnections();
				break;
			case 'store-session':
			case 'store-token':
			case 'note-wipes':
			case 'forget-secrets':
			case 'store-limits':
				track(storing.run(effect));
				break;
			case 'open-connection':
				track(openConnection(effect));
				break;
			case 'restore':
			case 'request-token':
			case 'request-token-with-stored-password':
			case 'find-newer-token':
			case 'send-tickle':
			case 'revoke-token':
			case 'check-revocation':
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
		if (isGivenUp) controller.abort();
		asked.set(effect.request, {effect, controller});
		await ask(effect, controller.signal);
		asked.delete(effect.request);
	}

	function ask(effect: Asked, signal: AbortSignal): Promise<void> {
		switch (effect.type) {
			case 'restore':
				return restore(effect, signal);
			case 'request-token':
			case 'request-token-with-stored-password':
				return signIn(effect, signal);
			case 'find-newer-token':
				return findNewerToken(effect, signal);
			case 'send-tickle':
				return sendTickle(effect, signal);
			case 'revoke-token':
				return revokeToken(effect, signal);
			case 'check-revocation':
				return checkRevocation(effect, signal);
		}
	}

	async function restore({request, profile}: Of<'restore'>, signal: AbortSignal): Promise<void> {
		const stored = await secretsFor(profile.storage).read(secretNameOf(profile, 'token'), signal);
		const record = await records.read(profile.name);
		const token = stored.ok && stored.value ? readStoredToken(stored.value) : undefined;
		if (token !== undefined) dispatch({type: 'token-restored', request, token, record});
		else
			dispatch({
				type: 'nothing-restored',
				request,
				problem: stored.ok ? undefined : stored.failure.text,
				record,
			});
		for (const problem of records.notices()) dispatch({type: 'storing-failed', where: 'files', problem});
	}

	async function findNewerToken({request, profile, held}: Of<'find-newer-token'>, signal: AbortSignal): Promise<void> {
		const newer = await findNewerSession(ports, profile, held, signal);
		if (signal.aborted) return;
		// Whoever holds none has heard of that.
		const isHeld = newer === undefined && held !== undefined;
		const isSignedOut = isHeld && isSignedOutOf(await records.read(profile.name), profile, held);
		if (signal.aborted) return;
		if (isSignedOut) dispatch({type: 'signed-out-elsewhere', request});
		else if (newer === undefined) dispatch({type: 'nothing-newer', request});
		else dispatch({type: 'newer-token-found', request, ...newer});
	}

	async function openConnection({profile}: Of<'open-connection'>): Promise<void> {
		await appliance.openConnection({...addressOf(profile), timeout: connectTimeout});
	}

	async function sendTickle(
		{request, profile, bearer, timeout}: Of<'send-tickle'>,
		signal: AbortSignal,
	): Promise<void> {
		const {grant} = profile;
		const {outcome, ...exchange} = await appliance.tickle({...addressOf(profile), grant, bearer, timeout, signal});
		dispatch({type: 'tickle-answered', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	/** Other processes are to know why the token is refused before it is. */
	async function revokeToken({request, profile, bearer}: Of<'revoke-token'>, signal: AbortSignal): Promise<void> {
		await recording.idle();
		await tellSameAccount(ports, profile);
		const {grant} = profile;
		const asked = {...addressOf(profile), grant, bearer, timeout: revokeTimeout, signal};
		const {outcome, ...exchange} = await appliance.revoke(asked);
		dispatch({type: 'revoke-answered', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	async function checkRevocation(
		{request, profile, bearer}: Of<'check-revocation'>,
		signal: AbortSignal,
	): Promise<void> {
		const {grant} = profile;
		const asked = {...addressOf(profile), grant, bearer, timeout: checkTimeout, signal};
		const {outcome, ...exchange} = await appliance.tickle(asked);
		dispatch({type: 'revocation-checked', request, ...exchange, refusal: outcome.ok ? undefined : outcome.failure});
	}

	async function settled(): Promise<void> {
		while (underWay.size > 0) await Promise.all(underWay);
	}

	/** Aborts what nobody waits for any more. */
	function abort(): void {
		for (const {effect, controller} of asked.values()) if (!isWorthAWait(effect)) controller.abort();
	}

	/** Aborts all that can be. */
	function giveUp(): void {
		isGivenUp = true;
		for (const {controller} of asked.values()) controller.abort();
		storing.giveUp();
		journaling.giveUp();
	}

	const record = (latest: SessionRecord, standing: Standing) => track(recording.write(latest, standing));

	function journal(before: Session, next: Session): void {
		const written = journaling.write(before, next);
		if (written !== undefined) track(written);
	}

	return {run, record, journal, settled, abort, giveUpStoring: storing.giveUpAfter, giveUp};
}
