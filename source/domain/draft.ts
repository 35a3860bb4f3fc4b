import type {Trust} from './certificate.ts';
import {
	defaultIdleLimit,
	type Grant,
	type Profile,
	profileNameFor,
	type RenewPolicy,
	type StorageKind,
} from './profile.ts';
import type {Duration} from './time.ts';

/** What is known before a person answers: from the command line, from a profile, or the defaults. */
export type Draft = {
	readonly address: string;
	readonly username: string;
	/** Undefined: named after the host. */
	readonly profileName: string | undefined;
	readonly grant: Grant;
	readonly storage: StorageKind;
	readonly savePassword: boolean;
	readonly passwordStored: boolean;
	/** How to verify the certificate before anybody was asked. */
	readonly trust: Trust;
	/** What was asked for: a proxy's origin, or to go without one. Undefined: as this appliance was reached before. */
	readonly proxy: string | 'none' | undefined;
	readonly idleLimit: Duration;
	readonly absoluteLimit: Duration;
	readonly keepAlive: boolean;
	readonly tickleInterval: Duration | undefined;
	readonly renew: RenewPolicy;
};

/** The profile that a completed draft makes. */
export function profileOf(
	draft: Draft,
	{origin, trust, profiles}: {readonly origin: string; readonly trust: Trust; readonly profiles: readonly Profile[]},
): Profile {
	const {
		profileName,
		username,
		grant,
		storage,
		savePassword,
		idleLimit,
		absoluteLimit,
		keepAlive,
		tickleInterval,
		renew,
	} = draft;
	const takenNames = profiles.map(profile => profile.name);
	const name = profileName ?? profileNameFor(origin, takenNames);
	// Memory ends with the process: a password kept there would only look saved.
	const saves = savePassword && storage !== 'memory';
	return {
		name,
		origin,
		username,
		grant,
		trust,
		proxy: proxyFor(draft, profiles, origin),
		storage,
		savePassword: saves,
		idleLimit,
		absoluteLimit,
		keepAlive,
		tickleInterval,
		renew,
	};
}

/** The one that was asked for, else that through which this profile, or another one of the same appliance, is reached. */
export function proxyFor(
	{proxy, profileName}: Draft,
	profiles: readonly Profile[],
	origin: string,
): string | undefined {
	if (proxy !== undefined) return proxy === 'none' ? undefined : proxy;
	const there = profiles.filter(profile => profile.origin === origin);
	return (there.find(({name}) => name === profileName) ?? there[0])?.proxy;
}

/**
 * The same user at the same appliance again is the profile that there is, not a second one that shares its secrets: signing out of one
 * would take the other's token away. It stays as it was set, but for what the draft has otherwise than by default.
 */
export function ofKnownProfile(draft: Draft, profiles: readonly Profile[], origin: string): Draft {
	const {profileName, username, storage, grant, idleLimit, keepAlive, renew} = draft;
	if (profileName !== undefined) return draft;
	const known = profiles.find(
		profile => profile.origin === origin && profile.username === username && profile.storage === storage,
	);
	if (known === undefined) return draft;
	return {
		...draft,
		profileName: known.name,
		grant: grant === 'password' ? known.grant : grant,
		idleLimit: idleLimit === defaultIdleLimit ? known.idleLimit : idleLimit,
		absoluteLimit: known.absoluteLimit,
		keepAlive: keepAlive || known.keepAlive,
		tickleInterval: known.tickleInterval,
		renew: renew === 'ask' ? known.renew : renew,
	};
}
