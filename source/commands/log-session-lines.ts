import {
	loggedEndInWords,
	markInWords,
	openInWords,
	shortSpan,
	shownAddress,
	shownUser,
} from '../domain/auth-log-in-words.ts';
import type {LogSummary} from '../domain/auth-log-report.ts';
import type {LoggedSession} from '../domain/auth-log-session.ts';
import {serverSecond} from '../domain/auth-log-time.ts';

/** One session, a row a statement, each with the line that it stands on. `summary` is undefined while the log is still read. */
export function sessionLines(session: LoggedSession, summary: LogSummary | undefined): readonly string[] {
	const {user, fingerprint, issued, firstSeen, signIns, signedInAgain, longestSilence, end} = session;
	const who = user === undefined ? 'of a user that the log does not name' : `of ${shownUser(user)}`;
	const rows: Array<readonly [string, string]> = [
		issued === undefined
			? ['first seen', `${markInWords(firstSeen)}; issued before the log begins`]
			: ['issued', markInWords(issued)],
	];
	if (signedInAgain !== undefined) {
		const more = signIns - (issued === undefined ? 0 : 1);
		const last = markInWords(signedInAgain);
		rows.push([
			'got again',
			more === 1 ? `by one more sign-in, ${last}` : `by ${more} more sign-ins, the last ${last}`,
		]);
	}
	rows.push(['last use', lastUseInWords(session)]);
	if (longestSilence !== undefined)
		rows.push(['silence', `${shortSpan(longestSilence.span)} at the longest, until ${markInWords(longestSilence)}`]);
	if (session.addresses.length > 0) rows.push(['from', addressesInWords(session)]);
	if (session.tickles !== undefined) rows.push(['tickled', ticklesInWords(session.tickles)]);
	if (end !== undefined) rows.push(['ended', endInWords(end)]);
	else if (summary?.counts.lastAt !== undefined)
		rows.push(['open', openInWords(session, summary.counts.lastAt, summary.totals.idleLimit)]);
	if (session.refusedAfterwards > 0) rows.push(['afterwards', `refused ${times(session.refusedAfterwards)}`]);
	return [`token ${fingerprint}  ${who}`, ...rows.map(([label, text]) => `  ${label.padEnd(10)}  ${text}`)];
}

function lastUseInWords({lastUse, uses}: LoggedSession): string {
	if (lastUse === undefined) return 'none in the log';
	return `${markInWords(lastUse)}, ${uses === 1 ? 'the only one' : `of ${uses}`}`;
}

function addressesInWords({addresses, usesElsewhere}: LoggedSession): string {
	const named = addresses.map(
		({address, uses, line}) => `${shownAddress(address)} ${times(uses)} (first line ${line})`,
	);
	return [...named, ...(usesElsewhere > 0 ? [`elsewhere ${times(usesElsewhere)}`] : [])].join(', ');
}

/** Else somebody takes it for use, and wonders why the session idled out. */
function ticklesInWords({count, first, lastAt, lastLine}: NonNullable<LoggedSession['tickles']>): string {
	const where = first.line === lastLine ? `line ${lastLine}` : `lines ${first.line} to ${lastLine}`;
	return `by the appliance itself ${times(count)}, the last ${serverSecond(lastAt)} (${where}): no use of the token`;
}

function endInWords(end: NonNullable<LoggedSession['end']>): string {
	const {at, line} = end;
	return `${line === undefined ? `about ${serverSecond(at)}` : markInWords({at, line})}: ${loggedEndInWords(end)}`;
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
