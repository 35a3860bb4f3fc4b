import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type AskPassphrase, createSecretsFile} from '../../source/adapters/secrets-file.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {success} from '../../source/domain/outcome.ts';
import {Secret} from '../../source/domain/secret.ts';
import type {SecretStore} from '../../source/ports.ts';

/** Little work: what the tests show does not depend on how much it is. */
const cheap = {N: 2 ** 10, r: 8, p: 1};

const passphrase = 'correct horse battery';

/** A folder for a file of secrets, and stores as processes of their own would have them. */
export function createSecretsFolder() {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-secrets-'));
	const asked: string[] = [];
	const answer =
		(typed: string): AskPassphrase =>
		async (path, which) => {
			asked.push(`${which} ${path.replace(folder, '')}`);
			return success(new Secret(typed));
		};

	return {
		folder,
		path: join(folder, 'secrets.json'),
		/** What was asked, such as `new /secrets.json`. */
		asked: (): readonly string[] => asked,
		/** Nobody has given it a passphrase yet. */
		locked: (typed = passphrase, more: {readonly passphraseFile?: string} = {}) =>
			createSecretsFile({folder, clock: createSystemClock(), askPassphrase: answer(typed), cost: cheap, ...more}),
		async opened(typed = passphrase): Promise<SecretStore> {
			const store = createSecretsFile({folder, clock: createSystemClock(), askPassphrase: answer(typed), cost: cheap});
			const unlocked = await store.unlock?.('write');
			if (unlocked?.ok === false) throw new Error(unlocked.failure.text);
			return store;
		},
		remove: () => rmSync(folder, {recursive: true, force: true}),
	};
}

/** A store whose calls wait until it is unlocked. */
export function onceUnlocked(store: SecretStore): SecretStore {
	const unlocked = store.unlock?.('write');
	const ready =
		<Arguments extends readonly unknown[], Value>(call: (...args: Arguments) => Promise<Value>) =>
		async (...args: Arguments) => {
			await unlocked;
			return call(...args);
		};
	return {...store, read: ready(store.read), write: ready(store.write), remove: ready(store.remove)};
}
