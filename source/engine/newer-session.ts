import {endingAt} from '../domain/deadline.ts';
import {type Profile, secretNameOf} from '../domain/profile.ts';
import {lastKnownUse} from '../domain/session-deadlines.ts';
import {isSignedOutOf, type SessionRecord} from '../domain/session-record.ts';
import {readStoredToken} from '../domain/stored-token.ts';
import type {Token} from '../domain/token.ts';
import type {SessionPorts} from './session-ports.ts';

export type StoredSession = {readonly token: Token; readonly record: SessionRecord | undefined};

/**
 * The session that another process has stored since `held` was granted, if it still lives for all that is known; undefined also when
 * the store cannot be read: then it is as if there were none.
 */
export async function findNewerSession(
	{secretsFor, records, clock}: SessionPorts,
	profile: Profile,
	held: Token | undefined,
	signal: AbortSignal,
): Promise<StoredSession | undefined> {
	const stored = await secretsFor(profile.storage).read(secretNameOf(profile, 'token'), signal);
	const token = stored.ok && stored.value ? readStoredToken(stored.value) : undefined;
	if (token === undefined || held?.bearer.matches(token.bearer) === true) return undefined;
	if (held !== undefined && token.grantedAt <= held.grantedAt) return undefined;
	const record = await records.read(profile.name);
	if (record !== undefined && isOver(record, token)) return undefined;
	// What somebody signed out of may still be there, such as in a store that was locked.
	if (isSignedOutOf(record, profile, token)) return undefined;
	const {deadlines} = lastKnownUse(token, record, profile, clock.now());
	return endingAt(deadlines, clock.now()) === undefined ? {token, record} : undefined;
}

/** Whether whoever used it last was told that it is over; not before it was granted again, as the same token may be. */
const isOver = (record: SessionRecord, token: Token) =>
	record.token?.fingerprint === token.fingerprint &&
	record.state !== 'active' &&
	record.state !== 'signing-in' &&
	record.writtenAt >= token.grantedAt;
