import {type EventReport, eventReport} from '../domain/event-report.ts';
import {entriesSince, type JournalEntry} from '../domain/journal.ts';
import type {Session, SessionEvent} from '../domain/session.ts';
import type {EventLog} from '../ports.ts';

/** While the log takes no more; nobody needs what came long before. */
const mostPending = 500;

/** Writes what happens to a session for whoever asks later why it died. */
export function createJournaling(eventLog: EventLog, dispatch: (event: SessionEvent) => void) {
	let last: Promise<void> = Promise.resolve();
	let pending: readonly EventReport[] = [];
	let told: string | undefined;
	let hasActed = false;
	let giveUp: () => void = () => undefined;
	const givenUp = new Promise<void>(resolve => {
		giveUp = resolve;
	});

	/** Each new entry of the journal once, one write at a time; undefined when there is none to write. */
	function write(before: Session, next: Session): Promise<void> | undefined {
		const entries = next.journal === before.journal ? [] : entriesSince(before.journal, next.journal);
		hasActed ||= next.keepAlive || entries.some(({happening: {what}}) => !onlySeen.has(what));
		if (!hasActed || entries.length === 0) return undefined;
		const isWaiting = pending.length > 0;
		pending = [...pending, ...entries.map(entry => eventReport(next.profile.name, entry))].slice(-mostPending);
		if (!isWaiting) last = last.then(writePending);
		return Promise.race([last, givenUp]);
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

	return {write, giveUp: () => giveUp()};
}

/** What happens to whoever only looks on: the keeper, if there is one, tells it better, and it was no deed of ours. */
const onlySeen: ReadonlySet<JournalEntry['happening']['what']> = new Set([
	'session-restored',
	'ran-out',
	'machine-slept',
	'process-stopped',
	'clock-set',
]);
