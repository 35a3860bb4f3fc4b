import {idleDeadlineAfter} from './deadline.ts';
import type {Profile} from './profile.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Secret} from './secret.ts';
import {
	type Active,
	counted,
	type Effect,
	isStoredRefused,
	type Moment,
	noted,
	type Session,
	type SessionEvent,
	type SignInBy,
	type Step,
} from './session.ts';
import {deadlinesOf, lastKnownUse} from './session-deadlines.ts';
import {expiredByClock, planned, rejected} from './session-expiry.ts';
import {withRenewal} from './session-renewal.ts';
import {rearmed, resultOf, stretched} from './session-tickle.ts';
import {isQuiet, tickleTimeout} from './tickle-plan.ts';
import {proofOf} from './tickle-proof.ts';
import type {Instant} from './time.ts';
import {ageWhenGranted, type Token} from './token.ts';

type SignIn = {
	readonly by: SignInBy | 'renewal';
	readonly profile: Profile;
	/** Undefined: the stored one. */
	readonly password: Secret | undefined;
};
type Arrived<Type extends SessionEvent['type']> = Extract<SessionEvent, {readonly type: Type}>;

/** Asks for a token, unless that is being done. A living session stays in reserve until the new token is there. */
export function signIn(session: Session, {by, profile, password}: SignIn, {now}: Moment): Step {
	const {phase} = session;
	if (phase.name === 'signing-in' || phase.name === 'signing-out') return [session];
	if (password === undefined && isStoredRefused(session)) return [typeItAgain(session, now)];
	const request = session.requests + 1;
	const signingIn: SigningIn = {
		name: 'signing-in',
		request,
		by: by === 'renewal' ? 'renewal' : 'person',
		password: password === undefined ? 'stored' : 'typed',
		unproven: undefined,
		startedAt: now,
		before: phase.name === 'active' || phase.name === 'expired' ? reserved(session, phase, now) : undefined,
		formerProfile: session.profile,
	};
	const next = noted({...session, profile, requests: request, looking: undefined, phase: signingIn}, now, {
		what: 'signing-in',
		username: profile.username,
		by: signingIn.by,
	});
	const asked = {request, profile, by: by === 'renewal' ? 'program' : by} as const;
	const ask: Effect =
		password === undefined
			? {type: 'request-token-with-stored-password', ...asked, held: signingIn.before?.token}
			: {type: 'request-token', ...asked, password};
	return [by === 'renewal' ? withRenewal(next, now) : next, ...cancelling(session), ask];
}

/** Also at the press of a key. */
const typeItAgain = (session: Session, now: Instant): Session =>
	noted(session, now, {
		what: 'storing-failed',
		where: 'no-password',
		text: 'the stored password was refused: type it to sign in',
	});

export function tokenGranted(session: Session, {token, password}: Arrived<'token-granted'>, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {profile} = session;
	const {by, before} = session.phase;
	const next: Session = {...session, ...knownOfPassword(session, session.phase), network: 'ok'};
	// What a person decided may have been changed by another process since; a renewal decides nothing.
	if (by === 'person') {
		const known = {...next, lastRefusal: undefined, unknownToken: undefined, postponedUntil: undefined};
		return [published(known, token, token.grantedAt, moment), {type: 'store-session', profile, token, password}];
	}
	const isNew = before !== undefined && before.token.fingerprint !== token.fingerprint;
	if (isNew && !isQuiet(deadlinesOf(token, profile), moment.now)) return proving(next, session.phase, token, moment);
	return [published(next, token, token.grantedAt, moment), {type: 'store-token', profile, token}];
}

/** The session of a token that was used at `touchedAt` for the last time. */
function published(session: Session, token: Token, touchedAt: Instant, moment: Moment): Session {
	const {profile} = session;
	const next: Session = {...session, tickles: {...session.tickles, failuresInARow: 0}};
	const {absolute} = deadlinesOf(token, profile);
	const idle = idleDeadlineAfter(touchedAt, profile.idleLimit);
	const phase = rearmed(next, {name: 'active', token, deadlines: {idle, absolute}, touchedAt}, moment);
	return noted({...next, phase}, moment.now, {
		what: 'signed-in',
		fingerprint: token.fingerprint,
		age: ageWhenGranted(token, profile.absoluteLimit),
	});
}

/** A token that nobody waits for is used once before anybody else gets it: another controller may have given it. */
function proving(session: Session, phase: SigningIn, token: Token, {now}: Moment): Step {
	const request = session.requests + 1;
	const {profile} = session;
	const timeout = tickleTimeout(deadlinesOf(token, profile), now);
	return [
		{...session, requests: request, phase: {...phase, request, unproven: token}},
		{type: 'send-tickle', request, profile, bearer: token.bearer, timeout},
	];
}

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
			: {
					...counted(session, resultOf(answer, proof === 'dead' ? 'refused' : 'failed')),
					lastRefusal: {refusal, at: moment.now},
				};
	const store: Effect = {type: 'store-token', profile, token};
	if (refusal === undefined || proof === 'alive')
		return [published({...next, lastRefusal: undefined}, token, answer.sentAt, moment), store];
	// Where nothing is left to lose, a token that could not be tried is better than none.
	if (proof === 'nothing' && before?.name !== 'active') return [published(next, token, token.grantedAt, moment), store];
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
		lastRefusal: undefined,
		tickles: {...session.tickles, failuresInARow: 0},
	};
	const told = noted(next, moment.now, {what: 'token-adopted', fingerprint: token.fingerprint});
	const phase = rearmed(told, {name: 'active', token, ...use}, moment);
	const untouched: Active = {...phase, tickle: {state: 'off'}, handOver: {state: 'none'}};
	return expiredByClock(told, untouched, moment) ?? {...told, phase};
}

