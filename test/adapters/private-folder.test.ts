import {chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {makePrivateFolder} from '../../source/adapters/private-folder.ts';

function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'svt-tui-folder-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	return folder;
}

test.skipIf(process.platform === 'win32')('it is made with all that leads to it, for this user alone', async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'a', 'b', 'c');
	expect(await makePrivateFolder(path)).toEqual({ok: true, value: undefined});
	for (const name of ['a', 'a/b', 'a/b/c']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o700);
	expect(await makePrivateFolder(path)).toEqual({ok: true, value: undefined});
});

test.skipIf(process.platform === 'win32')(
	'one that somebody opened is closed again, as long as it is ours alone',
	async () => {
		// What the state folder is called on macOS, and where SVT_STATE_DIR names one.
		const state = join(temporaryFolder(), 'state');
		for (const name of ['sessions', 'guards', 'locks', 'wipes']) mkdirSync(join(state, name), {recursive: true});
		for (const name of ['secrets.json', 'events.jsonl', 'events.1.jsonl', 'events.jsonl.lock'])
			writeFileSync(join(state, name), '');
		chmodSync(state, 0o755);
		await makePrivateFolder(state);
		expect(statSync(state).mode & 0o777).toBe(0o700);
		writeFileSync(join(state, 'theirs'), '');
		chmodSync(state, 0o755);
		await makePrivateFolder(state);
		expect(statSync(state).mode & 0o777).toBe(0o755);
	},
);

test('a file in its place, or in the way to it, is named', async () => {
	const folder = temporaryFolder();
	writeFileSync(join(folder, 'file'), '');
	expect(await makePrivateFolder(join(folder, 'file'))).toMatchObject({ok: false, failure: {kind: 'unwritable'}});
	expect(await makePrivateFolder(join(folder, 'file', 'in', 'it'))).toMatchObject({
		ok: false,
		failure: {text: expect.stringContaining('a part of the path is a file')},
	});
});

test.skipIf(process.platform !== 'linux')('where nothing can be made, that is found out at once', async () => {
	expect(await makePrivateFolder('/proc/none/svt-tui')).toMatchObject({ok: false, failure: {kind: 'unwritable'}});
});
