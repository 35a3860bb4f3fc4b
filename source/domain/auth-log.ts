import type {ServerTime} from './auth-log-time.ts';
import {type Duration, milliseconds} from './time.ts';

/** A UUID in its usual form, lower case: the page of HPE lost some hyphens. It may be a part of the log's text: see `ownCopy`. */
export type Uuid = string;

/** What a record of `svt-rest-api.log` says about sessions. Texts are the log's own, a character a byte, and not safe to show. */
export type AuthMessage =
	| {readonly what: 'signed-in'; readonly user: string; readonly grant: string; readonly zone: string}
	| {readonly what: 'issued'; readonly token: Uuid}
	/** The token was found, and how long it had not been used; older versions do not name it. Not yet accepted. */
	| {readonly what: 'looked-up'; readonly token: Uuid | undefined; readonly silence: Duration}
	| {readonly what: 'used'; readonly user: string; readonly address: string; readonly zone: string}
	| {readonly what: 'idled-out'; readonly token: Uuid; readonly limit: Duration}
	| {readonly what: 'removed'; readonly token: Uuid}
	| {readonly what: 'refused'; readonly principal: string; readonly exception: string; readonly message: string}
	| {readonly what: 'tickled'; readonly hmsSession: Uuid}
	/** Understood, and of no use: counts of sessions and users. */
	| {readonly what: 'counted'};

/** When and where a message was written. `line` counts from 1, and is the first one of a record that was wrapped. */
export type Written = {
	readonly at: ServerTime;
	readonly line: number;
	readonly process: number;
	readonly thread: string;
};

export type AuthRecord = Written & {readonly message: AuthMessage};

/** The loggers that tell of sessions, by their class: Logback abbreviates the packages, and not always alike. */
export type LoggerName =
	| 'SvtSessionMap'
	| 'SvtTokenEnhancer'
	| 'SvtInMemoryTokenStore'
	| 'SvtTokenServices'
	| 'SessionTickler'
	| 'AuditListener';

/**
 * What the message means: HPE, "Authorization-related REST API log messages and responses", with both forms of 'Time elapsed'.
 * Undefined when it is none of these, or not all of one.
 */
export function parseMessage(logger: LoggerName, message: string): AuthMessage | undefined {
	switch (logger) {
		case 'SessionTickler':
			return parseTickle(message);
		case 'SvtTokenServices':
			return parseTokenService(message);
		case 'AuditListener':
			return parseAudit(message);
		case 'SvtTokenEnhancer':
			return aboutToken(enhancing.exec(message)?.[1], 'issued');
		case 'SvtInMemoryTokenStore':
			return aboutToken(storing.exec(message)?.[1], 'issued') ?? aboutToken(removing.exec(message)?.[1], 'removed');
		case 'SvtSessionMap':
			if (count.test(message)) return {what: 'counted'};
			return aboutToken(mapping.exec(message)?.[1], 'issued') ?? aboutToken(unmapping.exec(message)?.[1], 'removed');
	}
}

/** The token that a refusal names. */
export function tokenIn(message: string): Uuid | undefined {
	const found = namedToken.exec(message)?.[1];
	return found === undefined ? undefined : usualForm(found);
}

const uuid = '([0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12})';
const namedToken = new RegExp(`(?<![0-9A-Za-z])${uuid}(?![0-9A-Za-z])`);
const tickled = new RegExp(`^HMS Session ${uuid} tickled\\.$`);
const enhancing = new RegExp(`^enhancing accessToken ${uuid} with updated_at=\\d{1,15}$`);
const storing = new RegExp(`^Storing access token ${uuid}$`);
const removing = new RegExp(`^Removing access token ${uuid}$`);
const mapping = new RegExp(`^Adding HMS session map with OAuth=${uuid}$`);
const unmapping = new RegExp(`^Removing session with oauth id=${uuid}$`);
const count = /^(?:User|Session|Expired session) count after (?:add|remove): \d{1,9}$/;
const elapsedOlder = /^Time elapsed \(ms\) since last update of access token: (\d{1,15})$/;
// No closing parenthesis there.
const elapsedNewer = new RegExp(`^Time elapsed \\(ms: (\\d{1,15})\\)? since last update of access token: ${uuid}$`);
const inactivity = new RegExp(`^Removing token ${uuid} due to inactivity\\. inactiveTokenExpiration is (\\d{1,15})$`);

