import {isOver} from '../domain/deadline.ts';
import {isShared, type Profile} from '../domain/profile.ts';
import type {Refusal} from '../domain/refusal.ts';
import {hasRevoked, mayStillBeTaken, type SignOut} from '../domain/sign-out.ts';
import {forgottenInWords, sharersInWords, signedOutInWords} from '../domain/sign-out-in-words.ts';
import {localTime} from '../domain/time-in-words.ts';
import type {CommandContext} from './command.ts';
import {exitCodeOfRefusal, exitCodes} from './exit-code.ts';
import {tellRefusal} from './refusal-words.ts';
import {isOfSecrets, storingProblems} from './session-words.ts';
import type {Sharer, SignedOut} from './signing-out.ts';

export type LoggedOut = {readonly came: keyof typeof outcomes | 'stopped'; readonly code: number};

type Wish = {readonly forgetPassword: boolean};

/** Says what of a sign-out could be confirmed, and what is left of the token, here and elsewhere. */
export function tellSignedOut(signedOut: SignedOut, {forgetPassword}: Wish, context: CommandContext): LoggedOut {
	const {after} = signedOut;
	const {name} = after.profile;
	const problems = storingProblems(after);
	const isUnread =
		signedOut.signOut?.revocation === 'no-token' && after.journal[0]?.happening.what === 'storing-failed';
	// What kept the token from being found most likely kept it from being forgotten, which says more.
	const told = isUnread && problems.length > 1 ? problems.slice(1) : problems;
	for (const {text} of told) context.output.error(`${name}: ${text}`);
	const isForgotten = !told.some(isOfSecrets);
	const came = tellRevocation(signedOut, isForgotten && forgetPassword, context);
	if (!isForgotten) return {came: 'stored', code: exitCodes.keychain};
	return came.code === exitCodes.ok && told.length > 0 ? {...came, code: exitCodes.unexpected} : came;
}

function tellRevocation(signedOut: SignedOut, isPasswordGone: boolean, context: CommandContext): LoggedOut {
	const {after, signOut} = signedOut;
	const {output} = context;
	const {profile, journal} = after;
	if (signOut === undefined || signOut.revocation === 'no-token')
		return tellNothing(signedOut, isPasswordGone, context);
	const password = isPasswordGone ? ', and the password is forgotten' : '';
	const words = `${profile.name}: ${signedOutInWords(signOut)}${password}`;
	if (signOut.revocation === 'still-accepted') output.error(words);
	else output.talk(words);
	tellEnd(signOut, context);
	for (const text of sharingWords(signOut, signedOut, context)) output.talk(text);
	const last = journal.map(({happening}) => happening).findLast(({what}) => what === 'signed-out');
	const refusal = last?.what === 'signed-out' ? last.refusal : undefined;
	switch (signOut.revocation) {
		case 'confirmed':
		case 'unchecked':
		case 'dead-already':
		case 'elsewhere':
			return {came: 'out', code: exitCodes.ok};
		case 'still-accepted':
			if (refusal !== undefined) tellRefusal(refusal, {profile}, output, []);
			return {came: 'unconfirmed', code: exitCodes.serverError};
		case 'unknown':
			// Who signs out wants no advice on how to go on, but for what stops every other command, too.
			if (refusal !== undefined)
				tellRefusal(refusal, {profile}, output, refusal.kind === 'certificate-changed' ? undefined : []);
			return {came: 'unconfirmed', code: codeOf(refusal)};
	}
}

function tellEnd(signOut: SignOut, {ports, output}: CommandContext): void {
	if (signOut.deadlines !== undefined && mayStillBeTaken(signOut))
		output.talk(forgottenInWords(signOut.deadlines, ports.clock.now()));
}

/** A header that got lost on the way says nothing of the sign-in. */
function codeOf(refusal: Refusal | undefined): number {
	const code = refusal === undefined ? exitCodes.serverError : exitCodeOfRefusal(refusal.kind);
	return code === exitCodes.signInNeeded ? exitCodes.serverError : code;
}

