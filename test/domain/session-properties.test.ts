import {inspect} from 'node:util';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ClockStep} from '../../source/domain/clock-step.ts';
import type {Deadline} from '../../source/domain/deadline.ts';
import {parseRecord, storedRecord} from '../../source/domain/record-format.ts';
import {type RefusalKind, refusalKinds} from '../../source/domain/refusal.ts';
import {
	createSession,
	heldBy,
	isCertain,
	isLooking,
	isOurs,
	nextAlarm,
	type Session,
} from '../../source/domain/session.ts';
import type {Effect, SessionEvent} from '../../source/domain/session-event.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {update} from '../../source/domain/session-update.ts';
import {hours, type Instant, instant, later, milliseconds, minutes, seconds, until} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, password, profileNamed, tokenOf} from '../support/sessions.ts';

/** What may happen, as data: fast-check draws long lists of these. `pick` chooses among all requests so far, answered or not. */
type Happening =
	| {readonly does: 'pass' | 'sleep'; readonly span: number}
	/** To so many milliseconds before the absolute deadline, without ringing. */
	| {readonly does: 'oversleep'; readonly left: number}
	| {readonly does: 'ring'}
	/** The clocks are found to differ; whether the time has passed is another matter: the alarm may have rung before. */
	| {readonly does: 'step'; readonly step: ClockStep}
	| {readonly does: 'grant'; readonly pick: number; readonly lifetime: number | 'untold'; readonly isOthers: boolean}
	| {readonly does: 'refuse' | 'answer'; readonly pick: number; readonly kind: RefusalKind | undefined}
	| {
			readonly does: 'store-answers';
			readonly pick: number;
			readonly problem: string | undefined;
			readonly isTooSoon: boolean;
			readonly isSignedOut: boolean;
	  }
	| {readonly does: 'person'; readonly event: SessionEvent};

const span = fc.oneof(
	fc.integer({min: 0, max: 5000}),
	fc.constant(61_000),
	fc.integer({min: 0, max: 700_000}),
	fc.integer({min: 0, max: 90_000_000}),
);
const pick = fc.oneof({weight: 4, arbitrary: fc.constant(0)}, {weight: 1, arbitrary: fc.nat(6)});
const kind = fc.oneof(
	{weight: 3, arbitrary: fc.constantFrom(...refusalKinds)},
	{weight: 1, arbitrary: fc.constantFrom('unreachable' as const, 'wrong-credentials' as const)},
);
const profile = profileNamed('dc1', {renew: 'auto'});
const lifetime = fc.constantFrom(86_399, 3600, 300, 20, 0, 'untold' as const);
const person: readonly SessionEvent[] = [
	{type: 'restore-requested'},
	{type: 'sign-in-requested', password, profile},
	{type: 'stored-sign-in-requested'},
	{type: 'cancel-requested'},
	{type: 'tickle-requested'},
	{type: 'keep-alive-requested', on: true},
	{type: 'keep-alive-requested', on: false},
	{type: 'sign-out-requested', forgetPassword: false},
	{type: 'session-stored', password: true},
	{type: 'storing-failed', where: 'files', problem: 'the disk is full'},
];
const happening: fc.Arbitrary<Happening> = fc.oneof(
	{weight: 4, arbitrary: fc.record({does: fc.constantFrom('pass' as const, 'sleep' as const), span})},
	{weight: 1, arbitrary: fc.constant({does: 'ring' as const})},
	{
		weight: 2,
		arbitrary: fc.record({
			does: fc.constant('step' as const),
			step: fc.record({
				what: fc.constantFrom('slept' as const, 'stopped' as const, 'wall-clock-set' as const),
				by: fc
					.oneof(fc.integer({min: 2000, max: 20_000}), span, fc.integer({min: -90_000_000, max: -2000}))
					.map(milliseconds),
			}),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({does: fc.constant('oversleep' as const), left: fc.integer({min: -2000, max: 8000})}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			does: fc.constant('grant' as const),
			pick,
			lifetime,
			isOthers: fc.boolean(),
		}),
	},
	{weight: 2, arbitrary: fc.record({does: fc.constant('refuse' as const), pick, kind})},
	{
		weight: 4,
		arbitrary: fc.record({does: fc.constant('answer' as const), pick, kind: fc.option(kind, {nil: undefined})}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			does: fc.constant('store-answers' as const),
			pick,
			problem: fc.constantFrom(undefined, 'locked'),
			isTooSoon: fc.boolean(),
			isSignedOut: fc.boolean(),
		}),
	},
	{weight: 4, arbitrary: fc.constantFrom(...person).map(event => ({does: 'person' as const, event}))},
);

