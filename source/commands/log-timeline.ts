import {shownUser} from '../domain/auth-log-in-words.ts';
import {type Ending, type LoggedSession, lastTouch, type Silence} from '../domain/auth-log-session.ts';
import {type ServerTime, serverSecond, serverTime} from '../domain/auth-log-time.ts';

type Canvas = {readonly columns: number; readonly isAscii: boolean};

type Mark = Ending | 'open' | 'used' | 'silent' | 'tickled';
type Marks = Readonly<Record<Mark, string>>;

const unicode: Marks = {
	used: '━',
	silent: '─',
	tickled: '┄',
	idle: '✕',
	absolute: '┃',
	revoked: '○',
	restarted: '╳',
	forgotten: '?',
	abandoned: '…',
	open: '▶',
};
const ascii: Marks = {
	used: '=',
	silent: '-',
	tickled: '.',
	idle: 'x',
	absolute: '|',
	revoked: 'o',
	restarted: '!',
	forgotten: '?',
	abandoned: '~',
	open: '>',
};
const meanings: ReadonlyArray<readonly [Mark, string]> = [
	['used', 'in use'],
	['silent', 'silent'],
	['tickled', 'silent, but tickled by the appliance'],
	['idle', 'idled out'],
	['absolute', 'absolute limit'],
	['revoked', 'revoked'],
	['restarted', 'service restarted'],
	['forgotten', 'not known any more'],
	['abandoned', 'not used again'],
	['open', 'open'],
];

const labelWidth = 22;
const leastWidth = 20;

/** Sessions as bars over time, one a line, under a scale and above what the marks mean. */
export function timelineLines(
	sessions: readonly LoggedSession[],
	logEnd: ServerTime,
	{columns, isAscii}: Canvas,
): readonly string[] {
	const marks = isAscii ? ascii : unicode;
	const isNarrow = columns < labelWidth + leastWidth + 1;
	const label = isNarrow ? 5 : labelWidth;
	const width = Math.max(4, Math.min(columns - label - 1, 160));
	const ends = sessions.map(session => endOf(session, logEnd));
	const from = Math.min(...sessions.map(({firstSeen}) => firstSeen.at));
	const span = Math.max(1, Math.max(...ends) - from);
	const used = new Set<Mark>();
	const bars = sessions.map((session, index) => {
		const name = `${session.fingerprint} ${isNarrow || session.user === undefined ? '' : shownUser(session.user)}`;
		const cells = cellsOf(session, ends[index] ?? logEnd, {from, span, width});
		for (const cell of cells) if (cell !== undefined) used.add(cell);
		const bar = cells.map(cell => (cell === undefined ? ' ' : marks[cell])).join('');
		return `${[...name].slice(0, label).join('').padEnd(label)} ${bar}`.trimEnd();
	});
	return [...scaleLines(from, span, label, width), ...bars, ...legendLines(used, marks, columns)];
}

type Scale = {readonly from: number; readonly span: number; readonly width: number};

function cellsOf(session: LoggedSession, end: ServerTime, {from, span, width}: Scale): ReadonlyArray<Mark | undefined> {
	const columnOf = (at: number) => Math.min(width - 1, Math.max(0, Math.floor(((at - from) / span) * (width - 1))));
	const [first, last] = [columnOf(session.firstSeen.at), columnOf(end)];
	const silences: readonly Silence[] = [...session.silences, {from: lastTouch(session), to: end}];
	return Array.from({length: width}, (_, column) => {
		if (column < first || column > last) return undefined;
		if (column === last) return session.end?.how ?? 'open';
		const [start, stop] = [from + (column / (width - 1)) * span, from + ((column + 1) / (width - 1)) * span];
		if (!silences.some(silence => silence.from <= start && silence.to >= stop)) return 'used';
		const {tickles} = session;
		return tickles !== undefined && tickles.first.at <= stop && tickles.lastAt >= start ? 'tickled' : 'silent';
	});
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

function legendLines(used: ReadonlySet<Mark>, marks: Marks, columns: number): readonly string[] {
	const lines: string[] = [];
	for (const [mark, meaning] of meanings) {
		if (!used.has(mark)) continue;
		const entry = `${marks[mark]} ${meaning}`;
		const last = lines.at(-1);
		if (last !== undefined && last.length + entry.length + 3 <= columns) lines[lines.length - 1] = `${last}   ${entry}`;
		else lines.push(entry);
	}
	return lines;
}
