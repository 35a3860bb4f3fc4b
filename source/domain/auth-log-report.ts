import {logEventInWords, loggedEndInWords, refusalsInWords, shownAddress, shownUser} from './auth-log-in-words.ts';
import type {LineCounts} from './auth-log-lines.ts';
import type {RefusalGroup} from './auth-log-refusals.ts';
import type {LoggedSession, Mark} from './auth-log-session.ts';
import type {LogEvent, SessionTotals} from './auth-log-sessions.ts';
import {isoServerTime, type ServerTime} from './auth-log-time.ts';
import {fingerprintOf} from './secret.ts';
import {safeText} from './server-text.ts';
import type {Duration} from './time.ts';

/** As `svt-tui log --json` prints it: schema `svt-tui/log/v1`. Times are the appliance's, without a zone; durations are seconds. */
const logVersion = 'svt-tui/log/v1';

export function loggedSessionReport(session: LoggedSession) {
	const {tickles, end, longestSilence: longest} = session;
	return {
		schema: logVersion,
		type: 'session',
		token: session.fingerprint,
		user: session.user === undefined ? null : shownUser(session.user),
		grant: session.grant === undefined ? null : safeText(session.grant, 40),
		process: session.process,
		firstSeen: place(session.firstSeen),
		issued: place(session.issued),
		signIns: session.signIns,
		uses: session.uses,
		lastUse: place(session.lastUse),
		longestSilence: longest === undefined ? null : {...marked(longest), seconds: inSeconds(longest.span)},
		addresses: session.addresses.map(({address, line, uses}) => ({address: shownAddress(address), line, uses})),
		usesElsewhere: session.usesElsewhere,
		tickles:
			tickles === undefined
				? null
				: {
						count: tickles.count,
						first: marked(tickles.first),
						last: marked({at: tickles.lastAt, line: tickles.lastLine}),
					},
		end:
			end === undefined
				? null
				: {
						how: end.how,
						at: isoServerTime(end.at),
						line: end.line ?? null,
						silenceSeconds: end.silence === undefined ? null : inSeconds(end.silence),
						limitSeconds: end.limit === undefined ? null : inSeconds(end.limit),
						text: loggedEndInWords(end),
					},
		refusedAfterwards: session.refusedAfterwards,
	};
}

export function refusalGroupReport(group: RefusalGroup) {
	return {
		schema: logVersion,
		type: 'refusals',
		of: group.of,
		cause: group.kind,
		text: refusalsInWords(group),
		count: group.count,
		first: marked(group.first),
		last: marked(group.last),
		lines: [...group.lines],
		whose: [...group.whose].map(([name, count]) =>
			group.of === 'token' ? {token: name, user: null, count} : {token: null, user: shownUser(name), count},
		),
		others: group.others,
	};
}

export function logEventReport(event: LogEvent) {
	return {
		schema: logVersion,
		type: 'event',
		token: fingerprintOf(event.token),
		...marked(event),
		event: event.what,
		text: logEventInWords(event),
	};
}

export type LogSummary = {
	readonly counts: LineCounts;
	readonly totals: SessionTotals;
	readonly ended: number;
	readonly open: number;
	readonly refusals: number;
	/** Why it was not read to its end. */
	readonly problem: string | undefined;
};

export function logSummaryReport({counts, totals, ended, open, refusals, problem}: LogSummary) {
	return {
		schema: logVersion,
		type: 'summary',
		lines: counts.lines,
		records: {understood: counts.understood, other: counts.other},
		continuedLines: counts.continued,
		unrecognisedLines: {count: counts.unrecognised, at: counts.unrecognisedAt.map(({from, to}) => ({from, to}))},
		from: counts.earliest === undefined ? null : isoServerTime(counts.earliest),
		to: counts.latest === undefined ? null : isoServerTime(counts.latest),
		zone: totals.zone === '' ? null : safeText(totals.zone, 40),
		sessions: {ended, open},
		refusals,
		restarts: totals.restarts,
		usesOfNoSession: totals.unplacedUses,
		idleLimitSeconds: inSeconds(totals.idleLimit),
		problem: problem ?? null,
	};
}

const place = (mark: Mark | undefined) => (mark === undefined ? null : marked(mark));
const marked = ({at, line}: {readonly at: ServerTime; readonly line: number}) => ({at: isoServerTime(at), line});
const inSeconds = (span: Duration) => span / 1000;
