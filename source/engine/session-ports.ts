import type {Appliance, Clock, ProfileStore, Random, SecretStore, SessionRecords} from '../ports.ts';

/** All that a session meets. */
export type SessionPorts = {
	readonly clock: Clock;
	readonly random: Random;
	readonly appliance: Appliance;
	readonly secrets: SecretStore;
	readonly profiles: ProfileStore;
	readonly records: SessionRecords;
	readonly processId: number;
};
