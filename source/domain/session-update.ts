import {withSkew} from './clock-skew.ts';
import {withLearntAbsoluteLimit, withLearntIdleLimit} from './learnt-limits.ts';
import type {Active, Session, Tickle} from './session.ts';
import {heldBy, isStoredRefused, noted} from './session.ts';
import {clockStepped} from './session-clocks.ts';
import {lastKnownUse} from './session-deadlines.ts';
import type {Moment, SessionEvent, Step} from './session-event.ts';
import {expiredByClock, nothingNewer} from './session-expiry.ts';
import {tokenAdopted, tokenGranted, tokenProven} from './session-granted.ts';
import {keeperElected, keeperFound, keeperUndecided, recordRead, replanned} from './session-keeper.ts';
import {isSignedOutOf, type SessionRecord, standingRefusal} from './session-record.ts';
import {handOverDue} from './session-renewal.ts';
import {
	cancelSignIn,
	notSafe,
	passwordMissing,
	passwordRefusedBefore,
	signIn,
	signInPostponed,
	tokenRefused,
} from './session-sign-in.ts';
import {revocationChecked, revokeAnswered, signedOutElsewhere, signOut} from './session-sign-out.ts';
import {rearmed, tickleAnswered, tickleByHand, tickleWhenDue} from './session-tickle.ts';
import {tokenUsed} from './session-use.ts';
import {withSharedUse} from './shared-use.ts';

/** Decides what an event does to a session and what is to be done about it. Pure: time and chance come in with `moment`. */
export function update(session: Session, event: SessionEvent, moment: Moment): Step {
	const [informed, ...saving] = withLearntAbsoluteLimit(session, event, moment);
	const [decided, ...asked] = decide(informed, event, moment);
	const [next, ...learnt] = withFindings(decided, informed, event, moment);
	const effects = [...asked, ...saving, ...learnt];
	const {phase, profile} = next;
	const isDue = phase.name === 'expired' && phase.renewAt !== undefined && phase.renewAt <= moment.now;
	// What says nothing of the session, or comes as the machine wakes up, leaves it to the alarm.
	const isForAlarm = event.type !== 'alarm-rang' && (next === session || event.type === 'clock-stepped');
	if (!isDue || isForAlarm) return [next, ...effects];
	// Without a moment's delay: others wait for the token.
	const [signingIn, ...more] = signIn(next, {by: 'renewal', profile, password: undefined}, moment);
	return [signingIn, ...effects, ...more];
}

/** With what an answer tells beside what it was asked for. */
function withFindings(next: Session, before: Session, event: SessionEvent, moment: Moment): Step {
	if (next === before) return [next];
	const seen = withSharedUse(withSkew(next, before, event), before, event, moment);
	const [stored, ...storing] = storedAgain(seen, event);
	const [learnt, ...saving] = withLearntIdleLimit(stored, before, event, moment);
	return [learnt, ...storing, ...saving];
}

/** Other processes, and this one when it is started again, know only what is stored: a token that lives is worth another try. */
function storedAgain(session: Session, event: SessionEvent): Step {
	const {phase, profile, tokenStored} = session;
	const isLiving = event.type === 'tickle-answered' && event.refusal === undefined && phase.name === 'active';
	if (tokenStored !== 'no' || !isLiving) return [session];
	return [session, {type: 'store-token', profile, token: phase.token, isAgain: true}];
}

function decide(session: Session, event: SessionEvent, moment: Moment): Step {
	const {phase} = session;
	switch (event.type) {
		case 'restore-requested':
			return phase.name === 'signed-out' ? restore(session) : [session];
		case 'token-restored':
			return isAwaited(session, 'restoring', event.request) ? restored(session, event, moment) : [session];
		case 'nothing-restored':
			return isAwaited(session, 'restoring', event.request) ? nothingRestored(session, event, moment) : [session];
		case 'sign-in-requested':
			return signIn(session, {by: event.by ?? 'person', profile: event.profile, password: event.password}, moment);
		case 'stored-sign-in-requested': {
			const {profile = session.profile, by = 'key'} = event;
			return signIn(session, {by, profile, password: undefined}, moment);
		}
		case 'token-granted':
			return isAwaited(session, 'signing-in', event.request) ? tokenGranted(session, event, moment) : [session];
		case 'token-refused':
			return isAwaited(session, 'signing-in', event.request) ? tokenRefused(session, event, moment) : [session];
		case 'sign-in-not-safe':
			return isAwaited(session, 'signing-in', event.request) ? notSafe(session, event.problem, moment) : [session];
		case 'password-refused-before':
			return isAwaited(session, 'signing-in', event.request)
				? passwordRefusedBefore(session, event.kind, moment)
				: [session];
		case 'sign-in-postponed':
			return isAwaited(session, 'signing-in', event.request) ? signInPostponed(session, event, moment) : [session];
		case 'token-adopted':
			return isAwaited(session, 'signing-in', event.request) ? [tokenAdopted(session, event, moment)] : [session];
		case 'newer-token-found':
			return session.looking?.request === event.request ? [tokenAdopted(session, event, moment)] : [session];
		case 'nothing-newer':
			return session.looking?.request === event.request ? [nothingNewer(session, moment)] : [session];
		case 'keeper-undecided':
			return [keeperUndecided(session, moment)];
		case 'keeper-elected':
			return keeperElected(session, moment);
		case 'keeper-found':
			return keeperFound(session, event.record, moment);
		case 'record-read':
			return recordRead(session, event.record, moment);
		case 'password-missing':
			return isAwaited(session, 'signing-in', event.request)
				? passwordMissing(session, event.problem, moment)
				: [session];
		case 'cancel-requested':
			return cancelSignIn(session, moment);
		case 'tickle-requested':
			return phase.name === 'active' || phase.name === 'expired' ? tickleByHand(session, phase, moment) : [session];
		case 'tickle-answered':
			return phase.name === 'signing-in' ? tokenProven(session, event, moment) : tickleAnswered(session, event, moment);
		case 'token-used':
			return tokenUsed(session, event, moment);
		case 'keep-alive-requested':
			return turnKeepAlive(session, event.on, moment);
		case 'sign-out-requested':
			return signOut(session, event.forgetPassword, moment);
		case 'revoke-answered':
			return revokeAnswered(session, event, moment);
		case 'revocation-checked':
			return revocationChecked(session, event, moment);
		case 'signed-out-elsewhere':
			return session.looking?.request === event.request || isAwaited(session, 'signing-in', event.request)
				? signedOutElsewhere(session, moment)
				: [session];
		case 'session-stored':
			return [
				replanned(
					{
						...session,
						passwordStored: event.password,
						// Neither does a refusal of what is stored by now stand, nor of what is not any more.
						refusedPassword: event.password || isStoredRefused(session) ? undefined : session.refusedPassword,
					},
					moment,
				),
			];
		case 'storing-failed':
			return [noted(session, moment.now, {what: 'storing-failed', where: event.where, text: event.problem})];
		case 'token-stored':
		case 'token-unstored':
			return [storedOrNot(session, event)];
		case 'clock-stepped':
			return clockStepped(session, event.step, moment);
		case 'alarm-rang':
			return alarmRang(session, moment);
	}
}

