import {
	chmodSync,
	chownSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {lookAtFolders} from '../../source/adapters/folders-look.ts';
import {createSessionRecords} from '../../source/adapters/session-records.ts';
import {createSettings} from '../../source/adapters/settings.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {filesFinding, folderFinding} from '../../source/domain/doctor-files.ts';
import {locksFinding, recordsFinding, settingsFinding} from '../../source/domain/doctor-stores.ts';
import {foundIn} from '../support/findings.ts';
import {makePipe} from '../support/pipe.ts';
import {activeRecord} from '../support/session-records-contract.ts';
import {profileNamed} from '../support/sessions.ts';

let home = '';
let configuration = '';
let state = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-look-'));
	const made = home;
	onTestFinished(() => rmSync(made, {recursive: true, force: true}));
	configuration = join(home, 'config', 'svt-tui');
	state = join(home, 'state', 'svt-tui');
});

async function save(...names: readonly string[]) {
	const settings = createSettings({folder: configuration, clock: createSystemClock()});
	const records = createSessionRecords({folder: state, clock: createSystemClock()});
	for (const name of names) {
		await settings.save(profileNamed(name));
		await records.write(activeRecord(name));
	}
}

async function looked() {
	const {settings, records, stored} = await lookAtFolders({configuration, state});
	return {
		settingsFolder: foundIn(folderFinding('settings-folder', settings)),
		recordsFolder: foundIn(folderFinding('records-folder', records)),
		files: foundIn(filesFinding([settings, records])),
		settings: foundIn(settingsFinding(stored)),
		records: foundIn(recordsFinding(stored)),
		locks: foundIn(locksFinding(stored)),
	};
}

/** Every path below, with what stands there: type and mode, owner, when it was changed, text. */
function everythingIn(folder: string): readonly string[] {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.sort()
		.map(name => {
			const {mode, uid, mtimeMs, isFile} = lstatSync(join(folder, name));
			const text = isFile.call(lstatSync(join(folder, name))) ? readFileSync(join(folder, name), 'utf8') : '';
			return [name, mode.toString(8), uid, mtimeMs, text].join(' ');
		});
}

const isRoot = process.geteuid?.() === 0;
const isPosix = process.platform !== 'win32';

