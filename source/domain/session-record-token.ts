import type {Profile} from './profile.ts';
import type {SessionRecord} from './session-record.ts';
import {earlier} from './time.ts';
import {type Token, wasReused} from './token.ts';

/** What a record says of a token. */
export const tokenRecord = (
	token: Token,
	{absoluteLimit}: Profile,
	sharedToken: string | undefined,
): NonNullable<SessionRecord['token']> => ({
	fingerprint: token.fingerprint,
	reused: wasReused(token, absoluteLimit),
	shared: sharedToken === token.fingerprint,
	grantedAt: token.grantedAt,
	issuedAt: token.absolute && earlier(token.absolute.earliest, absoluteLimit),
});
