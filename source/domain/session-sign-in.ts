import type {Profile} from './profile.ts';
import {storageInWords} from './profile-in-words.ts';
import type {Refusal, RefusalKind} from './refusal.ts';
import type {Secret} from './secret.ts';
import {isStoredRefused, noted, refusedAt, type Session, type SignInBy} from './session.ts';
import type {Effect, Moment, SessionEvent, Step} from './session-event.ts';
import {planned} from './session-expiry.ts';
import {withoutLastRenewal, withRenewal} from './session-renewal.ts';
import {rearmed, stretched} from './session-tickle.ts';
import {neverLeft} from './tickle-proof.ts';
import type {Instant} from './time.ts';

type SignIn = {
	readonly by: SignInBy | 'renewal';
	readonly profile: Profile;
	/** Undefined: the stored one. */
	readonly password: Secret | undefined;
};
export type Arrived<Type extends SessionEvent['type']> = Extract<SessionEvent, {readonly type: Type}>;

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
	// Should it fail, what was there before is not what somebody signs in to elsewhere.
	const looking = signingIn.before === undefined ? {request: undefined, at: now} : undefined;
	const next = noted({...session, profile, requests: request, looking, phase: signingIn}, now, {
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

/** Later, if this was a program, else a person is told. */
export function signInPostponed(
	session: Session,
	{why, until}: Pick<Arrived<'sign-in-postponed'>, 'why' | 'until'>,
	moment: Moment,
): Step {
	if (session.phase.name !== 'signing-in') return [session];
	// It has not left: only what it waits for counts.
	const {by} = session.phase;
	const renewals = by === 'renewal' ? session.renewals.slice(0, -1) : session.renewals;
	const waiting = {...session, renewals, postponedUntil: until};
	const next = noted(waiting, moment.now, {what: 'sign-in-postponed', why, until});
	return [goBack(next, session.phase, moment)];
}

export function tokenRefused(session: Session, {refusal, status}: Arrived<'token-refused'>, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {by, before, formerProfile, password, startedAt} = session.phase;
	const isBlocked = needsAPerson(refusal);
	// Another one that is refused does not make the stored one good.
	const which = isStoredRefused(session) ? 'stored' : password;
	const endedAt = before?.name === 'expired' ? before.at : startedAt;
	const counted = by === 'renewal' && neverLeft(refusal) ? withoutLastRenewal(session, startedAt, endedAt) : session;
	const next: Session = noted(
		{
			...refusedAt(counted, {refusal, at: moment.now}),
			network: status === undefined ? session.network : 'ok',
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

/**
 * Trouble of the moment: a sign-in without a person is worth another try. The password is not in question, it worked before. A proxy has
 * not even passed it on, whatever it wants.
 */
const isPassing = ({kind, proxy}: Refusal) =>
	proxy !== undefined ||
	kind === 'unreachable' ||
	kind === 'tls' ||
	kind === 'busy' ||
	kind === 'slow' ||
	kind === 'server-error';

export function passwordMissing(session: Session, problem: string | undefined, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const where = problem === undefined ? 'no-password' : 'secrets';
	const text = problem ?? 'no password is stored for this profile: sign in again';
	// A store that is locked may well hold it.
	const passwordStored = problem !== undefined && session.passwordStored;
	const next = noted({...session, passwordStored}, moment.now, {what: 'storing-failed', where, text});
	return [withoutRenewal(goBack(next, session.phase, moment))];
}

/** A program that could not remember a refusal does not risk one. */
export function notSafe(session: Session, problem: string, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const next = noted(session, moment.now, {what: 'storing-failed', where: 'files', text: problem});
	return [withoutRenewal(goBack(next, session.phase, moment))];
}

export function passwordRefusedBefore(session: Session, kind: RefusalKind, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const next: Session = {...session, refusedPassword: {which: session.phase.password, kind}};
	const text = 'the appliance refused this password before, so it is not sent again by itself';
	const told = noted(next, moment.now, {what: 'storing-failed', where: 'no-password', text});
	return [withoutRenewal(goBack(told, session.phase, moment))];
}

export function cancelSignIn(session: Session, moment: Moment): Step {
	if (session.phase.name === 'restoring') return restoreCancelled(session, moment);
	if (session.phase.name !== 'signing-in') return [session];
	const {phase} = session;
	const next = noted(session, moment.now, {what: 'sign-in-cancelled'});
	const back = goBack(next, phase, moment);
	return [phase.by === 'renewal' ? withoutRenewal(back) : back, {type: 'cancel-request', request: phase.request}];
}

/** A person goes on without the store, which may hold a token all the same. */
function restoreCancelled(session: Session, {now}: Moment): Step {
	const unread = `${storageInWords[session.profile.storage].whole} was not waited for`;
	const looking = {request: undefined, at: now};
	const next: Session = {...session, phase: {name: 'signed-out', refusal: undefined}, looking, unread};
	return [noted(next, now, {what: 'storing-failed', where: 'secrets', text: unread}), ...cancelling(session)];
}

export type SigningIn = Extract<Session['phase'], {readonly name: 'signing-in'}>;
type Reserve = NonNullable<SigningIn['before']>;

export function goBack(session: Session, {before, formerProfile}: SigningIn, moment: Moment): Session {
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
export function withoutRenewal(session: Session): Session {
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