describe('a look at the two folders', () => {
	test('that are not there makes nothing', async () => {
		expect(await looked()).toEqual({
			settingsFolder: ['ok', `${configuration} is made when it is needed`],
			recordsFolder: ['ok', `${state} is made when it is needed`],
			files: ['skipped', 'there are none yet'],
			settings: ['skipped', 'there are none: no appliance was signed in to yet'],
			records: ['skipped', 'there are none: no session is known'],
			locks: ['ok', 'none is held'],
		});
		expect(readdirSync(home)).toEqual([]);
	});

	test.runIf(isPosix)('that are well', async () => {
		await save('dc1', 'DC2');
		expect(await looked()).toEqual({
			settingsFolder: ['ok', `${configuration}, for this user alone (0700)`],
			recordsFolder: ['ok', `${state}, for this user alone (0700)`],
			files: ['ok', '4 in the two folders, for this user alone'],
			settings: ['ok', '2 profiles, dc1 is the default'],
			records: ['ok', '2 sessions'],
			locks: ['ok', 'none is held'],
		});
	});

	test.runIf(isPosix)('tells what is wrong, and changes nothing of it', async () => {
		await save('dc1', 'dc2');
		const file = join(configuration, 'config.json');
		writeFileSync(file, '{"schema": "svt-tui/settings/v1", "prof');
		chmodSync(file, 0o644);
		chmodSync(configuration, 0o755);
		writeFileSync(join(state, 'sessions', 'dc2.json'), '{}');
		writeFileSync(join(state, 'config.json.corrupt-1'), '');
		mkdirSync(join(state, 'guards'), {mode: 0o700});
		symlinkSync('/etc/passwd', join(state, 'events.jsonl'));
		const before = everythingIn(home);
		expect(await looked()).toMatchObject({
			settingsFolder: [
				'warn',
				`${configuration} can be entered by others (0755)`,
				`Close it to others: chmod go= ${configuration}`,
			],
			files: [
				'warn',
				`${state}/events.jsonl: a link, which is not followed; ${file}, ${state}/config.json.corrupt-1: open to others`,
				'Put the file itself there',
				`Close it to others: chmod go= ${file} ${state}/config.json.corrupt-1`,
			],
			settings: ['fail', `${file} is damaged: it holds no JSON object`, expect.any(String)],
			records: [
				'warn',
				`${state}/sessions/dc2.json cannot be read: damaged, or of another version`,
				`Remove it: svt-tui makes a new one: rm ${state}/sessions/dc2.json`,
			],
		});
		expect(everythingIn(home)).toEqual(before);
	});

	test('does not wait for a pipe in the place of a file, nor follow a record that is a link', async () => {
		await save('dc1');
		makePipe(join(state, 'sessions', 'dc2.json'));
		symlinkSync(join(state, 'sessions', 'dc1.json'), join(state, 'sessions', 'dc3.json'));
		const {files, records} = await looked();
		expect(files.slice(0, 2)).toEqual([
			'fail',
			`${state}/sessions/dc3.json: a link, which is not followed; ${state}/sessions/dc2.json: neither file nor folder`,
		]);
		expect(records[1]).toBe(
			`${state}/sessions/dc2.json, ${state}/sessions/dc3.json cannot be read: damaged, or of another version`,
		);
	});

	test('a record under the name of another profile is nobody’s', async () => {
		await save('dc1');
		writeFileSync(join(state, 'sessions', 'dc9.json'), readFileSync(join(state, 'sessions', 'dc1.json')));
		const {stored} = await lookAtFolders({configuration, state});
		expect(stored.records.map(({profile}) => profile)).toEqual(['dc1']);
		expect(stored.damaged).toEqual([join(state, 'sessions', 'dc9.json')]);
	});

	test('damaged guards', async () => {
		mkdirSync(join(state, 'guards'), {recursive: true, mode: 0o700});
		writeFileSync(join(state, 'guards', 'ab.json'), '{"schema": 1}', {mode: 0o600});
		writeFileSync(join(state, 'guards', 'guard-key'), 'x', {mode: 0o600});
		expect((await looked()).records[1]).toBe(
			`${join(state, 'guards', 'ab.json')} cannot be read: which passwords were refused is not known`,
		);
	});

	test('locks that are held, that were left, and what is none', async () => {
		await save('dc1');
		const lock = (name: string) => join(state, 'locks', name);
		mkdirSync(lock('held'), {recursive: true});
		mkdirSync(lock('left'));
		const long = Date.now() / 1000 - 60;
		utimesSync(lock('left'), long, long);
		writeFileSync(lock('none'), '');
		mkdirSync(join(configuration, 'config.json.lock'));
		expect((await looked()).locks).toEqual(['fail', `${lock('none')} stands in the place of a lock`, 'Move it away']);
		rmSync(lock('none'));
		const {locks, files} = await looked();
		expect(locks).toEqual([
			'ok',
			'2 held by running programs, 1 left by a program that was killed, free again for the next one',
		]);
		expect(files[0]).toBe('ok');
	});

	test.runIf(isPosix && !isRoot)('in which nothing can be written', async () => {
		await save('dc1');
		chmodSync(state, 0o500);
		expect((await looked()).recordsFolder.slice(0, 2)).toEqual([
			'fail',
			expect.stringContaining(`${state} cannot be written: this user may not`),
		]);
		chmodSync(state, 0o700);
	});

	test.runIf(process.platform === 'linux')('that cannot be made, and a file in the place of one', async () => {
		const {settings} = await lookAtFolders({configuration: '/proc/none/svt-tui', state});
		expect(settings).toMatchObject({itself: {kind: 'absent'}});
		writeFileSync(join(home, 'config'), '');
		const {settingsFolder} = await looked();
		expect(settingsFolder[0]).toBe('fail');
	});

	test.runIf(isRoot)('of another user', async () => {
		await save('dc1');
		for (const path of [configuration, join(configuration, 'config.json')]) chownSync(path, 12_345, 12_345);
		const {settingsFolder, settings, files} = await looked();
		expect(settingsFolder.slice(0, 2)).toEqual(['fail', `${configuration} belongs to another user`]);
		expect(files.slice(0, 2)).toEqual(['fail', `${configuration}/config.json: of another user`]);
		expect(settings[1]).toContain('cannot be read: it belongs to another user (number 12345)');
	});
});
