import {join} from 'node:path';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Secret} from '../domain/secret.ts';
import {seconds} from '../domain/time.ts';
import type {Asking, Clock, FileFailure, SecretStore, SecretStoreFailure} from '../ports.ts';
import {fileFailure} from './file-failure.ts';
import {createFileLock} from './file-lock.ts';
import {removeLeftovers} from './leftovers.ts';
import {readPrivateFile, replacePrivateFile} from './private-file.ts';
import {makePrivateFolder, syncFolder} from './private-folder.ts';
import {type Cost, parseSealed, type SealedFile, sealedText} from './sealed-format.ts';
import {
	type Entries,
	type FileKey,
	makeFileKey,
	openEntries,
	openFileKey,
	sealEntries,
	standardCost,
} from './sealing.ts';
import {secretsFileFailure} from './secrets-file-failure.ts';
import {accountOf, nameProblem, secretProblem} from './suitable-secret.ts';
import {createTurns} from './turns.ts';

type Failed<Value> = Outcome<Value, SecretStoreFailure>;

/** Gets the passphrase of the file at `path`, from a person or elsewhere; `new` for a file that is yet to be made. */
export type AskPassphrase = (
	path: string,
	which: 'known' | 'new',
	signal?: AbortSignal,
	asking?: Asking,
) => Promise<Failed<Secret>>;

type Options = {
	/** Holds `secrets.json`, with the secrets of all profiles. */
	readonly folder: string;
	readonly clock: Clock;
	readonly askPassphrase: AskPassphrase;
	/** The file that `SVT_PASSPHRASE_FILE` names, where that is whom `askPassphrase` asks. */
	readonly passphraseFile?: string | undefined;
	/** Of a new file. */
	readonly cost?: Cost;
};

/** The passphrase is kept until the file is there: another process may make it first. */
type Held = FileKey & {readonly passphrase?: Secret};
type Opened = {readonly held: Held; readonly entries: Entries};

/**
 * Secrets in a file that only a passphrase opens. Any number of processes may change it: each change reads it anew under a lock. What
 * cannot be read is never written over.
 */
export function createSecretsFile({
	folder,
	clock,
	askPassphrase,
	passphraseFile,
	cost = standardCost,
}: Options): SecretStore {
	const path = join(folder, 'secrets.json');
	const lock = createFileLock({path: `${path}.lock`, clock, silence: seconds(5)});
	const failed = secretsFileFailure(path, passphraseFile);
	const turns = createTurns({clock, limit: seconds(60), late: failed.late, cancelled: failed.cancelled});
	let held: Held | undefined;

	/** Undefined when there is none. */
	async function readSealed(): Promise<Failed<SealedFile | undefined>> {
		const content = await readPrivateFile(path, {most: mostBytes, links: 'refuse'});
		if (!content.ok) return failure(failed.file(content.failure));
		if (content.value === undefined) return success(undefined);
		const sealed = parseSealed(content.value);
		return sealed.ok ? sealed : failure(failed.unusable(sealed.failure));
	}

	async function unlock(to: 'read' | 'write', signal?: AbortSignal, asking?: Asking): Promise<Failed<void>> {
		const sealed = await readSealed();
		if (!sealed.ok) return sealed;
		if (held !== undefined || (sealed.value === undefined && to === 'read')) return success(undefined);
		const asked = await askPassphrase(path, sealed.value === undefined ? 'new' : 'known', signal, asking);
		if (!asked.ok) return asked;
		const key = await worked(() => keyBy(asked.value, sealed.value));
		if (!key.ok) return key;
		if (key.value === undefined) return failure(failed.wrongPassphrase);
		held = key.value;
		return success(undefined);
	}

	async function keyBy(passphrase: Secret, sealed: SealedFile | undefined): Promise<Held | undefined> {
		if (sealed !== undefined) return openFileKey(passphrase, sealed.lock);
		return {...(await makeFileKey(passphrase, cost)), passphrase};
	}

	/** Half a second of work may find too little memory. */
	async function worked<Value>(work: () => Promise<Value>): Promise<Failed<Value>> {
		try {
			return success(await work());
		} catch {
			return failure(failed.noMemory);
		}
	}

	/** What is in it, with the key that fits. Undefined when there is no file, and so nothing in it. */
	async function open(): Promise<Failed<Opened | undefined>> {
		const sealed = await readSealed();
		if (!sealed.ok) return sealed;
		if (sealed.value === undefined) return success(undefined);
		const {lock, entries: content} = sealed.value;
		if (held === undefined) return failure(failed.locked);
		if (held.lock.key.data !== lock.key.data) {
			const {passphrase} = held;
			const key = passphrase && (await worked(() => openFileKey(passphrase, lock)));
			if (key?.ok === false) return key;
			if (key?.value === undefined) return failure(failed.madeAnew);
			held = key.value;
		}
		const entries = openEntries(content, held);
		return entries === undefined ? failure(failed.unusable(changed)) : success({held, entries});
	}

	async function change(edit: (entries: Map<string, Secret>) => boolean, ending: AbortSignal): Promise<Failed<void>> {
		const made = await makePrivateFolder(folder);
		if (!made.ok) return failure(failed.file(made.failure));
		const right = await lock.acquire(seconds(30), ending);
		if (!right.ok) return failure('text' in right.failure ? failed.file(right.failure) : failed.taken);
		try {
			const opened = await open();
			if (!opened.ok) return opened;
			const key = opened.value?.held ?? held;
			if (key === undefined) return failure(failed.locked);
			const entries = new Map(opened.value?.entries);
			if (!edit(entries)) return success(undefined);
			const written = await write({lock: key.lock, entries: sealEntries(entries, key)}, right.value.isOurs);
			if (!written.ok) return failure(failed.file(written.failure));
			held = {lock: key.lock, key: key.key};
			return success(undefined);
		} finally {
			await right.value.release();
		}
	}

	async function write(file: SealedFile, isOurs: () => Promise<boolean>): Promise<Outcome<void, FileFailure>> {
		const content = sealedText(file);
		if (content.length > mostBytes) return failure(fileFailure('unwritable', path, 'it holds too many secrets'));
		await removeLeftovers(folder);
		const written = await replacePrivateFile(path, content, isOurs);
		if (written.ok) await syncFolder(folder);
		return written;
	}

	return {
		kind: 'file',
		unlock,
		async read(name, signal) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			return turns.take<Secret | undefined>(signal, async () => {
				const opened = await open();
				return opened.ok ? success(opened.value?.entries.get(accountOf(name))) : opened;
			});
		},
		async write(name, secret, signal) {
			const problem = nameProblem(name) ?? secretProblem(secret);
			if (problem !== undefined) return failure(problem);
			return turns.take(signal, ending =>
				change(entries => entries.set(accountOf(name), secret) !== undefined, ending),
			);
		},
		async remove(name, signal) {
			const problem = nameProblem(name);
			if (problem !== undefined) return failure(problem);
			return turns.take<void>(signal, async ending => {
				const sealed = await readSealed();
				if (!sealed.ok) return sealed;
				// Where there is no file nothing needs a passphrase.
				if (sealed.value === undefined) return success(undefined);
				return change(entries => entries.delete(accountOf(name)), ending);
			});
		},
		async check() {
			const sealed = await readSealed();
			if (!sealed.ok) return sealed;
			return sealed.value === undefined || held !== undefined ? success(undefined) : failure(failed.locked);
		},
		close() {
			turns.cancelAll();
			held = undefined;
		},
	};
}

const changed = {kind: 'damaged', says: 'what it holds was changed'} as const;

/** In the file, some thousand secrets. */
const mostBytes = 1024 * 1024;
