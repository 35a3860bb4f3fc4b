import {failure, success} from '../domain/outcome.ts';
import type {StorageKind} from '../domain/profile.ts';
import type {SecretStoreFailure} from '../ports.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfStore} from './exit-code.ts';
import {finishPendingWipes, unlockForWipes} from './finished-wipes.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';

/** Asks for what these storages need, such as a passphrase: before there is a screen, on which nobody could type it. */
export async function unlockStorages(
	storages: readonly StorageKind[],
	to: 'read' | 'write',
	context: CommandContext,
): Promise<Found<void>> {
	for (const storage of new Set(storages)) {
		const unlocked = await context.ports.secretsFor(storage).unlock?.(to, context.stop);
		if (unlocked?.ok === false) return failure(failLocked(unlocked.failure, context));
	}
	return success(undefined);
}

/**
 * The same for a command that uses what is stored: what could not be removed before is removed then, which is said. Gives back these
 * words for a screen. Nothing more is asked for it, and nothing waited for long.
 */
export async function unlockForUse(
	storages: readonly StorageKind[],
	to: 'read' | 'write',
	context: CommandContext,
): Promise<Found<readonly string[]>> {
	const unlocked = await unlockStorages(storages, to, context);
	return unlocked.ok ? success(await finishPendingWipes(context)) : unlocked;
}

/** The same for whoever signs out: they want secrets gone, and are asked for what it takes to remove those from before as well. */
export async function unlockToSignOut(storages: readonly StorageKind[], context: CommandContext): Promise<Found<void>> {
	const unlocked = await unlockStorages(storages, 'read', context);
	if (!unlocked.ok) return unlocked;
	const givenUp = await unlockForWipes(storages, context);
	if (givenUp !== undefined) return failure(failLocked(givenUp, context));
	await finishPendingWipes(context);
	return success(undefined);
}

const failLocked = (locked: SecretStoreFailure, {output}: CommandContext) =>
	fail(output, exitCodeOfStore(locked), locked.text);
