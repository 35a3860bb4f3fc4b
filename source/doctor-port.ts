import type {MachineFacts} from './domain/doctor-machine.ts';
import type {FoldersFacts} from './domain/doctor-stores.ts';
import type {KeychainFacts} from './domain/keychain-facts.ts';
import type {Outcome} from './domain/outcome.ts';
import type {Duration} from './domain/time.ts';

/** What a name stands for, at least one; `took` is the looking up alone. */
export type Addresses = {readonly addresses: readonly string[]; readonly took: Duration};

/** How things stand on this machine and on the way to an appliance. It only looks: nothing is made, changed or removed. */
export type Surroundings = {
	lookAtMachine(): Promise<MachineFacts>;
	/** Within four seconds. Asks for no secret and opens no window. */
	lookAtKeychain(signal?: AbortSignal): Promise<KeychainFacts>;
	lookAtFolders(): Promise<FoldersFacts>;
	/** What the system makes of a host's name; a failure is the code of Node's, or `SVT_TIMEOUT`. */
	lookUp(host: string, timeout: Duration, signal?: AbortSignal): Promise<Outcome<Addresses, string>>;
	/** Connects to an address and hangs up, without a byte: how long it took, or the code why not. */
	knock(
		to: {readonly address: string; readonly port: number},
		timeout: Duration,
		signal?: AbortSignal,
	): Promise<Outcome<Duration, string>>;
};
