import {type Deadlines, type Ending, endAfter} from './deadline.ts';
import {type EventReport, momentOf} from './event-report.ts';
import type {Profile} from './profile.ts';
import {type RefusalKind, refusalKinds} from './refusal.ts';
import type {Session} from './session.ts';
import type {SessionReason, SessionRecord} from './session-record.ts';
import {type Duration, earlier, type Instant, milliseconds} from './time.ts';

/** What is known for sure of the end of a session; the events tell how it came to that. */
export type Death = {
	readonly ending: Ending | 'rejected';
	/** The server's word, where it is known. */
	readonly refusal: RefusalKind | undefined;
	/** When it came out; undefined where nobody was there, or only the events know. */
	readonly at: Instant | undefined;
	/** When the last accepted request left, as far as was seen. */
	readonly touchedAt: Instant;
	readonly deadlines: Deadlines;
	readonly idleLimit: Duration;
	readonly absoluteLimit: Duration;
	/** Whether it was to be kept alive. */
	readonly keepAlive: 'on' | 'off' | 'unknown';
	/** When somebody last wrote that it lives, should that be later than all that happened to it. */
	readonly seenAt: Instant | undefined;
};

/** Of a session that is over, also where a sign-in by itself was refused after it; undefined for one that is not. */
export function deathOf({phase, profile, keepAlive}: Session, events: readonly EventReport[]): Death | undefined {
	if (phase.name === 'blocked') return deathIn(events, profile);
	if (phase.name !== 'expired') return undefined;
	const {ending, refusal, at, touchedAt, deadlines} = phase;
	const {idleLimit, absoluteLimit} = profile;
	return {
		ending,
		refusal: refusal?.kind,
		at,
		touchedAt,
		deadlines,
		idleLimit,
		absoluteLimit,
		keepAlive: keepAlive ? 'on' : 'off',
		seenAt: undefined,
	};
}

/** Of a session by the record that was left of it; `reason` is why it counts as over now. */
export function deathOfRecord(
	{state, idle, absolute, idleLimitMilliseconds, writtenAt}: SessionRecord,
	reason: SessionReason | undefined,
	{absoluteLimit}: Profile,
): Death | undefined {
	if (idle === undefined || reason === undefined || reason === 'signed-out') return undefined;
	const idleLimit = milliseconds(idleLimitMilliseconds);
	return {
		ending: reason === 'idle' || reason === 'absolute' ? reason : 'rejected',
		refusal: refusalKinds.find(kind => kind === reason),
		at: undefined,
		touchedAt: earlier(idle.earliest, idleLimit),
		deadlines: {idle, absolute},
		idleLimit,
		absoluteLimit,
		keepAlive: 'unknown',
		seenAt: state === 'active' ? writtenAt : undefined,
	};
}

const proofs: ReadonlySet<EventReport['event']> = new Set(['ran-out', 'rejected']);
const uses: ReadonlySet<EventReport['event']> = new Set(['signed-in', 'tickle-accepted']);

export const isEnd = ({event}: EventReport) => proofs.has(event);
export const isUse = ({event}: EventReport) => uses.has(event);

/** Had it not been used after this. */
export const idleAfter = (used: Instant, idleLimit: Duration) => endAfter({sentAt: used, receivedAt: used}, idleLimit);

/** The last one that the events tell of, when there is nothing else left of it. */
function deathIn(events: readonly EventReport[], {idleLimit, absoluteLimit}: Profile): Death | undefined {
	const used = events.findLast(isUse);
	const end = events.findLast(isEnd);
	if (used === undefined || end === undefined || events.indexOf(end) < events.indexOf(used)) return undefined;
	const [touchedAt, at] = [momentOf(used), momentOf(end)];
	const ending = end.ending ?? endingOf(end.refusal);
	const absolute = ending === 'absolute' ? {earliest: at, latest: at} : undefined;
	return {
		ending,
		refusal: end.refusal ?? undefined,
		at,
		touchedAt,
		deadlines: {idle: idleAfter(touchedAt, idleLimit), absolute},
		idleLimit,
		absoluteLimit,
		keepAlive: 'unknown',
		seenAt: undefined,
	};
}

function endingOf(refusal: RefusalKind | null): Death['ending'] {
	if (refusal === 'idle-expired') return 'idle';
	return refusal === 'absolute-expired' ? 'absolute' : 'rejected';
}
