import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createSessionRecords} from '../../source/adapters/session-records.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {makePipe} from '../support/pipe.ts';
import {activeRecord, sessionRecordsContract} from '../support/session-records-contract.ts';
import {noon} from '../support/sessions.ts';

let home = '';
let folder = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-records-'));
	folder = join(home, 'state', 'svt-tui');
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const records = () => createSessionRecords({folder, clock: createFakeClock(noon)});
const file = (name: string) => join(folder, 'sessions', name);
const isRoot = process.geteuid?.() === 0;

describe('a store of records in files', () => sessionRecordsContract(() => records()));

describe('the file of a record', () => {
	test('holds it as JSON, for this user alone, and nothing lies beside it', async () => {
		await records().write(activeRecord('dc1'));
		expect(JSON.parse(readFileSync(file('dc1.json'), 'utf8'))).toMatchObject({
			schema: 'svt-tui/record/v1',
			profile: 'dc1',
			state: 'active',
			keepAlive: {keeperPid: 4242},
		});
		expect(readdirSync(join(folder, 'sessions'))).toEqual(['dc1.json']);
		expect([folder, join(folder, 'sessions'), file('dc1.json')].map(modeOf)).toEqual(['700', '700', '600']);
	});

	test('has a name that any file system takes', async () => {
		const store = records();
		for (const name of ['dc1', 'DC1', 'Büro', 'con', 'nul.x', 'com1', '10.1.1.16'])
			await store.write(activeRecord(name));
		const hash = expect.stringMatching(/^_[0-9a-f]{64}\.json$/);
		expect(readdirSync(join(folder, 'sessions')).sort()).toEqual([
			'10.1.1.16.json',
			hash,
			hash,
			hash,
			hash,
			hash,
			'dc1.json',
		]);
	});

	test('stays whole while it is read and written at the same time', async () => {
		const [one, other] = [records(), records()];
		const record = activeRecord('dc1');
		await one.write(record);
		const seen = await Promise.all(
			Array.from({length: 200}, async (_, index) => {
				const store = index % 2 === 0 ? one : other;
				if (index % 4 < 2) await store.write(record);
				return store.read('dc1');
			}),
		);
		expect(seen.every(found => found?.profile === 'dc1')).toBe(true);
		expect(readdirSync(join(folder, 'sessions'))).toEqual(['dc1.json']);
	});

	test('comes back when somebody removed the folder', async () => {
		const store = records();
		await store.write(activeRecord('dc1'));
		rmSync(folder, {recursive: true});
		expect(await store.write(activeRecord('dc1'))).toEqual({ok: true, value: undefined});
		expect(await store.read('dc1')).toEqual(activeRecord('dc1'));
	});

	test('takes the place of whatever stood there, a link too', async () => {
		await records().write(activeRecord('dc2'));
		const elsewhere = join(home, 'elsewhere');
		writeFileSync(elsewhere, 'keep me');
		symlinkSync(elsewhere, file('dc1.json'));
		expect(await records().write(activeRecord('dc1'))).toEqual({ok: true, value: undefined});
		expect(await records().read('dc1')).toEqual(activeRecord('dc1'));
		expect(readFileSync(elsewhere, 'utf8')).toBe('keep me');
	});
});

