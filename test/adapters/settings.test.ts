import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
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
import 'proper-lockfile';
import {createSettings} from '../../source/adapters/settings.ts';
import {loadSettingsWriter} from '../../source/adapters/settings-writer.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {storedProfile} from '../../source/domain/profile-format.ts';
import {minutes, seconds} from '../../source/domain/time.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {makePipe} from '../support/pipe.ts';
import {profileStoreContract} from '../support/profile-store-contract.ts';
import {profileNamed} from '../support/sessions.ts';

let home = '';
let folder = '';
let path = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-settings-'));
	folder = join(home, 'config', 'svt-tui');
	path = join(folder, 'config.json');
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const signals = () => process.eventNames().filter(name => String(name).startsWith('SIG'));
const signalsAtStart = signals();
const isRoot = process.geteuid?.() === 0;
const done = {ok: true, value: undefined};
const [dc1, dc2] = [profileNamed('dc1'), profileNamed('dc2')];
const settings = () => createSettings({folder, clock: createFakeClock()});
const modeOf = (of: string) => (statSync(of).mode & 0o777).toString(8);
const content = () => JSON.parse(readFileSync(path, 'utf8'));

function put(text: string | Uint8Array): void {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	writeFileSync(path, text, {mode: 0o600});
}

const stored = (...profiles: readonly unknown[]) =>
	JSON.stringify({schema: 'svt-tui/settings/v1', default: 'dc1', profiles});

/** The lock of another process whose last heartbeat is so many seconds ago. */
function leaveLock(age: number): void {
	mkdirSync(`${path}.lock`);
	const beat = Date.now() / 1000 - age;
	utimesSync(`${path}.lock`, beat, beat);
}

async function loaded(store = settings()) {
	const outcome = await store.load();
	if (!outcome.ok) throw new Error(outcome.failure.text);
	return outcome.value;
}

describe('a store of profiles in a file', () => profileStoreContract(() => settings()));

describe('the settings file', () => {
	test('is for this user alone, and nothing lies beside it', async () => {
		await settings().save(dc1);
		expect(readFileSync(path, 'utf8')).toBe(
			`{
	"schema": "svt-tui/settings/v1",
	"default": "dc1",
	"profiles": [
		{
			"name": "dc1",
			"origin": "https://dc1.example",
			"username": "administrator@vsphere.local",
			"grant": "password",
			"trust": {
				"mode": "system"
			},
			"storage": "keychain",
			"savePassword": true,
			"idleLimitSeconds": 600,
			"absoluteLimitSeconds": 86400,
			"keepAlive": true,
			"renew": "ask"
		}
	]
}
`,
		);
		expect(readdirSync(folder)).toEqual(['config.json']);
		expect([join(home, 'config'), folder, path].map(modeOf)).toEqual(['700', '700', '600']);
	});

	test('is not made by reading, nor by removing what is not there', async () => {
		await loaded();
		await settings().remove('dc1');
		expect(existsSync(join(home, 'config'))).toBe(false);
	});

	test('is not written anew for a change that changes nothing', async () => {
		await settings().save(dc1);
		const {ino} = statSync(path);
		expect(await settings().save({...dc1})).toEqual(done);
		expect(statSync(path).ino).toBe(ino);
		expect(await settings().save({...dc1, idleLimit: minutes(5)})).toEqual(done);
		expect(statSync(path).ino).not.toBe(ino);
	});

	test('never holds a field that is no setting, wherever it came from', async () => {
		put(stored({...storedProfile(dc1), password: 'hunter2'}, {name: 'dc3', password: 'hunter2'}));
		const store = settings();
		expect((await loaded(store)).notices).toEqual([
			`${path}: "password" in profile "dc1" is no setting and will not be kept: take it out of the file, secrets belong in the keychain`,
			expect.stringContaining(`${path}: profile "dc3" is left out until it is corrected: "origin" is not`),
		]);
		const careless = {...dc2, password: 'hunter2', trust: {mode: 'system' as const, password: 'hunter2'}};
		expect(await store.save(careless)).toEqual(done);
		expect(readFileSync(path, 'utf8')).not.toContain('hunter2');
		expect(content().profiles.map(({name}: {name: string}) => name)).toEqual(['dc1', 'dc2']);
		expect(content().unreadable).toEqual([{name: 'dc3'}]);
	});

	test('keeps a profile that is wrong through all changes, until it is corrected', async () => {
		const wrong = {...storedProfile(dc2), renew: 'sometimes'};
		put(stored(wrong, storedProfile(dc1)));
		const notice = `${path}: profile "dc2" is left out until it is corrected: "renew" is not "ask" or "auto"`;
		expect(await loaded()).toEqual({profiles: [dc1], standard: 'dc1', notices: [notice]});
		await settings().save(profileNamed('dc3'));
		await settings().remove('dc1');
		expect(content().unreadable).toEqual([JSON.parse(JSON.stringify(wrong))]);
		expect((await loaded()).notices).toEqual([notice]);

		writeFileSync(path, readFileSync(path, 'utf8').replace('sometimes', 'auto'));
		expect(await loaded()).toEqual({
			profiles: [profileNamed('dc3'), {...dc2, renew: 'auto'}],
			standard: undefined,
			notices: [],
		});
	});

	test('may be a link to where a person keeps such files, and stays one', async () => {
		await settings().save(dc1);
		const kept = join(home, 'dotfiles.json');
		writeFileSync(kept, readFileSync(path), {mode: 0o644});
		rmSync(path);
		symlinkSync(kept, path);
		expect(await settings().save(dc2)).toEqual(done);
		expect(lstatSync(path).isSymbolicLink()).toBe(true);
		expect(JSON.parse(readFileSync(kept, 'utf8')).profiles).toHaveLength(2);
		expect(modeOf(kept)).toBe('600');
		expect(readdirSync(home).sort()).toEqual(['config', 'dotfiles.json']);
	});

	test('and its folder are closed to others when they are read', async () => {
		await settings().save(dc1);
		chmodSync(folder, 0o755);
		chmodSync(path, 0o644);
		await loaded();
		expect([folder, path].map(modeOf)).toEqual(['700', '600']);
	});

	test('is forgiven a mark of byte order', async () => {
		put(`\ufeff${stored(storedProfile(dc1))}`);
		expect((await loaded()).profiles).toEqual([dc1]);
	});
});

