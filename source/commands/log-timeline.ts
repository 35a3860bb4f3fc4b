import {shownUser} from '../domain/auth-log-in-words.ts';
import {type LoggedSession, lastTouch, type Silence} from '../domain/auth-log-session.ts';
import {type ServerTime, serverSecond, serverTime} from '../domain/auth-log-time.ts';
import {barOf, type Life, legendOf, type Mark, marks, type Sign} from '../domain/timeline.ts';

type Canvas = {readonly columns: number; readonly isAscii: boolean};

const labelWidth = 22;
const leastWidth = 20;

/** Sessions as bars over time, one a line, under a scale and above what the marks mean. */
export function timelineLines(
	sessions: readonly LoggedSession[],
	logEnd: ServerTime,
	{columns, isAscii}: Canvas,
): readonly string[] {
	const signOf = isAscii ? ({ascii}: Sign) => ascii : ({sign}: Sign) => sign;
	const isNarrow = columns < labelWidth + leastWidth + 1;
	const label = isNarrow ? 5 : labelWidth;
	const width = Math.max(4, Math.min(columns - label - 1, 160));
	const ends = sessions.map(session => endOf(session, logEnd));
	const from = Math.min(...sessions.map(({firstSeen}) => firstSeen.at));
	const span = Math.max(1, Math.max(...ends) - from);
	const used = new Set<Mark | undefined>();
	const bars = sessions.map((session, index) => {
		const name = `${session.fingerprint} ${isNarrow || session.user === undefined ? '' : shownUser(session.user)}`;
		const bar = barOf(lifeOf(session, ends[index] ?? logEnd), {from, span, parts: width});
		for (const mark of bar) used.add(mark);
		const drawn = bar.map(mark => (mark === undefined ? ' ' : signOf(marks[mark]))).join('');
		return `${[...name].slice(0, label).join('').padEnd(label)} ${drawn}`.trimEnd();
	});
	const legend = legendOf(used).map(sign => `${signOf(sign)} ${sign.meaning}`);
	return [...scaleLines(from, span, label, width), ...bars, ...inRows(legend, columns)];
}

function lifeOf(session: LoggedSession, to: ServerTime): Life {
	const {firstSeen, silences, tickles, end} = session;
	const all: readonly Silence[] = [...silences, {from: lastTouch(session), to}];
	return {
		from: firstSeen.at,
		to,
		end: end?.how ?? 'open',
		markOf(start, stop) {
			if (!all.some(silence => silence.from <= start && silence.to >= stop)) return 'used';
			return tickles !== undefined && tickles.first.at <= stop && tickles.lastAt >= start ? 'tickled' : 'silent';
		},
	};
}

const endOf = (session: LoggedSession, logEnd: ServerTime) =>
	serverTime(Math.max(session.end?.at ?? logEnd, lastTouch(session)));

/** `14:36` at the left and `17:02` at the right, with the dates where they differ. */
function scaleLines(from: number, span: number, label: number, width: number): readonly string[] {
	const [first, last] = [serverSecond(serverTime(from)), serverSecond(serverTime(from + span))];
	const isOneDay = first.slice(0, 10) === last.slice(0, 10);
	const part = (time: string) => (isOneDay ? time.slice(11, 16) : time.slice(5, 16));
	const [left, right] = [part(first), part(last)];
	const gap = width - left.length - right.length;
	return gap < 1 ? [] : [`${' '.repeat(label)} ${left}${' '.repeat(gap)}${right}`];
}

/** As many entries in a row as fit. */
function inRows(entries: readonly string[], columns: number): readonly string[] {
	const lines: string[] = [];
	for (const entry of entries) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + entry.length + 3 <= columns) lines[lines.length - 1] = `${last}   ${entry}`;
		else lines.push(entry);
	}
	return lines;
}
