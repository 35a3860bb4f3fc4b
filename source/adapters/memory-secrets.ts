import {failure, success} from '../domain/outcome.ts';
import type {Secret} from '../domain/secret.ts';
import type {SecretStore} from '../ports.ts';
import {accountOf, nameProblem, secretProblem} from './suitable-secret.ts';

/** Secrets that last as long as this process. It refuses what a keychain would refuse. */
export function createMemorySecrets(): SecretStore {
	const entries = new Map<string, Secret>();
	return {
		kind: 'memory',
		async read(name) {
			const problem = nameProblem(name);
			return problem === undefined ? success(entries.get(accountOf(name))) : failure(problem);
		},
		async write(name, secret) {
			const problem = nameProblem(name) ?? secretProblem(secret);
			if (problem !== undefined) return failure(problem);
			entries.set(accountOf(name), secret);
			return success(undefined);
		},
		async remove(name) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			entries.delete(accountOf(name));
			return success(undefined);
		},
		check: async () => success(undefined),
		close: () => entries.clear(),
	};
}