describe('damaged settings', () => {
	const noObject = 'it holds no JSON object';
	test.each<readonly [what: string, damaged: string | Uint8Array, why: string]>([
		['cut off', stored(storedProfile(dc1)).slice(0, -20), noObject],
		['empty', '', noObject],
		['of NULs', Buffer.alloc(400), noObject],
		['no UTF-8', Buffer.concat([Buffer.from(stored()), Buffer.from([0xc3])]), 'it is no text in UTF-8'],
		['a list', '[1,2]', noObject],
		['of another shape', '{"schema":"svt-tui/settings/v1","profiles":{}}', '"profiles" is not a list'],
		['deep', '['.repeat(400_000) + ']'.repeat(400_000), noObject],
	])('%s are set aside as they are, and a person is told', async (_what, damaged, why) => {
		put(damaged);
		const aside = `${path}.corrupt-20261122T120000Z`;
		const store = settings();
		expect(await loaded(store)).toEqual({
			profiles: [],
			standard: undefined,
			notices: [`${path} is damaged: ${why}; it was set aside as ${aside}, and nothing of it is lost`],
		});
		expect(readFileSync(aside).equals(Buffer.from(damaged))).toBe(true);
		expect(readdirSync(folder)).toEqual(['config.json.corrupt-20261122T120000Z']);

		const reminder = `there are no settings, but damaged ones were set aside as ${aside}`;
		expect((await loaded(store)).notices).toEqual([reminder]);
		expect((await loaded()).notices).toEqual([reminder]);
		expect(await store.save(dc1)).toEqual(done);
		expect(await loaded()).toEqual({profiles: [dc1], standard: 'dc1', notices: []});
	});

	test('that are met while saving are set aside too, and told of later', async () => {
		put('{');
		const store = settings();
		expect(await store.save(dc1)).toEqual(done);
		expect(await loaded(store)).toEqual({
			profiles: [dc1],
			standard: 'dc1',
			notices: [expect.stringContaining('it was set aside as')],
		});
		expect((await loaded(store)).notices).toEqual([]);
	});

	test('never take the place of others that were set aside before', async () => {
		for (const damaged of ['{1', '{2', '{3']) {
			put(damaged);
			await loaded();
		}
		const kept = readdirSync(folder).sort();
		expect(kept).toEqual([
			'config.json.corrupt-20261122T120000Z',
			'config.json.corrupt-20261122T120000Z-2',
			'config.json.corrupt-20261122T120000Z-3',
		]);
		expect(kept.map(name => readFileSync(join(folder, name), 'utf8'))).toEqual(['{1', '{2', '{3']);
	});

	test('are set aside once when many find them at the same time', async () => {
		put('{');
		const clock = createSystemClock();
		const stores = Array.from({length: 5}, () => createSettings({folder, clock}));
		const all = await Promise.all(stores.map(store => store.load()));
		expect(all.every(outcome => outcome.ok)).toBe(true);
		expect(readdirSync(folder)).toEqual([expect.stringMatching(/^config\.json\.corrupt-\d{8}T\d{6}Z$/)]);
	});
});

