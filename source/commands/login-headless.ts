import {spanInWords} from '../domain/explanation.ts';
import {failure, success} from '../domain/outcome.ts';
import {type Profile, parseOrigin} from '../domain/profile.ts';
import {storageInWords} from '../domain/profile-in-words.ts';
import type {Secret} from '../domain/secret.ts';
import {createSession, type Session} from '../domain/session.ts';
import {standingRefusal} from '../domain/session-record.ts';
import {type Draft, profileOf} from '../domain/sign-in.ts';
import {until} from '../domain/time.ts';
import {ageWhenGranted, wasReused} from '../domain/token.ts';
import {createSessionEngine} from '../engine/session-engine.ts';
import type {CommandContext, Invocation} from './command.ts';
import {exitCodeOfRefusal, exitCodeOfSignal, exitCodes} from './exit-code.ts';
import type {LoginOptions} from './login-options.ts';
import type {Target} from './login-target.ts';
import {decideTrust, trustAdvice} from './login-trust.ts';
import {nearest} from './nearest.ts';
import {fail} from './output.ts';
import type {Found} from './profile-choice.ts';
import {tellRefusal} from './refusal-words.ts';
import {refusedBefore, typeAgain} from './refused-password.ts';
import {sessionPorts} from './session-ports.ts';
import {endInWords, storingProblems} from './session-words.ts';

export type Login = {
	readonly invocation: Invocation;
	readonly options: LoginOptions;
	readonly target: Target;
	readonly draft: Draft;
	readonly takenNames: readonly string[];
	/** What is to be known beforehand, such as that there is no keychain. */
	readonly notices: readonly string[];
};

/** Signs in where nobody can be asked: all that it takes was given, or is stored. */
export async function loginHeadless(login: Login, context: CommandContext): Promise<number> {
	const {options, draft, takenNames} = login;
	const ready = checkedOrigin(login, context);
	if (!ready.ok) return ready.failure;
	const origin = ready.value;
	for (const notice of login.notices) context.output.talk(notice);
	const trust = await decideTrust(origin, draft, options, context);
	if (!trust.ok) return stoppedCode(context) ?? trust.failure;
	const password = await givenPassword(options, context);
	if (!password.ok) return password.failure;
	const profile = profileOf(draft, {origin, trust: trust.value, takenNames});
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
	const hint = 'give the password on stdin with --password-stdin, or sign in on a terminal';
	return failure(fail(output, exitCodes.signInNeeded, `${name}: there is nobody to ask for the password`, hint));
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
	const isKnown = login.takenNames.includes(profile.name);
	const engine = createSessionEngine(
		createSession(profile, login.draft.passwordStored),
		sessionPorts(ports, profile.storage),
	);
	// Whoever gives up is in no session, and says so in the record.
	const cancel = () => engine.dispatch({type: 'cancel-requested'});
	stop.addEventListener('abort', cancel);
	if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
	if (password === undefined) engine.dispatch({type: 'stored-sign-in-requested'});
	else engine.dispatch({type: 'sign-in-requested', password, profile});
	await engine.settled();
	await engine.stop();
	stop.removeEventListener('abort', cancel);
	const session = engine.getSnapshot();
	const isHeld = session.phase.name === 'active' && profile.storage !== 'memory';
	// Of what is not there any more once this command has ended, there is no record.
	if (!isHeld && (!isKnown || session.phase.name === 'active')) await ports.records.remove(profile.name);
	return stoppedCode(context) ?? tell(session, login, isKnown ? profile.name : profile.origin, context);
}

/** `name` is by what a person can name it: a profile that there is, else the address. */
function tell(session: Session, login: Login, name: string, {ports, output}: CommandContext): number {
	const {phase, profile} = session;
	const problems = storingProblems(session);
	if (phase.name !== 'active') {
		const refusal = phase.name === 'blocked' || phase.name === 'signed-out' ? phase.refusal : undefined;
		for (const text of problems) output.error(`${name}: ${text}`);
		if (refusal === undefined) return problems.length > 0 ? exitCodes.signInNeeded : exitCodes.unexpected;
		const sha256 = refusal.kind === 'untrusted-certificate' ? refusal.certificate?.sha256 : undefined;
		tellRefusal(
			refusal,
			{profile: {...profile, name}, isStored: session.passwordStored},
			output,
			sha256 === undefined ? undefined : trustAdvice(login.invocation, sha256),
		);
		const meant = refusal.phase === 'resolve' ? meantProfile(login) : undefined;
		if (meant !== undefined) output.hint(`or did you mean the profile ${meant}?`);
		return exitCodeOfRefusal(refusal.kind);
	}
	const {token, deadlines} = phase;
	const now = ports.clock.now();
	output.talk(`signed in to ${profile.name} (${profile.origin}) as ${profile.username}`);
	output.talk(`the session ${endInWords(deadlines, now)}`);
	const age = ageWhenGranted(token, profile.absoluteLimit);
	if (age !== undefined && wasReused(token, profile.absoluteLimit))
		output.talk(`the appliance gave a token again that was issued about ${spanInWords(age)} ago`);
	if (until(deadlines.idle.latest, now) <= 0) output.hint('it has already idled out: is the idle limit right?');
	for (const text of problems) output.error(`${profile.name}: ${text}`);
	if (problems.length > 0) return profile.storage === 'keychain' ? exitCodes.keychain : exitCodes.unexpected;
	output.talk(storageText(session));
	return exitCodes.ok;
}

/** A word that is no profile's name is taken for a host's, also when it was misspelt. */
const meantProfile = ({invocation: {words}, target, takenNames}: Login) =>
	target.known === undefined ? nearest(words[0] ?? '', takenNames) : undefined;

function storageText({profile: {storage}, passwordStored}: Session): string {
	if (storage === 'memory') return 'the token was kept in memory and is gone now: a later command signs in again';
	return `the token is ${storageInWords[storage].place}, ${passwordStored ? 'the password too' : 'the password is not stored'}`;
}

const stoppedCode = ({stop}: CommandContext) => (stop.aborted ? exitCodeOfSignal(String(stop.reason)) : undefined);
