import {isSameTrust} from '../domain/certificate.ts';
import {isSameAccount, type Profile} from '../domain/profile.ts';
import type {SessionPorts} from './session-ports.ts';

/**
 * Whether a person has changed, in another process, whom this profile trusts: who was trusted before gets no password by itself any
 * more. What is not saved, or is somebody else's by now, has no say.
 */
export async function isTrustedOtherwise(
	{profiles}: Pick<SessionPorts, 'profiles'>,
	profile: Profile,
): Promise<boolean> {
	const loaded = await profiles.load();
	if (!loaded.ok) return false;
	const saved = loaded.value.profiles.find(({name}) => name === profile.name);
	return saved !== undefined && isSameAccount(saved, profile) && !isSameTrust(saved.trust, profile.trust);
}

export const trustChanged =
	'what this profile trusts was changed meanwhile, so the password is not sent: start svt-tui again';
