import {type AuthRecord, ownCopy, tokenIn, type Uuid, type Written} from './auth-log.ts';
import {createLiveSessions} from './auth-log-live.ts';
import {createRefusals, kindOfRefusal, type LoggedRefusal, type RefusalGroup} from './auth-log-refusals.ts';
import {
	countUse,
	createLoggedSession,
	type Ending,
	type LoggedSession,
	lastTouch,
	type SessionEnd,
} from './auth-log-session.ts';
import {createRequestThreads} from './auth-log-threads.ts';
import {createTickles} from './auth-log-tickles.ts';
import {type ServerTime, serverTime} from './auth-log-time.ts';
import type {RefusalKind} from './refusal.ts';
import {type Duration, hours, longest, milliseconds, minutes} from './time.ts';

/** What became known of a token at one place of the log. */
export type LogEvent = {readonly token: Uuid; readonly at: ServerTime; readonly line: number} & (
	| {readonly what: 'issued' | 'signed-in-again'; readonly user: string | undefined}
	| {readonly what: 'used'; readonly address: string; readonly silence: Duration | undefined}
	| {readonly what: 'ended'; readonly end: SessionEnd}
	| {readonly what: 'refused'; readonly kind: RefusalKind}
);

export type LogTelling = {
	/** A session of which no more will be told: it has ended, or the log has. */
	readonly session: (session: LoggedSession) => void;
	/** The group, with one refusal more. */
	readonly refusal: (group: RefusalGroup) => void;
	/** Left out where nobody asks for each. */
	readonly event?: ((event: LogEvent) => void) | undefined;
};

export type SessionTotals = {
	/** The limit that the appliance told last, or the usual one. */
	readonly idleLimit: Duration;
	/** The appliance's zone by its short name; empty while it was not told. */
	readonly zone: string;
	readonly restarts: number;
	/** Uses that cannot be laid to one session. */
	readonly unplacedUses: number;
};

const usualIdleLimit = minutes(10);
const absoluteLimit = hours(24);
const sweepEvery = hours(1);
/** Records: else a log whose times jump would be swept at each of them. */
const leastBetweenSweeps = 1000;
const mostLookedAt = 64;
/** Lines of a process that ends and of the next one mix for so long. */
const overlap = minutes(1);