describe('no record is', () => {
	beforeEach(async () => {
		await records().write(activeRecord('dc1'));
	});

	const damaged =
		/dc1\.json is damaged: .*; it was set aside as .*\/dc1\.json\.corrupt-20261122T120000Z, and nothing of it is lost$/;

	test.each<readonly [what: string, make: (path: string, good: string) => void]>([
		['an empty file', path => writeFileSync(path, '')],
		['half a file', (path, good) => writeFileSync(path, good.slice(0, 200))],
		['a file of NULs', path => writeFileSync(path, Buffer.alloc(2000))],
		['what is no UTF-8', (path, good) => writeFileSync(path, Buffer.concat([Buffer.from(good), Buffer.from([0xff])]))],
		['another JSON', path => writeFileSync(path, '[1,2]')],
		['the record of another profile', (path, good) => writeFileSync(path, good.replace('"dc1"', '"dc2"'))],
		['a deep one', path => writeFileSync(path, '['.repeat(30_000) + ']'.repeat(30_000))],
	])('%s, which is set aside and named once', async (_what, make) => {
		const path = file('dc1.json');
		make(path, readFileSync(path, 'utf8'));
		const store = records();
		expect(await store.read('dc1')).toBeUndefined();
		expect(await store.read('dc1')).toBeUndefined();
		expect(store.notices()).toEqual([expect.stringMatching(damaged)]);
		expect(store.notices()).toEqual([]);
		expect(readdirSync(join(folder, 'sessions'))).toEqual(['dc1.json.corrupt-20261122T120000Z']);
		await store.write(activeRecord('dc1'));
		expect(await records().read('dc1')).toEqual(activeRecord('dc1'));
	});

	test.each<readonly [what: string, make: (path: string, good: string) => void, says: RegExp]>([
		[
			'a later version',
			(path, good) => writeFileSync(path, good.replace('record/v1', 'record/v2')),
			/another version of svt-tui wrote it/,
		],
		['a huge file', (path, good) => writeFileSync(path, good + ' '.repeat(70_000)), /larger than 64 KiB/],
		['a folder', path => mkdirSync(path), /it is a folder/],
		['a pipe that nobody writes to', path => makePipe(path), /it is a pipe/],
		['a link to itself', path => symlinkSync(path, path), /it is a link/],
		['a device without end', path => symlinkSync('/dev/zero', path), /it is a link/],
		[
			'a link to a good one',
			(path, good) => {
				writeFileSync(`${path}.good`, good);
				symlinkSync(`${path}.good`, path);
			},
			/it is a link/,
		],
	])('%s, which is named once and left where it is', async (_what, make, says) => {
		const path = file('dc1.json');
		const good = readFileSync(path, 'utf8');
		rmSync(path);
		make(path, good);
		const store = records();
		expect(await store.read('dc1')).toBeUndefined();
		expect(store.notices()).toEqual([expect.stringMatching(says)]);
		expect(await store.read('dc1')).toBeUndefined();
		expect(store.notices()).toEqual([]);
		expect(readdirSync(join(folder, 'sessions'))).toContain('dc1.json');
	});

	test.skipIf(!isRoot)("another user's file", async () => {
		chownSync(file('dc1.json'), 12_345, 12_345);
		expect(await records().read('dc1')).toBeUndefined();
	});
});

describe('what others could read or left behind', () => {
	test('is closed to them', async () => {
		mkdirSync(join(folder, 'sessions'), {recursive: true});
		for (const path of [folder, join(folder, 'sessions')]) chmodSync(path, 0o755);
		await records().write(activeRecord('dc1'));
		expect([folder, join(folder, 'sessions')].map(modeOf)).toEqual(['700', '700']);
		chmodSync(file('dc1.json'), 0o644);
		expect(await records().read('dc1')).toEqual(activeRecord('dc1'));
		expect(modeOf(file('dc1.json'))).toBe('600');
	});

	test('by a write that was interrupted an hour ago is removed', async () => {
		await records().write(activeRecord('dc1'));
		const [old, fresh] = [file('dc1.json.0123456789ab.tmp'), file('dc1.json.ba9876543210.tmp')];
		for (const path of [old, fresh]) writeFileSync(path, '{');
		utimesSync(old, 1, 1);
		await records().write(activeRecord('dc1'));
		expect([old, fresh].map(existsSync)).toEqual([false, true]);
	});
});

describe('a person is told', () => {
	test('that a file is in the way of the folder', async () => {
		writeFileSync(join(home, 'state'), '');
		expect(await records().write(activeRecord('dc1'))).toEqual({
			ok: false,
			failure: {
				kind: 'unwritable',
				path: folder,
				text: `${folder} cannot be written: a part of the path is a file, not a folder; move that away`,
			},
		});
		expect(await records().read('dc1')).toBeUndefined();
	});

	test('that a folder is in the way of the file, which can then not be removed either', async () => {
		mkdirSync(join(file('dc1.json'), 'more'), {recursive: true});
		const told = {
			ok: false,
			failure: {
				kind: 'unwritable',
				path: file('dc1.json'),
				text: `${file('dc1.json')} cannot be written: a folder stands in its place; move it away`,
			},
		};
		expect(await records().write(activeRecord('dc1'))).toEqual(told);
		expect(await records().remove('dc1')).toEqual(told);
		expect(readdirSync(join(folder, 'sessions'))).toEqual(['dc1.json']);
	});

	test.skipIf(!isRoot)('whose folder it is', async () => {
		mkdirSync(folder, {recursive: true});
		chownSync(folder, 12_345, 12_345);
		expect(await records().write(activeRecord('dc1'))).toMatchObject({
			ok: false,
			failure: {
				text: `${folder} cannot be written: it belongs to another user (number 12345); run svt-tui as that user, or name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR`,
			},
		});
	});
});
