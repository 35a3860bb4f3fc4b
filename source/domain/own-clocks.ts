import {type Deadlines, isOver, provenUntil} from './deadline.ts';
import type {OwnClocks} from './explanation.ts';
import {type Duration, type Instant, longest, milliseconds, until} from './time.ts';

/** What our clocks say of a session whose request was refused at `at`. */
export function ownClocksAt(deadlines: Deadlines, idleLimit: Duration, at: Instant): OwnClocks {
	const {idle, absolute} = deadlines;
	const idleEndedAt = isOver(idle, at) ? idle.latest : undefined;
	const absoluteEndedAt = absolute !== undefined && isOver(absolute, at) ? absolute.latest : undefined;
	const isAnyOver = idleEndedAt !== undefined || absoluteEndedAt !== undefined;
	return {
		at,
		idleEndedAt,
		absoluteEndedAt,
		left: isAnyOver ? undefined : longest(until(provenUntil(deadlines), at), milliseconds(0)),
		silence: longest(milliseconds(idleLimit - until(idle.earliest, at)), milliseconds(0)),
		idleLimit,
	};
}
