import {readFileSync} from 'node:fs';
import type {AuthRecord} from '../../source/domain/auth-log.ts';
import {createAuthLogLines, type LineCounts} from '../../source/domain/auth-log-lines.ts';
import {loggedSessionReport, refusalGroupReport} from '../../source/domain/auth-log-report.ts';
import {createAuthLogSessions, type LogEvent} from '../../source/domain/auth-log-sessions.ts';

/** HPE's "Authorization-related REST API log messages and responses": as the page prints it, and as the appliance had written it. */
export const logFixture = (name: 'rest-api-log-page.txt' | 'rest-api-log.txt') =>
	readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'latin1');

/** A log in pieces of so many characters, as records. */
export function readRecords(
	text: string,
	size = text.length + 1,
): {readonly records: readonly AuthRecord[]; readonly counts: LineCounts} {
	const records: AuthRecord[] = [];
	const lines = createAuthLogLines(record => records.push(record));
	for (let at = 0; at < text.length; at += size) lines.take(text.slice(at, at + size));
	lines.end();
	return {records, counts: lines.counts()};
}

/** A log as sessions, in the order in which they are told. */
export function readSessions(text: string) {
	const sessions: Array<ReturnType<typeof loggedSessionReport>> = [];
	const events: LogEvent[] = [];
	const reader = createAuthLogSessions({
		session: session => sessions.push(loggedSessionReport(session)),
		refusal: () => undefined,
		event: event => events.push(event),
	});
	const lines = createAuthLogLines(reader.take);
	lines.take(text);
	lines.end();
	const open = reader.untold().filter(({end}) => end === undefined).length;
	reader.end();
	return {
		sessions,
		events,
		open,
		refusals: reader.refusals().map(refusalGroupReport),
		totals: reader.totals(),
		counts: lines.counts(),
	};
}