/** Of a session that another process has in its memory, and nobody else: it goes on. */
export function tellElsewhere({name}: Profile, keeper: number, {output}: CommandContext): LoggedOut {
	output.error(`${name}: its token is only in the memory of process ${keeper}`);
	output.hint('sign out there, on its screen with the key o, or end it');
	return {came: 'unconfirmed', code: exitCodes.unexpected};
}

const onlyThere = 'only the program that signed in has it: if that still runs, sign out on its screen with the key o';

/** There was no token to take back: where it is, and since when. */
function tellNothing(
	{after, record, isRepeated}: SignedOut,
	isPasswordGone: boolean,
	{ports, output}: CommandContext,
): LoggedOut {
	const {profile} = after;
	const {name} = profile;
	const now = ports.clock.now();
	const password = isPasswordGone ? ', and the password is forgotten' : '';
	const idle = record?.idle;
	const isDoubtful = record !== undefined && record.state !== 'expired' && idle !== undefined && !isOver(idle, now);
	const end = isDoubtful ? forgottenInWords({idle, absolute: record.absolute}, now) : undefined;
	if (isRepeated && !storingProblems(after).some(isOfSecrets)) {
		const since = record === undefined ? '' : `, since ${localTime(record.writtenAt, now)}`;
		output.talk(`${name}: signed out already${since}${password}`);
		if (end !== undefined) output.talk(`that the token is revoked was not confirmed: ${end}`);
		return {came: 'already', code: exitCodes.ok};
	}
	if (end !== undefined || storingProblems(after).some(isOfSecrets)) {
		output.talk(`${name}: signed out here, but without the token it could not be revoked${password}`);
		if (end !== undefined) output.talk(end);
		output.hint(
			profile.storage === 'memory' || record?.token?.onlyIn !== undefined
				? onlyThere
				: `to revoke it, sign out again once it can be read: svt-tui logout ${name}`,
		);
		return {came: 'unconfirmed', code: exitCodes.keychain};
	}
	output.talk(`${name}: there was no session to sign out of${password}`);
	return {came: 'already', code: exitCodes.ok};
}

/** Whose session ends as well, as far as is known. */
function sharingWords(signOut: SignOut, {after, sharers}: SignedOut, {ports}: CommandContext) {
	const others = sharers.map(sharer => sharerInWords(sharer, after.profile));
	return hasRevoked(signOut) ? [sharersInWords(signOut.token, ports.clock.now()), ...others] : others;
}

function sharerInWords({profile: other, keeper}: Sharer, profile: Profile): string {
	const who = other.name === profile.name ? profile.name : `${other.name}, of the same user at the same appliance,`;
	if (keeper === undefined) return `${who} most likely had the same token: its session ends as well`;
	return isShared(other, profile)
		? `process ${keeper} keeps ${who} alive: it hears of the sign-out, and stops`
		: `process ${keeper} keeps ${who} alive: its session ends as well, and it may sign in again by itself`;
}

const outcomes = {
	out: 'signed out',
	already: 'signed out before',
	unconfirmed: 'not confirmed by the appliance',
	stored: 'still stored here',
} as const;

/** `3 profiles: 2 signed out, 1 not confirmed by the appliance` */
export function sumOf(all: readonly LoggedOut[]): string {
	const parts = Object.entries(outcomes).flatMap(([came, words]) => {
		const count = all.filter(each => each.came === came).length;
		return count === 0 ? [] : [`${count} ${words}`];
	});
	return `${all.length} profiles: ${parts.join(', ')}`;
}

/** What leaves most behind comes first: a secret on this machine, then a token that may live. */
const worstFirst = [exitCodes.keychain, exitCodes.certificate, exitCodes.unreachable, exitCodes.serverError];

export function worstOf(all: readonly LoggedOut[]): number {
	const codes = all.map(({code}) => code);
	return worstFirst.find(code => codes.includes(code)) ?? codes.find(code => code !== exitCodes.ok) ?? exitCodes.ok;
}
