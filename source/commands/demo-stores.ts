import type {EventReport} from '../domain/event-report.ts';
import {accountIdentity, type LoginGuard, noGuard} from '../domain/login-guard.ts';
import {failure, success} from '../domain/outcome.ts';
import type {SessionRecord} from '../domain/session-record.ts';
import {noSettings, withHelper, withoutProfile, withProfile, withStandard} from '../domain/settings.ts';
import type {EventLog, Locks, LoginGuards, PendingWipes, ProfileStore, SessionRecords} from '../ports.ts';

/** Profiles that are gone when the demo ends. */
export function createDemoProfiles(): ProfileStore {
	let settings = noSettings;
	return {
		load: async () => success({profiles: settings.profiles, standard: settings.standard, notices: []}),
		save: async profile => {
			settings = withProfile(settings, profile);
			return success(undefined);
		},
		remove: async name => {
			settings = withoutProfile(settings, name);
			return success(undefined);
		},
		saveHelper: async helper => {
			settings = withHelper(settings, helper);
			return success(undefined);
		},
		makeStandard: async name => {
			const edited = withStandard(settings, name);
			if (!edited.ok) return failure({kind: 'unwritable', path: 'memory', text: 'there is no such profile'});
			settings = edited.value;
			return success(undefined);
		},
	};
}

/** Records that are gone when the demo ends. */
export function createDemoRecords(): SessionRecords {
	const records = new Map<string, SessionRecord>();
	return {
		read: async profile => records.get(profile),
		notices: () => [],
		write: async record => success(void records.set(record.profile, record)),
		remove: async profile => success(void records.delete(profile)),
	};
}

/** Events that are gone when the demo ends; of each session its own journal has what it needs. */
export function createDemoEvents(): EventLog {
	const none: readonly EventReport[] = [];
	return {append: async () => success(undefined), read: async () => none};
}

/** Guards that are gone when the demo ends. The demo's passwords need no slow mark: a fingerprint tells them apart. */
export function createDemoLoginGuards(): LoginGuards {
	const guards = new Map<string, LoginGuard>();
	return {
		read: async account => success(guards.get(accountIdentity(account)) ?? noGuard),
		write: async (account, guard) => success(void guards.set(accountIdentity(account), guard)),
		markOf: async (_account, password) => success(password.fingerprint),
	};
}

/** The demo's secrets are in memory: nothing of them stays to be removed. */
export function createDemoPendingWipes(): PendingWipes {
	return {list: async () => [], note: async () => success(undefined), callOff: async () => success(undefined)};
}

/** Nobody else knows of the demo's appliance, so each of its locks is free. */
export function createDemoLocks(): Locks {
	const acquired = async () => success({lost: new AbortController().signal, release: async () => undefined});
	return {tryAcquire: acquired, acquire: acquired};
}
