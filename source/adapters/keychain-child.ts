import type {KeychainAnswer, KeychainRequest} from './keychain-answer.ts';
import {findKeytar} from './keytar-place.ts';
import {isInspected} from './onlookers.ts';

// Node's own answer to it would be to open a debugger.
process.on('SIGUSR1', () => undefined);

/**
 * A program of its own that asks the system's keychain for `keychain-worker`: a call to the library may hang for as long as it likes or
 * take the whole process down with it, and killing that process is the only thing that helps. Secrets come and go over IPC alone.
 */
process.on('message', (request: KeychainRequest) => {
	void answer(request).then(reply => process.send?.(reply));
});

// Nobody is there any more. An exit would wait for the library, which may never come back.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function answer({verb, service, account, secret}: KeychainRequest): Promise<KeychainAnswer> {
	if (isInspected()) return {type: 'refused', message: 'a debugger can be attached to what asks it'};
	const library = await load();
	if (!library.ok) return {type: 'not-loadable', message: library.message};
	const {keytar} = library;
	try {
		if (verb === 'get') return {type: 'text', text: await keytar.getPassword(service, account)};
		if (verb === 'delete') return {type: 'deleted', deleted: await keytar.deletePassword(service, account)};
		await keytar.setPassword(service, account, secret);
		return {type: 'stored'};
	} catch (error) {
		return {type: 'refused', message: messageOf(error)};
	}
}

async function load() {
	try {
		findKeytar(import.meta.url);
		// The only name that Node finds in it is the default.
		return {ok: true, keytar: (await import('keytar')).default} as const;
	} catch (error) {
		return {ok: false, message: messageOf(error)} as const;
	}
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 1000);
