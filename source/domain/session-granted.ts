import type {Deadlines} from './deadline.ts';
import {type Active, heldBy, noted, refusedAt, type Session} from './session.ts';
import {deadlinesOf, lastKnownUse} from './session-deadlines.ts';
import type {Effect, Moment, Step} from './session-event.ts';
import {expiredByClock, rejected} from './session-expiry.ts';
import type {SessionRecord} from './session-record.ts';
import {type Arrived, goBack, type SigningIn, withoutRenewal} from './session-sign-in.ts';
import {counted, rearmed, resultOf} from './session-tickle.ts';
import {isQuiet, tickleTimeout} from './tickle-plan.ts';
import {proofOf} from './tickle-proof.ts';
import type {RoundTrip} from './time.ts';
import {ageWhenGranted, type Token} from './token.ts';

export function tokenGranted(session: Session, answer: Arrived<'token-granted'>, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {profile} = session;
	const {token, password} = answer;
	const {by, before} = session.phase;
	const next: Session = {...session, ...knownOfPassword(session, session.phase), network: 'ok'};
	// What a person decided may have been changed by another process since; a renewal decides nothing.
	if (by === 'person') {
		const known = {...next, unknownToken: undefined, postponedUntil: undefined};
		return [published(known, token, answer, moment), {type: 'store-session', profile, token, password}];
	}
	const deadlines = deadlinesOf(token, answer, profile);
	const isNew = before?.token.bearer.matches(token.bearer) === false;
	if (isNew && !isQuiet(deadlines, moment.now))
		return proving(next, {...session.phase, unproven: token}, deadlines, moment);
	return [published(next, token, answer, moment), {type: 'store-token', profile, token}];
}

/** The session of a token that was last used with this request. */
function published(session: Session, token: Token, lastUse: RoundTrip, moment: Moment): Session {
	const {profile} = session;
	const former = heldBy(session.phase)?.token;
	const next: Session = {...session, tokenStored: 'awaited', tickles: {...session.tickles, failuresInARow: 0}};
	const deadlines = deadlinesOf(token, lastUse, profile);
	const phase = rearmed(next, {name: 'active', token, deadlines, touchedAt: lastUse.sentAt}, moment);
	return noted({...next, phase}, moment.now, {
		what: 'signed-in',
		fingerprint: token.fingerprint,
		age: ageWhenGranted(token, profile.absoluteLimit),
		limit: profile.absoluteLimit,
		isSame: former?.bearer.matches(token.bearer) === true,
	});
}

/** A token that nobody waits for is used once before anybody else gets it: another controller may have given it. */
function proving(session: Session, phase: Proving, deadlines: Deadlines, {now}: Moment): Step {
	const request = session.requests + 1;
	const {bearer} = phase.unproven;
	return [
		{...session, requests: request, phase: {...phase, request}},
		{type: 'send-tickle', request, profile: session.profile, bearer, timeout: tickleTimeout(deadlines, now)},
	];
}

type Proving = SigningIn & {readonly unproven: Token};

/** What the first use of a new token proved. */
export function tokenProven(session: Session, answer: Arrived<'tickle-answered'>, moment: Moment): Step {
	const {phase, profile} = session;
	if (phase.name !== 'signing-in' || phase.unproven === undefined || phase.request !== answer.request) return [session];
	const {unproven: token, before} = phase;
	const {refusal} = answer;
	const proof = refusal === undefined ? 'alive' : proofOf(refusal);
	const next: Session =
		refusal === undefined
			? counted(session, resultOf(answer, 'accepted'))
			: refusedAt(counted(session, resultOf(answer, proof === 'dead' ? 'refused' : 'failed')), {
					refusal,
					at: moment.now,
				});
	const store: Effect = {type: 'store-token', profile, token};
	if (refusal === undefined || proof === 'alive') return [published(next, token, answer, moment), store];
	// Where nothing is left to lose, a token that could not be tried is better than none.
	const granted = {sentAt: token.grantedAt, receivedAt: moment.now};
	if (proof === 'nothing' && before?.name !== 'active') return [published(next, token, granted, moment), store];
	const back = goBack(noted(next, moment.now, {what: 'rejected', refusal}), phase, moment);
	if (proof !== 'dead' || back.phase.name !== 'expired') return [proof === 'nothing' ? back : withoutRenewal(back)];
	return rejected(next, {...back.phase, token}, refusal, moment);
}

/** Another process has just signed in as the same user: its token is as good as one of our own. */
export function tokenAdopted(
	session: Session,
	{token, record}: Pick<Arrived<'token-adopted'>, 'token' | 'record'>,
	moment: Moment,
): Session {
	const {profile} = session;
	const use = lastKnownUse(token, record, profile, moment.now);
	const next: Session = {
		...session,
		looking: undefined,
		unread: undefined,
		tokenStored: 'yes',
		unknownToken: undefined,
		refusedPassword: isOfStoredPassword(token, record) ? undefined : session.refusedPassword,
		tickles: {...session.tickles, failuresInARow: 0},
	};
	const told = noted(next, moment.now, {what: 'token-adopted', fingerprint: token.fingerprint});
	const phase = rearmed(told, {name: 'active', token, ...use}, moment);
	const untouched: Active = {...phase, tickle: {state: 'off'}, handOver: {state: 'none'}};
	return expiredByClock(told, untouched, moment) ?? {...told, phase};
}

/** Whether who brought it stored a password that works. Should the stored one still be that which was refused, the login guard knows. */
const isOfStoredPassword = (token: Token, record: SessionRecord | undefined) =>
	record?.token?.fingerprint === token.fingerprint && record.passwordStored && record.blocked === undefined;

/** What a granted token says of the stored password. A typed one that is not saved leaves a refused one where it is. */
function knownOfPassword(
	{profile, passwordStored, refusedPassword}: Session,
	{password, formerProfile}: SigningIn,
): Pick<Session, 'passwordStored' | 'refusedPassword'> {
	const isSameUser = profile.username === formerProfile.username && profile.origin === formerProfile.origin;
	if (!isSameUser) return {passwordStored: false, refusedPassword: undefined};
	const isStillRefused = password === 'typed' && refusedPassword?.which === 'stored';
	return {passwordStored, refusedPassword: isStillRefused ? refusedPassword : undefined};
}
