import type {RefusalGroup} from './auth-log-refusals.ts';
import {type LoggedSession, lastTouch, type SessionEnd} from './auth-log-session.ts';
import type {LogEvent} from './auth-log-sessions.ts';
import {type ServerTime, serverSecond} from './auth-log-time.ts';
import {textOfBytes} from './byte-text.ts';
import {spanInWords} from './explanation.ts';
import type {RefusalKind} from './refusal.ts';
import {withoutSecrets} from './refusal-masks.ts';
import {safeText} from './server-text.ts';
import {type Duration, milliseconds} from './time.ts';

/** How the session ended, as the later part of a sentence. */
export function loggedEndInWords({how, silence, limit}: SessionEnd): string {
	const atLimit = limit === undefined ? '' : `, at an idle limit of ${spanInWords(limit)}`;
	switch (how) {
		case 'idle':
			return silence === undefined ? `not used for too long${atLimit}` : `not used for ${shortSpan(silence)}${atLimit}`;
		case 'absolute':
			return 'its absolute limit was reached';
		case 'revoked':
			return 'revoked: it was removed, and not by a limit';
		case 'restarted':
			return 'the service restarted: another process writes the log from there on';
		case 'forgotten':
			return 'the appliance did not know it any more; the log does not say why';
		case 'abandoned':
			return `nobody used it again${atLimit}`;
	}
}

/** Of a session without an end, at the end of the log. */
export function openInWords(session: LoggedSession, logEnd: ServerTime, idleLimit: Duration): string {
	const silence = milliseconds(logEnd - lastTouch(session));
	return silence > idleLimit
		? `no end in the log; silent for ${shortSpan(silence)}, so the next use is refused`
		: 'still open at the end of the log';
}

export function refusalsInWords({kind, of}: Pick<RefusalGroup, 'kind' | 'of'>): string {
	return refusalWords[kind] ?? `${of} refused: ${kind.replaceAll('-', ' ')}`;
}

export function logEventInWords(event: LogEvent): string {
	switch (event.what) {
		case 'issued':
			return `issued${event.user === undefined ? '' : ` to ${shownUser(event.user)}`}`;
		case 'signed-in-again':
			return `a sign-in${event.user === undefined ? '' : ` of ${shownUser(event.user)}`} got it again`;
		case 'used': {
			const silence = event.silence === undefined ? '' : `, after ${shortSpan(event.silence)}`;
			return `used from ${shownAddress(event.address)}${silence}`;
		}
		case 'ended':
			return event.end.how === 'abandoned' ? loggedEndInWords(event.end) : `ended: ${loggedEndInWords(event.end)}`;
		case 'refused':
			return `refused: ${refusalsInWords({kind: event.kind, of: 'token'})}`;
	}
}

/** Somebody may have typed anything there, or a version of the appliance may write the token. */
export const shownUser = (user: string) => safeText(withoutSecrets(textOfBytes(user), undefined, 'suspect'), 100);
export const shownAddress = (address: string) => safeText(textOfBytes(address), 60);

/** `2016-04-29 14:36:48 (line 5)`. */
export const markInWords = ({at, line}: {readonly at: ServerTime; readonly line: number}) =>
	`${serverSecond(at)} (line ${line})`;

/** `250 ms`, `1 min 6 s`. */
export const shortSpan = (span: Duration) => (span < 1000 ? `${Math.max(0, Math.round(span))} ms` : spanInWords(span));

const refusalWords: Readonly<Partial<Record<RefusalKind, string>>> = {
	'idle-expired': 'token not used for the idle limit',
	'absolute-expired': 'token older than the absolute limit',
	'unknown-token': 'token not known (any more)',
	unauthorized: 'token refused without a reason that is known',
	'wrong-credentials': 'user name or password refused',
	'account-locked': 'account locked, disabled or expired',
	'client-login-refused': 'the fixed client login refused',
	'server-error': 'sign-in failed inside the appliance',
	unreadable: 'sign-in refused, with an exception that is not known',
};
