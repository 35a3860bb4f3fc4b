import type {Refusal} from '../domain/refusal.ts';
import {heldBy, type Session} from '../domain/session.ts';

/** `a3f9, the one in use`: which token the server named, and whether it was ours, or still is. */
export function tokenInWords({phase}: Session, {fingerprint, isCurrent}: NonNullable<Refusal['token']>): string {
	if (isCurrent === undefined) return fingerprint;
	if (!isCurrent) return `${fingerprint}, not the one in use`;
	const held = heldBy(phase)?.token.fingerprint;
	return `${fingerprint}, the one in use${held === undefined || held === fingerprint ? '' : ' then'}`;
}
