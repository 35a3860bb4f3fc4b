import {isEnd, isUse} from './death.ts';
import {type EventReport, momentOf} from './event-report.ts';
import type {RefusalKind} from './refusal.ts';
import {silences} from './silences.ts';
import {type Duration, type Instant, latest} from './time.ts';
import type {Life, Mark} from './timeline.ts';

type Asked = {
	/** A time within the session, or its end. */
	readonly at: Instant;
	readonly now: Instant;
	readonly idleLimit: Duration;
};

/**
 * The session that `at` belongs to, from what happened to its profile (oldest first), as a bar over time: from the sign-in, or from the
 * first that is known of it, to its end, or to now. Undefined when there was none then.
 */
export function sessionLife(events: readonly EventReport[], {at, now, idleLimit}: Asked): Life | undefined {
	const before = events.filter(event => momentOf(event) <= at);
	const begin = before.findLastIndex(isBeginning);
	const first = begin < 0 ? before.find(isUse) : before[begin];
	if (first === undefined) return undefined;
	const after = events.slice(events.indexOf(first) + 1);
	const next = after.findIndex(isBeginning);
	const own = [first, ...(next < 0 ? after : after.slice(0, next))];
	const proof = own.findLast(({event}) => event === 'signed-out' || event === 'rejected');
	// It was over, and something else is asked about. An event is written to the second.
	if (proof !== undefined && momentOf(proof) + 1000 <= at) return undefined;
	const end = proof ?? own.findLast(isEnd);
	const to = end === undefined ? now : latest(momentOf(end), at);
	const from = momentOf(first);
	return {from, to, end: endOf(own, end), markOf: markIn(own, {from, to}, idleLimit)};
}

const isBeginning = ({event}: EventReport) => event === 'signed-in' || event === 'token-adopted';

/** The server's word, which is often that it does not know the token any more, or what our clocks had said before. */
function endOf(own: readonly EventReport[], end: EventReport | undefined): Mark {
	if (end === undefined) return 'open';
	if (end.event === 'signed-out') return 'revoked';
	return kinds[end.refusal ?? 'unreadable'] ?? own.find(({ending}) => ending !== null)?.ending ?? wordOf(end.refusal);
}

const kinds: Readonly<Partial<Record<RefusalKind, Mark>>> = {'idle-expired': 'idle', 'absolute-expired': 'absolute'};

const wordOf = (refusal: RefusalKind | null) => (refusal === 'unknown-token' ? 'forgotten' : 'rejected');

type Quiet = {readonly from: Instant; readonly to: Instant};

/** What most of a part was. */
function markIn(own: readonly EventReport[], life: Quiet, idleLimit: Duration): Life['markOf'] {
	const asleep = [...silences(own, 'machine-slept', life), ...silences(own, 'process-stopped', life)];
	const failing = failuresIn(own, life.to);
	const uses = own.filter(isUse).map(momentOf);
	const silent = [life.from, ...uses]
		.map((from, index) => ({from, to: uses[index] ?? life.to}))
		.filter(({from, to}) => to - from > idleLimit * 0.6);
	return (start, stop) => {
		const isMost = ({from, to}: Quiet) => Math.min(to, stop) - Math.max(from, start) > (stop - start) / 2;
		if (asleep.some(isMost)) return 'asleep';
		if (failing.some(isMost)) return 'failing';
		return silent.some(isMost) ? 'silent' : 'used';
	};
}

/** From the first tickle that failed to the next that was accepted, or to the last that was tried. */
function failuresIn(own: readonly EventReport[], end: Instant): readonly Quiet[] {
	const found: Quiet[] = [];
	let since: Instant | undefined;
	for (const event of own) {
		const at = momentOf(event);
		if (event.event === 'tickle-failed') since ??= at;
		else if (since !== undefined && isUse(event)) {
			found.push({from: since, to: at});
			since = undefined;
		}
	}
	return since === undefined ? found : [...found, {from: since, to: end}];
}
