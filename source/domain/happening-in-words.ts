import {explain} from './explain.ts';
import {ageInWords, type ExplainContext, inSentence, spanInWords} from './explanation.ts';
import type {Happening} from './journal.ts';
import type {Refusal} from './refusal.ts';
import {safeText} from './server-text.ts';
import type {Revocation} from './sign-out.ts';
import {type Duration, type Instant, milliseconds, seconds, until} from './time.ts';
import {localTime, roundTripInWords} from './time-in-words.ts';
import {reuseTolerance} from './token.ts';

/** What happened, and when by our clock, in one line for the screen and for `keep-alive`: `tickle accepted, 200, 38 ms`. */
export function happeningInWords(happening: Happening, at: Instant, context: ExplainContext): string {
	const titleOf = (refusal: Refusal) => inSentence(explain(refusal, context).title);
	switch (happening.what) {
		case 'signing-in':
			return `signing in${happening.by === 'renewal' ? ' by itself' : ''} as ${safeText(happening.username, 100)}`;
		case 'signed-in':
			return `signed in, token ${happening.fingerprint}${reusedWords(happening)}`;
		case 'token-adopted':
			return `another svt-tui has signed in: went on with its token ${happening.fingerprint}`;
		case 'sign-in-postponed':
			return `${whyPostponed[happening.why]} ${localTime(happening.until, at)}`;
		case 'renewal-stopped':
			return 'no more sign-ins by itself: two tokens in a row were unknown; does a load balancer stand before the controllers?';
		case 'kept-by-other':
			return `another svt-tui${happening.pid === undefined ? '' : ` (process ${happening.pid})`} keeps it alive`;
		case 'took-over':
			return 'took over the keep-alive: the other svt-tui is gone';
		case 'session-restored':
			return `went on with the stored token ${happening.fingerprint}`;
		case 'sign-in-refused':
			return `sign-in refused: ${titleOf(happening.refusal)}`;
		case 'sign-in-cancelled':
			return 'sign-in cancelled';
		case 'tickle-accepted':
			return `tickle accepted, ${happening.status ?? 'no status'}, ${roundTripInWords(happening.roundTrip)}`;
		case 'tickle-failed':
			return `tickle failed: ${titleOf(happening.refusal)}${retryWords(happening.retryAt, at)}`;
		case 'keep-alive-turned':
			return `keep-alive turned ${happening.on ? 'on' : 'off'}`;
		case 'keep-alive-stopped':
			return `keep-alive stopped: ${titleOf(happening.refusal)}`;
		case 'limit-learnt':
			return learntWords(happening);
		case 'shared-use-seen':
			return `accepted after ${spanInWords(happening.silence)} without use by svt-tui: somebody else uses this token, or its idle limit is longer than ${spanInWords(happening.limit)}`;
		case 'ran-out':
			return `the ${happening.ending} limit is over by our clocks`;
		case 'rejected':
			return `token refused: ${titleOf(happening.refusal).replace(/^the session ended: /, '')}`;
		case 'signed-out':
			return `${signedOutWords[happening.revocation]}${happening.refusal === undefined || happening.revocation === 'dead-already' ? '' : `: ${titleOf(happening.refusal)}`}`;
		case 'signed-out-elsewhere':
			return 'somebody signed out in another svt-tui: no program signs in again, only a person';
		case 'machine-slept':
			return `the machine slept for ${roundSpan(happening.span)}`;
		case 'process-stopped':
			return `svt-tui was stopped for ${roundSpan(happening.span)}`;
		case 'clock-set':
			return `the clock was set ${happening.by > 0 ? 'forward' : 'back'} by ${roundSpan(happening.by)}; no countdown changes`;
		case 'storing-failed':
			return inSentence(happening.text);
	}
}

type SignedIn = Extract<Happening, {readonly what: 'signed-in'}>;

/** To the second: the clocks that it comes from know it no better. */
const roundSpan = (span: Duration) => spanInWords(milliseconds(Math.round(Math.abs(span) / 1000) * 1000));

/** A token as old as a round trip is a fresh one. */
function reusedWords({age, limit, isSame}: SignedIn): string {
	const isOld = age !== undefined && age > reuseTolerance;
	const issued = isOld ? `, issued about ${ageInWords(age)} ago` : '';
	if (isSame) return `: same token as before${issued}${isOld ? `; its ${spanInWords(limit)} go on` : ''}`;
	return isOld ? `: reused${issued}; other programs may share it` : '';
}

function learntWords({limit, span, before}: Extract<Happening, {readonly what: 'limit-learnt'}>): string {
	const [now, then] = [spanInWords(span), spanInWords(before)];
	return limit === 'idle'
		? `the appliance ended an unused session after ${now}, not ${then}: from now on that is taken for its idle limit`
		: `the appliance gives its tokens ${now}, not ${then}: from now on that is taken for its absolute limit`;
}

const whyPostponed = {
	often: 'signed in by itself often enough lately, again at the earliest',
	turn: 'another svt-tui signs in as this user and does not come to an end, again at',
	keychain: 'the keychain is locked or does not answer, so the password cannot be read: again at',
} as const;

const retryWords = (retryAt: Instant | undefined, at: Instant) =>
	retryAt === undefined ? '' : `, again in ${spanInWords(seconds(Math.ceil(until(retryAt, at) / 1000)))}`;

const signedOutWords: Readonly<Record<Revocation, string>> = {
	confirmed: 'signed out: the token is revoked, and refused by now',
	unchecked: 'signed out: the appliance said that the token is revoked, but not whether it refuses it by now',
	'dead-already': 'signed out: the token was dead already',
	'still-accepted': 'signed out here, but the appliance still accepts the token',
	unknown: 'signed out here; the appliance did not confirm it',
	elsewhere: 'signed out in another svt-tui',
	'no-token': 'signed out: there was no token to revoke',
};
