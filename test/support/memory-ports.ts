import {parseEvent} from '../../source/domain/event-format.ts';
import type {EventReport} from '../../source/domain/event-report.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import {type PendingWipe, parsePendingWipe, storedPendingWipe} from '../../source/domain/pending-wipe.ts';
import type {SecretPlace} from '../../source/domain/profile.ts';
import {parseStoredProfile, storedProfile} from '../../source/domain/profile-format.ts';
import {parseRecord, storedRecord} from '../../source/domain/record-format.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {
	noSettings,
	type Settings,
	withHelper,
	withoutProfile,
	withProfile,
	withStandard,
} from '../../source/domain/settings.ts';
import type {EventLog, FileFailure, PendingWipes, ProfileStore, SessionRecords} from '../../source/ports.ts';

const refused = (text: string): FileFailure => ({kind: 'unwritable', path: '/memory', text});

/** Profiles that last as long as the test. The contract that it shares with the real one is `profile-store-contract`. */
export function createMemoryProfiles(start: Settings = noSettings, notices: readonly string[] = []): ProfileStore {
	let settings = start;
	let untold = notices;
	return {
		async load() {
			const told = untold;
			untold = [];
			const {profiles, standard, helper} = settings;
			return success({profiles, standard, notices: told, ...(helper === undefined ? {} : {helper})});
		},
		async save(profile) {
			const checked = parseStoredProfile(storedProfile(profile));
			if (!checked.ok) return failure(refused('the profile is not right'));
			settings = withProfile(settings, checked.value);
			return success(undefined);
		},
		async remove(name) {
			settings = withoutProfile(settings, name);
			return success(undefined);
		},
		async saveHelper(helper) {
			settings = withHelper(settings, helper);
			return success(undefined);
		},
		async makeStandard(name) {
			const edited = withStandard(settings, name);
			if (!edited.ok) return failure(refused(`there is no profile ${name}`));
			settings = edited.value;
			return success(undefined);
		},
	};
}

/** Records that last as long as the test. The contract that it shares with the real one is `session-records-contract`. */
export function createMemoryRecords(start: readonly SessionRecord[] = []): SessionRecords {
	const records = new Map(start.map(record => [record.profile, record]));
	return {
		read: async profile => records.get(profile),
		notices: () => [],
		async write(record) {
			const stored = storedRecord(record);
			const read = parseRecord(stored);
			if (read === undefined) return failure(refused('the record is not right'));
			records.set(read.profile, read);
			return success(undefined);
		},
		remove: async profile => success(void records.delete(profile)),
	};
}

/** What is to be removed, as long as the test. The contract that it shares with the real one is `pending-wipes-contract`. */
export function createMemoryPendingWipes(): PendingWipes {
	const wipes = new Map<string, PendingWipe>();
	const keyOf = ({storage, holds, username, origin}: SecretPlace) => JSON.stringify([storage, holds, username, origin]);
	return {
		list: async () => [...wipes.values()].sort((one, other) => one.since - other.since),
		async note(wipe) {
			const read = parsePendingWipe(storedPendingWipe(wipe));
			if (read === undefined) return failure(refused('what is to be removed is not right'));
			wipes.set(keyOf(read), read);
			return success(undefined);
		},
		callOff: async place => success(void wipes.delete(keyOf(place))),
	};
}

/** Events that last as long as the test. The contract that it shares with the real one is `event-log-contract`. */
export function createMemoryEvents(start: readonly EventReport[] = []): EventLog {
	const events = [...start];
	return {
		async append(more) {
			for (const event of more) events.push(parseEvent(JSON.parse(JSON.stringify(event))) ?? event);
			return success(undefined);
		},
		read: async (profile, since) =>
			events
				.filter(event => event.profile === profile)
				.filter(({at}) => since === undefined || Date.parse(at) > since - 1000)
				.slice(-2000),
	};
}
