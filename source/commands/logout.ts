import type {Profile} from '../domain/profile.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {sayingWhenLate} from './late-words.ts';
import {hasOption} from './option-values.ts';
import {fail} from './output.ts';
import {chooseProfile, loadProfiles} from './profile-choice.ts';
import {runningKeeper} from './running-keeper.ts';
import {type LoggedOut, sumOf, tellElsewhere, tellSignedOut, worstOf} from './signed-out-telling.ts';
import {signOutOf} from './signing-out.ts';
import {unlockToSignOut} from './unlocked.ts';

/** Revokes the token at the appliance, looks whether it is refused from then on, and forgets it here; says what could be confirmed. */
export const run: RunCommand = async (invocation, context) => {
	const {output, stop} = context;
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	const isAll = hasOption(invocation, 'all');
	if (isAll && (invocation.words.length > 0 || invocation.options.profile !== undefined))
		return fail(output, exitCodes.usage, 'take either a profile or --all');
	const forgetPassword = hasOption(invocation, 'forget-password');
	const {profiles} = loaded.value;
	if (!isAll) {
		const chosen = chooseProfile(loaded.value, invocation, context);
		if (!chosen.ok) return chosen.failure;
		const unlocked = await unlockToSignOut([chosen.value.storage], context);
		return unlocked.ok ? (await logout(chosen.value, {forgetPassword, profiles}, context)).code : unlocked.failure;
	}
	if (profiles.length === 0) output.talk('there is no profile yet, so there is nothing to sign out of');
	const storages = profiles.map(({storage}) => storage);
	const unlocked = await unlockToSignOut(storages, context);
	if (!unlocked.ok) return unlocked.failure;
	const all: LoggedOut[] = [];
	for (const profile of profiles) {
		// What one fails at is no reason to leave the others signed in.
		all.push(await logout(profile, {forgetPassword, profiles}, context));
		if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
	}
	if (all.length > 1) output.talk(sumOf(all));
	// Also of profiles that are gone.
	const isLeft = (await context.ports.pendingWipes.list()).length > 0;
	return isLeft ? exitCodes.keychain : worstOf(all);
};

type Wish = {readonly forgetPassword: boolean; readonly profiles: readonly Profile[]};

async function logout(profile: Profile, wish: Wish, context: CommandContext): Promise<LoggedOut> {
	const {ports, stop} = context;
	if (profile.storage === 'memory') {
		// Nothing can be done from here, and what is told of that session stays true.
		const keeper = runningKeeper(await ports.records.read(profile.name), ports.clock.now(), ports.isRunning);
		if (keeper !== undefined) return tellElsewhere(profile, keeper, context);
	}
	// At once: what is under way gets a while, and not all of it may be left to say so afterwards.
	const tellInterrupted = () =>
		context.output.hint(`the sign-out was interrupted: svt-tui logout ${profile.name} goes on with it`);
	stop.addEventListener('abort', tellInterrupted);
	if (stop.aborted) tellInterrupted();
	const signedOut = await sayingWhenLate(profile.origin, context, () => signOutOf(profile, wish, context));
	stop.removeEventListener('abort', tellInterrupted);
	if (stop.aborted) return {came: 'stopped', code: exitCodeOfSignal(String(stop.reason))};
	return tellSignedOut(signedOut, wish, context);
}
