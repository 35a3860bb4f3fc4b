import type {Appliance} from '../appliance-port.ts';
import type {Surroundings} from '../doctor-port.ts';
import {success} from '../domain/outcome.ts';
import type {LogFile, LoginGuards, SecretStore} from '../ports.ts';

/** An appliance whose HTTP client is loaded when it is first asked something: that takes longer than all else that most commands do. */
export function createLateAppliance(load: () => Promise<Appliance>): Appliance {
	let loading: Promise<Appliance> | undefined;
	const loaded = () => {
		loading ??= load();
		return loading;
	};
	return {
		requestToken: async request => (await loaded()).requestToken(request),
		tickle: async request => (await loaded()).tickle(request),
		revoke: async request => (await loaded()).revoke(request),
		request: async request => (await loaded()).request(request),
		readVersion: async request => (await loaded()).readVersion(request),
		tryClientLogin: async request => (await loaded()).tryClientLogin(request),
		lookAtCertificate: async request => (await loaded()).lookAtCertificate(request),
		openConnection: async request => (await loaded()).openConnection(request),
		dropConnections: () => void loading?.then(appliance => appliance.dropConnections()),
		close: async () => (await loading)?.close(),
	};
}

/** A store that is loaded when it is first asked something. */
export function createLateSecrets(kind: SecretStore['kind'], load: () => Promise<SecretStore>): SecretStore {
	let loading: Promise<SecretStore> | undefined;
	const loaded = () => {
		loading ??= load();
		return loading;
	};
	return {
		kind,
		read: async (name, signal) => (await loaded()).read(name, signal),
		write: async (name, secret, signal) => (await loaded()).write(name, secret, signal),
		remove: async (name, signal) => (await loaded()).remove(name, signal),
		unlock: async (to, signal, asking) => (await (await loaded()).unlock?.(to, signal, asking)) ?? success(undefined),
		check: async () => (await loaded()).check(),
		close: () => void loading?.then(store => store.close()),
	};
}

/** Guards that are loaded with the first sign-in: nothing else needs them. */
export function createLateLoginGuards(load: () => Promise<LoginGuards>): LoginGuards {
	let loading: Promise<LoginGuards> | undefined;
	const loaded = () => {
		loading ??= load();
		return loading;
	};
	return {
		read: async account => (await loaded()).read(account),
		write: async (account, guard) => (await loaded()).write(account, guard),
		markOf: async (account, password) => (await loaded()).markOf(account, password),
	};
}

/** A reader of logs that is loaded with the first one: it needs what decompresses. */
export function createLateLogFile(load: () => Promise<LogFile>): LogFile {
	return {
		async *read(path, how) {
			yield* (await load()).read(path, how);
		},
	};
}

/** Eyes that are opened when somebody looks. */
export function createLateSurroundings(load: () => Promise<Surroundings>): Surroundings {
	let loading: Promise<Surroundings> | undefined;
	const loaded = () => {
		loading ??= load();
		return loading;
	};
	return {
		lookAtMachine: async () => (await loaded()).lookAtMachine(),
		lookAtKeychain: async signal => (await loaded()).lookAtKeychain(signal),
		lookAtFolders: async () => (await loaded()).lookAtFolders(),
		lookUp: async (host, timeout, signal) => (await loaded()).lookUp(host, timeout, signal),
		knock: async (to, timeout, signal) => (await loaded()).knock(to, timeout, signal),
	};
}
