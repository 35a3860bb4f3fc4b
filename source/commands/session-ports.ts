import type {StorageKind} from '../domain/profile.ts';
import type {SessionPorts} from '../engine/session-ports.ts';
import type {CommandPorts} from './command.ts';

/** What the session of a profile with this storage is given. */
export const sessionPorts = ({secretsFor, ...ports}: CommandPorts, storage: StorageKind): SessionPorts => ({
	...ports,
	secrets: secretsFor(storage),
});
