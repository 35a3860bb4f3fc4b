import type {EventReport} from '../domain/event-report.ts';
import {earlier, hours, type Instant, latest} from '../domain/time.ts';
import type {EventLog} from '../ports.ts';
import type {SessionRegistry} from './session-registry.ts';

/** What is written of a profile, by this and by other processes; empty until it was read. */
export type PastEvents = (profile: string) => readonly EventReport[];

/**
 * Reads what is written of a session once it is over or something was refused, for a screen that tells how it came to that: while
 * all is well nobody asks.
 */
export function createPastEvents(sessions: SessionRegistry, eventLog: EventLog): PastEvents {
	const known = new Map<string, readonly EventReport[]>();
	const reasons = new Map<string, Instant>();

	/** Whether keep-alive was turned off is told from before the last use. */
	async function read(name: string, at: Instant): Promise<void> {
		known.set(name, await eventLog.read(name, earlier(at, hours(24))));
	}

	sessions.subscribe(() => {
		for (const {profile, phase, refusals} of sessions.getSnapshot()) {
			const refused = refusals.at(-1)?.since;
			const reason = phase.name === 'expired' ? latest(phase.at, refused) : refused;
			if (reason === undefined || reasons.get(profile.name) === reason) continue;
			reasons.set(profile.name, reason);
			void read(profile.name, phase.name === 'expired' ? phase.touchedAt : reason);
		}
	});

	return profile => known.get(profile) ?? none;
}

const none: readonly EventReport[] = [];
