import type {Deadlines} from './deadline.ts';
import type {SessionRecord} from './session-record.ts';
import type {Instant} from './time.ts';

/**
 * What is known of a token after a sign-out. `confirmed`: the appliance was asked with it once more, and refuses it. `unchecked`: it
 * said yes to the revoking, but could not be asked again. `dead-already`: it refused the token before anything was revoked.
 * `still-accepted`: it takes the token as before. `unknown`: the revoking could not be sent, or its answer says nothing. `elsewhere`:
 * another process has seen to it. `no-token`: there was none to revoke.
 */
export type Revocation = (typeof revocations)[number];

export const revocations = [
	'confirmed',
	'unchecked',
	'dead-already',
	'still-accepted',
	'unknown',
	'elsewhere',
	'no-token',
] as const;

/** What a person has signed out of, and what came of it. Without the token itself: that is forgotten. */
export type SignOut = {
	readonly revocation: Revocation;
	/** When they did: what was granted until then is over. */
	readonly at: Instant;
	/** Undefined where there was none. */
	readonly token: SessionRecord['token'];
	/** When the appliance forgets the token by itself; undefined once it is known to refuse it. */
	readonly deadlines: Deadlines | undefined;
};

/** Whether the appliance may still take the token. */
export const mayStillBeTaken = ({revocation}: SignOut) =>
	revocation === 'unknown' || revocation === 'still-accepted' || revocation === 'unchecked';

/** Whether it has ended the token, by the word of the appliance: for others, too. */
export const hasRevoked = ({revocation}: Pick<SignOut, 'revocation'>) =>
	revocation === 'confirmed' || revocation === 'unchecked';