describe('what is not ours is left as it is', () => {
	const elsewhere = 'name another folder in SVT_CONFIG_DIR';
	test.each<readonly [what: string, make: () => void, why: string]>([
		[
			'the settings of a later version',
			() => put('{"schema":"svt-tui/settings/v2","profiles":[]}'),
			`a later svt-tui wrote it (svt-tui/settings/v2); update svt-tui, or ${elsewhere}`,
		],
		[
			"another program's file",
			() => put('{"auths":{}}'),
			`it is no settings file of svt-tui; move it away or ${elsewhere}`,
		],
		['a huge file', () => put(' '.repeat(1024 * 1024 + 1)), 'it is larger than 1024 KiB; move it away'],
		['a folder', () => mkdirSync(path, {recursive: true}), 'it is a folder, no file; move it away'],
		[
			'a pipe that nobody writes to',
			() => {
				mkdirSync(folder, {recursive: true});
				makePipe(path);
			},
			'it is a pipe, no file; move it away',
		],
		[
			'a device without end',
			() => {
				mkdirSync(folder, {recursive: true});
				symlinkSync('/dev/zero', path);
			},
			'it is a device, no file; move it away',
		],
		[
			'a link to itself',
			() => {
				mkdirSync(folder, {recursive: true});
				symlinkSync(path, path);
			},
			'it is a link; put the file itself there',
		],
	])('%s', async (_what, make, why) => {
		make();
		const told = {ok: false, failure: {kind: 'unreadable', path, text: `${path} cannot be read: ${why}`}};
		expect(await settings().load()).toEqual(told);
		expect(await settings().save(dc1)).toEqual(told);
		expect(await settings().remove('dc1')).toEqual(told);
		expect(readdirSync(folder)).toEqual(['config.json']);
	});

	test.skipIf(!isRoot)("another user's file", async () => {
		put(stored(storedProfile(dc1)));
		chownSync(path, 12_345, 12_345);
		expect(await settings().load()).toMatchObject({
			ok: false,
			failure: {
				kind: 'unreadable',
				text: `${path} cannot be read: it belongs to another user (number 12345); run svt-tui as that user, or ${elsewhere} or SVT_STATE_DIR`,
			},
		});
	});
});

describe('a folder', () => {
	test('that others opened is closed to them', async () => {
		mkdirSync(folder, {recursive: true});
		chmodSync(folder, 0o777);
		expect(await settings().save(dc1)).toEqual(done);
		expect(modeOf(folder)).toBe('700');
	});

	test('of any name with nothing but settings in it is closed to others', async () => {
		const named = join(home, 'named');
		mkdirSync(named);
		chmodSync(named, 0o775);
		expect(await createSettings({folder: named, clock: createFakeClock()}).save(dc1)).toEqual(done);
		expect(modeOf(named)).toBe('700');
	});

	test('that holds more than ours is left as it is', async () => {
		const shared = join(home, 'shared');
		mkdirSync(shared);
		writeFileSync(join(shared, 'more'), '');
		chmodSync(shared, 0o755);
		const store = createSettings({folder: shared, clock: createFakeClock()});
		expect(await store.save(dc1)).toEqual(done);
		expect(modeOf(shared)).toBe('755');

		chmodSync(shared, 0o777);
		expect(await store.save(dc2)).toEqual({
			ok: false,
			failure: {
				kind: 'unwritable',
				path: shared,
				text: `${shared} cannot be written: others may write to it; name a folder inside it, such as svt-tui`,
			},
		});
		expect((await loaded(store)).profiles).toEqual([dc1]);
	});

	test('whose place a file has is told of', async () => {
		writeFileSync(join(home, 'config'), '');
		expect(await settings().load()).toMatchObject({
			ok: false,
			failure: {
				text: `${path} cannot be read: a part of the path is a file, not a folder; move that away`,
			},
		});
	});
});

