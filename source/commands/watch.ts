import {success} from '../domain/outcome.ts';
import type {Profile} from '../domain/profile.ts';
import type {Profiles} from '../ports.ts';
import type {CommandContext, Invocation, RunCommand} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {whyNoScreen} from './no-screen.ts';
import {hasOption} from './option-values.ts';
import {fail} from './output.ts';
import {type Found, findProfile, loadProfiles, namedProfile} from './profile-choice.ts';
import {prepareSessions, showSessions} from './sessions-screen.ts';
import {chooseStorage} from './storage-choice.ts';
import {unlockForUse} from './unlocked.ts';

/** The screen, with the session of one profile or of all. Also what `svt-tui [PROFILE]` opens. */
export const run: RunCommand = async (invocation, context) => {
	const {input, output} = context;
	if (!input.isInteractive) {
		const hint = 'without one: svt-tui status, svt-tui keep-alive';
		return fail(output, exitCodes.usage, whyNoScreen('the screen', context), hint);
	}
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const watched = watchedProfiles(loaded.value, invocation, context);
	if (!watched.ok) return watched.failure;
	const [first, second] = watched.value;
	const storage = await chooseStorage(invocation, first?.storage, context);
	if (!storage.ok) return storage.failure;
	// A new sign-in is one key away, but who looks at sessions is asked only for what these need.
	const needed = watched.value.length === 0 ? [storage.value.storage] : watched.value.map(profile => profile.storage);
	const unlocked = await unlockForUse(needed, 'write', context);
	if (!unlocked.ok) return unlocked.failure;
	const prepared = prepareSessions(context, loaded.value.profiles, storage.value.storage);
	const notices = [...loaded.value.notices, ...unlocked.value, ...storage.value.notices];
	// Of what was only in memory, nothing is there to go on with.
	const isNothingThere = first === undefined || (second === undefined && first.storage === 'memory');
	if (isNothingThere)
		return showSessions(prepared, {screen: 'sign-in', signIn: prepared.beginSignIn(first)}, notices, context);
	for (const profile of watched.value) {
		const engine = prepared.restore(profile);
		if (hasOption(invocation, 'keep-alive')) engine.dispatch({type: 'keep-alive-requested', on: true});
	}
	const start =
		second === undefined ? ({screen: 'session', profile: first.name} as const) : ({screen: 'sessions'} as const);
	return showSessions(prepared, start, notices, context);
};

/** The one that was named, else all. */
function watchedProfiles(loaded: Profiles, invocation: Invocation, context: CommandContext): Found<readonly Profile[]> {
	const named = namedProfile(invocation, context);
	if (!named.ok) return named;
	if (named.value === undefined) return success(loaded.profiles);
	const found = findProfile(loaded, named.value, invocation, context);
	return found.ok ? success([found.value]) : found;
}
