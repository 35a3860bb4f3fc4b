import {createHash} from 'node:crypto';
import type {EventReport} from '../../source/domain/event-report.ts';
import {storedGuard} from '../../source/domain/guard-format.ts';
import {accountIdentity, type LoginGuard, noGuard} from '../../source/domain/login-guard.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import type {Profile} from '../../source/domain/profile.ts';
import type {Secret} from '../../source/domain/secret.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import type {Account, EventLog, FileFailure, LoginGuards, ProfileStore, SessionRecords} from '../../source/ports.ts';
import {createGate} from './gate.ts';
import {createMemoryEvents} from './memory-ports.ts';

export function createStoryProfiles() {
	const profiles = new Map<string, Profile>();
	const store: ProfileStore = {
		load: async () => success({profiles: [...profiles.values()], standard: undefined, notices: []}),
		save: async profile => success(void profiles.set(profile.name, profile)),
		remove: async name => success(void profiles.delete(name)),
		makeStandard: async () => success(undefined),
		saveHelper: async () => success(undefined),
	};
	return {store, saved: () => [...profiles.values()]};
}

/** Records that remember every write, and may be slow or refuse. */
export function createStoryRecords() {
	const records = new Map<string, SessionRecord>();
	const writes: SessionRecord[] = [];
	const gate = createGate();
	let broken: FileFailure | undefined;
	let writing = 0;
	let most = 0;

	const store: SessionRecords = {
		read: async profile => records.get(profile),
		notices: () => [],
		async write(record) {
			writing += 1;
			most = Math.max(most, writing);
			await gate.pass();
			writing -= 1;
			if (broken !== undefined) return failure(broken);
			writes.push(record);
			records.set(record.profile, record);
			return success(undefined);
		},
		remove: async profile => success(void records.delete(profile)),
	};

	return {
		store,
		hold: gate.hold,
		open: gate.open,
		breakDown: (text: string) => {
			broken = {kind: 'unwritable', path: '/state/dc1.json', text};
		},
		writes: (): readonly SessionRecord[] => writes,
		of: (profile: string) => records.get(profile),
		put: (record: SessionRecord) => void records.set(record.profile, record),
		/** How many writes were ever under way at once. */
		mostAtOnce: () => most,
	};
}

/** A log of events that remembers every write, and may be slow or refuse. */
export function createStoryEvents() {
	const memory = createMemoryEvents();
	const writes: (readonly EventReport[])[] = [];
	const gate = createGate();
	let broken: FileFailure | undefined;
	let writing = 0;
	let most = 0;

	const store: EventLog = {
		read: memory.read,
		async append(events) {
			writing += 1;
			most = Math.max(most, writing);
			await gate.pass();
			writing -= 1;
			if (broken !== undefined) return failure(broken);
			writes.push(events);
			return memory.append(events);
		},
	};

	return {
		store,
		hold: gate.hold,
		open: gate.open,
		breakDown: (text: string) => {
			broken = {kind: 'unwritable', path: '/state/events.jsonl', text};
		},
		/** What was written, a list a write. */
		writes: (): ReadonlyArray<readonly EventReport[]> => writes,
		/** How many writes were ever under way at once. */
		mostAtOnce: () => most,
	};
}

/** Guards as all processes of a story see them, whose marks take no time, and which may be damaged, refuse or be slow. */
export function createStoryLoginGuards() {
	const guards = new Map<string, LoginGuard>();
	const gate = createGate();
	const asked: string[] = [];
	let damaged: FileFailure | undefined;
	let broken: FileFailure | undefined;

	async function called(what: string): Promise<void> {
		asked.push(what);
		await gate.pass();
	}

	const markOf = (account: Account, password: Secret) => {
		const hash = createHash('sha256').update(JSON.stringify([accountIdentity(account), password.reveal()]));
		return `57041e5a.${hash.digest('hex')}`;
	};

	const store: LoginGuards = {
		async read(account) {
			await called('read');
			const found = damaged;
			damaged = undefined;
			return found === undefined ? success(guards.get(accountIdentity(account)) ?? noGuard) : failure(found);
		},
		async write(account, guard) {
			await called('write');
			if (broken !== undefined) return failure(broken);
			const stored = storedGuard(guard);
			if (stored === undefined) return failure({kind: 'unwritable', path: '/state/guard', text: 'it is not right'});
			const {refused, unattended} = stored;
			guards.set(accountIdentity(account), {refused, unattended});
			return success(undefined);
		},
		async markOf(account, password) {
			await called('mark');
			return success(markOf(account, password));
		},
	};

	return {
		store,
		hold: gate.hold,
		open: gate.open,
		/** The next read finds a damaged guard, the one after it an empty one. */
		damage: (text: string) => {
			guards.clear();
			damaged = {kind: 'damaged', path: '/state/guard', text};
		},
		/** No write comes through any more. */
		breakDown: (text: string) => {
			broken = {kind: 'unwritable', path: '/state/guard', text};
		},
		of: (account: Account) => guards.get(accountIdentity(account)) ?? noGuard,
		put: (account: Account, guard: LoginGuard) => void guards.set(accountIdentity(account), guard),
		markOf,
		/** `read`, `mark` and `write` in the order in which they were asked for. */
		asked: (): readonly string[] => asked,
	};
}
