import type {Surroundings} from '../doctor-port.ts';
import type {Clock} from '../ports.ts';
import type {Folders} from './folders.ts';
import {lookAtFolders} from './folders-look.ts';
import {lookAtKeychain} from './keychain-look.ts';
import {lookAtMachine} from './machine-look.ts';
import {createNetworkLook} from './network-look.ts';

type Options = {
	readonly clock: Clock;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly folders: Folders;
	/** The built `answering-child`; the one beside the program unless given. */
	readonly child?: string;
};

export function createSurroundings({clock, environment, folders, child}: Options): Surroundings {
	return {
		lookAtMachine: async () => lookAtMachine(environment),
		lookAtKeychain: signal => lookAtKeychain({clock, environment, signal, child}),
		lookAtFolders: () => lookAtFolders(folders),
		...createNetworkLook({clock, environment, child}),
	};
}
