import {type EventReport, eventReport, momentOf} from './event-report.ts';
import type {Session} from './session.ts';

/**
 * All that is known to have happened to a profile, oldest first: what is written, by whichever process, and what this one knows itself,
 * should that not be written, or not yet.
 */
export function knownEvents(written: readonly EventReport[], {journal, profile}: Session): readonly EventReport[] {
	const known = new Set(written.map(identityOf));
	const own = journal.map(entry => eventReport(profile.name, entry)).filter(event => !known.has(identityOf(event)));
	if (own.length === 0) return written;
	// Sorting is stable: within a second things stay in the order in which they were told.
	return [...written, ...own].sort((one, other) => momentOf(one) - momentOf(other));
}

const identityOf = ({at, event, text}: EventReport) => `${at} ${event} ${text}`;
