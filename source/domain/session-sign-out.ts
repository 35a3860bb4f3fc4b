import {type Deadlines, endAfter} from './deadline.ts';
import type {Profile} from './profile.ts';
import type {Refusal} from './refusal.ts';
import {heldBy, isCertain, isOurs, noted, type Phase, type Session} from './session.ts';
import type {Effect, Moment, SessionEvent, Step} from './session-event.ts';
import {tokenRecord} from './session-record-token.ts';
import {stretched} from './session-tickle.ts';
import type {Revocation} from './sign-out.ts';
import {mayHaveCounted, neverLeft, proofOf} from './tickle-proof.ts';
import type {RoundTrip} from './time.ts';

type SigningOut = Extract<Phase, {readonly name: 'signing-out'}>;
type Held = SigningOut['held'];
type Arrived<Type extends SessionEvent['type']> = Extract<SessionEvent, {readonly type: Type}>;

/**
 * Takes the token back at the appliance, also one that seems to be over: our clock may be wrong. It is forgotten here after that, so
 * that a sign-out that is interrupted can go on.
 */
export function signOut(session: Session, forgetPassword: boolean, {now}: Moment): Step {
	const {phase} = session;
	if (phase.name === 'signing-out' || phase.name === 'restoring') return [session];
	// A bearer goes to no other origin than its own, whatever is being signed in to.
	const profile = phase.name === 'signing-in' ? phase.formerProfile : session.profile;
	const held = heldBy(phase);
	const cancel = awaitedRequest(session);
	const cancelled: readonly Effect[] = cancel === undefined ? [] : [{type: 'cancel-request', request: cancel}];
	const left: Session = {...session, profile, looking: undefined};
	if (held === undefined) {
		const nothing = {revocation: 'no-token', at: now, token: undefined, deadlines: undefined} as const;
		// One that the store did not give may be in it all the same.
		const forget = forgetting(profile, {password: forgetPassword, isUnrevoked: session.unread !== undefined});
		return [{...left, phase: {name: 'signed-out', refusal: undefined, signOut: nothing}}, ...cancelled, forget];
	}
	const [revoking, revoke] = revokingOf(left, {held, at: now, forget: {password: forgetPassword}});
	return [revoking, ...cancelled, {type: 'note-wipes', profile, password: forgetPassword}, revoke];
}

/**
 * Somebody signed out in another process. Whoever keeps the session takes its token back as well: that one may have had none to take
 * back, such as where the keychain was locked. What is stored is for the other to forget.
 */
export function signedOutElsewhere(session: Session, {now}: Moment): Step {
	const {phase} = session;
	const profile = phase.name === 'signing-in' ? phase.formerProfile : session.profile;
	const held = heldBy(phase);
	const cancel = awaitedRequest(session);
	const cancelled: readonly Effect[] = cancel === undefined ? [] : [{type: 'cancel-request', request: cancel}];
	const left = noted({...session, profile, looking: undefined}, now, {what: 'signed-out-elsewhere'});
	const isToRevoke = held !== undefined && isOurs(session) && mayBeSent(held);
	if (isToRevoke) {
		const [revoking, revoke] = revokingOf(left, {held, at: now, forget: undefined});
		return [revoking, ...cancelled, revoke];
	}
	const token = held && tokenRecord(held.token, profile, session.sharedToken);
	const signOut = {revocation: 'elsewhere', at: now, token, deadlines: undefined} as const;
	return [{...left, phase: {name: 'signed-out', refusal: undefined, signOut}}, ...cancelled];
}

function revokingOf(session: Session, wish: Pick<SigningOut, 'held' | 'at' | 'forget'>): readonly [Session, Effect] {
	const {profile} = session;
	const request = session.requests + 1;
	return [
		{...session, requests: request, phase: {name: 'signing-out', request, ...wish, revoked: undefined}},
		{type: 'revoke-token', request, profile, bearer: wish.held.token.bearer},
	];
}

/** Nothing goes to whoever is not the appliance any more, and nothing is taken back that is dead for sure. */
const mayBeSent = (held: Held) =>
	held.tickle.state !== 'stopped' && !(held.name === 'expired' && isCertain(held) && held.refusal !== undefined);

