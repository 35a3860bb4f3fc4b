import {spanInWords} from './explanation.ts';
import type {RefusalKind} from './refusal.ts';
import type {Session} from './session.ts';
import type {SessionEvent} from './session-event.ts';
import {type Duration, type Instant, instant, milliseconds, type RoundTrip, seconds, until} from './time.ts';

/** The server's clock as an answer told it, in the middle of the second that its `Date` names. */
type Told = RoundTrip & {readonly serverTime?: Instant | undefined};

/** A longer round trip leaves too much room for when the server looked at its clock. */
const longestRoundTrip = seconds(2);

/** Less may be chance, and makes no time that the server tells hard to read. */
const notable = seconds(30);

/** How far the server's clock is ahead of ours, negative when it is behind; undefined where the answer says too little. */
export function skewIn({serverTime, sentAt, receivedAt}: Told): Duration | undefined {
	if (serverTime === undefined || until(receivedAt, sentAt) >= longestRoundTrip) return undefined;
	return until(serverTime, instant((sentAt + receivedAt) / 2));
}

/**
 * The session with the skew that an answer showed, or that the process which keeps it wrote down. It is shown and decides nothing.
 * Another appliance has another clock.
 */
export function withSkew(next: Session, before: Session, event: SessionEvent): Session {
	const known = next.profile.origin === before.profile.origin ? next.clockSkew : undefined;
	const clockSkew = skewTold(event) ?? known ?? skewWritten(event, next);
	return clockSkew === next.clockSkew ? next : {...next, clockSkew};
}

/** `3 min 12 s behind`, ours that is; undefined while it is not worth a word. */
export function skewInWords(skew: number | undefined): string | undefined {
	if (skew === undefined || Math.abs(skew) <= notable) return undefined;
	return `${spanInWords(milliseconds(Math.abs(skew)))} ${skew > 0 ? 'ahead of' : 'behind'}`;
}

/** Answers of whoever stands between: their clock is not the appliance's. */
const others: ReadonlySet<RefusalKind> = new Set(['not-simplivity', 'proxy-login']);

function skewTold(event: SessionEvent): Duration | undefined {
	if (!('sentAt' in event)) return undefined;
	if ('refusal' in event && event.refusal !== undefined && others.has(event.refusal.kind)) return undefined;
	const bySecond = skewIn(event);
	if (event.type !== 'token-granted') return bySecond;
	// To the millisecond, but the last use of a reused token as some version may tell it could be long ago.
	const exact = skewIn({...event, serverTime: event.token.serverUpdatedAt});
	const isOfNow = exact !== undefined && (bySecond === undefined || Math.abs(exact - bySecond) < longestRoundTrip);
	return isOfNow ? exact : bySecond;
}

function skewWritten(event: SessionEvent, {profile}: Session): Duration | undefined {
	if (!('record' in event) || event.record?.origin !== profile.origin) return undefined;
	const {clockSkewMilliseconds} = event.record;
	return clockSkewMilliseconds === undefined ? undefined : milliseconds(clockSkewMilliseconds);
}