describe('writing', () => {
	test('goes in the order in which it was asked for', async () => {
		const store = settings();
		const names = Array.from({length: 20}, (_, index) => `dc${index}`);
		const saved = await Promise.all(names.map(name => store.save(profileNamed(name))));
		expect(saved).toEqual(names.map(() => done));
		expect((await loaded(store)).profiles.map(({name}) => name)).toEqual(names);
	});

	test('waits for another, and loses nothing', async () => {
		const clock = createSystemClock();
		const stores = Array.from({length: 4}, () => createSettings({folder, clock}));
		const work = stores.flatMap((store, index) => [
			store.save(profileNamed(`a${index}`)),
			store.save(profileNamed(`b${index}`)),
		]);
		expect(await Promise.all(work)).toEqual(work.map(() => done));
		expect((await loaded()).profiles.map(({name}) => name).sort()).toEqual([
			'a0',
			'a1',
			'a2',
			'a3',
			'b0',
			'b1',
			'b2',
			'b3',
		]);
	});

	test('goes on five seconds after another ended in the middle of it', async () => {
		await settings().save(dc1);
		leaveLock(4.5);
		const start = performance.now();
		expect(await createSettings({folder, clock: createSystemClock()}).save(dc2)).toEqual(done);
		expect(performance.now() - start).toBeGreaterThan(400);
		expect(readdirSync(folder)).toEqual(['config.json']);
	});

	test('that another never lets it do is told of', async () => {
		await settings().save(dc1);
		leaveLock(0);
		const clock = createFakeClock();
		const start = clock.now();
		expect(await clock.advanceUntil(createSettings({folder, clock}).save(dc2))).toEqual({
			ok: false,
			failure: {
				kind: 'unwritable',
				path: `${path}.lock`,
				text: `${path}.lock cannot be written: another svt-tui holds it all the time; try again, or remove it if no svt-tui runs`,
			},
		});
		expect(clock.now() - start).toBeGreaterThanOrEqual(seconds(30));
		expect((await loaded()).profiles).toEqual([dc1]);
	});

	test('removes what a machine that stopped left', async () => {
		put(stored(storedProfile(dc1)));
		for (const name of ['config.json.new', 'config.json.new.tmp-0123456789abcdef'])
			writeFileSync(join(folder, name), '{');
		expect(await settings().save(dc2)).toEqual(done);
		expect(readdirSync(folder)).toEqual(['config.json']);
	});

	test('ends before the file is larger than can be read', async () => {
		const many = Array.from({length: 3400}, (_, index) => storedProfile(profileNamed(`dc${index}`)));
		put(stored(...many));
		const before = readFileSync(path);
		expect(await settings().save(profileNamed('one-more'))).toEqual({
			ok: false,
			failure: {
				kind: 'unwritable',
				path,
				text: `${path} cannot be written: there are too many profiles; remove some`,
			},
		});
		expect(readFileSync(path).equals(before)).toBe(true);
	});

	test('changes nothing once another took the lock', async () => {
		await settings().save(dc1);
		const before = readFileSync(path);
		const write = await loadSettingsWriter();
		const empty = {schema: 'svt-tui/settings/v1', default: undefined, profiles: [], unreadable: undefined} as const;
		expect(await write(path, empty, async () => false)).toMatchObject({
			ok: false,
			failure: {text: `${path} cannot be written: another svt-tui changed it in between; try again`},
		});
		expect(readFileSync(path)).toEqual(before);
		expect(readdirSync(folder)).toEqual(['config.json']);
	});

	test('holds what is written against the schema', async () => {
		put(stored());
		const write = await loadSettingsWriter();
		const stray = {
			schema: 'svt-tui/settings/v1',
			default: undefined,
			profiles: [],
			unreadable: undefined,
			password: 'x',
		} as const;
		expect(await write(path, stray, async () => true)).toMatchObject({
			ok: false,
			failure: {text: expect.stringContaining('must NOT have additional properties')},
		});
		expect(readFileSync(path, 'utf8')).toBe(stored());
	});

	test('leaves no listener for signals behind, but for those of the lock, which end no program that has its own', async () => {
		await settings().save(dc1);
		expect(signals()).toEqual(signalsAtStart);
	});
});
