import {isLeftToSignOut, pendingInWords} from '../domain/pending-wipe.ts';
import type {StorageKind} from '../domain/profile.ts';
import {storageInWords} from '../domain/profile-in-words.ts';
import {safeText} from '../domain/server-text.ts';
import {localTime} from '../domain/time-in-words.ts';
import {finishWipes} from '../engine/wiping.ts';
import type {SecretStoreFailure} from '../ports.ts';
import type {CommandContext} from './command.ts';

/** Removes what could not be removed before, says so once, and gives back these words. */
export async function finishPendingWipes({ports, output, stop}: CommandContext): Promise<readonly string[]> {
	const gone = await finishWipes(ports, stop);
	const told = gone.map(({holds, username, origin, since, storage}) => {
		const at = localTime(since, ports.clock.now());
		const whose = `the ${holds} of ${safeText(username, 100)} at ${safeText(origin, 100)}`;
		return `${whose}, which was to be removed from ${storageInWords[storage].whole} at ${at}, is removed now`;
	});
	for (const notice of told) output.hint(notice);
	return told;
}

/**
 * Asks for what other storages than these need for that. Where nobody sits there, or they do not know it, is no reason to leave all
 * else undone: that is said. Gives back the failure of whoever has given up altogether.
 */
export async function unlockForWipes(
	unlocked: readonly StorageKind[],
	{ports, input, output, stop}: CommandContext,
): Promise<SecretStoreFailure | undefined> {
	const now = ports.clock.now();
	const pending = (await ports.pendingWipes.list()).filter(wipe => !isLeftToSignOut(wipe, now));
	for (const storage of new Set(pending.map(wipe => wipe.storage))) {
		const store = ports.secretsFor(storage);
		if (unlocked.includes(storage) || (await store.check()).ok) continue;
		const words = pending.filter(wipe => wipe.storage === storage).map(pendingInWords);
		// What the question is for.
		if (input.isInteractive) for (const each of words) output.talk(each);
		const opened = await store.unlock?.('read', stop, input.isInteractive ? 'person' : 'nobody');
		const locked = opened?.ok === false ? opened : await store.check();
		if (locked.ok) continue;
		if (locked.failure.kind === 'cancelled') return locked.failure;
		for (const each of words) output.hint(`${each}: ${locked.failure.text}`);
	}
	return undefined;
}
