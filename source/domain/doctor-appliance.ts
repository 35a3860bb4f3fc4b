import {skewIn, skewInWords} from './clock-skew.ts';
import {doubtful, type Finding, well} from './doctor.ts';
import {refusedFinding} from './doctor-way.ts';
import {advice, type ExplainContext} from './explanation.ts';
import type {Outcome} from './outcome.ts';
import type {Refusal} from './refusal.ts';
import {safeText} from './server-text.ts';
import {type Instant, minutes, type RoundTrip, until} from './time.ts';
import {roundTripInWords} from './time-in-words.ts';

type Told<Value> = RoundTrip & {readonly outcome: Outcome<Value, Refusal>; readonly serverTime: Instant | undefined};

/** What `/api/version` says; it needs no token, so it moves no deadline. */
export function apiFinding(
	{outcome, sentAt, receivedAt}: Told<{readonly restApi: string; readonly svtfs: string | undefined}>,
	context: ExplainContext,
): Finding {
	if (!outcome.ok) return refusedFinding('api', outcome.failure, context);
	const {restApi, svtfs} = outcome.value;
	const file = svtfs === undefined ? '' : `, SVTFS ${safeText(svtfs, 40)}`;
	return well('api', `REST API ${safeText(restApi, 40)}${file}, in ${roundTripInWords(until(receivedAt, sentAt))}`);
}

const far = minutes(5);

/** Never more than a warning: svt-tui counts by its own clock. */
export function clockFinding(told: Told<unknown>): Finding {
	const skew = skewIn(told);
	if (skew === undefined)
		return {...well('clock', 'the answer does not tell the time of the appliance'), result: 'skipped'};
	const words = skewInWords(skew);
	if (words === undefined) return well('clock', "the appliance's agrees with ours");
	const isFar = Math.abs(skew) > far;
	return doubtful(
		'clock',
		`the appliance's is ${words} ours${isFar ? ', so far that directories may refuse a sign-in' : ''}; svt-tui counts by ours`,
		advice('See whether this machine keeps time, then let the appliance follow a time server', 'timedatectl'),
	);
}

/**
 * What became of a token request with the fixed client login, but without a grant, a user or a password, which has to be refused. Spring
 * Security OAuth judges the client first: who complains of the grant has taken the client login. No version of HPE's is known to do
 * otherwise, but none has been seen to do so either.
 */
export function clientLoginFinding({outcome}: Told<void>, context: ExplainContext): Finding {
	if (outcome.ok) {
		return well('client-login', 'taken, as far as a token request without grant, user and password tells');
	}
	const {kind, serverSays} = outcome.failure;
	if (kind === 'client-login-refused') return refusedFinding('client-login', outcome.failure, context);
	if (kind === 'wrong-credentials' || kind === 'unauthorized') {
		return doubtful(
			'client-login',
			`refused, though neither user nor password was sent${says(serverSays)}. A sign-in may fail likewise, whatever the password`,
			advice('Look for a proxy or gateway that takes the Authorization header off'),
			advice('See what a sign-in comes to before you change a password'),
		);
	}
	if (kind === 'busy' || kind === 'server-error' || kind === 'not-permitted') {
		return doubtful(
			'client-login',
			`the answer tells nothing about it${says(serverSays)}`,
			advice('Try again in a moment', 'svt-tui doctor'),
		);
	}
	return refusedFinding('client-login', outcome.failure, context);
}

const says = (words: string | undefined) => (words === undefined ? '' : ` («${words}»)`);
