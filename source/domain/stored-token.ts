import type {Deadline} from './deadline.ts';
import {Secret} from './secret.ts';
import {clamped, type Instant, later, minutes, seconds, until} from './time.ts';
import {cutOff, parseBearer, type Token} from './token.ts';

/**
 * What the secret store holds for a token: `{"v":1,"accessToken":…,"grantedAt":ms,"expiresAt":ms,"expiresBy":ms}`, instants by the wall
 * clock. It ends between the last two; older versions know only the first of them.
 */
export function storedToken({bearer, grantedAt, absolute}: Token): Secret {
	const [expiresAt, expiresBy] = [absolute?.earliest, absolute?.latest];
	return new Secret(JSON.stringify({v: 1, accessToken: bearer.reveal(), grantedAt, expiresAt, expiresBy}));
}

/** The token that a store gave back; undefined when that is not one of ours. */
export function readStoredToken(stored: Secret): Token | undefined {
	const {v, accessToken, grantedAt, expiresAt, expiresBy} = fieldsOf(stored);
	const bearer = parseBearer(accessToken);
	if (v !== 1 || bearer === undefined || !isInstant(grantedAt)) return undefined;
	return {
		bearer,
		fingerprint: bearer.fingerprint,
		grantedAt,
		absolute: isInstant(expiresAt) ? deadlineBetween(expiresAt, expiresBy) : undefined,
		serverUpdatedAt: undefined,
	};
}

/** No sign-in leaves more doubt about the end than this. */
const mostDoubt = minutes(1);

function deadlineBetween(earliest: Instant, latest: unknown): Deadline {
	const doubt = isInstant(latest) ? until(latest, earliest) : cutOff;
	return {earliest, latest: later(earliest, clamped(doubt, seconds(0), mostDoubt))};
}

function fieldsOf(stored: Secret): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(stored.reveal());
		return typeof value === 'object' && value !== null ? {...value} : {};
	} catch {
		return {};
	}
}

const isInstant = (value: unknown): value is Instant =>
	typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 8.64e15;