/** Programs have signed in as often as they may: later, if this was one, else a person is told. */
export function signInPostponed(session: Session, until: Instant, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const next = noted({...session, postponedUntil: until}, moment.now, {what: 'sign-in-postponed', until});
	return [goBack(next, session.phase, moment)];
}

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

export function tokenRefused(session: Session, {refusal, status}: Arrived<'token-refused'>, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {by, before, formerProfile, password} = session.phase;
	const isBlocked = needsAPerson(refusal);
	// Another one that is refused does not make the stored one good.
	const which = isStoredRefused(session) ? 'stored' : password;
	const next: Session = noted(
		{
			...session,
			network: status === undefined ? session.network : 'ok',
			lastRefusal: {refusal, at: moment.now},
			refusedPassword: isBlocked ? {which, kind: refusal.kind} : session.refusedPassword,
		},
		moment.now,
		{what: 'sign-in-refused', refusal},
	);
	if (before?.name === 'active') {
		const lives = backTo({...next, profile: formerProfile}, before, moment);
		return [by === 'renewal' && !isPassing(refusal) ? withoutRenewal(lives) : lives];
	}
	if (isBlocked) return [{...next, phase: {name: 'blocked', refusal}}];
	if (before === undefined) return [{...next, phase: {name: 'signed-out', refusal}}];
	const back = backTo({...next, profile: formerProfile}, before, moment);
	return [by === 'renewal' && !isPassing(refusal) ? withoutRenewal(back) : back];
}

/** Never lock the account: after these only a person goes on. */
const needsAPerson = ({kind}: Refusal) =>
	kind === 'wrong-credentials' || kind === 'account-locked' || kind === 'client-login-refused';

/** Trouble of the moment: a sign-in without a person is worth another try. The password is not in question, it worked before. */
const isPassing = ({kind}: Refusal) =>
	kind === 'unreachable' || kind === 'tls' || kind === 'busy' || kind === 'slow' || kind === 'server-error';

export function passwordMissing(session: Session, problem: string | undefined, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const where = problem === undefined ? 'no-password' : 'secrets';
	const text = problem ?? 'no password is stored for this profile: sign in again';
	// A store that is locked may well hold it.
	const passwordStored = problem !== undefined && session.passwordStored;
	const next = noted({...session, passwordStored}, moment.now, {what: 'storing-failed', where, text});
	return [withoutRenewal(goBack(next, session.phase, moment))];
}

export function passwordRefusedBefore(session: Session, kind: RefusalKind, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const next: Session = {...session, refusedPassword: {which: session.phase.password, kind}};
	const text = 'the appliance refused this password before, so it is not sent again: type the right one to sign in';
	const told = noted(next, moment.now, {what: 'storing-failed', where: 'no-password', text});
	return [withoutRenewal(goBack(told, session.phase, moment))];
}

export function cancelSignIn(session: Session, moment: Moment): Step {
	if (session.phase.name === 'restoring')
		return [{...session, phase: {name: 'signed-out', refusal: undefined}}, ...cancelling(session)];
	if (session.phase.name !== 'signing-in') return [session];
	const {phase} = session;
	const next = noted(session, moment.now, {what: 'sign-in-cancelled'});
	const back = goBack(next, phase, moment);
	return [phase.by === 'renewal' ? withoutRenewal(back) : back, {type: 'cancel-request', request: phase.request}];
}

type SigningIn = Extract<Session['phase'], {readonly name: 'signing-in'}>;
type Reserve = NonNullable<SigningIn['before']>;

function goBack(session: Session, {before, formerProfile}: SigningIn, moment: Moment): Session {
	const next: Session = {...session, profile: formerProfile};
	return before === undefined
		? {...next, phase: {name: 'signed-out', refusal: undefined}}
		: backTo(next, before, moment);
}

function backTo(session: Session, before: Reserve, moment: Moment): Session {
	if (before.name === 'expired') return {...session, phase: planned(session, before, moment)};
	return {...session, phase: before.tickle.state === 'stopped' ? before : rearmed(session, before, moment)};
}

/** No more sign-ins by ourselves until something else happens. */
function withoutRenewal(session: Session): Session {
	const {phase} = session;
	if (phase.name === 'expired') return {...session, phase: {...phase, renewAt: undefined, hasGivenUp: true}};
	return phase.name === 'active' ? {...session, phase: {...phase, handOver: {state: 'none'}}} : session;
}

/** The session in reserve. What is under way is given up, which the server may not notice. */
function reserved(session: Session, held: Reserve, now: Instant): Reserve {
	const {tickle} = held;
	if (tickle.state === 'stopped') return held;
	const deadlines =
		tickle.state === 'in-flight'
			? stretched(held.deadlines, {sentAt: tickle.sentAt, receivedAt: now}, session.profile)
			: held.deadlines;
	return held.name === 'active'
		? {...held, deadlines, tickle: {state: 'off'}, handOver: {state: 'none'}}
		: {...held, deadlines, tickle: {state: 'off'}};
}

/** One request at a time: what is under way would come back to a phase that does not wait for it. */
function cancelling({phase, looking}: Session): readonly Effect[] {
	const tickle = phase.name === 'active' || phase.name === 'expired' ? phase.tickle : undefined;
	const requests = [
		looking?.request,
		phase.name === 'restoring' ? phase.request : undefined,
		tickle?.state === 'in-flight' ? tickle.request : undefined,
	];
	return requests.flatMap(request => (request === undefined ? [] : [{type: 'cancel-request', request} as const]));
}
