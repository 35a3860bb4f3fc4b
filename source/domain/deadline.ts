import {type Duration, earliest, type Instant, later, type RoundTrip, until} from './time.ts';

/**
 * An instant that is known to lie between two bounds. Until `earliest` the session is proven to live; between the two it may have
 * ended; after `latest` it is over for the client.
 */
export type Deadline = {readonly earliest: Instant; readonly latest: Instant};

export type Deadlines = {
	readonly idle: Deadline;
	/** Undefined when the server did not say. */
	readonly absolute: Deadline | undefined;
};

export type Ending = 'idle' | 'absolute';

/** Where a countdown counts to. */
export type End = {readonly at: Instant; readonly proven: boolean};

/** The end of a span that the server began to count somewhere between our sending and our receiving. */
export const endAfter = ({sentAt, receivedAt}: RoundTrip, span: Duration): Deadline => ({
	earliest: later(sentAt, span),
	latest: later(receivedAt, span),
});

export const isProven = (deadline: Deadline, now: Instant) => until(deadline.earliest, now) > 0;
export const isOver = (deadline: Deadline, now: Instant) => until(deadline.latest, now) <= 0;

/** While it is proven that the session lives, the end of that; then the end of all doubt. */
export function endOf(deadline: Deadline, now: Instant): End {
	const proven = isProven(deadline, now);
	return {at: proven ? deadline.earliest : deadline.latest, proven};
}

/** The same of the session as a whole: what comes first, in doubt when either is. */
export function firstEnd({idle, absolute}: Deadlines, now: Instant): End {
	const end = endOf(idle, now);
	if (absolute === undefined) return end;
	const other = endOf(absolute, now);
	return {at: earliest(end.at, other.at) ?? end.at, proven: end.proven && other.proven};
}

/** Until when it is proven that the session lives. */
export const provenUntil = ({idle, absolute}: Deadlines): Instant =>
	earliest(idle.earliest, absolute?.earliest) ?? idle.earliest;

/** Which of the two ends the session, as things stand. */
export function firstToExpire({idle, absolute}: Deadlines): Ending {
	return absolute !== undefined && absolute.earliest <= idle.earliest ? 'absolute' : 'idle';
}

/** Which deadline is over at `now`; the earlier one when both are. */
export function endingAt(deadlines: Deadlines, now: Instant): Ending | undefined {
	const first = firstToExpire(deadlines);
	if (isOver(deadlineOf(deadlines, first) ?? deadlines.idle, now)) return first;
	const second = first === 'idle' ? 'absolute' : 'idle';
	const other = deadlineOf(deadlines, second);
	return other !== undefined && isOver(other, now) ? second : undefined;
}

const deadlineOf = (deadlines: Deadlines, ending: Ending) => (ending === 'idle' ? deadlines.idle : deadlines.absolute);
