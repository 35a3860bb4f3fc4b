import {type EventReport, eventReport} from '../domain/event-report.ts';
import {entriesSince, type JournalEntry} from '../domain/journal.ts';
import {isOurs, type Session} from '../domain/session.ts';
import type {SessionEvent} from '../domain/session-event.ts';
import type {EventLog} from '../ports.ts';

/** While the log takes no more; nobody needs what came long before. */
const mostPending = 500;

/** Writes what happens to a session for whoever asks later why it died. */
export function createJournaling(eventLog: EventLog, dispatch: (event: SessionEvent) => void) {
	const choose = createChoice();
	let last: Promise<void> = Promise.resolve();
	let pending: readonly EventReport[] = [];
	let told: string | undefined;
	let isGivenUp = false;
	const waiting = new Set<() => void>();

	/** Each new entry of the journal once, one write at a time; undefined when there is none to write. */
	function write(before: Session, next: Session): Promise<void> | undefined {
		const entries = choose(next, next.journal === before.journal ? [] : entriesSince(before.journal, next.journal));
		if (entries.length === 0) return undefined;
		const isWaiting = pending.length > 0;
		pending = [...pending, ...entries.map(entry => eventReport(next.profile.name, entry))].slice(-mostPending);
		if (!isWaiting) last = last.then(writePending);
		return untilGivenUp(last);
	}

	/** No race with one promise for all of a session's life: that would remember each of its writes. */
	function untilGivenUp(work: Promise<void>): Promise<void> {
		return new Promise(resolve => {
			if (isGivenUp) return resolve();
			waiting.add(resolve);
			void work.then(() => {
				waiting.delete(resolve);
				resolve();
			});
		});
	}

	async function writePending(): Promise<void> {
		const events = pending;
		pending = [];
		const outcome = await eventLog.append(events);
		const problem = outcome.ok ? undefined : outcome.failure.text;
		// Said once, not with each event: saying it is one more.
		if (problem !== undefined && problem !== told) dispatch({type: 'storing-failed', where: 'files', problem});
		told = problem;
	}

	return {
		write,
		giveUp() {
			isGivenUp = true;
			for (const go of waiting) go();
		},
	};
}

/**
 * Which entries are for this process to tell. Whoever keeps the session tells all; another tells what it does itself, and while nobody
 * else keeps it, what comes of that.
 */
function createChoice() {
	let untold: readonly JournalEntry[] = [];
	let hasActed = false;

	return (session: Session, entries: readonly JournalEntry[]): readonly JournalEntry[] => {
		const all = [...untold, ...entries];
		const deeds = all.filter(({happening: {what}}) => !onlySeen.has(what));
		const isUndecided = session.keepAlive && session.keeper.who === 'undecided';
		const isOthers = session.keeper.who === 'other';
		hasActed = !isOthers && (hasActed || deeds.length > 0);
		untold = isUndecided && !hasActed ? all : [];
		if (untold.length > 0) return [];
		return isOurs(session) || hasActed ? all : deeds;
	};
}

/** What happens to whoever only looks on: no deed of ours, and told better by who keeps the session. */
const onlySeen: ReadonlySet<JournalEntry['happening']['what']> = new Set([
	'session-restored',
	'signed-out-elsewhere',
	'token-adopted',
	'kept-by-other',
	'ran-out',
	'machine-slept',
	'process-stopped',
	'clock-set',
]);
