import {type PendingWipe, pendingOf} from '../domain/pending-wipe.ts';
import {storedProfile} from '../domain/profile-format.ts';
import type {Profiles} from '../ports.ts';

/** Profiles as `docs/schemas/profiles-v1.json` has them: as they are stored, but JSON says `null` of what is not set. */
export const profilesReport = (
	{profiles, standard}: Pick<Profiles, 'profiles' | 'standard'>,
	wipes: readonly PendingWipe[],
) => ({
	schema: 'svt-tui/profiles/v1',
	profiles: profiles.map(profile => {
		const {proxy = null, tickleIntervalSeconds = null, ...stored} = storedProfile(profile);
		return {
			...stored,
			proxy,
			tickleIntervalSeconds,
			isDefault: profile.name === standard,
			wipePending: pendingOf(wipes, profile).map(({holds}) => holds),
		};
	}),
});
