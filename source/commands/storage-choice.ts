import {failure, success} from '../domain/outcome.ts';
import type {StorageKind} from '../domain/profile.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {textOption} from './option-values.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';

type Storage = {readonly storage: StorageKind; readonly notices: readonly string[]};

/**
 * Where a sign-in keeps its secrets: as asked for, as the environment says, as the profile has it, else in the keychain, and where
 * there is none in memory, with words that say what that means.
 */
export async function chooseStorage(
	invocation: Invocation,
	known: StorageKind | undefined,
	context: CommandContext,
): Promise<Found<Storage>> {
	const {environment, output, input, ports} = context;
	const option = textOption(invocation, 'storage');
	const asked = option ?? (environment.SVT_STORAGE || undefined);
	if (asked !== undefined) {
		if (asked === 'keychain' || asked === 'memory') return success({storage: asked, notices: []});
		const name = option === undefined ? 'SVT_STORAGE' : '--storage';
		return failure(fail(output, exitCodes.usage, `${name} is keychain or memory`));
	}
	if (known !== undefined) return success({storage: known, notices: []});
	const check = await ports.secretsFor('keychain').check();
	if (check.ok) return success({storage: 'keychain', notices: []});
	// One that is there, but locked, a person can unlock.
	if (check.failure.kind === 'locked' && input.isInteractive) return success({storage: 'keychain', notices: []});
	if (check.failure.kind === 'locked') return failure(fail(output, exitCodes.keychain, check.failure.text));
	const why = check.failure.text.replace(/, or sign in with --storage memory$/, '');
	const meaning = 'so the token stays in memory and is gone when svt-tui ends, and no password is kept';
	return success({storage: 'memory', notices: [`no keychain: ${why}`, meaning]});
}
