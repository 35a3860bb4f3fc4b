import type {EventReport} from '../domain/event-report.ts';
import type {Expired} from '../domain/session.ts';
import {earlier, hours} from '../domain/time.ts';
import type {EventLog} from '../ports.ts';
import type {SessionRegistry} from './session-registry.ts';

/** What is written of a profile, by this and by other processes; empty until it was read. */
export type PastEvents = (profile: string) => readonly EventReport[];

/** Reads what is written of a session once it is over, for a screen that tells why: while it lives nobody asks. */
export function createPastEvents(sessions: SessionRegistry, eventLog: EventLog): PastEvents {
	const known = new Map<string, readonly EventReport[]>();
	const ends = new Map<string, number>();

	/** Whether keep-alive was turned off is told from before the last use. */
	async function read(name: string, {touchedAt}: Expired): Promise<void> {
		known.set(name, await eventLog.read(name, earlier(touchedAt, hours(24))));
	}

	sessions.subscribe(() => {
		for (const {profile, phase} of sessions.getSnapshot()) {
			if (phase.name !== 'expired' || ends.get(profile.name) === phase.at) continue;
			ends.set(profile.name, phase.at);
			void read(profile.name, phase);
		}
	});

	return profile => known.get(profile) ?? none;
}

const none: readonly EventReport[] = [];
