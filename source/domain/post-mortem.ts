import {type Death, idleAfter, isEnd, isUse} from './death.ts';
import {endInWords, endOf, hasCauses, reasonOf, renewalInWords} from './death-in-words.ts';
import {type EventReport, momentOf} from './event-report.ts';
import {failedTries} from './failed-tries.ts';
import {absence, silences, silencesInWords} from './silences.ts';
import {type Instant, latest, until} from './time.ts';
import {localTime} from './time-in-words.ts';

/**
 * How a session came to its end, from what happened to its profile (oldest first), in one paragraph without a stop: `last accepted
 * request 03:01:10; no route from 03:03:02 to the end (7 tries); idle limit reached 03:11:10; the machine did not sleep`. What the
 * server wrote is no part of it.
 */
export function postMortem(events: readonly EventReport[], known: Death, now: Instant): string {
	const time = (at: Instant) => localTime(at, now);
	const [before, after] = aroundLastUse(events, known);
	const death = completed(known, before.at(-1), after);
	const found = {before, after, death, end: endOf(death), time};
	const {causes, closing} = hasCauses(death) ? causesOf(found) : nothing;
	return [
		`last accepted request ${time(death.touchedAt)}`,
		...causes.map(({words}) => words),
		endInWords(death, time),
		...after.flatMap(event => renewalInWords(event, time)).slice(-2),
		...closing,
	].join('; ');
}

/** What happened until the last accepted request, and what after it, as long as it was this session. */
function aroundLastUse(
	events: readonly EventReport[],
	{at}: Death,
): readonly [readonly EventReport[], readonly EventReport[]] {
	const most = at === undefined ? Number.POSITIVE_INFINITY : at + 1000;
	const last = events.findLastIndex(event => isUse(event) && momentOf(event) <= most);
	const after = events.slice(last + 1);
	const next = after.findIndex(event => isUse(event) || event.event === 'signed-out');
	return [events.slice(0, last + 1), next < 0 ? after : after.slice(0, next)];
}

/** Another process may have used it after all that we saw, and the events may know what nobody was there to see. */
function completed(death: Death, used: EventReport | undefined, after: readonly EventReport[]): Death {
	const end = after.findLast(({event}) => event === 'rejected') ?? after.find(isEnd);
	const usedAt = used === undefined ? death.touchedAt : momentOf(used);
	const isOthers = until(usedAt, death.touchedAt) > 60_000;
	return {
		...death,
		refusal: death.refusal ?? end?.refusal ?? undefined,
		at: death.at ?? (end && momentOf(end)),
		...(isOthers && {
			touchedAt: usedAt,
			deadlines: {...death.deadlines, idle: idleAfter(usedAt, death.idleLimit)},
		}),
	};
}

type Found = {
	readonly before: readonly EventReport[];
	readonly after: readonly EventReport[];
	readonly death: Death;
	readonly end: Instant;
	readonly time: (at: Instant) => string;
};

type Cause = {readonly at: Instant; readonly words: string};

/** In the order of time, and what is worth knowing beside them. */
type Causes = {readonly causes: readonly Cause[]; readonly closing: readonly string[]};

const nothing: Causes = {causes: [], closing: []};

/** Why nothing was accepted from the last request to the end. */
function causesOf(found: Found): Causes {
	const {after, death, end, time} = found;
	const off = turnedOff(found);
	const stopped = after.find(({event}) => event === 'keep-alive-stopped');
	const away = off === undefined && stopped === undefined ? absenceOf(found) : undefined;
	const failed = after.filter(event => event.event === 'tickle-failed' && momentOf(event) <= end);
	const isTrying = off === undefined && stopped === undefined && away === undefined;
	const span = {from: death.touchedAt, to: end};
	const [asleep, halted] = [silences(after, 'machine-slept', span), silences(after, 'process-stopped', span)];
	const causes: readonly (Cause | undefined)[] = [
		off,
		...failedTries(failed, time, isTrying ? 'to the end' : 'broken off'),
		asleep[0] && {at: asleep[0].from, words: `the machine slept ${silencesInWords(asleep, time)}`},
		halted[0] && {at: halted[0].from, words: `svt-tui was stopped ${silencesInWords(halted, time)}`},
		stopped && {
			at: momentOf(stopped),
			words: `keep-alive stopped ${time(momentOf(stopped))}: ${reasonOf(stopped.refusal)}`,
		},
		away,
	];
	const isAwake = isTrying && failed.length > 0 && asleep.length === 0 && halted.length === 0;
	return {
		causes: causes.filter(cause => cause !== undefined).sort((one, other) => one.at - other.at),
		closing: isAwake ? ['the machine did not sleep'] : [],
	};
}

/** A wish of a person's, or of the profile. */
function turnedOff({before, after, death, end, time}: Found): Cause | undefined {
	const all = [...before, ...after].filter(event => momentOf(event) <= end);
	const turned = all.findLast(({event}) => event === 'keep-alive-turned' || event === 'session-restored');
	if (turned?.keepAlive === 'off') {
		const at = momentOf(turned);
		return {at, words: `somebody turned keep-alive off ${time(at)}`};
	}
	// Another process may have had another wish.
	const isTried = after.some(({event, retryAt}) => event === 'tickle-failed' && retryAt !== null);
	return death.keepAlive === 'off' && !isTried ? {at: death.touchedAt, words: 'keep-alive was off'} : undefined;
}

function absenceOf({after, death: {touchedAt, seenAt, idleLimit}, end, time}: Found): Cause | undefined {
	const away = absence({events: after, seenAt: latest(touchedAt, seenAt), idleLimit}, end);
	if (away === undefined || isAsleep(after, away.from, end)) return undefined;
	const {from, to} = away;
	return {
		at: from,
		words:
			to === undefined
				? `nothing kept it alive after ${until(from, touchedAt) < 2000 ? 'that' : time(from)}`
				: `svt-tui did not run from ${time(from)} to ${time(to)}`,
	};
}

/** A sleep or a stop says why nothing was done then. */
const isAsleep = (after: readonly EventReport[], from: Instant, to: Instant) =>
	(['machine-slept', 'process-stopped'] as const).some(what => silences(after, what, {from, to}).length > 0);
