import type {SecretServiceState} from '../domain/secret-service-state.ts';
import {milliseconds} from '../domain/time.ts';
import type {Cancel, Clock} from '../ports.ts';
import {busSockets} from './bus-address.ts';
import {type Bus, busItself, openBus} from './bus-connection.ts';

type Question = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
	readonly signal?: AbortSignal;
};

/** A service that is well answers all questions in a few milliseconds. Were this process held up, one alarm would be late, not all. */
const naps = 5;
const nap = milliseconds(50);

/**
 * Asks the session bus how the Secret Service is, within 250 ms (Secret Service API 0.2, freedesktop.org). Never prompts and never
 * starts it. Aborted, it says `unresponsive`.
 */
export async function askSecretService({environment, clock, signal}: Question): Promise<SecretServiceState> {
	const ending = new AbortController();
	const end = () => ending.abort();
	let cancelNap: Cancel = () => undefined;
	const rest = (left: number) => {
		cancelNap = clock.after(nap, () => (left > 1 ? rest(left - 1) : end()));
	};
	rest(naps);
	signal?.addEventListener('abort', end);
	if (signal?.aborted) end();
	try {
		const bus = await openFirst(busSockets(environment), ending.signal);
		const state = bus === undefined ? 'no-bus' : await stateOn(bus);
		bus?.close();
		return ending.signal.aborted ? 'unresponsive' : state;
	} finally {
		cancelNap();
		signal?.removeEventListener('abort', end);
	}
}

async function openFirst(sockets: readonly string[], ending: AbortSignal): Promise<Bus | undefined> {
	for (const socket of sockets) {
		const bus = await openBus(socket, ending);
		if (bus !== undefined) return bus;
	}
	return undefined;
}

const service = 'org.freedesktop.secrets';

async function stateOn(bus: Bus): Promise<SecretServiceState> {
	const owned = await bus.call({...busItself, member: 'NameHasOwner', args: [service]});
	if (!owned.ok) return 'no-bus';
	if (owned.value !== true) {
		const names = await bus.call({...busItself, member: 'ListActivatableNames'});
		return names.ok && Array.isArray(names.value) && names.value.includes(service) ? 'activatable' : 'no-service';
	}
	const alias = await bus.call({
		destination: service,
		path: '/org/freedesktop/secrets',
		interface: 'org.freedesktop.Secret.Service',
		member: 'ReadAlias',
		args: ['default'],
	});
	// It went away meanwhile, or we may not talk to it.
	if (!alias.ok || typeof alias.value !== 'string') return 'no-service';
	if (alias.value === '/') return 'no-default-collection';
	const locked = await bus.call({
		destination: service,
		path: alias.value,
		interface: 'org.freedesktop.DBus.Properties',
		member: 'Get',
		args: ['org.freedesktop.Secret.Collection', 'Locked'],
	});
	// gnome-keyring names a default collection that was never made.
	if (!locked.ok || typeof locked.value !== 'boolean') return 'no-default-collection';
	return locked.value ? 'locked' : 'unlocked';
}
