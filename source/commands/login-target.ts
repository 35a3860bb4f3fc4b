import type {Trust} from '../domain/certificate.ts';
import type {Draft} from '../domain/draft.ts';
import {failure, success} from '../domain/outcome.ts';
import {
	defaultAbsoluteLimit,
	defaultIdleLimit,
	type Profile,
	parseOrigin,
	type StorageKind,
} from '../domain/profile.ts';
import type {Profiles} from '../ports.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodes} from './exit-code.ts';
import type {LoginOptions} from './login-options.ts';
import {fail} from './output.ts';
import {type Found, findProfile} from './profile-choice.ts';

/** Where to sign in: to a profile that there is, or to an address; neither is known while only a person can tell. */
export type Target = {
	readonly known: Profile | undefined;
	readonly address: string;
	/** Why this appliance is believed already, whoever signs in. */
	readonly trust: Trust | undefined;
};

/** A sign-in with all that is wished for it. */
export type Login = {
	readonly invocation: Invocation;
	readonly options: LoginOptions;
	readonly target: Target;
	readonly draft: Draft;
	readonly profiles: readonly Profile[];
	/** What is to be known beforehand, such as that there is no keychain. */
	readonly notices: readonly string[];
};

/** A word is a profile's name if there is one of that name, else the address of an appliance. */
export function chooseTarget(
	loaded: Profiles,
	{words: [word]}: Invocation,
	{username, profileName}: LoginOptions,
	context: CommandContext,
): Found<Target> {
	const {profiles, standard} = loaded;
	const named = (name: string | undefined) => profiles.find(profile => profile.name === name);
	if (word === undefined) {
		const name = profileName ?? (context.environment.SVT_PROFILE || standard);
		if (name !== undefined) {
			const found = findProfile(loaded, name, {words: []}, context);
			return found.ok ? success(targetOf(found.value)) : found;
		}
		const [only, other] = profiles;
		return success(other === undefined ? targetOf(only) : nowhere);
	}
	const known = named(word);
	if (known !== undefined && (profileName ?? word) === word) return success(targetOf(known));
	const origin = known?.origin ?? parseOrigin(word);
	if (origin === undefined) {
		const hint = 'such as 10.1.1.16, omnicube.example.com or https://10.1.1.16:8443';
		return failure(fail(context.output, exitCodes.usage, 'that is neither a profile nor an address', hint));
	}
	const asked = named(profileName);
	if (asked !== undefined && asked.origin !== origin) {
		const text = `the profile ${asked.name} is for ${asked.origin}`;
		return failure(
			fail(context.output, exitCodes.usage, text, `take another name, or first: svt-tui profile remove ${asked.name}`),
		);
	}
	if (asked !== undefined) return success(targetOf(asked));
	// The same appliance and user again is the profile that there is, not a second one.
	const same = profiles.filter(
		profile => profile.origin === origin && (username === undefined || profile.username === username),
	);
	const isOne = profileName === undefined && same.length === 1;
	const trust = profiles.find(profile => profile.origin === origin)?.trust;
	return success({known: isOne ? same[0] : undefined, address: origin, trust});
}

const nowhere: Target = {known: undefined, address: '', trust: undefined};

export const targetOf = (known: Profile | undefined): Target =>
	known === undefined ? nowhere : {known, address: known.origin, trust: known.trust};

/** HPE: the only user of the emergency grant. */
const emergencyUser = 'svtcli';

/** What a sign-in starts from: the profile, if there is one, with what was wished for on top. */
export function draftOf({known, address, trust}: Target, storage: StorageKind, wished?: LoginOptions): Draft {
	const isEmergency = wished?.isEmergency ?? false;
	const grant = isEmergency ? 'emergency' : (known?.grant ?? 'password');
	const username = wished?.username ?? (isEmergency ? emergencyUser : (known?.username ?? ''));
	return {
		address,
		username,
		profileName: wished?.profileName ?? known?.name,
		grant,
		storage,
		savePassword: wished?.isPasswordSaved ?? known?.savePassword ?? true,
		passwordStored: known?.savePassword === true && known.username === username && known.storage === storage,
		trust: trustOf(wished) ?? trust ?? {mode: 'system'},
		proxy: undefined,
		idleLimit: wished?.idleLimit ?? known?.idleLimit ?? defaultIdleLimit,
		absoluteLimit: known?.absoluteLimit ?? defaultAbsoluteLimit,
		keepAlive: wished?.keepAlive === true || (known?.keepAlive ?? false),
		tickleInterval: known?.tickleInterval,
		renew: wished?.renew ?? known?.renew ?? 'ask',
	};
}

function trustOf(wished: LoginOptions | undefined): Draft['trust'] | undefined {
	if (wished?.fingerprint !== undefined) return {mode: 'pinned', sha256: wished.fingerprint};
	return wished?.caFile === undefined ? undefined : {mode: 'ca-file', path: wished.caFile};
}
