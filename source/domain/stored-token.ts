import {Secret} from './secret.ts';
import type {Instant} from './time.ts';
import {parseBearer, type Token} from './token.ts';

/** What the secret store holds for a token: `{"v":1,"accessToken":…,"grantedAt":ms,"expiresAt":ms}`, instants by the wall clock. */
export function storedToken({bearer, grantedAt, absoluteDeadline}: Token): Secret {
	return new Secret(JSON.stringify({v: 1, accessToken: bearer.reveal(), grantedAt, expiresAt: absoluteDeadline}));
}

/** The token that a store gave back; undefined when that is not one of ours. */
export function readStoredToken(stored: Secret): Token | undefined {
	const {v, accessToken, grantedAt, expiresAt} = fieldsOf(stored);
	const bearer = parseBearer(accessToken);
	if (v !== 1 || bearer === undefined || !isInstant(grantedAt)) return undefined;
	return {
		bearer,
		fingerprint: bearer.fingerprint,
		grantedAt,
		absoluteDeadline: isInstant(expiresAt) ? expiresAt : undefined,
		serverUpdatedAt: undefined,
	};
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
