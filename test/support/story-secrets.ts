import {accountOf, nameProblem, secretProblem} from '../../source/adapters/suitable-secret.ts';
import {failure, type Outcome, success} from '../../source/domain/outcome.ts';
import type {SecretName, StorageKind} from '../../source/domain/profile.ts';
import type {Secret} from '../../source/domain/secret.ts';
import type {SecretStore, SecretStoreFailure} from '../../source/ports.ts';
import {createGate} from './gate.ts';

const cancelled: SecretStoreFailure = {kind: 'cancelled', text: 'the keychain did not answer in time'};

/** Until the gate lets it pass, or it is given up. */
async function passed(gate: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) return;
	let giveUp = () => {};
	const givenUp = new Promise<void>(resolve => {
		giveUp = resolve;
	});
	signal?.addEventListener('abort', giveUp);
	await Promise.race([gate, givenUp]);
	// The signal may be that of a whole session.
	signal?.removeEventListener('abort', giveUp);
}

/**
 * A keychain that can be locked, and that can take its time. A held read ends only when it is let, as a prompt may; to write or remove
 * can be given up.
 */
export function createStorySecrets(kind: StorageKind = 'keychain') {
	const entries = new Map<string, Secret>();
	const gate = createGate();
	const asked: string[] = [];
	let locked: SecretStoreFailure | undefined;

	async function called<Value>(
		what: string,
		work: () => Value,
		unsuitable?: SecretStoreFailure,
		signal?: AbortSignal,
	): Promise<Outcome<Value, SecretStoreFailure>> {
		asked.push(what);
		await passed(gate.pass(), signal);
		const problem = unsuitable ?? (signal?.aborted ? cancelled : locked);
		return problem === undefined ? success(work()) : failure(problem);
	}

	const store: SecretStore = {
		kind,
		read: name => called(`read ${accountOf(name)}`, () => entries.get(accountOf(name)), nameProblem(name)),
		write: (name, secret, signal) =>
			called(
				`write ${accountOf(name)}`,
				() => void entries.set(accountOf(name), secret),
				nameProblem(name) ?? secretProblem(secret),
				signal,
			),
		remove: (name, signal) =>
			called(`remove ${accountOf(name)}`, () => void entries.delete(accountOf(name)), nameProblem(name), signal),
		check: () => called('check', () => undefined),
		close: () => undefined,
	};

	return {
		store,
		hold: gate.hold,
		open: gate.open,
		lock: (text = 'the keychain is locked') => {
			locked = {kind: 'locked', text};
		},
		unlock: () => {
			locked = undefined;
		},
		/** `password:user@origin` and the like, in the order in which they were stored. */
		names: () => [...entries.keys()],
		reveal: (name: SecretName) => entries.get(accountOf(name))?.reveal(),
		put: (name: SecretName, secret: Secret) => void entries.set(accountOf(name), secret),
		forget: (name: SecretName) => void entries.delete(accountOf(name)),
		asked: (): readonly string[] => asked,
	};
}
