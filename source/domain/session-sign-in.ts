import type {Profile} from './profile.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Secret} from './secret.ts';
import {
	type Active,
	type Effect,
	isStoredRefused,
	type Moment,
	noted,
	type Session,
	type SessionEvent,
	type Step,
} from './session.ts';
import {deadlinesOf} from './session-deadlines.ts';
import {planned, withRenewal} from './session-expiry.ts';
import {rearmed, stretched} from './session-tickle.ts';
import type {Instant} from './time.ts';
import {ageWhenGranted} from './token.ts';

type SignIn = {
	readonly by: 'person' | 'renewal';
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
		by,
		password: password === undefined ? 'stored' : 'typed',
		startedAt: now,
		before: phase.name === 'active' || phase.name === 'expired' ? reserved(session, phase, now) : undefined,
		formerProfile: session.profile,
	};
	const next = noted({...session, profile, requests: request, phase: signingIn}, now, {
		what: 'signing-in',
		username: profile.username,
		by,
	});
	const ask: Effect =
		password === undefined
			? {type: 'request-token-with-stored-password', request, profile}
			: {type: 'request-token', request, profile, password};
	return [by === 'renewal' ? withRenewal(next, now) : next, ...cancelling(session), ask];
}

/** Also at the press of a key. */
const typeItAgain = (session: Session, now: Instant): Session =>
	noted(session, now, {
		what: 'storing-failed',
		where: 'no-password',
		text: 'the stored password was refused: type it to sign in',
	});

export function tokenGranted(session: Session, answer: Arrived<'token-granted'>, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {profile} = session;
	const {token, password} = answer;
	const {by} = session.phase;
	const active: Active = {
		name: 'active',
		token,
		deadlines: deadlinesOf(token, answer, profile),
		touchedAt: token.grantedAt,
		tickle: {state: 'off'},
	};
	const next: Session = {
		...session,
		...knownOfPassword(session, session.phase),
		network: 'ok',
		lastRefusal: undefined,
		tickles: {...session.tickles, failuresInARow: 0},
	};
	const {fingerprint} = token;
	return [
		noted({...next, phase: {...active, tickle: rearmed(next, active, moment)}}, moment.now, {
			what: 'signed-in',
			fingerprint,
			age: ageWhenGranted(token, profile.absoluteLimit),
		}),
		// What a person decided may have been changed by another process since; a renewal decides nothing.
		by === 'renewal' ? {type: 'store-token', profile, token} : {type: 'store-session', profile, token, password},
	];
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
	if (before?.name === 'active') return [backTo({...next, profile: formerProfile}, before, moment)];
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

export function storedPasswordRefused(session: Session, kind: RefusalKind, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const next: Session = {...session, refusedPassword: {which: 'stored', kind}};
	const text = 'the appliance refused the last sign-in: type the password to sign in';
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
	return before.tickle.state === 'stopped'
		? {...session, phase: before}
		: {...session, phase: {...before, tickle: rearmed(session, before, moment)}};
}

/** No more sign-ins by ourselves until something else happens. */
const withoutRenewal = (session: Session): Session =>
	session.phase.name === 'expired' ? {...session, phase: {...session.phase, renewAt: undefined}} : session;

/** The session in reserve. What is under way is given up, which the server may not notice. */
function reserved(session: Session, held: Reserve, now: Instant): Reserve {
	const {tickle} = held;
	if (tickle.state === 'stopped') return held;
	const deadlines =
		tickle.state === 'in-flight'
			? stretched(held.deadlines, {sentAt: tickle.sentAt, receivedAt: now}, session.profile)
			: held.deadlines;
	return {...held, deadlines, tickle: {state: 'off'}};
}

/** One request at a time: what is under way would come back to a phase that does not wait for it. */
function cancelling({phase}: Session): Effect[] {
	if (phase.name === 'restoring') return [{type: 'cancel-request', request: phase.request}];
	if ((phase.name !== 'active' && phase.name !== 'expired') || phase.tickle.state !== 'in-flight') return [];
	return [{type: 'cancel-request', request: phase.tickle.request}];
}
