import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {SecretName} from '../domain/profile.ts';
import {Secret} from '../domain/secret.ts';
import type {SecretServiceState} from '../domain/secret-service-state.ts';
import {seconds} from '../domain/time.ts';
import type {Clock, SecretStore, SecretStoreFailure} from '../ports.ts';
import type {KeychainRequest} from './keychain-answer.ts';
import {
	failureOfChild,
	keychainFailure,
	keychainTooSlow,
	libraryMissing,
	lockedWithoutScreen,
} from './keychain-failure.ts';
import {createKeychainWorker, type KeychainEnd} from './keychain-worker.ts';
import {askSecretService} from './secret-service.ts';
import {accountOf, nameProblem, secretProblem} from './suitable-secret.ts';
import {createTurns} from './turns.ts';

type KeychainOptions = {
	readonly clock: Clock;
	/** Where the session bus and the screen are; this process's own unless given. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	readonly platform?: NodeJS.Platform;
	/** The built `keychain-child`; the one beside the program unless given. */
	readonly child?: string;
};

/** The service of all our entries: `secret-tool search --all service svt-tui` finds them. */
const service = 'svt-tui';

/** For one call, with what a person needs to type the keyring's password. */
const limit = seconds(60);

/**
 * The keychain of the system: a Secret Service on Linux, macOS's Keychain, Windows' Credential Manager. A locked one may ask a person
 * for its password, in a window of its own. Calls are made one after the other, and each ends within a minute.
 */
export function createKeychain({
	clock,
	environment = process.env,
	platform = process.platform,
	child,
}: KeychainOptions): SecretStore {
	const worker = createKeychainWorker(environment, child);
	const failed = (kind: SecretStoreFailure['kind']) => keychainFailure(kind, platform);
	const turns = createTurns({clock, limit, late: keychainTooSlow, cancelled: failed('cancelled')});

	/** Undefined where nothing can be known beforehand: macOS and Windows. */
	async function state(ending?: AbortSignal): Promise<SecretServiceState | undefined> {
		if (platform !== 'linux') return undefined;
		return askSecretService({environment, clock, ...(ending !== undefined && {signal: ending})});
	}

	/** Asks the child, if there is a chance that the keychain answers. */
	async function ask(
		request: Omit<KeychainRequest, 'service'>,
		ending: AbortSignal,
	): Promise<Outcome<KeychainEnd, SecretStoreFailure>> {
		const before = problemOf(await state(ending));
		if (before !== undefined && !(before.kind === 'locked' && hasScreen())) return failure(before);
		const end = await worker.ask({...request, service}, ending);
		if (end.type === 'text' || end.type === 'stored' || end.type === 'deleted') return success(end);
		// What the service itself says of its state is surer than what the library says of an error.
		const after = end.type === 'refused' ? problemOf(await state(ending)) : undefined;
		return failure(after ?? failureOfChild(end, platform));
	}

	const hasScreen = () => (environment.DISPLAY ?? '') !== '' || (environment.WAYLAND_DISPLAY ?? '') !== '';

	function problemOf(found: SecretServiceState | undefined): SecretStoreFailure | undefined {
		if (found === undefined || found === 'unlocked' || found === 'activatable') return undefined;
		return found === 'locked' && !hasScreen() ? lockedWithoutScreen : failed(found);
	}

	/** The library says 'nothing there' also of what is locked; only an unlocked keychain proves it. */
	async function provenAbsent(ending: AbortSignal): Promise<Outcome<undefined, SecretStoreFailure>> {
		const problem = problemOf(await state(ending));
		return problem === undefined ? success(undefined) : failure(problem);
	}

	return {
		kind: 'keychain',
		async read(name, signal) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			return turns.take<Secret | undefined>(signal, async ending => {
				const asked = await ask(requestOf('get', name), ending);
				if (!asked.ok) return asked;
				const text = asked.value.type === 'text' ? asked.value.text : null;
				return text === null ? provenAbsent(ending) : success(new Secret(text));
			});
		},
		async write(name, secret, signal) {
			const problem = nameProblem(name) ?? secretProblem(secret);
			if (problem !== undefined) return failure(problem);
			return turns.take(signal, async ending => {
				const asked = await ask({...requestOf('set', name), secret: secret.reveal()}, ending);
				return asked.ok ? success(undefined) : asked;
			});
		},
		async remove(name, signal) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			return turns.take(signal, async ending => {
				const asked = await ask(requestOf('delete', name), ending);
				if (!asked.ok) return asked;
				const isDone = asked.value.type === 'deleted' && asked.value.deleted;
				return isDone ? success(undefined) : provenAbsent(ending);
			});
		},
		async check() {
			if (!worker.hasLibrary()) return failure(libraryMissing);
			const problem = problemOf(await state());
			return problem === undefined ? success(undefined) : failure(problem);
		},
		close() {
			turns.cancelAll();
			worker.stop();
		},
	};
}

const requestOf = (verb: KeychainRequest['verb'], name: SecretName) => ({verb, account: accountOf(name), secret: ''});
