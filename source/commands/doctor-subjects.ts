import {type Address, addressOf} from '../domain/address.ts';
import type {ExplainContext} from '../domain/explanation.ts';
import {failure, success} from '../domain/outcome.ts';
import {type Profile, parseOrigin} from '../domain/profile.ts';
import {safeText} from '../domain/server-text.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {nearest} from './nearest.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';

/** An appliance that is to be looked at. */
export type Subject = {
	/** The profile's name, or the address. */
	readonly name: string;
	readonly address: Address;
	/** Undefined for an address of no profile. */
	readonly profile: Profile | undefined;
	readonly about: ExplainContext;
};

/** All profiles, or those and the addresses that were named. A word is a profile's name if there is one of that name. */
export function chooseSubjects(
	profiles: readonly Profile[],
	{words, options}: Invocation,
	{output}: CommandContext,
): Found<readonly Subject[]> {
	const named = typeof options.profile === 'string' ? [options.profile, ...words] : words;
	if (named.length === 0) return success(profiles.map(subjectOf));
	const chosen: Subject[] = [];
	for (const word of new Set(named)) {
		const profile = profiles.find(({name}) => name === word);
		const origin = word === options.profile ? undefined : parseOrigin(word);
		if (profile !== undefined) chosen.push(subjectOf(profile));
		else if (origin !== undefined) {
			// A name that was mistyped looks like a host of this network.
			if (profiles.length > 0 && /^[\w-]+$/.test(word))
				output.hint(`there is no profile ${word.slice(0, 40)}: it is taken for an address`);
			chosen.push(placeAt(origin, profiles));
		} else {
			const names = profiles.map(({name}) => name);
			const similar = nearest(word, names);
			const hint =
				similar === undefined ? 'such as dc1, 10.1.1.16 or omnicube.example.com' : `did you mean ${similar}?`;
			return failure(fail(output, exitCodes.usage, `${safeText(word, 40)} is neither a profile nor an address`, hint));
		}
	}
	return success(chosen);
}

const subjectOf = (profile: Profile): Subject => ({
	name: profile.name,
	address: addressOf(profile),
	profile,
	about: {profile},
});

/** Why a profile believes it is a reason for its address as well, and its way there is the way. */
function placeAt(origin: string, profiles: readonly Profile[]): Subject {
	const known = profiles.find(profile => profile.origin === origin);
	if (known !== undefined) return {...subjectOf(known), name: origin, profile: undefined};
	return {
		name: origin,
		address: {origin, trust: {mode: 'system'}},
		profile: undefined,
		about: {profile: {name: origin, origin, username: ''}},
	};
}
