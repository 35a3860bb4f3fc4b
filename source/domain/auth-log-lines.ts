import {type AuthMessage, type AuthRecord, parseMessage} from './auth-log.ts';
import {type RecordHead, readHead} from './auth-log-head.ts';
import {type ServerTime, serverTimeAt, timeLength} from './auth-log-time.ts';

/** Each line is counted once: it begins a record, goes on with the one before, or is none of the log's. */
export type LineCounts = {
	readonly lines: number;
	/** Records that tell of sessions. */
	readonly understood: number;
	/** Records of other loggers, or with a message that is not known. */
	readonly other: number;
	readonly continued: number;
	readonly unrecognised: number;
	/** Where the first of the unrecognised stand, as runs of lines. */
	readonly unrecognisedAt: readonly LineRun[];
	readonly earliest: ServerTime | undefined;
	readonly latest: ServerTime | undefined;
	/** Of the last record, whatever the time of others. */
	readonly lastAt: ServerTime | undefined;
};

export type LineRun = {readonly from: number; to: number};

/** Longer than any line of the log's; what is beyond is passed over. */
const longestLine = 8192;
/** A page breaks a record into five lines at most. */
const mostWrapped = 12;
const mostRuns = 10;

type Begun = {
	readonly at: ServerTime;
	readonly line: number;
	readonly text: string;
	readonly lines: number;
};

/**
 * Cuts pieces of a log into records and tells those that are about sessions. A piece is a text of one character a byte, of any length
 * and ending anywhere. Made for gigabytes: a line is looked at where it stands, and copied only if it is told.
 */
export function createAuthLogLines(tell: (record: AuthRecord) => void) {
	let rest = '';
	let lines = 0;
	/** Lines of files before this one. */
	let earlier = 0;
	let understood = 0;
	let other = 0;
	let continued = 0;
	let unrecognised = 0;
	const runs: LineRun[] = [];
	let earliest: ServerTime | undefined;
	let latest: ServerTime | undefined;
	let lastAt: ServerTime | undefined;
	/** A record that is not whole yet. */
	let begun: Begun | undefined;
	/** What a line without a time would go on with. */
	let before: 'nothing' | 'understood' | 'other' = 'nothing';

	function take(piece: string) {
		let start = 0;
		let end = piece.indexOf('\n');
		if (rest !== '' && end >= 0) {
			const whole = rest + piece.slice(0, Math.min(end, longestLine));
			rest = '';
			line(whole, 0, whole.length);
			start = end + 1;
			end = piece.indexOf('\n', start);
		}
		for (; end >= 0; end = piece.indexOf('\n', start)) {
			line(piece, start, end);
			start = end + 1;
		}
		if (rest.length < longestLine) rest += piece.slice(start, start + longestLine);
	}

	function line(text: string, start: number, lineEnd: number) {
		lines += 1;
		const isReturn = lineEnd > start && text.charCodeAt(lineEnd - 1) === 0x0d;
		const end = Math.min(isReturn ? lineEnd - 1 : lineEnd, start + longestLine);
		const at = serverTimeAt(text, start);
		if (Number.isNaN(at) || end - start < timeLength) goOn(text.slice(start, end));
		else begin(text, start, end, at);
	}

	function begin(text: string, start: number, end: number, at: ServerTime) {
		giveUp();
		if (lastAt === undefined || at < lastAt) stepBack(at);
		lastAt = at;
		const head = readHead(text, start, end);
		const message = typeof head === 'string' ? undefined : messageOf(head, text, end);
		if (typeof head !== 'string' && message !== undefined) understand(head, message, at, lines - earlier);
		else if (head === 'cut' || (head !== 'other' && head.logger !== undefined))
			begun = {at, line: lines - earlier, text: text.slice(start, end), lines: 1};
		else countOther();
	}

	/** Times run forward but for a clock that is set, and for the hour that comes twice in autumn. */
	function stepBack(at: ServerTime) {
		latest = later(latest, lastAt);
		if (earliest === undefined || at < earliest) earliest = at;
	}

	function goOn(text: string) {
		if (begun === undefined) return goOnAfter(text);
		if (isFooter(text)) return countUnrecognised();
		continued += 1;
		const {at, line: first} = begun;
		const joined = joinedOf(begun.text, text);
		const head = readHead(joined, 0, joined.length);
		const message = typeof head === 'string' ? undefined : messageOf(head, joined, joined.length);
		const isOurs = head === 'cut' || (head !== 'other' && head.logger !== undefined);
		if (typeof head !== 'string' && message !== undefined) {
			begun = undefined;
			understand(head, message, at, first);
		} else if (isOurs && begun.lines < mostWrapped && joined.length < longestLine)
			begun = {...begun, text: joined, lines: begun.lines + 1};
		else giveUp();
	}

	/** Stack traces follow any record; text that is none follows those of others, which may have lines of any kind. */
	function goOnAfter(text: string) {
		if (before === 'other' || (before === 'understood' && trace.test(text))) continued += 1;
		else countUnrecognised();
	}

	function understand({process, thread}: RecordHead, message: AuthMessage, at: ServerTime, first: number) {
		understood += 1;
		before = 'understood';
		tell({at, line: first, process, thread, message});
	}

	/** It never became whole. */
	function giveUp() {
		if (begun === undefined) return;
		begun = undefined;
		countOther();
	}

	function countOther() {
		other += 1;
		before = 'other';
	}

	function countUnrecognised() {
		unrecognised += 1;
		const number = lines - earlier;
		const last = runs.at(-1);
		if (last !== undefined && last.to === number - 1) last.to = number;
		else if (runs.length < mostRuns) runs.push({from: number, to: number});
	}

	/** What stands at the end without a line break is a line too. */
	function end() {
		const last = rest;
		rest = '';
		if (last !== '') line(last, 0, last.length);
		giveUp();
	}

	return {
		take,
		end,
		/** Another file goes on with the log; its lines are counted from 1. */
		beginAnew() {
			end();
			earlier = lines;
			before = 'nothing';
		},
		counts: (): LineCounts => ({
			lines,
			understood,
			other,
			continued,
			unrecognised,
			unrecognisedAt: runs,
			earliest,
			latest: later(latest, lastAt),
			lastAt,
		}),
	};
}

const later = (one: ServerTime | undefined, other: ServerTime | undefined) =>
	one === undefined || (other !== undefined && other > one) ? other : one;

function messageOf({logger, message}: RecordHead, text: string, end: number): AuthMessage | undefined {
	return logger === undefined ? undefined : parseMessage(logger, text.slice(message, end));
}

/** A page breaks lines at blanks and after hyphens. */
const joinedOf = (text: string, more: string) =>
	/[0-9a-f]-$/i.test(text) ? `${text}${more.trim()}` : `${text.trimEnd()} ${more.trim()}`;

/** Of a printed page. */
const isFooter = (text: string) => /^Chapter \d+: .{1,80} \d+$/.test(text);

const trace = /^(?:\s+at |\s+\.\.\. \d+ |\s*Caused by: |\s*Suppressed: |[\w.$]+(?:Exception|Error)(?::|$))/;
