import {isShared, type Profile} from '../domain/profile.ts';
import {isSignOut, type SessionRecord} from '../domain/session-record.ts';
import type {SessionPorts} from './session-ports.ts';

/**
 * Says in the records of other profiles of the same user at the same appliance, which have the same token in the same store, that
 * somebody signed out: whoever keeps one of them must not sign in again.
 */
export async function tellSameAccount(
	{profiles, records, clock}: Pick<SessionPorts, 'profiles' | 'records' | 'clock'>,
	profile: Profile,
): Promise<void> {
	if (profile.storage === 'memory') return;
	const loaded = await profiles.load();
	const own = await records.read(profile.name);
	if (!loaded.ok) return;
	for (const other of loaded.value.profiles) {
		if (other.name === profile.name || !isShared(other, profile)) continue;
		const known = await records.read(other.name);
		if (known !== undefined && !isSignOut(known)) await records.write(signedOut(known, own, clock.now()));
	}
}

const signedOut = (known: SessionRecord, own: SessionRecord | undefined, writtenAt: SessionRecord['writtenAt']) => ({
	...known,
	state: 'signed-out' as const,
	reason: 'signed-out' as const,
	token: own?.token ?? known.token,
	idle: own?.idle,
	absolute: own?.absolute,
	writtenAt,
	keepAlive: {...known.keepAlive, keeperPid: undefined, nextAt: undefined},
});
