import type {SecretName} from '../domain/profile.ts';
import type {Secret} from '../domain/secret.ts';
import type {SecretStoreFailure} from '../ports.ts';

/** What an entry is called in a store. Two profiles with the same user and origin share it. */
export const accountOf = ({holds, username, origin}: SecretName) => `${holds}:${username}@${origin}`;

/** Why no store can have an entry of this name; undefined when one can. Windows has room for 513 characters. */
export function nameProblem(name: SecretName): SecretStoreFailure | undefined {
	const account = accountOf(name);
	if (account.length > 512)
		return unsuitable('the user name and the address are too long to store anything under them');
	if (/\p{C}/u.test(account)) {
		return unsuitable('the user name has characters that cannot be seen, so nothing is stored under it: type it again');
	}
	return undefined;
}

/** Why no store can hold this secret; undefined when one can. The same everywhere, so that a profile works on all systems. */
export function secretProblem(secret: Secret): SecretStoreFailure | undefined {
	const text = secret.reveal();
	if (secret.isEmpty) return unsuitable('there is nothing to store: type it again');
	if (text.includes('\0')) return unsuitable('it holds a NUL character, and cannot be stored: type it again');
	// `isWellFormed` came with Node 20.
	if (/\p{Cs}/u.test(text)) return unsuitable('it is no proper Unicode, and cannot be stored: type it again');
	if (text.length > mostCharacters || Buffer.byteLength(text) > mostBytes) {
		return unsuitable(
			`it is longer than ${mostCharacters} characters, and cannot be stored: sign in without saving it`,
		);
	}
	return undefined;
}

const mostCharacters = 1200;

/** What an entry of Windows' Credential Manager holds. */
const mostBytes = 2560;

const unsuitable = (text: string): SecretStoreFailure => ({kind: 'unsuitable', text});