/** Hardly anything but network faults. */
const outage: fc.Arbitrary<Happening> = fc.oneof(
	{weight: 9, arbitrary: fc.record({does: fc.constant('pass' as const), span: fc.integer({min: 0, max: 120_000})})},
	{weight: 9, arbitrary: fc.constant({does: 'refuse' as const, pick: 0, kind: 'unreachable' as const})},
	{weight: 1, arbitrary: happening},
);

type NoRequest = (typeof noRequests)[number];
const noRequests = [
	'store-session',
	'store-token',
	'note-wipes',
	'forget-secrets',
	'store-limits',
	'cancel-request',
	'open-connection',
	'drop-connections',
] as const;
type Asked = Exclude<Effect, {readonly type: NoRequest}>;
type Step = {
	readonly before: Session;
	readonly event: SessionEvent;
	readonly now: Instant;
	readonly after: Session;
	readonly effects: readonly Effect[];
	/** Requests that were sent, not answered and not given up, after this step. */
	readonly underWay: readonly Asked[];
	/** Whether the event answers a request that was under way. */
	readonly isAnswer: boolean;
};

/** Which requests an event answers. */
const answersTo: Readonly<Partial<Record<SessionEvent['type'], ReadonlyArray<Effect['type']>>>> = {
	'token-restored': ['restore'],
	'nothing-restored': ['restore'],
	'token-granted': ['request-token', 'request-token-with-stored-password'],
	'token-refused': ['request-token', 'request-token-with-stored-password'],
	'password-missing': ['request-token', 'request-token-with-stored-password'],
	'tickle-answered': ['send-tickle'],
	'revoke-answered': ['revoke-token'],
	'revocation-checked': ['check-revocation'],
	'signed-out-elsewhere': ['find-newer-token', 'request-token', 'request-token-with-stored-password'],
	'nothing-newer': ['find-newer-token'],
	'newer-token-found': ['find-newer-token'],
	'token-adopted': ['request-token', 'request-token-with-stored-password'],
	'sign-in-postponed': ['request-token', 'request-token-with-stored-password'],
};
const isAnswerEvent = ({type}: SessionEvent) => answersTo[type] !== undefined;
const asks = (effect: Effect): effect is Asked => !noRequests.includes(effect.type as NoRequest);
const isLogin = ({type}: Effect) => type === 'request-token' || type === 'request-token-with-stored-password';

/** Plays it all and gives back every step. */
function played(happenings: readonly Happening[], sample: number): readonly Step[] {
	const steps: Step[] = [];
	const asked: Asked[] = [];
	const underWay = new Map<number, Asked>();
	let session: Session = {...createSession(profile, true), keeper: {who: 'us'}};
	let now = noon;

	function send(event: SessionEvent): void {
		const answered = 'request' in event ? underWay.get(event.request) : undefined;
		const isAnswer = answered !== undefined && answersTo[event.type]?.includes(answered.type) === true;
		if (isAnswer) underWay.delete(answered.request);
		const before = session;
		const [after, ...effects] = update(before, event, {now, sample});
		session = after;
		for (const effect of effects) {
			if (effect.type === 'cancel-request') underWay.delete(effect.request);
			if (!asks(effect)) continue;
			asked.unshift(effect);
			underWay.set(effect.request, effect);
		}
		steps.push({before, event, now, after, effects, underWay: [...underWay.values()], isAnswer});
	}

	function pass(passing: number): void {
		const end = instant(now + passing);
		for (let rings = 0; rings < 2000; rings++) {
			const at = nextAlarm(session);
			if (at === undefined || at > end) break;
			now = instant(Math.max(now, at));
			send({type: 'alarm-rang'});
		}
		now = end;
	}

	/** The request that is answered: mostly the latest, sometimes one long past, sometimes one that never was. */
	const exchange = (which: number) => ({
		request: asked[which]?.request ?? which + 1000,
		sentAt: now,
		receivedAt: now,
		status: 200,
	});

	function happen(next: Happening): void {
		switch (next.does) {
			case 'pass':
				pass(next.span);
				break;
			case 'sleep':
				now = later(now, milliseconds(next.span));
				break;
			case 'oversleep': {
				const {phase} = session;
				const end = 'deadlines' in phase ? phase.deadlines.absolute?.earliest : undefined;
				if (end !== undefined) now = instant(Math.max(now, end - next.left));
				send({type: 'alarm-rang'});
				break;
			}
			case 'step':
				send({type: 'clock-stepped', step: next.step});
				break;
			case 'ring':
				send({type: 'alarm-rang'});
				break;
			case 'grant': {
				const {request, ...times} = exchange(next.pick);
				const token = tokenOf(`token-of-${request}`, now, next.lifetime);
				const found = {request, token, record: undefined};
				const what = asked[next.pick]?.type;
				if (what === 'restore') send({type: 'token-restored', ...found});
				else if (what === 'find-newer-token') send({type: 'newer-token-found', ...found});
				else if (next.isOthers) send({type: 'token-adopted', ...found});
				else send({type: 'token-granted', request, ...times, token, password});
				break;
			}
			case 'refuse':
				send({type: 'token-refused', ...exchange(next.pick), refusal: refusal(next.kind ?? 'unreadable')});
				break;
			case 'answer': {
				const no = next.kind === undefined ? undefined : refusal(next.kind);
				const what = asked[next.pick]?.type;
				const event = what === 'revoke-token' ? 'revoke-answered' : 'tickle-answered';
				const answered = what === 'check-revocation' ? 'revocation-checked' : event;
				send({type: answered, ...exchange(next.pick), refusal: no});
				break;
			}
			case 'store-answers': {
				const {request} = exchange(next.pick);
				const what = asked[next.pick]?.type;
				const answered = {request, problem: next.problem};
				if (what === 'restore') send({type: 'nothing-restored', ...answered, record: undefined});
				else if (what === 'find-newer-token' && !next.isSignedOut) send({type: 'nothing-newer', request});
				else if (next.isSignedOut) send({type: 'signed-out-elsewhere', request});
				else if (next.isTooSoon)
					send({type: 'sign-in-postponed', request, why: 'often', until: later(now, minutes(1))});
				else send({type: 'password-missing', ...answered});
				break;
			}
			case 'person':
				send(next.event);
				break;
		}
	}

	for (const next of happenings) happen(next);
	return steps;
}

