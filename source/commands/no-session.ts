import type {Profile} from '../domain/profile.ts';
import type {Session} from '../domain/session.ts';
import {isRenewed} from '../domain/session-renewal.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfRefusal, exitCodes} from './exit-code.ts';
import {fail, type Output} from './output.ts';
import {tellRefusal} from './refusal-words.ts';
import {refusedBefore, typeAgain} from './refused-password.ts';
import {isOfSecrets, storingProblems} from './session-words.ts';

/** What only a person changes. */
export const signedOutOf = 'somebody signed out of it, and no program signs in again by itself';

/** Of a token that no other program can read, whether it lives or not. */
export function tellOnlyInMemory({name}: Profile, output: Output): number {
	const text = `${name}: its token is only in the memory of the program that signed in`;
	return fail(output, exitCodes.signInNeeded, text, keptElsewhere(name));
}

export const keptElsewhere = (name: string) =>
	`keep it for other programs: svt-tui login ${name} --storage keychain, or --storage file`;

/** Says why there is no token to ask with and what to do, and gives back the exit code. */
export function tellNoSession(session: Session, {output}: CommandContext): number {
	const {phase, profile} = session;
	const {name} = profile;
	const signIn = `sign in: svt-tui login ${name}`;
	if ((phase.name === 'blocked' || phase.name === 'signed-out') && phase.refusal !== undefined) {
		tellRefusal(phase.refusal, {profile}, output);
		return exitCodeOfRefusal(phase.refusal.kind);
	}
	const problem = storingProblems(session).find(isOfSecrets);
	if (problem !== undefined) return fail(output, exitCodes.keychain, `${name}: ${problem.text}`);
	if (profile.renew === 'auto' && session.refusedPassword !== undefined)
		return fail(output, exitCodes.credentialsRefused, `${name}: ${refusedBefore}`, typeAgain(name));
	if (session.journal.some(({happening: {what}}) => what === 'signed-out-elsewhere'))
		return fail(output, exitCodes.signInNeeded, `${name}: ${signedOutOf}`, signIn);
	if (profile.storage === 'memory') return tellOnlyInMemory(profile, output);
	if (phase.name === 'signing-in' || (phase.name === 'expired' && isRenewed(session))) {
		const text = `${name}: the session is over, and no new token came within 5 s`;
		return fail(output, exitCodes.signInNeeded, text, `ask again, or ${signIn}`);
	}
	const text = phase.name === 'expired' ? 'the session is over' : 'there is no session';
	return fail(output, exitCodes.signInNeeded, `${name}: ${text}`, signIn);
}
