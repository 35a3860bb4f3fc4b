import type {Ending} from './deadline.ts';
import type {Grant, Profile, RenewPolicy, StorageKind} from './profile.ts';
import type {RefusalKind} from './refusal.ts';
import {type Instant, latest} from './time.ts';
import type {Token} from './token.ts';

export type SessionState = 'signed-out' | 'signing-in' | 'active' | 'expired' | 'blocked';

/** Why a session is in its state; undefined while there is nothing to explain. */
export type SessionReason = Ending | 'rejected' | 'signed-out' | RefusalKind;

/** Beside what a record says, what can be seen of it: the program that alone had the token has ended. */
export type StandingReason = SessionReason | 'token-lost';

/** What is on disk about a session for other processes: no secret, instants by the wall clock. */
export type SessionRecord = {
	readonly profile: string;
	readonly origin: string;
	readonly username: string;
	readonly grant: Grant;
	readonly storage: StorageKind;
	readonly renew: RenewPolicy;
	readonly state: SessionState;
	readonly reason: SessionReason | undefined;
	readonly network: 'ok' | 'failing' | 'unknown';
	/** Of a sign-out: when a person wanted it, however often it is written. */
	readonly writtenAt: Instant;
	readonly token:
		| {
				readonly fingerprint: string;
				readonly reused: boolean;
				/** Whether somebody else was seen to use it. */
				readonly shared: boolean;
				readonly grantedAt: Instant;
				readonly issuedAt: Instant | undefined;
				/** The process in whose memory alone it is: it is not stored, not yet, or not to be. With that process it is gone. */
				readonly onlyIn?: number | undefined;
		  }
		| undefined;
	readonly idleLimitMilliseconds: number;
	readonly idle: {readonly earliest: Instant; readonly latest: Instant} | undefined;
	readonly absolute: {readonly earliest: Instant; readonly latest: Instant} | undefined;
	readonly keepAlive: {
		readonly state: 'on' | 'off';
		/** The process that tickles; undefined when none does. */
		readonly keeperPid: number | undefined;
		readonly intervalMilliseconds: number;
		readonly nextAt: Instant | undefined;
		readonly last:
			| {
					readonly at: Instant;
					readonly outcome: 'accepted' | 'refused' | 'failed';
					readonly httpStatus: number | undefined;
					readonly roundTripMilliseconds: number | undefined;
			  }
			| undefined;
		readonly sent: number;
		readonly failuresInARow: number;
	};
	readonly passwordStored: boolean;
	/** The kind of refusal that forbids another sign-in without a person. */
	readonly blocked: RefusalKind | undefined;
	/** When that refusal came. */
	readonly blockedAt: Instant | undefined;
	readonly clockSkewMilliseconds: number | undefined;
};

/**
 * Whether a person has signed out of this token, in whichever process; without a token, of whatever there was. No program brings back
 * what a person has ended.
 */
export function isSignedOutOf(
	record: SessionRecord | undefined,
	{origin, username}: Pick<Profile, 'origin' | 'username'>,
	token: Pick<Token, 'grantedAt'> | undefined,
): boolean {
	if (record?.origin !== origin || record.username !== username || !isSignOut(record)) return false;
	// The same token may be granted once more. Processes may have clocks that differ, but not of one token.
	return token === undefined || token.grantedAt <= latest(record.writtenAt, record.token?.grantedAt);
}

export const isSignOut = ({state, reason}: SessionRecord) => state === 'signed-out' && reason === 'signed-out';

/**
 * The refusal that this user's last sign-in met, in whichever process. While it stands, no stored password is sent: a program that is
 * started again and again would lock the account.
 */
export function standingRefusal(
	{origin, username}: Profile,
	record: SessionRecord | undefined,
): RefusalKind | undefined {
	return record?.origin === origin && record.username === username ? record.blocked : undefined;
}