/** A text that does not keep the piece of the log that it was cut from, as a part of a string does. */
export const ownCopy = (text: string) => text.split('').join('');

/** What has 36 characters has all of its hyphens. */
const usualForm = (found: string): Uuid =>
	found.length === 36 && !/[A-F]/.test(found)
		? found
		: found
				.toLowerCase()
				.replaceAll('-', '')
				.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Most lines of a log are these: they are read without a regular expression when they look as always. */
function parseTickle(message: string): AuthMessage | undefined {
	if (message.length === 57 && message.startsWith('HMS Session ') && message.endsWith(' tickled.')) {
		const id = message.slice(12, 48);
		if (hasHyphens(id)) return {what: 'tickled', hmsSession: id};
	}
	const id = tickled.exec(message)?.[1];
	return id === undefined ? undefined : {what: 'tickled', hmsSession: usualForm(id)};
}

/** A number of any other digits would do no harm: it is a name for the session, and is not shown. */
const hasHyphens = (id: string) =>
	id.charCodeAt(8) === 0x2d && id.charCodeAt(13) === 0x2d && id.charCodeAt(18) === 0x2d && id.charCodeAt(23) === 0x2d;

function aboutToken(token: string | undefined, what: 'issued' | 'removed'): AuthMessage | undefined {
	return token === undefined ? undefined : {what, token: usualForm(token)};
}

function parseTokenService(message: string): AuthMessage | undefined {
	const [, span, token] = elapsedNewer.exec(message) ?? elapsedOlder.exec(message) ?? [];
	if (span !== undefined) {
		const silence = milliseconds(Number(span));
		return {what: 'looked-up', token: token === undefined ? undefined : usualForm(token), silence};
	}
	const [, dead, limit] = inactivity.exec(message) ?? [];
	if (dead === undefined) return undefined;
	return {what: 'idled-out', token: usualForm(dead), limit: milliseconds(Number(limit))};
}

/** Far more than any directory allows. */
const longestName = 300;
const auditStart = 'AuditEvent [timestamp=';
const principalStart = ', principal=';
const typeStart = ', type=AUTHENTICATION_';
const useData = /^SUCCESS, data=\{details=remoteAddress=([^,]{1,100}), /;
const signInData = /^SUCCESS, data=\{details=\{grant_type=([^,}]{1,40})[,}]/;
const failureData = /^FAILURE, data=\{type=([^,]{1,200}), message=(.*)\}\]$/;

/** Java's `Date.toString` ends in zone and year: `Fri Apr 29 14:36:48 EDT 2016`. */
function zoneIn(message: string, end: number): string {
	const year = message.lastIndexOf(' ', end - 1);
	const zone = message.lastIndexOf(' ', year - 1) + 1;
	return zone > auditStart.length && year - zone <= 30 ? message.slice(zone, year) : '';
}

/** A name may hold anything, also what looks like the rest of the record: its true rest is the last one. */
function parseAudit(message: string): AuthMessage | undefined {
	if (!message.startsWith(auditStart) || !message.endsWith('}]')) return undefined;
	const named = message.indexOf(principalStart);
	const typed = message.lastIndexOf(typeStart);
	if (named < 0 || typed < named + principalStart.length - 1) return undefined;
	const who = message.slice(named + principalStart.length, Math.min(typed, named + longestName));
	const zone = zoneIn(message, named);
	const rest = message.slice(typed + typeStart.length);
	const address = useData.exec(rest)?.[1];
	if (address !== undefined) return {what: 'used', user: who, address, zone};
	const grant = signInData.exec(rest)?.[1];
	if (grant !== undefined) return {what: 'signed-in', user: who, grant, zone};
	const [, exception, text] = failureData.exec(rest) ?? [];
	if (exception === undefined || text === undefined) return undefined;
	return {what: 'refused', principal: who, exception, message: text};
}
