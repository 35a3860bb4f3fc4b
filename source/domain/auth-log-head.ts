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

const loggers: ReadonlyMap<string, LoggerName> = new Map(
	(
		[
			'SvtSessionMap',
			'SvtTokenEnhancer',
			'SvtInMemoryTokenStore',
			'SvtTokenServices',
			'SessionTickler',
			'AuditListener',
		] as const
	).map(name => [name, name]),
);

const blank = 0x20;

/**
 * Reads the head of the record between `start` and `end`, which begins with a time: Spring Boot's pattern, as Logback writes it or as
 * a page prints it with its blanks run together. `cut` when it ends too early, `other` when it is of another pattern.
 */
export function readHead(text: string, start: number, end: number): RecordHead | 'cut' | 'other' {
	let at = pastBlanks(text, start + timeLength, end);
	at = pastBlanks(text, pastWord(text, at, end), end);
	let process = 0;
	const digits = at;
	for (; at < end && at - digits < 10; at += 1) {
		const digit = text.charCodeAt(at) - 0x30;
		if (digit < 0 || digit > 9) break;
		process = process * 10 + digit;
	}
	if (at === digits) return at >= end ? 'cut' : 'other';
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
	const dot = text.lastIndexOf('.', loggerEnd - 1);
	const simple = text.slice(Math.max(loggerStart, dot + 1), loggerEnd);
	return {
		process,
		thread: text.slice(threadStart, threadEnd),
		logger: loggers.get(simple),
		message: Math.min(end, colon + 2),
	};
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