/** Checks a rule on every step of many lives, which begin with a token of some lifetime. */
function always(rule: (step: Step, earlier: readonly Step[]) => void, may = happening): void {
	const lives = fc.record({
		lifetime,
		happenings: fc.array(may, {maxLength: 60, size: 'max'}),
		sample: fc.double({min: 0, max: 1, noNaN: true}),
	});
	fc.assert(
		fc.property(lives, life => {
			const begin: readonly Happening[] = [
				{does: 'person', event: {type: 'sign-in-requested', password, profile}},
				{does: 'grant', pick: 0, lifetime: life.lifetime, isOthers: false},
			];
			const steps = played([...begin, ...life.happenings], life.sample);
			for (const [index, step] of steps.entries()) rule(step, steps.slice(0, index));
		}),
		{numRuns: 200},
	);
}

describe('whatever happens to a session, in whatever order and however late', () => {
	test('at most one request is under way, and one question to the store', () => {
		always(({underWay}) => {
			const isLook = ({type}: Asked) => type === 'find-newer-token';
			expect(underWay.filter(request => !isLook(request)).length).toBeLessThanOrEqual(1);
			expect(underWay.filter(isLook).length).toBeLessThanOrEqual(1);
		});
	});

	test('after an alarm was handled, the next lies in the future', () => {
		always(({event, after, now}) => {
			if (event.type === 'alarm-rang') expect(nextAlarm(after) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
		});
	});

	test('no tickle leaves past the absolute deadline, and none by itself in the last 5 s before it', () => {
		always(({event, now, after, effects}) => {
			if (!effects.some(effect => effect.type === 'send-tickle')) return;
			const absolute = absoluteOfTickled(after);
			if (absolute === undefined) return;
			expect(now).toBeLessThan(absolute.latest);
			if (event.type !== 'tickle-requested') expect(now).toBeLessThanOrEqual(absolute.earliest - 5000);
		});
	});

	test('an answer that nobody waits for changes nothing', () => {
		always(({before, event, after, effects, isAnswer}) => {
			if (!isAnswerEvent(event) || isAnswer) return;
			expect(after).toBe(before);
			expect(effects).toEqual([]);
		});
	});

	test('an answer that is waited for is taken', () => {
		always(({before, event, after, isAnswer}) => {
			const waited = isAnswer && before.phase.name === 'signing-in' && event.type === 'token-granted';
			if (!waited) return;
			const isProving = after.phase.name === 'signing-in' && after.phase.unproven !== undefined;
			expect(isProving ? 'active' : after.phase.name).toMatch(/^(active|signing-in)$/);
		});
	});

	test('no secret shows in it', () => {
		always(({after, effects}) => {
			const shown = JSON.stringify([after, effects]) + inspect([after, effects], {depth: null, showHidden: true});
			expect(shown).not.toMatch(/horse|token-of-/);
		});
	});

	test('what it remembers is bounded', () => {
		always(({after}) => {
			expect(after.journal.length).toBeLessThanOrEqual(200);
			expect(after.renewals.length).toBeLessThanOrEqual(6);
		});
	});

	test('deadlines stay in order, and the earliest instant of idling out is at most one limit away', () => {
		always(({after: {phase}, now}) => {
			if (phase.name !== 'active') return;
			expect(phase.deadlines.idle.earliest).toBeLessThanOrEqual(phase.deadlines.idle.latest);
			expect(phase.deadlines.idle.latest).toBeLessThanOrEqual(now + minutes(10));
		});
	});

	/** What any event would set off: its alarm is late. */
	const isOverdue = ({before: {phase}, now}: Step) =>
		phase.name === 'expired' && phase.renewAt !== undefined && phase.renewAt <= now;

	test('clocks that differ send nothing at once, and touch no sign-in or sign-out under way', () => {
		always(step => {
			const {event, before, after, effects} = step;
			if (event.type !== 'clock-stepped' || (event.step.what !== 'slept' && isOverdue(step))) return;
			const types = effects.map(({type}) => type);
			expect(types.filter(type => type !== 'cancel-request' && type !== 'drop-connections')).toEqual([]);
			if (!['signing-in', 'signing-out', 'restoring'].includes(before.phase.name)) return;
			expect(after.phase).toBe(before.phase);
			expect(types).not.toContain('cancel-request');
		});
	});

	test('after a sleep, what is ours to keep asks within a second, unless it is over for sure or hardly a moment is left', () => {
		always(({event, after, now}) => {
			if (event.type !== 'clock-stepped' || event.step.what !== 'slept' || !isOurs(after)) return;
			const {phase} = after;
			if (phase.name !== 'active' && phase.name !== 'expired') return;
			if (phase.name === 'expired' && (isCertain(phase) || isLooking(after))) return;
			const {tickle, deadlines} = phase;
			if (tickle.state === 'in-flight' || tickle.state === 'stopped') return;
			const last = Math.max(phase.touchedAt, after.lastTickle?.at ?? 0);
			// It has asked since it woke up.
			if (now - last < event.step.by / 2) return;
			const end = deadlines.absolute?.earliest ?? instant(Number.POSITIVE_INFINITY);
			if (now + 1000 > end - 5000) expect(tickle).toEqual({state: 'off'});
			else expect(tickle.state === 'waiting' && tickle.at - now).toBe(1000);
		});
	});

	test('a clock that somebody set moves no deadline and no alarm', () => {
		always(step => {
			const {event, before, after, effects} = step;
			if (event.type !== 'clock-stepped' || event.step.what !== 'wall-clock-set' || isOverdue(step)) return;
			expect(after.phase).toBe(before.phase);
			expect(effects).toEqual([]);
		});
	});

	test('a stored password that was refused is not sent again until another was stored', () => {
		const forbids: ReadonlySet<string> = new Set(['wrong-credentials', 'account-locked', 'client-login-refused']);
		always((step, earlier) => {
			if (!step.effects.some(effect => effect.type === 'request-token-with-stored-password')) return;
			const last = [...earlier, step].findLast(
				({before: {phase}, event, isAnswer}) =>
					(event.type === 'session-stored' && event.password) ||
					(isAnswer && phase.name === 'signing-in' && phase.password === 'stored' && isTokenAnswer(event)),
			);
			const no = last?.event.type === 'token-refused' ? last.event.refusal.kind : 'none';
			expect(forbids.has(no)).toBe(false);
		});
	});

	test('nor by a process that starts afterwards, which knows only the record', () => {
		always(({after, now}) => {
			if (after.refusedPassword?.which !== 'stored') return;
			const record = parseRecord(storedRecord(recordOf(after, 4242, now)));
			const player = createPlayer(profile, {passwordStored: true});
			player.sleep(until(now, noon));
			player.send({type: 'restore-requested'});
			player.send({type: 'token-restored', request: 1, token: tokenOf('token-of-old', noon), record});
			player.pass(hours(25));
			player.send({type: 'stored-sign-in-requested'});
			expect(player.effects().some(isLogin)).toBe(false);
		});
	});

	test('after any password was refused it signs in by itself only once a person got in, or stored another', () => {
		always((now, earlier) => {
			if (!now.effects.some(isProgramLogin)) return;
			const last = [...earlier, now].findLast(
				step =>
					(step.event.type === 'session-stored' && step.event.password) || (step.isAnswer && isTokenAnswer(step.event)),
			);
			const no = last?.event.type === 'token-refused' ? last.event.refusal.kind : 'none';
			expect(['wrong-credentials', 'account-locked', 'client-login-refused']).not.toContain(no);
		});
	});

	test('it signs in by itself only when the token is dead for sure', () => {
		const reasons: ReadonlySet<string> = new Set(['idle-expired', 'absolute-expired', 'unknown-token', 'unauthorized']);
		always(({after: {phase, keepAlive}, now, effects}) => {
			if (!effects.some(isProgramLogin)) return;
			const held = heldBy(phase);
			if (held === undefined) throw new Error('a login by itself without a session before it');
			const {absolute} = held.deadlines;
			expect(keepAlive).toBe(true);
			if (held.name === 'active') {
				// Ahead of the end.
				expect(absolute?.earliest).toBeGreaterThan(now);
				expect(absolute?.earliest).toBeLessThanOrEqual(now + 120_000);
				return;
			}
			const isOver = absolute !== undefined && absolute.latest <= now;
			expect(isOver || reasons.has(held.refusal?.kind ?? 'none')).toBe(true);
		});
	});

	test('it signs in by itself no more than once a minute and six times an hour', () => {
		always(({now, effects}, earlier) => {
			if (!effects.some(isProgramLogin)) return;
			// What was put off has not left.
			const putOff = new Set(
				earlier.map(({event}) => (event.type === 'sign-in-postponed' ? event.request : undefined)),
			);
			const logins = earlier.filter(step =>
				step.effects.some(effect => isProgramLogin(effect) && 'request' in effect && !putOff.has(effect.request)),
			);
			expect(logins.filter(step => step.now > now - minutes(1))).toEqual([]);
			expect(logins.filter(step => step.now > now - hours(1)).length).toBeLessThan(6);
		}, outage);
	});

	test('a bearer leaves only with a tickle, to be revoked, or to see whether it is, and only the one that is held', () => {
		always(({before: {phase}, effects, after}) => {
			const [sent] = effects.filter(
				effect => effect.type === 'send-tickle' || effect.type === 'revoke-token' || effect.type === 'check-revocation',
			);
			if (sent === undefined) return;
			const holder = sent.type === 'send-tickle' ? after.phase : phase;
			const unproven = holder.name === 'signing-in' && sent.type === 'send-tickle' ? holder.unproven : undefined;
			const held = holder.name === 'signing-out' ? holder.held : heldBy(holder);
			expect(sent.bearer).toBe((unproven ?? held?.token)?.bearer);
		});
	});
});

/** The absolute deadline of the token that has just been sent. */
function absoluteOfTickled({phase}: Session): Deadline | undefined {
	if (phase.name === 'active' || phase.name === 'expired') return phase.deadlines.absolute;
	if (phase.name !== 'signing-in' || phase.unproven === undefined) throw new Error(`a tickle in ${phase.name}`);
	return phase.unproven.absolute;
}

const isProgramLogin = (effect: Effect) => 'by' in effect && effect.by === 'program';

const isTokenAnswer = ({type}: SessionEvent) => type === 'token-refused' || type === 'token-granted';

describe('a network that fails and comes back', () => {
	const outages = fc.array(
		fc.record({
			up: fc.integer({min: 60_000, max: 900_000}),
			down: fc.integer({min: 1000, max: 360_000}),
			code: fc.constantFrom('connect' as const, 'answer' as const),
		}),
		{minLength: 1, maxLength: 12},
	);

	test('never loses a session while the network answers within every six tenths of the idle limit', () => {
		fc.assert(
			fc.property(outages, fc.double({min: 0, max: 1, noNaN: true}), (weather, sample) => {
				const player = createPlayer(profileNamed('dc1'), {sample});
				player.signIn();
				/** The server's own idle clock. */
				let touchedAt = player.now();
				const live = (end: number, answer: () => void) => {
					while (player.now() < end) {
						player.pass(milliseconds(Math.min(1000, end - player.now())));
						const {phase} = player.session();
						expect(phase.name).toBe('active');
						if (phase.name === 'active' && phase.tickle.state === 'in-flight') answer();
					}
				};
				for (const {up, down, code} of weather) {
					live(player.now() + up, () => {
						expect(player.now() - touchedAt).toBeLessThan(minutes(10));
						touchedAt = player.now();
						player.answerTickle();
					});
					const no = refusal('unreachable', {phase: code});
					live(player.now() + down, () => player.answerTickle({took: seconds(3), refusal: no}));
				}
			}),
			{numRuns: 40},
		);
	});
});
