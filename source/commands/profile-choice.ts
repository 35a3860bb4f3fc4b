import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Profile} from '../domain/profile.ts';
import type {Profiles} from '../ports.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {nearest} from './nearest.ts';
import {fail} from './output.ts';
import {wordShown} from './stray-secrets.ts';

/** What was wanted, or the exit code after everything there was to say has been said. */
export type Found<Value> = Outcome<Value, number>;

/** The profiles, after what was found wrong with them has been told. */
export async function loadProfiles({ports, output}: CommandContext): Promise<Found<Profiles>> {
	const loaded = await ports.profiles.load();
	if (!loaded.ok) return failure(fail(output, exitCodes.unexpected, loaded.failure.text));
	for (const notice of loaded.value.notices) output.hint(notice);
	return success(loaded.value);
}

/** The profile that was named, else `SVT_PROFILE`, else the default one, else the only one. */
export function chooseProfile(profiles: Profiles, invocation: Invocation, context: CommandContext): Found<Profile> {
	const named = namedProfile(invocation, context);
	if (!named.ok) return named;
	const name = named.value ?? profiles.standard;
	if (name !== undefined) return findProfile(profiles, name, invocation, context);
	const [only, other] = profiles.profiles;
	if (only !== undefined && other === undefined) return success(only);
	if (only === undefined) return failure(noProfiles(context));
	const names = `name one of ${namesOf(profiles)}, or make one the default: svt-tui profile default NAME`;
	return failure(fail(context.output, exitCodes.usage, 'there are several profiles', names));
}

/** The profiles that were named, or all of them where none was. */
export function chooseProfiles(
	profiles: Profiles,
	{words, options}: Invocation,
	context: CommandContext,
): Found<readonly Profile[]> {
	const names = typeof options.profile === 'string' ? [options.profile, ...words] : words;
	if (names.length === 0) return success(profiles.profiles);
	const chosen: Profile[] = [];
	for (const name of new Set(names)) {
		const found = findProfile(profiles, name, {words}, context);
		if (!found.ok) return found;
		chosen.push(found.value);
	}
	return success(chosen);
}

/** By name; whoever is not found is told what there is. What came with an option is not repeated: elsewhere a password follows `-p`. */
export function findProfile(
	profiles: Profiles,
	name: string,
	{words}: Pick<Invocation, 'words'>,
	context: CommandContext,
): Found<Profile> {
	const found = profiles.profiles.find(profile => profile.name === name);
	if (found !== undefined) return success(found);
	const similar = nearest(
		name,
		profiles.profiles.map(profile => profile.name),
	);
	if (profiles.profiles.length === 0) return failure(noProfiles(context));
	const shown = words.includes(name) || name === context.environment.SVT_PROFILE ? wordShown(name) : '';
	const hint = similar === undefined ? `there are ${namesOf(profiles)}` : `did you mean ${similar}?`;
	return failure(
		fail(context.output, exitCodes.usage, `there is no profile${shown === '' ? ' of that name' : shown}`, hint),
	);
}

/** By a word, by `--profile`, or by the environment. */
export function namedProfile(
	{words: [word], options}: Invocation,
	{environment, output}: CommandContext,
): Found<string | undefined> {
	const option = typeof options.profile === 'string' ? options.profile : undefined;
	if (word !== undefined && option !== undefined && word !== option)
		return failure(fail(output, exitCodes.usage, 'two profiles are named, by a word and by --profile: name one'));
	return success(word ?? option ?? (environment.SVT_PROFILE || undefined));
}

const noProfiles = ({output}: CommandContext) =>
	fail(output, exitCodes.usage, 'there is no profile yet', 'sign in to an appliance: svt-tui login HOST');

const namesOf = ({profiles}: Profiles) => profiles.map(({name}) => name).join(', ');
