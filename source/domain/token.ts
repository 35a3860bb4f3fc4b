import {type Deadline, endAfter} from './deadline.ts';
import {failure, type Outcome, success} from './outcome.ts';
import {Secret} from './secret.ts';
import {
	type Duration,
	earlier,
	type Instant,
	later,
	longest,
	milliseconds,
	type RoundTrip,
	seconds,
	until,
} from './time.ts';

/** An opaque bearer token (RFC 6750) with what the server said about its age. */
export type Token = {
	readonly bearer: Secret;
	/** Safe to show: see `Secret.fingerprint`. */
	readonly fingerprint: string;
	/** When the request that brought it left. */
	readonly grantedAt: Instant;
	/** `expires_in` after the answer, which cuts off fractions of a second; undefined when it did not say. */
	readonly absolute: Deadline | undefined;
	/** The server clock's last activity (`updated_at`), for the clock skew only. */
	readonly serverUpdatedAt: Instant | undefined;
};

/**
 * Reads a token answer (RFC 6749 section 5.1). Wire shape: `{"access_token": string, "token_type": "bearer", "expires_in": whole
 * seconds left, "updated_at": milliseconds}`; every field but `access_token` is optional, numbers may be strings.
 */
export function parseToken(answer: unknown, roundTrip: RoundTrip): Outcome<Token, 'no-token' | 'not-bearer'> {
	const fields = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
	const bearer = parseBearer(fields.access_token);
	if (bearer === undefined) return failure('no-token');
	const type = fields.token_type;
	if (typeof type === 'string' && type.toLowerCase() !== 'bearer') return failure('not-bearer');
	const lifetime = wholeNumber(fields.expires_in, 366 * 86_400);
	const updatedAt = wholeNumber(fields.updated_at, 8.64e15);
	return success({
		bearer,
		fingerprint: bearer.fingerprint,
		grantedAt: roundTrip.sentAt,
		absolute: lifetime === undefined ? undefined : absoluteDeadline(seconds(lifetime), roundTrip),
		serverUpdatedAt: updatedAt as Instant | undefined,
	});
}

function absoluteDeadline(lifetime: Duration, roundTrip: RoundTrip): Deadline {
	const {earliest, latest} = endAfter(roundTrip, lifetime);
	return {earliest, latest: later(latest, cutOff)};
}

/** `expires_in` is whole seconds: up to so much more may be left. */
export const cutOff = seconds(1);

/** RFC 6750 section 2.1, b64token, at most 4096 characters; undefined for anything else, which could not be sent in a header. */
export function parseBearer(text: unknown): Secret | undefined {
	if (typeof text !== 'string' || text.length > 4096) return undefined;
	return /^[A-Za-z0-9\-._~+/]+=*$/.test(text) ? new Secret(text) : undefined;
}

/** How old the token already was when it was granted; undefined while the server did not say. */
export function ageWhenGranted(token: Token, absoluteLimit: Duration): Duration | undefined {
	if (token.absolute === undefined) return undefined;
	// A server with a longer limit than we know of gives tokens that seem to come from the future: those are fresh.
	return longest(until(token.grantedAt, earlier(token.absolute.earliest, absoluteLimit)), milliseconds(0));
}

/** So old may a token seem that was issued for this answer. */
export const reuseTolerance = seconds(10);

/** A fresh token says one second less than the limit (the server cuts off fractions), and a round trip may take a few more. */
export function wasReused(token: Token, absoluteLimit: Duration): boolean {
	const age = ageWhenGranted(token, absoluteLimit);
	return age !== undefined && age > reuseTolerance;
}

function wholeNumber(value: unknown, most: number): number | undefined {
	const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number >= 0 && number <= most
		? Math.floor(number)
		: undefined;
}