function storedOrNot(
	session: Session,
	{type, fingerprint}: SessionEvent & {readonly type: 'token-stored' | 'token-unstored'},
): Session {
	const tokenStored = type === 'token-stored' ? 'yes' : 'no';
	const isHeld = heldBy(session.phase)?.token.fingerprint === fingerprint;
	return isHeld && session.tokenStored !== tokenStored ? {...session, tokenStored} : session;
}

function alarmRang(session: Session, moment: Moment): Step {
	const {phase, profile} = session;
	if (phase.name !== 'active' && phase.name !== 'expired') return [session];
	const expired = expiredByClock(session, phase, moment);
	if (expired !== undefined) return [expired];
	if (phase.name === 'active') {
		const due = handOverDue(phase, moment.now);
		if (due === 'ahead') return signIn(session, {by: 'renewal', profile, password: undefined}, moment);
		if (due === 'at-the-end') {
			const ready = {...phase, handOver: {state: 'connected'}} as const;
			const next: Session = {...session, phase: ready};
			const [ticked, ...effects] = tickleWhenDue(next, ready, moment) ?? [next];
			return [ticked, {type: 'open-connection', profile}, ...effects];
		}
	}
	return tickleWhenDue(session, phase, moment) ?? [session];
}

function restore(session: Session): Step {
	const request = session.requests + 1;
	const looked = session.looking?.request;
	return [
		{...session, requests: request, looking: undefined, phase: {name: 'restoring', request}},
		...(looked === undefined ? [] : [{type: 'cancel-request', request: looked} as const]),
		{type: 'restore', request, profile: session.profile},
	];
}

function restored(
	session: Session,
	{token, record}: SessionEvent & {readonly type: 'token-restored'},
	moment: Moment,
): Step {
	const use = lastKnownUse(token, record, session.profile, moment.now);
	const active: Active = {name: 'active', token, ...use, tickle: {state: 'off'}, handOver: {state: 'none'}};
	// Whoever signed out of it was ended before it was forgotten: that goes on.
	if (isSignedOutOf(record, session.profile, token)) return signOut({...session, phase: active}, false, moment);
	const next = noted({...session, phase: active, unread: undefined, ...markedBy(record, session)}, moment.now, {
		what: 'session-restored',
		fingerprint: token.fingerprint,
	});
	return [expiredByClock(next, active, moment) ?? {...next, phase: rearmed(next, active, moment)}];
}

/** What was refused before, in whichever process, counts as refused now: the record does not say which password it was. */
function markedBy(record: SessionRecord | undefined, session: Session): Partial<Session> {
	const {profile, passwordStored, refusedPassword} = session;
	const kind = standingRefusal(profile, record);
	if (kind === undefined || !passwordStored || refusedPassword !== undefined) return {};
	return {refusedPassword: {which: 'stored', kind}};
}

function nothingRestored(
	session: Session,
	{problem, record}: SessionEvent & {readonly type: 'nothing-restored'},
	{now}: Moment,
): Step {
	const phase = {name: 'signed-out', refusal: undefined} as const;
	const looking = {request: undefined, at: now};
	const next: Session = {...session, phase, looking, unread: problem, ...markedBy(record, session)};
	return [problem === undefined ? next : noted(next, now, {what: 'storing-failed', where: 'secrets', text: problem})];
}

function turnKeepAlive(session: Session, on: boolean, moment: Moment): Step {
	if (session.keepAlive === on) return [session];
	const next = noted({...session, keepAlive: on}, moment.now, {what: 'keep-alive-turned', on});
	const {phase} = next;
	if (phase.name !== 'active' && phase.name !== 'expired') return [next];
	// A person has said so: what failed before, or was stopped, is worth another try.
	const tickle: Tickle = phase.tickle.state === 'stopped' ? {state: 'off'} : phase.tickle;
	const tried = phase.name === 'expired' ? {...phase, tickle, hasGivenUp: false} : {...phase, tickle};
	return [replanned({...next, phase: tried}, moment)];
}

function isAwaited({phase}: Session, name: 'restoring' | 'signing-in', request: number): boolean {
	// A token that is being proven was granted already.
	if (phase.name === 'signing-in' && phase.unproven !== undefined) return false;
	return phase.name === name && phase.request === request;
}
