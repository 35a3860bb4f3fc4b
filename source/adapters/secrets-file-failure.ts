import {safeText} from '../domain/server-text.ts';
import type {FileFailure, SecretStoreFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import type {NoSealed} from './sealed-format.ts';

/** What can be wrong with the file of secrets at `path`, in a line with the next step. */
export function secretsFileFailure(path: string, passphraseFile: string | undefined) {
	const named = safeText(path, 400);
	const wrong =
		passphraseFile === undefined
			? `that is not the passphrase of ${named}: try again; if it is lost, `
			: `${safeText(passphraseFile, 400)}, which SVT_PASSPHRASE_FILE names, holds another passphrase than that of ${named}; if that is lost, `;
	const failed = (kind: SecretStoreFailure['kind'], text: string): SecretStoreFailure => ({kind, text});
	const file = ({kind, text}: FileFailure) =>
		kind === 'damaged'
			? failed('damaged', `${text}; nothing is written over it: move it away to begin anew`)
			: failed('refused', text);
	return {
		locked: failed('locked', `the passphrase of ${named} was not given: start svt-tui again`),
		/** A tag that does not fit says no more than that. */
		wrongPassphrase: failed('wrong-passphrase', `${wrong}remove ${named} and sign in again`),
		madeAnew: failed('locked', `${named} was made anew with another passphrase: start svt-tui again`),
		noMemory: failed('refused', 'there is too little memory for the passphrase: 128 MiB are needed'),
		late: failed('unresponsive', `${named} could not be read or written in a minute: look at the disk`),
		taken: failed('refused', `another svt-tui holds ${named} all the time: try again`),
		cancelled: failed('cancelled', `${named} was not waited for: try again`),
		file,
		unusable: ({kind, says}: NoSealed) => ({...file(fileFailure(kind, path, says)), kind: 'damaged'}) as const,
	};
}