/** Turns records into sessions. What it holds is bounded, however long the log is. */
export function createAuthLogSessions(telling: LogTelling) {
	const live = createLiveSessions(telling.session);
	const threads = createRequestThreads();
	const tickles = createTickles();
	const refusals = createRefusals();
	/** Those that ended, and when they wrote last. */
	const processes = new Map<number, ServerTime>();
	let process: number | undefined;
	let lastAt: ServerTime | undefined;
	let sweptAt: ServerTime | undefined;
	let untilSweep = 0;
	let idleLimit: Duration = usualIdleLimit;
	let zone = '';
	let restarts = 0;
	let unplacedUses = 0;

	function take(record: AuthRecord) {
		const {message, at} = record;
		if (record.process !== process) followProcess(record);
		else lastAt = at;
		live.passAftermath(at);
		untilSweep -= 1;
		if (untilSweep <= 0 && (sweptAt === undefined || Math.abs(at - sweptAt) > sweepEvery)) sweep(at);
		switch (message.what) {
			case 'tickled':
				tickles.tickled(message.hmsSession, record);
				break;
			case 'signed-in':
				rememberZone(message.zone);
				threads.signedIn(record, message.user, message.grant);
				break;
			case 'issued':
				issue(message.token, record);
				break;
			case 'looked-up':
				threads.lookedUp(record, ownToken(message.token), message.silence);
				break;
			case 'used':
				rememberZone(message.zone);
				use(message, record);
				break;
			case 'idled-out':
				idleLimit = message.limit;
				end('idle', message.token, record, threads.lookUpOf(record)?.silence);
				break;
			case 'removed':
				if (live.justEnded(message.token) === undefined) end('revoked', message.token, record, undefined);
				break;
			case 'refused':
				refuse(message, record);
				break;
			case 'counted':
				break;
		}
	}

	const ownToken = (token: Uuid | undefined) =>
		token === undefined ? undefined : (live.find(token)?.token ?? ownCopy(token));

	/** Tokens live in the memory of a process: with it they are gone. */
	function followProcess(record: AuthRecord) {
		const seenAt = processes.get(record.process);
		if (seenAt !== undefined && Math.abs(record.at - seenAt) < overlap) {
			processes.set(record.process, record.at);
			return;
		}
		if (process !== undefined) {
			restarts += 1;
			for (const session of live.all()) endSession(session, 'restarted', record, undefined);
			threads.restart();
			tickles.restart();
			if (processes.size > 100) processes.clear();
			processes.set(process, lastAt ?? record.at);
		}
		process = record.process;
		lastAt = record.at;
	}

	function issue(token: Uuid, where: Written) {
		const signIn = threads.signInOf(where);
		const known = live.find(token);
		if (known === undefined) {
			if (signIn !== undefined) endOverdue(signIn.user, where);
			const session = appear(token, where, 'issued');
			session.issued = session.firstSeen;
			session.grant = signIn?.grant;
			if (signIn !== undefined) live.name(session, signIn.user);
			session.signIns = 1;
			telling.event?.({...placeOf(session, where), what: 'issued', user: session.user});
		} else if (signIn !== undefined) {
			known.signIns += 1;
			known.signedInAgain = {at: where.at, line: where.line};
			if (known.user === undefined) live.name(known, signIn.user);
			telling.event?.({...placeOf(known, where), what: 'signed-in-again', user: known.user});
		}
	}

	/** Nothing is logged when the appliance replaces a token whose 24 hours were over. Those that nobody used are abandoned: see `sweep`. */
	function endOverdue(user: string, where: Written) {
		let looked = 0;
		for (const session of live.of(user)) {
			looked += 1;
			// The oldest come first.
			if (looked > mostLookedAt || where.at - session.firstSeen.at < absoluteLimit) return;
			const livable = longest(idleLimit, session.longestSilence?.span ?? idleLimit);
			if (where.at - lastTouch(session) <= livable) endSession(session, 'absolute', where, undefined);
		}
	}

	function use({user, address}: {readonly user: string; readonly address: string}, where: Written) {
		const look = threads.lookUpOf(where);
		const session =
			look?.token === undefined
				? live.usedBy(user, where.at, look?.silence)
				: (live.find(look.token) ?? appear(look.token, where, 'seen'));
		if (session === undefined) {
			unplacedUses += 1;
			return;
		}
		if (session.user === undefined) live.name(session, user);
		const silence = look?.silence ?? milliseconds(where.at - lastTouch(session));
		countUse(session, {at: where.at, line: where.line, address}, silence);
		telling.event?.({...placeOf(session, where), what: 'used', address, silence});
	}

	function refuse(message: LoggedRefusal, where: Written) {
		telling.refusal(refusals.add(message, where));
		const kind = kindOfRefusal(message);
		const token = message.principal === 'access-token' ? tokenIn(message.message) : undefined;
		if (token === undefined) return;
		telling.event?.({token, at: where.at, line: where.line, what: 'refused', kind});
		const before = live.justEnded(token);
		if (kind === 'idle-expired' || kind === 'absolute-expired') {
			const how = kind === 'idle-expired' ? 'idle' : 'absolute';
			if (before === undefined) end(how, token, where, undefined);
			// It was removed without a reason first; this is the reason.
			else if (before.end?.how === 'revoked') before.end = {...before.end, how};
		} else if (before !== undefined) before.refusedAfterwards += 1;
		else if (live.find(token) !== undefined) end('forgotten', token, where, undefined);
	}

	function end(how: Ending, token: Uuid, where: Written, silence: Duration | undefined) {
		endSession(live.find(token) ?? appear(token, where, 'seen'), how, where, silence);
	}

	function endSession(session: LoggedSession, how: Ending, {at, line}: Written, silence: Duration | undefined) {
		const limit = how === 'idle' ? idleLimit : undefined;
		tickles.ended(session);
		live.end(session, {how, at, line, silence, limit});
		if (session.end !== undefined) telling.event?.({token: session.token, at, line, what: 'ended', end: session.end});
	}

	function appear(token: Uuid, where: Written, how: 'issued' | 'seen'): LoggedSession {
		const session = createLoggedSession(token, where);
		live.add(session);
		tickles.appeared(session, how);
		return session;
	}

	/** Who is never heard of again is told once the 24 hours are over, too. */
	function sweep(now: ServerTime) {
		sweptAt = now;
		untilSweep = leastBetweenSweeps;
		tickles.forgetOld(now);
		for (const session of live.all()) {
			const touched = lastTouch(session);
			if (now - touched <= absoluteLimit) continue;
			const at = serverTime(touched + idleLimit);
			live.end(session, {how: 'abandoned', at, line: undefined, silence: undefined, limit: idleLimit});
		}
	}

	function rememberZone(named: string) {
		if (named !== zone) zone = ownCopy(named);
	}

	return {
		take,
		/** Nothing has come for a while: what has ended is told. */
		pause: () => live.tellAllEnded(),
		end() {
			if (lastAt !== undefined) sweep(lastAt);
			live.tellAllEnded();
			live.tellAll();
		},
		/** Those that are not told yet: that have just ended, and that live. */
		untold: (): readonly LoggedSession[] => [...live.ended(), ...live.all()],
		refusals: refusals.all,
		totals: (): SessionTotals => ({idleLimit, zone, restarts, unplacedUses}),
	};
}

const placeOf = ({token}: LoggedSession, {at, line}: Written) => ({token, at, line});
