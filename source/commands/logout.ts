import {endInWords} from '../domain/end-in-words.ts';
import type {Profile} from '../domain/profile.ts';
import {createSession, type Session} from '../domain/session.ts';
import {createSessionEngine} from '../engine/session-engine.ts';
import type {CommandContext, RunCommand} from './command.ts';
import {exitCodeOfRefusal, exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {hasOption} from './option-values.ts';
import {fail} from './output.ts';
import {chooseProfile, loadProfiles} from './profile-choice.ts';
import {tellRefusal} from './refusal-words.ts';
import {isOfSecrets, storingProblems} from './session-words.ts';
import {unlockStorages} from './unlocked.ts';

/** Revokes the token at the appliance and forgets it here; says what of that could be confirmed. */
export const run: RunCommand = async (invocation, context) => {
	const {output, stop} = context;
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded.failure;
	if (hasOption(invocation, 'all') && (invocation.words.length > 0 || invocation.options.profile !== undefined))
		return fail(output, exitCodes.usage, 'take either a profile or --all');
	const forgetPassword = hasOption(invocation, 'forget-password');
	if (!hasOption(invocation, 'all')) {
		const chosen = chooseProfile(loaded.value, invocation, context);
		if (!chosen.ok) return chosen.failure;
		const unlocked = await unlockStorages([chosen.value.storage], 'read', context);
		return unlocked.ok ? logout(chosen.value, {forgetPassword}, context) : unlocked.failure;
	}
	const storages = loaded.value.profiles.map(({storage}) => storage);
	const unlocked = await unlockStorages(storages, 'read', context);
	if (!unlocked.ok) return unlocked.failure;
	let worst: number = exitCodes.ok;
	for (const profile of loaded.value.profiles) {
		if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
		const code = await logout(profile, {forgetPassword}, context);
		if (worst === exitCodes.ok) worst = code;
	}
	return worst;
};

type Wish = {readonly forgetPassword: boolean};

async function logout(profile: Profile, {forgetPassword}: Wish, context: CommandContext): Promise<number> {
	const {ports, stop} = context;
	const engine = createSessionEngine({...createSession(profile, profile.savePassword), keepAlive: false}, ports);
	const giveUp = () => void engine.stop();
	stop.addEventListener('abort', giveUp);
	engine.dispatch({type: 'restore-requested'});
	await engine.settled();
	const restored = engine.getSnapshot();
	engine.dispatch({type: 'sign-out-requested', forgetPassword});
	await engine.settled();
	await engine.stop();
	stop.removeEventListener('abort', giveUp);
	if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
	const code = tell(restored, engine.getSnapshot(), {forgetPassword}, context);
	const isForgotten = code !== exitCodes.keychain;
	// The mark of a refused password stays as long as the password does.
	const isMarked = engine.getSnapshot().refusedPassword !== undefined && !forgetPassword;
	if (isForgotten && !isMarked) await ports.records.remove(profile.name);
	return code;
}

function tell(restored: Session, after: Session, wish: Wish, context: CommandContext): number {
	const problems = problemsOf(restored, after);
	for (const {text} of problems) context.output.error(`${after.profile.name}: ${text}`);
	const isForgotten = !problems.some(isOfSecrets);
	const code = tellSignOut(restored, after, {forgetPassword: wish.forgetPassword && isForgotten, isForgotten}, context);
	if (!isForgotten) return exitCodes.keychain;
	return problems.length > 0 ? exitCodes.unexpected : code;
}

/** What kept the token from being found most likely kept it from being forgotten, which says more. */
function problemsOf(restored: Session, after: Session) {
	const [first, all] = [storingProblems(restored), storingProblems(after)];
	return all.length > first.length ? all.slice(first.length) : first;
}

function tellSignOut(
	restored: Session,
	after: Session,
	{forgetPassword, isForgotten}: Wish & {readonly isForgotten: boolean},
	{ports, output}: CommandContext,
): number {
	const {name} = after.profile;
	const signedOut = after.journal.map(({happening}) => happening).findLast(({what}) => what === 'signed-out');
	const password = forgetPassword ? ', and the password is forgotten' : '';
	if (restored.phase.name !== 'active' && restored.phase.name !== 'expired') {
		if (isForgotten) output.talk(`${name}: there was no session to sign out of${password}`);
		return exitCodes.ok;
	}
	if (signedOut?.what === 'signed-out' && signedOut.refusal === undefined) {
		output.talk(`${name}: signed out; the appliance confirmed that the token is revoked${password}`);
		output.talk(
			'other programs that signed in as the same user may have had the same token: theirs is revoked as well',
		);
		return exitCodes.ok;
	}
	const refusal = signedOut?.what === 'signed-out' ? signedOut.refusal : undefined;
	const code = refusal === undefined ? exitCodes.unexpected : exitCodeOfRefusal(refusal.kind);
	if (code === exitCodes.signInNeeded) {
		output.talk(`${name}: signed out; the token was dead already${password}`);
		return exitCodes.ok;
	}
	const end = endInWords(restored.phase.deadlines, ports.clock.now());
	const forgotten = isForgotten ? `the token is forgotten here${password}, but ` : '';
	output.talk(`${name}: ${forgotten}the appliance did not confirm that ${isForgotten ? 'it' : 'the token'} is revoked`);
	output.talk(`for whoever else has it, it ${end}`);
	if (refusal !== undefined) tellRefusal(refusal, {profile: after.profile}, output, []);
	return code;
}
