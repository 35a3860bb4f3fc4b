import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Secret} from '../domain/secret.ts';
import {safeText} from '../domain/server-text.ts';
import type {Clock, SecretStoreFailure} from '../ports.ts';
import {type Asker, openAsker, type Unasked} from './hidden-prompt.ts';
import {readPassphraseFile} from './passphrase-file.ts';
import type {AskPassphrase} from './secrets-file.ts';

type Options = {
	readonly clock: Clock;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Whether nobody is to be asked, even if somebody is there. */
	readonly isUnattended: boolean;
	readonly stop: AbortSignal;
	/** The terminal, if there is one. */
	readonly openTerminal?: () => Asker | undefined;
};

/**
 * The passphrase of the file of secrets: from the file that `SVT_PASSPHRASE_FILE` names, else typed on the terminal, a new one twice.
 * Never from an argument or the value of a variable, which others can read. One try: what is wrong is said, and not asked for again.
 */
export function createPassphrase({
	environment,
	isUnattended,
	openTerminal = openAsker,
	...options
}: Options): AskPassphrase {
	const {clock, stop} = options;
	return async (path, which, signal, asking = 'person') => {
		const named = environment.SVT_PASSPHRASE_FILE ?? '';
		if (named !== '') {
			const read = await readPassphraseFile(named, {clock, signal: signal ?? stop});
			if (read.ok) return which === 'new' ? longEnough(read.value) : read;
			const text = `${safeText(named, 400)}, which SVT_PASSPHRASE_FILE names, gives no passphrase: ${read.failure}`;
			return failure({kind: 'no-passphrase', text});
		}
		const terminal = isUnattended || asking === 'nobody' ? undefined : openTerminal();
		if (terminal === undefined) return failure(nobodyToAsk(safeText(path, 400)));
		try {
			return await (which === 'new' ? askTwice : askOnce)(terminal, safeText(path, 400), signal ?? stop);
		} finally {
			terminal.close();
		}
	};
}

const notGiven = (why: Unasked, path: string) => (why === 'given-up' ? givenUp : nobodyToAsk(path));

type Asked = Promise<Outcome<Secret, SecretStoreFailure>>;

async function askOnce(terminal: Asker, path: string, signal: AbortSignal): Asked {
	const typed = await terminal.ask(`Passphrase of ${path}: `, signal);
	if (!typed.ok) return failure(notGiven(typed.failure, path));
	return typed.value.isEmpty ? failure(nothingTyped) : typed;
}

async function askTwice(terminal: Asker, path: string, signal: AbortSignal): Asked {
	const first = await terminal.ask(`New passphrase, which will encrypt ${path}: `, signal);
	if (!first.ok) return failure(notGiven(first.failure, path));
	const good = longEnough(first.value);
	if (!good.ok) return good;
	const second = await terminal.ask('The same again: ', signal);
	if (!second.ok) return failure(notGiven(second.failure, path));
	return second.value.matches(first.value) ? first : failure(notTheSame);
}

const leastCharacters = 8;

const longEnough = (passphrase: Secret): Outcome<Secret, SecretStoreFailure> =>
	[...passphrase.reveal()].length < leastCharacters ? failure(tooShort) : success(passphrase);

const failed = (text: string): SecretStoreFailure => ({kind: 'no-passphrase', text});
const givenUp: SecretStoreFailure = {kind: 'cancelled', text: 'no passphrase was given'};
const nothingTyped = failed('no passphrase was typed: try again');
const notTheSame = failed('these are two different passphrases, and nothing was written: try again');
const tooShort = failed(`a passphrase of fewer than ${leastCharacters} characters is soon guessed: take a longer one`);

const nobodyToAsk = (path: string) =>
	failed(`there is nobody to ask for the passphrase of ${path}: name a file that holds it in SVT_PASSPHRASE_FILE`);
