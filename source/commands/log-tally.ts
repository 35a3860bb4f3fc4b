import type {RefusalGroup} from '../domain/auth-log-refusals.ts';
import type {LogSummary} from '../domain/auth-log-report.ts';
import type {LoggedSession} from '../domain/auth-log-session.ts';
import type {LogEvent, LogTelling} from '../domain/auth-log-sessions.ts';
import {fingerprintOf} from '../domain/secret.ts';
import type {LogOptions} from './log-options.ts';

/** What was read so far. */
export type ReadLog = {
	/** Sessions that are not told yet. */
	readonly untold: readonly LoggedSession[];
	readonly refusals: readonly RefusalGroup[];
	readonly summary: LogSummary;
};

/** How a log is told to whoever asked. */
export type Telling = {
	readonly session: (session: LoggedSession) => void;
	readonly refusal: (group: RefusalGroup) => void;
	readonly event: (event: LogEvent) => void;
	/** All that there is so far was read; more may come. */
	readonly caughtUp: (state: () => ReadLog) => void;
	readonly end: (read: ReadLog) => void;
};

/** Counts what is told, and lets through what was asked for. */
export function createLogTally(telling: Telling, {token, follow}: LogOptions) {
	let ended = 0;
	let open = 0;
	let refusals = 0;
	let isFound = false;

	const isAskedSession = ({fingerprint, token: own}: LoggedSession) =>
		token === undefined || token.names(fingerprint, own);
	const isAsked = (event: LogEvent) => token?.names(fingerprintOf(event.token), event.token) === true;

	function event(each: LogEvent) {
		if (token !== undefined && !isAsked(each)) return;
		isFound = true;
		telling.event(each);
	}

	const tally: LogTelling = {
		session(session) {
			if (session.end === undefined) open += 1;
			else ended += 1;
			if (!isAskedSession(session)) return;
			isFound = true;
			telling.session(session);
		},
		refusal(group) {
			refusals += 1;
			if (token === undefined) telling.refusal(group);
		},
		event: token === undefined && follow === 'once' ? undefined : event,
	};
	return {
		...tally,
		counts: (untold: readonly LoggedSession[]) => {
			const alive = untold.filter(({end}) => end === undefined).length;
			return {ended: ended + untold.length - alive, open: open + alive, refusals};
		},
		/** What was asked for. */
		asked: (sessions: readonly LoggedSession[]) => sessions.filter(isAskedSession),
		/** Of one token they stand in its story. */
		refusals: (groups: readonly RefusalGroup[]) => (token === undefined ? groups : []),
		isFound: () => isFound,
	};
}
