import {ownCopy, type Uuid} from './auth-log.ts';
import type {LoggedSession, Mark, Tickles} from './auth-log-session.ts';
import type {ServerTime} from './auth-log-time.ts';

/** Two rounds of the appliance's thread: it comes by every five and a half seconds. */
const oneRound = 6000;
/** A session that no round names for so long is over. */
const forgetAfter = 600_000;
const mostSessions = 10_000;
const mostStrangers = 64;

type HmsSession = Tickles & {owner: LoggedSession | undefined};

/**
 * Which session each `HMS Session … tickled.` belongs to. The log names no token there, so it is told only where it can be one session:
 * a new number that turns up while one session waits for its number is that one's. Where several wait none gets it.
 */
export function createTickles() {
	const known = new Map<Uuid, HmsSession>();
	const waiting = new Map<LoggedSession, ServerTime>();
	let latest: HmsSession | undefined;

	function turnUp(id: Uuid, {at, line}: Mark): HmsSession {
		const found: HmsSession = {count: 0, first: {at, line}, lastAt: at, lastLine: line, owner: undefined};
		known.set(ownCopy(id), found);
		if (known.size > mostSessions) known.delete(known.keys().next().value ?? '');
		const recent = [...waiting].filter(([, since]) => at - since < 2 * oneRound);
		const [only] = recent;
		if (recent.length === 1 && only !== undefined) give(found, only[0]);
		else if (recent.length === 0 && latest !== undefined && at - latest.first.at < oneRound) withdraw(latest);
		// Which is whose cannot be told.
		waiting.clear();
		return found;
	}

	function wait(session: LoggedSession) {
		const [oldest] = waiting.size >= mostStrangers ? waiting.keys() : [];
		if (oldest !== undefined) waiting.delete(oldest);
		waiting.set(session, session.firstSeen.at);
	}

	function give(found: HmsSession, session: LoggedSession) {
		found.owner = session;
		session.tickles = found;
		latest = found;
	}

	/** There was one more in the same round: the log begins in the midst of sessions that it does not tell of. */
	function withdraw(found: HmsSession) {
		if (found.owner !== undefined) found.owner.tickles = undefined;
		found.owner = undefined;
	}

	return {
		tickled(id: Uuid, at: Mark) {
			const found = known.get(id) ?? turnUp(id, at);
			found.count += 1;
			found.lastAt = at.at;
			found.lastLine = at.line;
		},
		/** A session of which the log tells from here on. */
		appeared(session: LoggedSession, how: 'issued' | 'seen') {
			const mayBeKnown = how === 'seen' && known.size <= mostStrangers;
			const strangers = mayBeKnown ? [...known.values()].filter(({owner}) => owner === undefined) : [];
			const [only] = strangers;
			if (only === undefined) wait(session);
			else if (strangers.length === 1) give(only, session);
		},
		/** It waits no longer. */
		ended: (session: LoggedSession) => void waiting.delete(session),
		forgetOld(now: number) {
			for (const [id, {lastAt}] of known) if (now - lastAt > forgetAfter) known.delete(id);
		},
		/** Another process: nothing of the one before lives on. */
		restart() {
			known.clear();
			waiting.clear();
			latest = undefined;
		},
	};
}
