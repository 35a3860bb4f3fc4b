import {endInWords} from '../domain/end-in-words.ts';
import {spanInWords} from '../domain/explanation.ts';
import {happeningInWords} from '../domain/happening-in-words.ts';
import {storageInWords, wayInWords} from '../domain/profile-in-words.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Active, Session} from '../domain/session.ts';
import {until} from '../domain/time.ts';
import {ageWhenGranted, wasReused} from '../domain/token.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfRefusal, exitCodes} from './exit-code.ts';
import type {Login} from './login-target.ts';
import {trustAdvice} from './login-trust.ts';
import {nearest} from './nearest.ts';
import {keptElsewhere} from './no-session.ts';
import {fail} from './output.ts';
import {tellRefusal} from './refusal-words.ts';
import {typeAgain} from './refused-password.ts';
import {isOfSecrets, storingProblems} from './session-words.ts';

export const nobodyToAsk = 'give the password on stdin with --password-stdin, or sign in on a terminal';

const nothingToRememberIn =
	'without a person there, svt-tui signs in only where it can remember that a password was refused: see to that file, or sign in on a terminal';

const idledOut = 'it has already idled out: is the idle limit right?';
const noTimeLeft = 'the appliance gave a token that has no time left: sign in again';

/** Says what became of it. `name` is by what a person can name it: a profile that there is, else the address. */
export function tellLogin(session: Session, login: Login, name: string, context: CommandContext): number {
	const {phase} = session;
	if (phase.name === 'active') return tellSignedIn(session, phase, context);
	const {output} = context;
	const problems = storingProblems(session);
	for (const {text} of problems) output.error(`${name}: ${text}`);
	const refusal = phase.name === 'blocked' || phase.name === 'signed-out' ? phase.refusal : undefined;
	if (refusal !== undefined) return tellRefused(refusal, session, {login, name}, context);
	if (phase.name === 'expired') {
		const text = `${name}: signed in, but the session was over before it was stored`;
		return fail(output, exitCodes.signInNeeded, text, phase.ending === 'idle' ? idledOut : noTimeLeft);
	}
	const postponed = session.journal.findLast(({happening: {what}}) => what === 'sign-in-postponed');
	if (postponed !== undefined) {
		const {at, happening} = postponed;
		return fail(output, exitCodes.unreachable, `${name}: ${happeningInWords(happening, at, {})}`, 'try again then');
	}
	if (problems.length > 0 && problems.every(({where}) => where === 'files')) {
		output.hint(nothingToRememberIn);
		return exitCodes.unexpected;
	}
	output.hint(session.refusedPassword === undefined ? nobodyToAsk : typeAgain(name));
	if (session.refusedPassword !== undefined) return exitCodes.credentialsRefused;
	return problems.some(isOfSecrets) ? exitCodes.keychain : exitCodes.signInNeeded;
}

function tellSignedIn(session: Session, {token, deadlines}: Active, {ports, output}: CommandContext): number {
	const {profile} = session;
	const now = ports.clock.now();
	const isAdopted = session.journal.some(({happening: {what}}) => what === 'token-adopted');
	const way = wayInWords(profile.proxy);
	const where = `${profile.name} (${profile.origin}) as ${profile.username}${way === undefined ? '' : `, ${way}`}`;
	output.talk(
		isAdopted ? `another svt-tui has just signed in to ${where}: this is its session` : `signed in to ${where}`,
	);
	output.talk(`the session ${endInWords(deadlines, now)}`);
	const age = ageWhenGranted(token, profile.absoluteLimit);
	if (age !== undefined && wasReused(token, profile.absoluteLimit))
		output.talk(`the appliance gave a token again that was issued about ${spanInWords(age)} ago`);
	if (until(deadlines.idle.latest, now) <= 0) output.hint(idledOut);
	const problems = storingProblems(session);
	for (const {text} of problems) output.error(`${profile.name}: ${text}`);
	if (problems.length > 0) return problems.some(isOfSecrets) ? exitCodes.keychain : exitCodes.unexpected;
	output.talk(storageText(session));
	if (profile.storage === 'memory') output.hint(keptElsewhere(profile.name));
	return exitCodes.ok;
}

function tellRefused(
	refusal: Refusal,
	{profile, passwordStored}: Session,
	{login, name}: {readonly login: Login; readonly name: string},
	{output}: CommandContext,
): number {
	const sha256 = refusal.kind === 'untrusted-certificate' ? refusal.certificate?.sha256 : undefined;
	tellRefusal(
		refusal,
		{profile: {...profile, name}, isStored: passwordStored},
		output,
		sha256 === undefined ? undefined : trustAdvice(login.invocation, sha256),
	);
	const meant = refusal.phase === 'resolve' ? meantProfile(login) : undefined;
	if (meant !== undefined) output.hint(`or did you mean the profile ${meant}?`);
	return exitCodeOfRefusal(refusal.kind);
}

/** A word that is no profile's name is taken for a host's, also when it was misspelt. */
const meantProfile = ({invocation: {words}, target, profiles}: Login) =>
	target.known === undefined
		? nearest(
				words[0] ?? '',
				profiles.map(({name}) => name),
			)
		: undefined;

function storageText({profile: {storage}, passwordStored}: Session): string {
	if (storage === 'memory') return 'the token was kept in memory and is gone now: no later command has it';
	return `the token is ${storageInWords[storage].place}, ${passwordStored ? 'the password too' : 'the password is not stored'}`;
}