/** The answer to the revoking is not believed: what counts is whether the token is refused from then on. */
export function revokeAnswered(session: Session, answer: Arrived<'revoke-answered'>, moment: Moment): Step {
	const {phase, profile} = session;
	if (phase.name !== 'signing-out' || phase.revoked !== undefined || phase.request !== answer.request) return [session];
	const {refusal} = answer;
	const deadlines = deadlinesAfter(phase.held.deadlines, answer, refusal, profile);
	const seen = {...phase, held: {...phase.held, deadlines}};
	if (refusal !== undefined && proofOf(refusal) === 'dead')
		return ended(session, seen, 'dead-already', {refusal, moment});
	if (refusal !== undefined && (neverLeft(refusal) || proofOf(refusal) === 'stop' || refusal.code === cancelled))
		return ended(session, seen, 'unknown', {refusal, moment});
	const request = session.requests + 1;
	return [
		{...session, requests: request, phase: {...seen, request, revoked: {refusal}}},
		{type: 'check-revocation', request, profile, bearer: phase.held.token.bearer},
	];
}

/** How a request ends that this program gave up itself. */
const cancelled = 'SVT_CANCELLED';

/** What the appliance says to the token after it was to be taken back. */
export function revocationChecked(session: Session, answer: Arrived<'revocation-checked'>, moment: Moment): Step {
	const {phase, profile} = session;
	if (phase.name !== 'signing-out' || phase.revoked === undefined || phase.request !== answer.request) return [session];
	const proof = answer.refusal === undefined ? 'alive' : proofOf(answer.refusal);
	const {refusal} = phase.revoked;
	if (proof === 'dead') return ended(session, phase, 'confirmed', {refusal: undefined, moment});
	if (proof === 'alive') {
		const idle = endAfter(answer, profile.idleLimit);
		const used = {...phase, held: {...phase.held, deadlines: {...phase.held.deadlines, idle}}};
		return ended(session, used, 'still-accepted', {refusal, moment});
	}
	const deadlines = deadlinesAfter(phase.held.deadlines, answer, answer.refusal, profile);
	const seen = {...phase, held: {...phase.held, deadlines}};
	const revocation = refusal === undefined ? 'unchecked' : 'unknown';
	return ended(session, seen, revocation, {refusal, moment});
}

/** What was sent may count as a use of the token, which moves its idle deadline. */
function deadlinesAfter(
	deadlines: Deadlines,
	trip: RoundTrip,
	refusal: Refusal | undefined,
	profile: Profile,
): Deadlines {
	return refusal === undefined || mayHaveCounted(refusal) ? stretched(deadlines, trip, profile) : deadlines;
}

function ended(
	session: Session,
	{held, at, forget}: SigningOut,
	revocation: Revocation,
	{refusal, moment}: {readonly refusal: Refusal | undefined; readonly moment: Moment},
): Step {
	const isRefused = revocation === 'confirmed' || revocation === 'dead-already';
	const token = tokenRecord(held.token, session.profile, session.sharedToken);
	const signOut = {revocation, at, token, deadlines: isRefused ? undefined : held.deadlines};
	const next: Session = {...session, phase: {name: 'signed-out', refusal: undefined, signOut}};
	const told = noted(next, moment.now, {what: 'signed-out', revocation, refusal});
	if (forget === undefined) return [told];
	const isUnrevoked = revocation === 'unknown' || revocation === 'still-accepted';
	return [told, forgetting(session.profile, {...forget, isUnrevoked})];
}

type Forgetting = {readonly password: boolean; readonly isUnrevoked: boolean};

const forgetting = (profile: Profile, {password, isUnrevoked}: Forgetting): Effect => ({
	type: 'forget-secrets',
	profile,
	password,
	...(isUnrevoked && {isUnrevoked}),
});

function awaitedRequest({phase, looking}: Session): number | undefined {
	if (looking?.request !== undefined) return looking.request;
	if (phase.name === 'signing-in') return phase.request;
	return (phase.name === 'active' || phase.name === 'expired') && phase.tickle.state === 'in-flight'
		? phase.tickle.request
		: undefined;
}
