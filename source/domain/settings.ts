import {failure, type Outcome, success} from './outcome.ts';
import type {Profile} from './profile.ts';

/** What a person has set up, as it is kept on disk. */
export type Settings = {
	/** In the order in which they were added; no two have the same name. */
	readonly profiles: readonly Profile[];
	/** The name of the default profile; undefined when there is none. */
	readonly standard: string | undefined;
	/** Profiles of the file that could not be understood: they go back into it, so that a person can correct them. */
	readonly unreadable: readonly KeptProfile[];
	/** The program that keeps the secrets of profiles whose storage is `helper`, from the root on, and its arguments. */
	readonly helper?: Helper | undefined;
};

/** A program by its whole path, then what it is called with. */
export type Helper = readonly [program: string, ...args: readonly string[]];

/** A profile with a fault in it, as it stands in the file. */
export type KeptProfile = {readonly name: string | undefined; readonly stored: unknown};

export const noSettings: Settings = {profiles: [], standard: undefined, unreadable: []};

/** Added at the end, or in the place of the one of the same name. The first one of all becomes the default. */
export function withProfile(settings: Settings, profile: Profile): Settings {
	const {profiles, standard} = settings;
	if (profiles.length === 0 && standard === undefined)
		return {...settings, profiles: [profile], standard: profile.name};
	const isKnown = profiles.some(({name}) => name === profile.name);
	return {
		...settings,
		profiles: isKnown ? profiles.map(known => (known.name === profile.name ? profile : known)) : [...profiles, profile],
	};
}

/** No other profile takes the place of a default that is removed: what a person types without a name must not go elsewhere. */
export function withoutProfile(settings: Settings, name: string): Settings {
	return {
		...settings,
		profiles: settings.profiles.filter(profile => profile.name !== name),
		standard: settings.standard === name ? undefined : settings.standard,
		unreadable: settings.unreadable.filter(kept => kept.name !== name),
	};
}

export function withStandard(settings: Settings, name: string): Outcome<Settings, 'no-such-profile'> {
	const isKnown = settings.profiles.some(profile => profile.name === name);
	return isKnown ? success({...settings, standard: name}) : failure('no-such-profile');
}

export const withHelper = (settings: Settings, helper: Helper): Settings => ({...settings, helper});
