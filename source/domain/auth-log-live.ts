import {ownCopy, type Uuid} from './auth-log.ts';
import {type LoggedSession, lastTouch, type SessionEnd} from './auth-log-session.ts';
import type {ServerTime} from './auth-log-time.ts';
import {type Duration, seconds} from './time.ts';

/** After a session's end its removal is logged, and what it was refused with. */
const aftermath = seconds(60);
/** Far more than an appliance holds at a time. */
const mostLive = 10_000;
const mostEnded = 1000;
const mostCompared = 64;
/** Between the time that a request says it found and the line of the use before. */
const tolerance = 1500;

/** The sessions that are not told yet: those that live, and those that have just ended. Each is told once, and forgotten. */
export function createLiveSessions(tell: (session: LoggedSession) => void) {
	const live = new Map<Uuid, LoggedSession>();
	const ended = new Map<Uuid, LoggedSession>();
	const byUser = new Map<string, Set<LoggedSession>>();

	function leave(session: LoggedSession) {
		live.delete(session.token);
		const own = byUser.get(session.user ?? '');
		own?.delete(session);
		if (own?.size === 0) byUser.delete(session.user ?? '');
	}

	function tellEnded(session: LoggedSession) {
		ended.delete(session.token);
		tell(session);
	}

	return {
		find: (token: Uuid) => live.get(token),
		justEnded: (token: Uuid) => ended.get(token),
		add(session: LoggedSession) {
			const before = ended.get(session.token);
			if (before !== undefined) tellEnded(before);
			const [oldest] = live.size >= mostLive ? live.values() : [];
			if (oldest !== undefined) {
				leave(oldest);
				tell(oldest);
			}
			live.set(session.token, session);
		},
		/** Said once of a session, when it is known. */
		name(session: LoggedSession, user: string) {
			session.user = ownCopy(user);
			const own = byUser.get(session.user) ?? new Set();
			byUser.set(session.user, own.add(session));
		},
		of: (user: string): ReadonlySet<LoggedSession> => byUser.get(user) ?? none,
		/** The one session of this user that can have been silent for so long; undefined when that is not one. */
		usedBy(user: string, at: ServerTime, silence: Duration | undefined): LoggedSession | undefined {
			const own = byUser.get(user) ?? none;
			const [only] = own;
			if (own.size === 1) return only;
			if (silence === undefined || own.size > mostCompared) return undefined;
			const fitting = [...own].filter(session => Math.abs(at - silence - lastTouch(session)) < tolerance);
			return fitting.length === 1 ? fitting[0] : undefined;
		},
		end(session: LoggedSession, end: SessionEnd) {
			session.end = end;
			leave(session);
			ended.set(session.token, session);
			const [first] = ended.size > mostEnded ? ended.values() : [];
			if (first !== undefined) tellEnded(first);
		},
		/** Tells those whose aftermath is over, the first to end first. */
		passAftermath(now: ServerTime) {
			if (ended.size === 0) return;
			for (const session of ended.values()) {
				if (Math.abs(now - (session.end?.at ?? now)) <= aftermath) return;
				tellEnded(session);
			}
		},
		tellAllEnded() {
			for (const session of [...ended.values()]) tellEnded(session);
		},
		all: (): readonly LoggedSession[] => [...live.values()],
		ended: (): readonly LoggedSession[] => [...ended.values()],
		tellAll() {
			for (const session of [...live.values()]) {
				leave(session);
				tell(session);
			}
		},
	};
}

const none: ReadonlySet<LoggedSession> = new Set();
