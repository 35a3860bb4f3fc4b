import type {Deadlines} from './deadline.ts';
import {firstToExpire, isOver} from './deadline.ts';
import {ageInWords} from './explanation.ts';
import type {SessionRecord} from './session-record.ts';
import type {SignOut} from './sign-out.ts';
import {type Instant, until} from './time.ts';
import {localTime} from './time-in-words.ts';

/** What of a sign-out could be confirmed, without the name of the profile and without what failed here. */
export function signedOutInWords({revocation}: SignOut): string {
	switch (revocation) {
		case 'confirmed':
			return 'signed out; the token is revoked, and the appliance refuses it by now';
		case 'unchecked':
			return 'signed out; the appliance said that the token is revoked, but not whether it refuses it by now';
		case 'dead-already':
			return 'signed out; the token was dead already';
		case 'still-accepted':
			return 'signed out here, but the appliance still accepts the token';
		case 'unknown':
			return 'signed out here, but the appliance did not confirm that the token is revoked';
		case 'elsewhere':
			return 'somebody signed out in another svt-tui';
		case 'no-token':
			return 'signed out; there was no token to revoke';
	}
}

/**
 * When a token ends that nobody could take back: `the appliance forgets it at 14:32:03 unless somebody uses it, at the latest Mon
 * 12:37:04`. The late end of each doubt counts: until then somebody may use it.
 */
export function forgottenInWords(deadlines: Deadlines, now: Instant): string {
	const {idle, absolute} = deadlines;
	if (absolute !== undefined && isOver(absolute, now)) return 'by our clocks its time was up already';
	const atTheLatest = absolute === undefined ? '' : `, at the latest ${localTime(absolute.latest, now)}`;
	if (isOver(idle, now)) return 'by our clocks it was idle for too long already';
	if (absolute !== undefined && firstToExpire(deadlines) === 'absolute')
		return `the appliance forgets it at ${localTime(absolute.latest, now)}`;
	return `the appliance forgets it at ${localTime(idle.latest, now)} unless somebody uses it${atTheLatest}`;
}

/** Who else most likely has the token: a sign-out ends it for all of them. */
export function sharersInWords(token: SessionRecord['token'], now: Instant): string {
	if (token?.shared === true) return 'somebody else was seen to use this token: they have to sign in again';
	if (token?.reused !== true)
		return 'other programs that signed in as the same user may have had the same token: theirs is revoked as well';
	const age = token.issuedAt === undefined ? '' : `, issued about ${ageInWords(until(now, token.issuedAt))} ago`;
	return `the appliance had given this token before the sign-in here${age}: whoever else has it has to sign in again`;
}
