import {profileOf} from '../domain/draft.ts';
import {failure, success} from '../domain/outcome.ts';
import {type Profile, parseOrigin} from '../domain/profile.ts';
import type {Secret} from '../domain/secret.ts';
import {createSession} from '../domain/session.ts';
import {standingRefusal} from '../domain/session-record.ts';
import {createSessionEngine} from '../engine/session-engine.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {sayingWhenLate} from './late-words.ts';
import type {LoginOptions} from './login-options.ts';
import type {Login} from './login-target.ts';
import {nobodyToAsk, tellLogin} from './login-telling.ts';
import {decideTrust} from './login-trust.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';
import {refusedBefore, typeAgain} from './refused-password.ts';

/** Signs in where nobody can be asked: all that it takes was given, or is stored. */
export async function loginHeadless(login: Login, context: CommandContext): Promise<number> {
	const {options, draft, profiles} = login;
	const ready = checkedOrigin(login, context);
	if (!ready.ok) return ready.failure;
	const origin = ready.value;
	for (const notice of login.notices) context.output.talk(notice);
	const trust = await decideTrust(origin, login, context);
	if (!trust.ok) return stoppedCode(context) ?? trust.failure;
	const password = await givenPassword(options, context);
	if (!password.ok) return password.failure;
	const profile = profileOf(draft, {origin, trust: trust.value, profiles});
	const refused = standingRefusal(profile, await context.ports.records.read(profile.name));
	if (password.value === undefined && refused !== undefined) {
		const text = `${profile.name}: ${refusedBefore}`;
		return fail(context.output, exitCodes.credentialsRefused, text, typeAgain(profile.name));
	}
	return requestToken(login, profile, password.value, context);
}

/** The appliance's origin, when user and password are known as well. */
function checkedOrigin({draft, options, target}: Login, {output}: CommandContext): Found<string> {
	const origin = parseOrigin(draft.address);
	if (origin === undefined)
		return failure(
			fail(output, exitCodes.usage, 'which appliance?', 'name its address or a profile: svt-tui login HOST'),
		);
	if (draft.username === '')
		return failure(
			fail(output, exitCodes.usage, 'which user?', 'name one with --username, such as administrator@vsphere.local'),
		);
	if (options.isPasswordOnStdin || draft.passwordStored) return success(origin);
	const name = target.known?.name ?? origin;
	return failure(fail(output, exitCodes.signInNeeded, `${name}: there is nobody to ask for the password`, nobodyToAsk));
}

async function givenPassword(
	{isPasswordOnStdin}: LoginOptions,
	{input, output}: CommandContext,
): Promise<Found<Secret | undefined>> {
	if (!isPasswordOnStdin) return success(undefined);
	const read = await input.readPassword();
	return read.ok ? read : failure(fail(output, exitCodes.usage, read.failure));
}

async function requestToken(
	login: Login,
	profile: Profile,
	password: Secret | undefined,
	context: CommandContext,
): Promise<number> {
	const {ports, stop} = context;
	const isKnown = login.profiles.some(({name}) => name === profile.name);
	const engine = createSessionEngine(createSession(profile, login.draft.passwordStored), ports);
	// Whoever gives up is in no session, and says so in the record.
	const cancel = () => engine.dispatch({type: 'cancel-requested'});
	stop.addEventListener('abort', cancel);
	if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
	if (password === undefined) engine.dispatch({type: 'stored-sign-in-requested'});
	// A pipe is no person: a script that sends the same wrong password again and again would lock the account.
	else engine.dispatch({type: 'sign-in-requested', password, profile, by: 'key'});
	await sayingWhenLate(profile.origin, context, engine.settled);
	await engine.stop();
	stop.removeEventListener('abort', cancel);
	const session = engine.getSnapshot();
	const isHeld = session.phase.name === 'active' && profile.storage !== 'memory';
	// Of what is not there any more once this command has ended, there is no record.
	if (!isHeld && (!isKnown || session.phase.name === 'active')) await ports.records.remove(profile.name);
	return stoppedCode(context) ?? tellLogin(session, login, isKnown ? profile.name : profile.origin, context);
}

const stoppedCode = ({stop}: CommandContext) => (stop.aborted ? exitCodeOfSignal(String(stop.reason)) : undefined);
