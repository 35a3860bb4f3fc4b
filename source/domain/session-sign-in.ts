import type {Profile} from './profile.ts';
import type {Secret} from './secret.ts';
import {
	type Active,
	deadlinesOf,
	type Effect,
	type Moment,
	noted,
	type Session,
	type SessionEvent,
	type Step,
} from './session.ts';
import {rearmed} from './session-tickle.ts';
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
	if (phase.name === 'signing-in' || phase.name === 'signing-out' || phase.name === 'restoring') return [session];
	const request = session.requests + 1;
	const before = phase.name === 'active' || phase.name === 'expired' ? withoutTickle(phase) : undefined;
	const next = noted(
		{
			...session,
			profile,
			requests: request,
			phase: {name: 'signing-in', request, by, startedAt: now, before, formerProfile: session.profile},
		},
		now,
		{what: 'signing-in', username: profile.username, by},
	);
	const ask: Effect =
		password === undefined
			? {type: 'request-token-with-stored-password', request, profile}
			: {type: 'request-token', request, profile, password};
	return [by === 'renewal' ? {...next, renewedAt: now} : next, ...cancelling(session), ask];
}

export function tokenGranted(session: Session, {token, password}: Arrived<'token-granted'>, moment: Moment): Step {
	const {profile} = session;
	const active: Active = {
		name: 'active',
		token,
		deadlines: deadlinesOf(token, profile),
		touchedAt: token.grantedAt,
		tickle: {state: 'off'},
	};
	const next: Session = {
		...session,
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
		{type: 'store-session', profile, token, password},
	];
}

export function tokenRefused(session: Session, {refusal}: Arrived<'token-refused'>, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {before, formerProfile} = session.phase;
	const next = noted({...session, lastRefusal: {refusal, at: moment.now}}, moment.now, {
		what: 'sign-in-refused',
		refusal,
	});
	if (before?.name === 'active') return [backTo({...next, profile: formerProfile}, before, moment)];
	// Never lock the account: after these only a person goes on.
	const needsAPerson =
		refusal.kind === 'wrong-credentials' ||
		refusal.kind === 'account-locked' ||
		refusal.kind === 'client-login-refused';
	if (needsAPerson) return [{...next, phase: {name: 'blocked', refusal}}];
	if (before === undefined) return [{...next, phase: {name: 'signed-out', refusal}}];
	return [backTo({...next, profile: formerProfile}, before, moment)];
}

export function passwordMissing(session: Session, problem: string | undefined, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const text = problem ?? 'no password is stored for this profile: sign in again';
	const next = noted({...session, passwordStored: false}, moment.now, {what: 'storing-failed', text});
	return [goBack(next, session.phase, moment)];
}

export function cancelSignIn(session: Session, moment: Moment): Step {
	if (session.phase.name !== 'signing-in') return [session];
	const {phase} = session;
	const next = noted(session, moment.now, {what: 'sign-in-cancelled'});
	return [goBack(next, phase, moment), {type: 'cancel-request', request: phase.request}];
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
	return {...session, phase: before.name === 'active' ? {...before, tickle: rearmed(session, before, moment)} : before};
}

const withoutTickle = <Held extends Reserve>(held: Held): Held => ({
	...held,
	tickle: {state: 'off'},
	...(held.name === 'expired' ? {renewAt: undefined} : {}),
});

/** One request at a time: a tickle that is under way would come back to a phase that does not wait for it. */
function cancelling({phase}: Session): Effect[] {
	const inFlight = (phase.name === 'active' || phase.name === 'expired') && phase.tickle.state === 'in-flight';
	return inFlight && phase.tickle.state === 'in-flight'
		? [{type: 'cancel-request', request: phase.tickle.request}]
		: [];
}
