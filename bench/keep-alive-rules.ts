import type {Profile} from '../source/domain/profile.ts';
import type {Refusal} from '../source/domain/refusal.ts';
import {refusalOf} from '../source/domain/refusal-decoder.ts';
import {Secret} from '../source/domain/secret.ts';
import {createSession, nextAlarm} from '../source/domain/session.ts';
import type {Effect, SessionEvent} from '../source/domain/session-event.ts';
import {update} from '../source/domain/session-update.ts';
import {
	type Duration,
	hours,
	type Instant,
	instant,
	later,
	milliseconds,
	minutes,
	seconds,
} from '../source/domain/time.ts';
import {parseToken} from '../source/domain/token.ts';

/** One who keeps a session alive. All requests but those in an outage take no time. */
export type Client = {
	/** When the next request leaves; undefined when none ever will. */
	readonly nextAt: () => Instant | undefined;
	readonly accepted: (at: Instant) => void;
	/** No answer came, as far as the client waits for one. */
	readonly failed: (at: Instant) => void;
	/** The server knew the token no more, and somebody signed in again. */
	readonly signedInAgain: (at: Instant) => void;
};

export type Rule = {
	readonly name: string;
	readonly start: (idleLimit: Duration, random: () => number) => Client;
};

/** The domain itself: `update` with its alarms and effects. */
export const ours: Rule = {
	name: 'svt-tui',
	start(idleLimit, random) {
		const profile = keptAlive(idleLimit);
		let session = createSession(profile, false);
		let asked: (Effect & {readonly type: 'send-tickle'}) | undefined;
		let now = instant(0);

		function send(event: SessionEvent): void {
			const [next, ...effects] = update(session, event, {now, sample: random()});
			session = next;
			for (const effect of effects) if (effect.type === 'send-tickle') asked = effect;
		}

		function signIn(at: Instant): void {
			now = at;
			send({type: 'sign-in-requested', password, profile});
			const answer = parseToken({access_token: 'token', expires_in: 864_000}, {sentAt: at, receivedAt: at});
			if (!answer.ok) throw new Error(answer.failure);
			const request = session.requests;
			send({type: 'token-granted', request, sentAt: at, receivedAt: at, status: 200, token: answer.value, password});
		}

		function answer(sentAt: Instant, receivedAt: Instant, refusal: Refusal | undefined): void {
			if (asked === undefined) throw new Error('nothing was asked');
			const {request} = asked;
			asked = undefined;
			now = receivedAt;
			send({
				type: 'tickle-answered',
				request,
				sentAt,
				receivedAt,
				status: refusal === undefined ? 200 : undefined,
				refusal,
			});
		}

		signIn(now);
		return {
			nextAt() {
				for (let at = nextAlarm(session); asked === undefined && at !== undefined; at = nextAlarm(session)) {
					now = instant(Math.max(now, at));
					send({type: 'alarm-rang'});
				}
				return asked === undefined ? undefined : now;
			},
			accepted: at => answer(at, at, undefined),
			failed: at => answer(at, later(at, asked?.timeout ?? seconds(10)), noAnswer),
			signedInAgain(at) {
				asked = undefined;
				signIn(at);
			},
		};
	},
};

export const everyNineMinutes: Rule = {
	name: 'every 9 minutes',
	start: () => everySoOften(minutes(9), 'goes on'),
};

/** As clients do whose keep-alive ends with its first error: nothing is kept from then on. */
export const stopsAtFirstError: Rule = {
	name: 'stop at first error',
	start: () => everySoOften(minutes(3), 'stops'),
};

/** HashiCorp Vault's lifetime watcher (api/lifetime_watcher.go): two thirds of what is left, then from 10 s on doubling. */
export const likeVault: Rule = {
	name: 'like Vault',
	start(idleLimit, random) {
		let at = instant(0);
		let backoff = seconds(10);
		const rest = (now: Instant) => {
			backoff = seconds(10);
			at = later(now, milliseconds(idleLimit * (2 / 3 + random() / 30)));
		};
		rest(at);
		return {
			nextAt: () => at,
			accepted: rest,
			signedInAgain: rest,
			failed(now) {
				at = later(now, milliseconds(backoff * (0.5 + random()) + waits));
				backoff = milliseconds(Math.min(backoff * 2, minutes(5)));
			},
		};
	},
};

function everySoOften(interval: Duration, atError: 'goes on' | 'stops'): Client {
	let at: Instant | undefined = later(instant(0), interval);
	const again = (now: Instant) => {
		at = later(now, interval);
	};
	return {
		nextAt: () => at,
		accepted: again,
		signedInAgain: again,
		failed(now) {
			at = atError === 'goes on' ? later(now, interval) : undefined;
		},
	};
}

/** How long the others wait for an answer. */
const waits = seconds(10);
const password = new Secret('the password of nobody');
const noAnswer = refusalOf('unreachable', {code: 'SVT_TIMEOUT', phase: 'connect'});

const keptAlive = (idleLimit: Duration): Profile => ({
	name: 'dc1',
	origin: 'https://dc1.example',
	username: 'administrator@vsphere.local',
	grant: 'password',
	trust: {mode: 'system'},
	proxy: undefined,
	storage: 'memory',
	savePassword: false,
	idleLimit,
	absoluteLimit: hours(240),
	keepAlive: true,
	tickleInterval: undefined,
	renew: 'ask',
});
