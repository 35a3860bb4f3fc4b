import {failure, success} from '../domain/outcome.ts';
import type {StorageKind} from '../domain/profile.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfStore} from './exit-code.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';

/** Asks for what these storages need, such as a passphrase: before there is a screen, on which nobody could type it. */
export async function unlockStorages(
	storages: readonly StorageKind[],
	to: 'read' | 'write',
	{ports, output, stop}: CommandContext,
): Promise<Found<void>> {
	for (const storage of new Set(storages)) {
		const unlocked = await ports.secretsFor(storage).unlock?.(to, stop);
		if (unlocked?.ok === false) return failure(fail(output, exitCodeOfStore(unlocked.failure), unlocked.failure.text));
	}
	return success(undefined);
}
