import {isEnd, isUse} from './death.ts';
import {type EventReport, momentOf} from './event-report.ts';
import type {RefusalKind} from './refusal.ts';
import {hasRevoked} from './sign-out.ts';
import {silences} from './silences.ts';
import type {Duration, Instant} from './time.ts';
import type {Life, Mark} from './timeline.ts';

type Asked = {
	/** When something was refused, and how: within the session, or at its end. */
	readonly at: Instant;
	readonly kind: RefusalKind;
	readonly now: Instant;
	readonly idleLimit: Duration;
};

/**
 * The session that was refused something, from what happened to its profile (oldest first), as a bar over time: from the sign-in, or
 * from the first that is known of it, to its end, or to now. Undefined when there was none then.
 */
export function sessionLife(events: readonly EventReport[], {at, kind, now, idleLimit}: Asked): Life | undefined {
	const before = eventsUntil(events, at, kind);
	const begin = before.findLastIndex(isBeginning);
	const first = begin < 0 ? before.find(isUse) : before[begin];
	if (first === undefined) return undefined;
	const after = events.slice(events.indexOf(first) + 1);
	const next = after.findIndex(isBeginning);
	const own = [first, ...(next < 0 ? after : after.slice(0, next))];
	const proof = own.findLast(({event}) => event === 'signed-out' || event === 'rejected');
	const end = proof ?? own.findLast(isEnd);
	if (end !== undefined && isOverBefore(end, before.at(-1), at)) return undefined;
	const [from, to] = [momentOf(first), end === undefined ? now : momentOf(end)];
	return {from, to, end: endOf(own, end), markOf: markIn(own, {from, to}, idleLimit)};
}

/**
 * What happened until a refusal, and that itself. An event is written to the second, so within that second only their order tells what
 * came before it: a sign-in by itself follows at once.
 */
export function eventsUntil(events: readonly EventReport[], at: Instant, kind: RefusalKind): readonly EventReport[] {
	const until = events.filter(event => momentOf(event) <= at);
	const last = until.findLastIndex(event => event.refusal === kind && at - momentOf(event) < 1000);
	return last < 0 ? until : until.slice(0, last + 1);
}

/** Whether it was over, and something else was refused: a sign-in. */
const isOverBefore = (end: EventReport, refused: EventReport | undefined, at: Instant) =>
	end.event === 'ran-out' ? refused?.event === 'sign-in-refused' : momentOf(end) + 1000 <= at;

const isBeginning = ({event}: EventReport) => event === 'signed-in' || event === 'token-adopted';

/** The server's word, which is often that it does not know the token any more, or what our clocks had said before. */
function endOf(own: readonly EventReport[], end: EventReport | undefined): Mark {
	if (end === undefined) return 'open';
	if (end.event === 'signed-out') return isRevoked(end.revocation) ? 'revoked' : 'abandoned';
	return kinds[end.refusal ?? 'unreadable'] ?? own.find(({ending}) => ending !== null)?.ending ?? wordOf(end.refusal);
}

/** By the word of the appliance; of all else it may have lived on. */
const isRevoked = (revocation: EventReport['revocation']) =>
	revocation === 'dead-already' || (revocation !== null && hasRevoked({revocation}));

const kinds: Readonly<Partial<Record<RefusalKind, Mark>>> = {'idle-expired': 'idle', 'absolute-expired': 'absolute'};

const wordOf = (refusal: RefusalKind | null) => (refusal === 'unknown-token' ? 'forgotten' : 'rejected');

type Quiet = {readonly from: Instant; readonly to: Instant};

/** What a part was: what failed in it counts most, or a short outage in a long session would not be seen. */
function markIn(own: readonly EventReport[], life: Quiet, idleLimit: Duration): Life['markOf'] {
	const asleep = [...silences(own, 'machine-slept', life), ...silences(own, 'process-stopped', life)];
	const failing = failuresIn(own, life.to);
	const silent = silencesIn(own, life).filter(({from, to}) => to - from > idleLimit * 0.6);
	return (start, stop) => {
		const isMost = ({from, to}: Quiet) => Math.min(to, stop) - Math.max(from, start) > (stop - start) / 2;
		if (failing.some(({from, to}) => from < stop && to > start)) return 'failing';
		if (asleep.some(isMost)) return 'asleep';
		return silent.some(isMost) ? 'silent' : 'used';
	};
}

/** From one use to the next, or to a try that failed. */
function silencesIn(own: readonly EventReport[], life: Quiet): readonly Quiet[] {
	const signs = own.filter(event => isUse(event) || isFailure(event));
	return signs.flatMap((event, index) => {
		const next = signs[index + 1];
		return isFailure(event) ? [] : [{from: momentOf(event), to: next === undefined ? life.to : momentOf(next)}];
	});
}

/** From the first tickle that failed to the next that was accepted, or to the end. */
function failuresIn(own: readonly EventReport[], end: Instant): readonly Quiet[] {
	const found: Quiet[] = [];
	let since: Instant | undefined;
	for (const event of own) {
		const at = momentOf(event);
		if (isFailure(event)) since ??= at;
		else if (since !== undefined && isUse(event)) {
			found.push({from: since, to: at});
			since = undefined;
		}
	}
	return since === undefined ? found : [...found, {from: since, to: end}];
}

const isFailure = ({event}: EventReport) => event === 'tickle-failed' || event === 'keep-alive-stopped';
