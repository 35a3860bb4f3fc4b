import type {LoggerName} from './auth-log.ts';
import {timeLength} from './auth-log-time.ts';

/** What stands before a record's message: `2016-04-29 14:36:48.379 DEBUG 13430 --- [tp1872627924-22] c.s…SvtSessionMap : `. */
export type RecordHead = {
	readonly process: number;
	/** As the column has it, cut on the left to 15 characters, without blanks. */
	readonly thread: string;
	/** Undefined for a logger that tells nothing of sessions. */
	readonly logger: LoggerName | undefined;
	/** Where the message begins. */
	readonly message: number;
};

/** The most frequent first. */
const loggers: readonly LoggerName[] = [
	'SessionTickler',
	'AuditListener',
	'SvtTokenServices',
	'SvtSessionMap',
	'SvtTokenEnhancer',
	'SvtInMemoryTokenStore',
];

const blank = 0x20;

/**
 * Reads the head of the record between `start` and `end`, which begins with a time: Spring Boot's pattern, as Logback writes it or as
 * a page prints it with its blanks run together. `cut` when it ends too early, `other` when it is of another pattern.
 */
export function readHead(text: string, start: number, end: number): RecordHead | 'cut' | 'other' {
	let at = start + processColumn;
	// Levels have five characters, or blanks in their place; a page runs those together.
	if (at >= end || text.charCodeAt(at - 1) !== blank || !isDigit(text.charCodeAt(at))) {
		at = pastBlanks(text, start + timeLength, end);
		at = pastBlanks(text, pastWord(text, at, end), end);
	}
	let process = 0;
	const digits = at;
	for (; at < end && at - digits < 10; at += 1) {
		const digit = text.charCodeAt(at) - 0x30;
		if (digit < 0 || digit > 9) break;
		process = process * 10 + digit;
	}
	if (at === digits) return at >= end ? 'cut' : 'other';
	if (isInColumns(text, at, end)) {
		const logger = loggerBetween(text, at + columns.logger, wordBefore(text, at + columns.loggerEnd));
		const thread = pastBlanks(text, at + columns.thread, end);
		return {process, thread: text.slice(thread, at + columns.threadEnd), logger, message: at + columns.message};
	}
	at = pastBlanks(text, at, end);
	if (at >= end) return 'cut';
	if (!text.startsWith('---', at)) return 'other';
	at = pastBlanks(text, at + 3, end);
	if (at >= end) return 'cut';
	if (text.charCodeAt(at) !== 0x5b) return 'other';
	const threadStart = pastBlanks(text, at + 1, end);
	const threadEnd = endOfThread(text, threadStart, end);
	if (threadEnd >= end) return 'cut';
	const loggerStart = pastBlanks(text, threadEnd + 1, end);
	const loggerEnd = pastWord(text, loggerStart, end);
	const colon = pastBlanks(text, loggerEnd, end);
	if (colon >= end) return 'cut';
	if (text.charCodeAt(colon) !== 0x3a) return 'other';
	return {
		process,
		thread: text.slice(threadStart, threadEnd),
		logger: loggerBetween(text, loggerStart, loggerEnd),
		message: Math.min(end, colon + 2),
	};
}

const processColumn = timeLength + 7;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

/** Where things stand after the number of the process when nothing is wider than its column: ` --- [thread] logger : message`. */
const columns = {thread: 6, threadEnd: 21, logger: 23, loggerEnd: 63, colon: 64, message: 66} as const;

/** As the appliance writes nearly all of its lines; looking at each of their characters would take most of the time. */
function isInColumns(text: string, at: number, end: number): boolean {
	return (
		at + columns.message <= end &&
		text.charCodeAt(at + columns.colon) === 0x3a &&
		text.charCodeAt(at + columns.colon - 1) === blank &&
		text.charCodeAt(at + columns.threadEnd) === 0x5d &&
		text.startsWith(' --- [', at)
	);
}

function wordBefore(text: string, end: number): number {
	let at = end;
	while (text.charCodeAt(at - 1) === blank) at -= 1;
	return at;
}

/** By the class at the end of its name. */
function loggerBetween(text: string, start: number, end: number): LoggerName | undefined {
	for (const name of loggers) {
		const at = end - name.length;
		if (at >= start && text.startsWith(name, at) && (at === start || text.charCodeAt(at - 1) === 0x2e)) return name;
	}
	return undefined;
}

function pastBlanks(text: string, start: number, end: number): number {
	let at = start;
	while (at < end && text.charCodeAt(at) === blank) at += 1;
	return at;
}

function endOfThread(text: string, start: number, end: number): number {
	let at = start;
	while (at < end && text.charCodeAt(at) !== 0x5d) at += 1;
	return at;
}

function pastWord(text: string, start: number, end: number): number {
	let at = start;
	while (at < end && text.charCodeAt(at) !== blank) at += 1;
	return at;
}
