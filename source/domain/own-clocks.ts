import {type Deadlines, isOver} from './deadline.ts';
import type {OwnClocks} from './explanation.ts';
import {type Duration, earliest, type Instant, longest, milliseconds, until} from './time.ts';

/** What our clocks say of a session whose request was refused at `at`. */
export function ownClocksAt({idle, absolute}: Deadlines, idleLimit: Duration, at: Instant): OwnClocks {
	const idleEndedAt = isOver(idle, at) ? idle.latest : undefined;
	const absoluteEndedAt = absolute !== undefined && isOver(absolute, at) ? absolute.latest : undefined;
	const isAnyOver = idleEndedAt !== undefined || absoluteEndedAt !== undefined;
	const end = earliest(idle.earliest, absolute?.earliest);
	return {
		at,
		idleEndedAt,
		absoluteEndedAt,
		left: isAnyOver || end === undefined ? undefined : longest(until(end, at), milliseconds(0)),
		silence: longest(milliseconds(idleLimit - until(idle.earliest, at)), milliseconds(0)),
		idleLimit,
	};
}
