import {accountIdentity} from '../domain/login-guard.ts';
import {failure, type Outcome} from '../domain/outcome.ts';
import {isLeftToSignOut, isSamePlace, type PendingWipe, pendingAdvice, type Wipe} from '../domain/pending-wipe.ts';
import type {SecretPlace} from '../domain/profile.ts';
import type {Secret} from '../domain/secret.ts';
import {type Duration, seconds} from '../domain/time.ts';
import type {SecretStoreFailure} from '../ports.ts';
import type {SessionPorts} from './session-ports.ts';

type WipingPorts = Pick<SessionPorts, 'clock' | 'secretsFor' | 'pendingWipes' | 'locks'>;

/** Of a secret that is not gone: why, and what becomes of it. */
export type Unwiped = {readonly failure: SecretStoreFailure; readonly text: string};

/**
 * Removes a secret from its store. It is noted before, and until it is gone: a store that is locked, or a program that is killed in
 * the middle of it, leaves it to the next one. Undefined when it is gone.
 */
export async function wipe(ports: WipingPorts, place: Wipe, signal: AbortSignal): Promise<Unwiped | undefined> {
	const {clock, secretsFor, pendingWipes} = ports;
	const isNoted = await noteWipe(ports, place);
	const removed = signal.aborted ? failure(interrupted) : await secretsFor(place.storage).remove(place, signal);
	if (removed.ok) {
		if (isNoted) await pendingWipes.callOff(place);
		return undefined;
	}
	const later = isNoted ? `; ${pendingAdvice(place, clock.now())}` : '';
	return {failure: removed.failure, text: `the ${place.holds} is still stored: ${removed.failure.text}${later}`};
}

const interrupted: SecretStoreFailure = {kind: 'cancelled', text: 'that was interrupted'};

/** Notes what is to be removed; whether that could be done. */
export async function noteWipe({clock, pendingWipes}: Pick<WipingPorts, 'clock' | 'pendingWipes'>, place: Wipe) {
	// What is only in memory ends with the program.
	return place.storage !== 'memory' && (await pendingWipes.note({...place, since: clock.now()})).ok;
}

/**
 * Stores a secret anew. That calls off what was to be removed under this name, and comes first: what is noted meanwhile by nobody is
 * not removed after it was stored.
 */
export async function storeAnew(
	{secretsFor, pendingWipes}: WipingPorts,
	place: SecretPlace,
	secret: Secret,
	signal: AbortSignal,
): Promise<Outcome<void, SecretStoreFailure>> {
	const pending = (await pendingWipes.list()).find(wipe => isSamePlace(wipe, place));
	if (pending !== undefined) await pendingWipes.callOff(place);
	const written = await secretsFor(place.storage).write(place, secret, signal);
	// The old one is still there.
	if (!written.ok && pending !== undefined) await pendingWipes.note(pending);
	return written;
}

/** A start is not held up by a store for longer. */
const patience: Duration = seconds(3);

/**
 * Removes what could not be removed before, and gives back what of it is gone now; not a token that is yet to be revoked. Nobody is
 * asked for anything. Whoever signs in stores what is new in their turn: it is not taken for what is old.
 */
export async function finishWipes(ports: WipingPorts, signal: AbortSignal): Promise<readonly PendingWipe[]> {
	const {clock, secretsFor, pendingWipes} = ports;
	const pending = (await pendingWipes.list()).filter(one => !isLeftToSignOut(one, clock.now()));
	const gone: PendingWipe[] = [];
	if (pending.length === 0) return gone;
	const ending = new AbortController();
	const giveUp = () => ending.abort();
	signal.addEventListener('abort', giveUp);
	const cancelLimit = clock.after(patience, giveUp);
	if (signal.aborted) giveUp();
	for (const storage of new Set(pending.map(one => one.storage))) {
		if (ending.signal.aborted) break;
		// A file may hold what it takes.
		await secretsFor(storage).unlock?.('read', ending.signal, 'nobody');
		if (!(await secretsFor(storage).check()).ok) continue;
		for (const one of pending.filter(each => each.storage === storage))
			if (!ending.signal.aborted && (await finished(ports, one, ending.signal))) gone.push(one);
	}
	cancelLimit();
	signal.removeEventListener('abort', giveUp);
	return gone;
}

async function finished(
	{clock, secretsFor, pendingWipes, locks}: WipingPorts,
	one: PendingWipe,
	signal: AbortSignal,
): Promise<boolean> {
	const {username, origin} = one;
	const turn = await locks.tryAcquire({to: 'sign-in', username: accountIdentity({username, origin}), origin});
	if (!turn.ok) return false;
	try {
		const noted = (await pendingWipes.list()).find(each => isSamePlace(each, one));
		if (noted === undefined || isLeftToSignOut(noted, clock.now())) return false;
		if (!(await secretsFor(one.storage).remove(one, signal)).ok) return false;
		await pendingWipes.callOff(one);
		return true;
	} finally {
		await turn.value.release();
	}
}
