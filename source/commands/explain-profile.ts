import {success} from '../domain/outcome.ts';
import type {Profile} from '../domain/profile.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {fail} from './output.ts';
import {type Found, findProfile, namedProfile} from './profile-choice.ts';

/** Whose session a pasted refusal may be about. */
export type Held = {
	readonly profile: Profile;
	/** Of the token that its record tells of; undefined when there is none. */
	readonly fingerprint: string | undefined;
	/** Whether somebody said that it is about this profile. */
	readonly isNamed: boolean;
};

/**
 * The profile that was named, else the default or the only one; undefined where there is none, as nobody needs one for this. Reads
 * files only: no keychain, no network.
 */
export async function heldSession(invocation: Invocation, context: CommandContext): Promise<Found<Held | undefined>> {
	const {ports, output} = context;
	const named = namedProfile({...invocation, words: []}, context);
	if (!named.ok) return named;
	const loaded = await ports.profiles.load();
	if (!loaded.ok) {
		if (named.value === undefined) return success(undefined);
		return {ok: false, failure: fail(output, exitCodes.unexpected, loaded.failure.text)};
	}
	for (const notice of loaded.value.notices) output.hint(notice);
	const {profiles, standard} = loaded.value;
	const only = profiles.length === 1 ? profiles[0]?.name : undefined;
	const name = named.value ?? standard ?? only;
	if (name === undefined) return success(undefined);
	const found = findProfile(loaded.value, name, {words: []}, context);
	if (!found.ok) return found;
	const record = await ports.records.read(name);
	const isOfProfile = record?.origin === found.value.origin && record.username === found.value.username;
	const fingerprint = isOfProfile ? record.token?.fingerprint : undefined;
	return success({profile: found.value, fingerprint, isNamed: named.value !== undefined});
}
