import type {Appliance} from '../appliance-port.ts';
import type {StorageKind} from '../domain/profile.ts';
import type {
	Clock,
	ClockWatch,
	EventLog,
	Locks,
	LoginGuards,
	PendingWipes,
	ProfileStore,
	Random,
	SecretStore,
	SessionRecords,
} from '../ports.ts';

/** All that a session meets. */
export type SessionPorts = {
	readonly clock: Clock;
	readonly clockWatch: ClockWatch;
	readonly random: Random;
	readonly appliance: Appliance;
	/** The store of this kind, always the same one: a profile may move from one to another. */
	readonly secretsFor: (storage: StorageKind) => SecretStore;
	readonly pendingWipes: PendingWipes;
	readonly profiles: ProfileStore;
	readonly records: SessionRecords;
	readonly eventLog: EventLog;
	readonly locks: Locks;
	readonly loginGuards: LoginGuards;
	readonly processId: number;
};
