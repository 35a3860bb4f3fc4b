import type {Profile} from '../../source/domain/profile.ts';
import type {Refusal} from '../../source/domain/refusal.ts';
import {Secret} from '../../source/domain/secret.ts';
import {createSession, nextAlarm, type Phase, type Session} from '../../source/domain/session.ts';
import type {Effect, SessionEvent} from '../../source/domain/session-event.ts';
import {update} from '../../source/domain/session-update.ts';
import {
	type Duration,
	hours,
	type Instant,
	instant,
	later,
	milliseconds,
	minutes,
	seconds,
} from '../../source/domain/time.ts';
import {parseToken, type Token} from '../../source/domain/token.ts';
import {atOnce} from './deadlines.ts';

/** Sunday, 2026-11-22 at 12:00:00 UTC. */
export const noon = instant(Date.UTC(2026, 10, 22, 12));

export const password = new Secret('correct horse battery staple');

export function profileNamed(name: string, more: Partial<Profile> = {}): Profile {
	return {
		name,
		origin: `https://${name}.example`,
		username: 'administrator@vsphere.local',
		grant: 'password',
		trust: {mode: 'system'},
		proxy: undefined,
		storage: 'keychain',
		savePassword: true,
		idleLimit: minutes(10),
		absoluteLimit: hours(24),
		keepAlive: true,
		tickleInterval: undefined,
		renew: 'ask',
		...more,
	};
}

/** What the token answer says of `expires_in`; a fresh token's 86,399 s unless told. */
export type Lifetime = number | 'untold';

export function tokenOf(text: string, grantedAt: Instant, lifetime: Lifetime = 86_399): Token {
	const expires = lifetime === 'untold' ? {} : {expires_in: lifetime};
	const token = parseToken({access_token: text, ...expires}, atOnce(grantedAt));
	if (!token.ok) throw new Error(`no token: ${token.failure}`);
	return token.value;
}

/** What answers a request: how long it took, and what came. */
export type Reply = {
	readonly took?: Duration;
	readonly status?: number;
	readonly refusal?: Refusal;
	/** How far the server's clock is ahead; the answer has no `Date` unless told. */
	readonly skew?: Duration;
};

/** Plays events to `update` on a clock of its own, and keeps the effects until somebody looks. */
export function createPlayer(
	profile: Profile,
	options: {readonly passwordStored?: boolean; readonly sample?: number} = {},
) {
	const {passwordStored = false, sample = 0.5} = options;
	let session: Session = {...createSession(profile, passwordStored), keeper: {who: 'us'}};
	let now = noon;
	let effects: Effect[] = [];

	function send(event: SessionEvent): void {
		const [next, ...asked] = update(session, event, {now, sample});
		session = next;
		effects.push(...asked);
	}

	/** Lets time pass and rings each alarm when it is due. */
	function pass(span: Duration): void {
		const end = later(now, span);
		for (;;) {
			const at = nextAlarm(session);
			if (at === undefined || at > end) break;
			now = instant(Math.max(now, at));
			send({type: 'alarm-rang'});
		}
		now = end;
	}

	function answered({took = milliseconds(38), status, refusal, skew}: Reply) {
		const sentAt = now;
		pass(took);
		const serverTime = skew && later(now, skew);
		return {sentAt, receivedAt: now, status: status ?? (refusal === undefined ? 200 : refusal.status), serverTime};
	}

	const player = {
		session: () => session,
		phase: <Name extends Phase['name']>(name: Name): Extract<Phase, {readonly name: Name}> => {
			if (session.phase.name !== name) throw new Error(`the phase is ${session.phase.name}, not ${name}`);
			return session.phase as Extract<Phase, {readonly name: Name}>;
		},
		now: () => now,
		send,
		pass,
		/** Rings the alarm now, due or not: clocks are not exact. */
		ring: () => send({type: 'alarm-rang'}),
		/** Moves the clock without ringing: the process was asleep. */
		sleep: (span: Duration) => {
			now = later(now, span);
		},
		/** The effects since the last look. */
		effects: (): readonly Effect[] => {
			const seen = effects;
			effects = [];
			return seen;
		},
		/** Answers the last request as a tickle. */
		answerTickle: (reply: Reply = {}) => {
			const {requests} = session;
			send({type: 'tickle-answered', request: requests, ...answered(reply), refusal: reply.refusal});
		},
		grant: (text: string, lifetime?: Lifetime) => {
			const answer = {request: session.requests, ...answered({})};
			send({type: 'token-granted', ...answer, token: tokenOf(text, answer.sentAt, lifetime), password});
		},
		/** No other process has a newer token. */
		findNothing: () => send({type: 'nothing-newer', request: session.looking?.request ?? 0}),
		refuse: (refusal: Refusal, took?: Duration) => {
			const answer = {request: session.requests, ...answered(took === undefined ? {refusal} : {refusal, took})};
			send({type: 'token-refused', ...answer, refusal});
		},
		/** Signed in with a typed password at noon; the round trip took nothing. */
		signIn: (text = 'first-token', lifetime?: Lifetime) => {
			send({type: 'sign-in-requested', password, profile: session.profile});
			const request = {request: session.requests, sentAt: now, receivedAt: now, status: 200};
			const token = tokenOf(text, now, lifetime);
			send({type: 'token-granted', ...request, token, password});
			send({type: 'token-stored', fingerprint: token.fingerprint});
			send({type: 'session-stored', password: profile.savePassword});
			effects = [];
		},
	};
	return player;
}

export type Player = ReturnType<typeof createPlayer>;

/** Seconds after noon. */
export const sinceNoon = (at: Instant | undefined) => (at === undefined ? undefined : (at - noon) / 1000);
export const afterNoon = (count: number) => later(noon, seconds(count));

/** The words of the journal, oldest first. */
export const told = ({journal}: Session) => journal.map(entry => entry.happening.what);
