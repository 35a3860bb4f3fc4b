import {logEventInWords, refusalsInWords, shownUser} from '../domain/auth-log-in-words.ts';
import type {LineRun} from '../domain/auth-log-lines.ts';
import type {RefusalGroup} from '../domain/auth-log-refusals.ts';
import type {LogSummary} from '../domain/auth-log-report.ts';
import type {LoggedSession} from '../domain/auth-log-session.ts';
import type {LogEvent} from '../domain/auth-log-sessions.ts';
import {serverSecond} from '../domain/auth-log-time.ts';
import {fingerprintOf} from '../domain/secret.ts';
import {safeText} from '../domain/server-text.ts';
import type {CommandContext} from './command.ts';
import type {LogOptions} from './log-options.ts';
import {sessionLines} from './log-session-lines.ts';
import type {ReadLog, Telling} from './log-tally.ts';
import {timelineLines} from './log-timeline.ts';

const mostShown = 20;

/** For a person: first who had which session and how it ended, then what was refused, then what was read. */
export function createTextTelling({output, input}: CommandContext, {sessions: asked, token}: LogOptions): Telling {
	/** The newest; the others are forgotten. */
	let told: LoggedSession[] = [];
	let passedOver = 0;
	let isLive = false;
	const isAll = asked === 'all';

	function keep(session: LoggedSession) {
		told.push(session);
		if (told.length < 2 * mostShown) return;
		passedOver += told.length - mostShown;
		told = told.slice(-mostShown);
	}

	function printReport({untold, refusals, summary}: ReadLog) {
		const all = [...told, ...untold];
		const shown = isAll ? all : all.slice(-mostShown);
		const hidden = passedOver + all.length - shown.length;
		const sorted = [...shown].sort((one, other) => one.firstSeen.at - other.firstSeen.at);
		const blocks: string[][] = [];
		const title = titleOf(summary);
		if (title !== undefined) blocks.push([title]);
		if (input.isTerminal.stdout && sorted.length > 0 && summary.counts.lastAt !== undefined)
			blocks.push([...timelineLines(sorted, summary.counts.lastAt, input.canvas())]);
		if (hidden > 0) blocks.push([`${hidden} sessions before these: --all tells them, too`]);
		for (const session of sorted) blocks.push([...sessionLines(session, summary)]);
		if (refusals.length > 0) blocks.push(['Refused', ...refusals.map(refusalLine)]);
		blocks.push([...countLines(summary)]);
		if (summary.counts.understood > 0) output.data(blocks.map(block => block.join('\n')).join('\n\n'));
		told = [];
		passedOver = 0;
	}

	return {
		session(session) {
			if (!isAll && !isLive) keep(session);
			else if (isAll && !isLive) output.data(`${sessionLines(session, undefined).join('\n')}\n`);
		},
		refusal: () => undefined,
		event(event) {
			if (isLive ? token !== undefined || event.what !== 'used' : token !== undefined) output.data(eventLine(event));
		},
		caughtUp(state) {
			if (isLive) return;
			printReport(state());
			output.talk('following the log; Ctrl-C ends it');
			isLive = true;
		},
		end(read) {
			if (!isLive) {
				if (token !== undefined && told.length > 0) output.data('');
				printReport(read);
			} else for (const line of countLines(read.summary)) output.talk(line);
		},
	};
}

/** `2016-04-29 14:36:48  28b4  issued to administrator (line 3)`. */
const eventLine = (event: LogEvent) =>
	`${serverSecond(event.at)}  ${fingerprintOf(event.token)}  ${logEventInWords(event)} (line ${event.line})`;

function titleOf({counts, totals}: LogSummary): string | undefined {
	const {earliest, latest} = counts;
	if (earliest === undefined || latest === undefined) return undefined;
	const zone = totals.zone === '' ? '' : ` ${safeText(totals.zone, 40)}`;
	return `${serverSecond(earliest)} to ${serverSecond(latest)}${zone}: times as the appliance wrote them`;
}

function refusalLine(group: RefusalGroup): string {
	const {count, lines, last, of, whose, others} = group;
	const named = [...whose].map(
		([name, times]) => `${of === 'token' ? name : shownUser(name)}${times > 1 ? ` ×${times}` : ''}`,
	);
	const more = others > 0 ? [`${others} more`] : [];
	const where = count > lines.length ? `${lines.join(', ')} … ${last.line}` : lines.join(', ');
	return `  ${String(count).padStart(4)}  ${refusalsInWords(group)}: ${[...named, ...more].join(', ')} (line${count > 1 ? 's' : ''} ${where})`;
}

/** Nothing of the log is passed over without a word. */
function countLines({counts, totals, ended, open}: LogSummary): readonly string[] {
	const {lines, understood, other, continued, unrecognised, unrecognisedAt} = counts;
	const restarts = totals.restarts === 0 ? '' : `, ${counted(totals.restarts, 'restart')} of the service`;
	const named = unrecognisedAt.reduce((sum, {from, to}) => sum + to - from + 1, 0);
	const where = [...unrecognisedAt.map(runInWords), ...(named < unrecognised ? ['…'] : [])].join(', ');
	return [
		`${counted(ended + open, 'session')}: ${ended} ended, ${open} open at the end${restarts}`,
		`${counted(lines, 'line')}: ${counted(understood, 'record')} of sessions, ${other} of other things, ${continued} went on with the line before`,
		...(unrecognised === 0 ? [] : [`${counted(unrecognised, 'line')} not of this log: ${where}`]),
		...(totals.unplacedUses === 0
			? []
			: [`${counted(totals.unplacedUses, 'use')} that the log does not lay to one session`]),
	];
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;
const runInWords = ({from, to}: LineRun) => (from === to ? `${from}` : `${from} to ${to}`);
