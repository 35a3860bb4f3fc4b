import type {RefusalKind} from './refusal.ts';
import type {Instant} from './time.ts';

/** What is remembered of sign-ins as one user: which passwords the appliance refused, and when programs signed in by themselves. */
export type LoginGuard = {
	/** Newest last; a password is known again by its keyed hash. */
	readonly refused: ReadonlyArray<{readonly mark: string; readonly kind: RefusalKind; readonly at: Instant}>;
	/** When sign-ins without a person left, newest last. */
	readonly unattended: readonly Instant[];
};
