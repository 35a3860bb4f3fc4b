import {provenUntil} from './deadline.ts';
import type {Death} from './death.ts';
import {type EventReport, momentOf} from './event-report.ts';
import {spanInWords} from './explanation.ts';
import type {RefusalKind} from './refusal.ts';
import {type Duration, hours, type Instant, seconds, until} from './time.ts';

/** When the session ended: at its deadline, or when the server refused it before. */
export function endOf(death: Death): Instant {
	const {ending, at, deadlines} = death;
	const deadline = (ending === 'absolute' ? deadlines.absolute : deadlines.idle)?.latest;
	return earlyBy(death) !== undefined || ending === 'rejected'
		? (at ?? deadlines.idle.latest)
		: (deadline ?? deadlines.idle.latest);
}

/** Whether it matters why nothing was accepted any more: nothing moves the absolute limit, and a server may change its mind. */
export const hasCauses = (death: Death) => death.ending !== 'absolute' && earlyBy(death) === undefined;

/** The end in words, with whose word that is: `idle limit reached 03:11:10`. */
export function endInWords(death: Death, time: (at: Instant) => string): string {
	const {ending, at, deadlines, idleLimit, absoluteLimit, refusal} = death;
	const early = earlyBy(death);
	const left = early === undefined ? '' : spanInWords(seconds(Math.floor(early / 1000)));
	const moment = time(endOf(death));
	switch (ending) {
		case 'idle': {
			if (early !== undefined)
				return `the appliance called it idle ${moment}, with ${left} left by our clocks: its idle limit is shorter than ${spanInWords(idleLimit)}`;
			const {earliest, latest} = deadlines.idle;
			const doubt = until(latest, earliest) < roundTrip ? '' : `, or at the latest ${time(latest)}`;
			return `idle limit reached ${time(earliest)}${doubt}`;
		}
		case 'absolute': {
			const limit = limitInWords(absoluteLimit);
			if (early !== undefined)
				return `the appliance ended it by its absolute limit ${moment}, with ${left} left by our clocks: the token was older than it said`;
			return `the ${limit} limit reached ${moment}: nothing can move it`;
		}
		case 'rejected': {
			const when = at === undefined ? '' : ` ${moment}`;
			const reserve = early === undefined ? '' : ` with ${left} left by our clocks`;
			return `token refused${when}${reserve}: ${rejectionOf(refusal, idleLimit)}`;
		}
	}
}

/** Deadlines are known no better; that is no doubt. */
const roundTrip = seconds(10);

/** `24-hour`. */
const limitInWords = (limit: Duration) =>
	limit >= hours(1) && limit % hours(1) === 0 ? `${limit / hours(1)}-hour` : spanInWords(limit);

/** What was left by our clocks when the server said no; undefined when nothing was, or it has said nothing. */
function earlyBy({refusal, at, deadlines}: Death): Duration | undefined {
	if (refusal === undefined || at === undefined) return undefined;
	const left = until(provenUntil(deadlines), at);
	return left > 0 ? left : undefined;
}

/** The server gives no reason for these; so all that is possible is said. */
function rejectionOf(refusal: RefusalKind | undefined, idleLimit: Duration): string {
	if (refusal !== undefined && refusal !== 'unknown-token' && refusal !== 'unauthorized') return reasonOf(refusal);
	return `it was revoked elsewhere, the service restarted, another controller answered, or the idle limit is shorter than ${spanInWords(idleLimit)}`;
}

/** What came of a sign-in by itself after it; empty for all else. */
export function renewalInWords(event: EventReport, time: (at: Instant) => string): readonly string[] {
	const at = time(momentOf(event));
	switch (event.event) {
		case 'sign-in-refused':
			return [`sign-in refused ${at}: ${reasonOf(event.refusal)}`];
		case 'sign-in-postponed':
			return [`sign-in postponed ${at}: svt-tui signed in by itself often enough`];
		case 'renewal-stopped':
			return [`no sign-in by itself after ${at}: two tokens in a row were unknown`];
		default:
			return [];
	}
}

/** A refusal's kind as the reason of something: `another certificate was shown`. */
export function reasonOf(refusal: RefusalKind | null): string {
	if (refusal === null) return 'no reason is known';
	return reasons[refusal] ?? refusal.replaceAll('-', ' ');
}

const reasons: Readonly<Partial<Record<RefusalKind, string>>> = {
	'idle-expired': 'it was not used for too long, the appliance says',
	'absolute-expired': 'its time was up, the appliance says',
	'unknown-token': 'the appliance does not know the token',
	unauthorized: 'without a reason',
	'wrong-credentials': 'user name or password refused',
	'account-locked': 'the account is locked or its password expired',
	'client-login-refused': 'the appliance refused the program, not the password',
	'untrusted-certificate': 'nobody vouches for the certificate',
	'certificate-changed': 'the appliance showed another certificate',
	'not-simplivity': 'something else answered at its address',
	unreachable: 'the appliance could not be reached',
	busy: 'the appliance was busy',
	slow: 'the appliance took too long',
	'server-error': 'the appliance met an error of its own',
	'proxy-login': 'a proxy asked for a login',
};
