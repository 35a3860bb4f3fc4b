import {withoutElsewhere} from '../domain/elsewhere.ts';
import {failure, success} from '../domain/outcome.ts';
import type {StorageKind} from '../domain/profile.ts';
import {storageKinds} from '../domain/profile-format.ts';
import {safeText} from '../domain/server-text.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {textOption, textsOption} from './option-values.ts';
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
	const asked = await askedStorage(invocation, context);
	if (!asked.ok) return asked;
	const storage = asked.value ?? known;
	if (storage !== undefined) return success({storage, notices: []});
	const {input, output, ports} = context;
	const check = await ports.secretsFor('keychain').check();
	if (check.ok) return success({storage: 'keychain', notices: []});
	// One that is there, but locked, a person can unlock.
	if (check.failure.kind === 'locked' && input.isInteractive) return success({storage: 'keychain', notices: []});
	if (check.failure.kind === 'locked') return failure(fail(output, exitCodes.keychain, check.failure.text));
	const why = withoutElsewhere(check.failure.text);
	const meaning = 'so the token stays in memory and is gone when svt-tui ends, and no password is kept';
	const instead = 'to keep both in a file under a passphrase, sign in with --storage file';
	return success({storage: 'memory', notices: [`no keychain: ${why}`, meaning, instead]});
}

/** By an option, or by the environment; undefined where nothing was said. */
async function askedStorage(invocation: Invocation, context: CommandContext): Promise<Found<StorageKind | undefined>> {
	const {environment, output, ports} = context;
	const option = textOption(invocation, 'storage');
	const helper = textsOption(invocation, 'helper');
	if (helper.length > 0 && (option ?? 'helper') !== 'helper')
		return failure(
			fail(output, exitCodes.usage, `--helper is for --storage helper, not ${safeText(option ?? '', 20)}`),
		);
	if (helper.length > 0) return saveHelper(helper, context);
	const asked = option ?? (environment.SVT_STORAGE || undefined);
	if (asked === undefined) return success(undefined);
	const storage = storageKinds.find(kind => kind === asked);
	if (storage === undefined) {
		const name = option === undefined ? 'SVT_STORAGE' : '--storage';
		return failure(fail(output, exitCodes.usage, `${name} is keychain, file, memory or helper`));
	}
	if (storage !== 'helper') return success(storage);
	const loaded = await ports.profiles.load();
	if (loaded.ok && loaded.value.helper !== undefined) return success(storage);
	return failure(fail(output, exitCodes.usage, 'no helper is set', 'name its program: svt-tui login --helper PROGRAM'));
}

/** From now on the helper of all profiles that have one. */
async function saveHelper(
	[word = '', ...args]: readonly string[],
	context: CommandContext,
): Promise<Found<StorageKind>> {
	const {output, ports} = context;
	const program = await ports.findHelperProgram(word);
	if (!program.ok)
		return failure(fail(output, exitCodes.usage, `the helper ${safeText(word, 100)} ${program.failure}`));
	const saved = await ports.profiles.saveHelper([program.value, ...args]);
	return saved.ok ? success('helper') : failure(fail(output, exitCodes.unexpected, saved.failure.text));
}
