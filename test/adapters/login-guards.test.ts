import {
	chmodSync,
	chownSync,
	linkSync,
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
import {basename, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createLoginGuards} from '../../source/adapters/login-guards.ts';
import {noGuard, settledAt, verdictOf, withAttempt, withRefusal} from '../../source/domain/login-guard.ts';
import {Secret} from '../../source/domain/secret.ts';
import {hours, later} from '../../source/domain/time.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {administrator, fullGuard, loginGuardsContract} from '../support/login-guards-contract.ts';
import {makePipe} from '../support/pipe.ts';
import {afterNoon, noon} from '../support/sessions.ts';

let home = '';
let folder = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-guards-'));
	folder = join(home, 'state', 'svt-tui');
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const clock = createFakeClock();
const guards = () => createLoginGuards({folder, clock, wallClock: clock.now});
const isRoot = process.geteuid?.() === 0;
const done = {ok: true, value: undefined};
const password = new Secret('canary-battery-staple');
const within = (name: string) => join(folder, 'guards', name);
const names = () => readdirSync(join(folder, 'guards')).sort();
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
/** SHA-256 of `["administrator@vsphere.local","https://dc1.example"]`. */
const path = () => within('319c7d32bbf23d1254fc0e4d5194472b3143217f0f6fcab09bfad2ff75ff3638.json');
const key = () => within('guard-key');
const byHand = 'which passwords were refused is not known, so sign in by hand: svt-tui login';

async function markOf(account = administrator): Promise<string> {
	const mark = await guards().markOf(account, password);
	if (!mark.ok) throw new Error(mark.failure.text);
	return mark.value;
}

describe('login guards in files', () => loginGuardsContract(() => guards()));

describe('the file of a guard', () => {
	test('holds it as JSON, for this user alone, and nothing lies beside it', async () => {
		const mark = `0000002a.${'1'.repeat(64)}`;
		await guards().write(administrator, withAttempt(withRefusal(noGuard, mark, 'account-locked', noon), noon));
		expect(names()).toEqual([basename(path())]);
		expect(readFileSync(path(), 'utf8')).toBe(
			`{"schema":"svt-tui/login-guard/v1","refused":[{"mark":"${mark}","kind":"account-locked","at":1795348800000}],"unattended":[1795348800000]}\n`,
		);
		expect([folder, join(folder, 'guards'), path()].map(modeOf)).toEqual(['700', '700', '600']);
	});

	test('gives away neither the password nor the user, nor where he signs in', async () => {
		const account = {username: 'canary-user', origin: 'https://canary-appliance.example'};
		const mark = await markOf(account);
		await guards().write(account, withRefusal(noGuard, mark, 'wrong-credentials', noon));
		const all = names().flatMap(name => [name, readFileSync(within(name), 'utf8')]);
		expect(all).toHaveLength(4);
		expect(all.join('\n')).toContain(mark);
		for (const hidden of ['canary', Buffer.from('canary').toString('hex'), Buffer.from('canary').toString('base64')]) {
			expect(all.join('\n').toLowerCase()).not.toContain(hidden.toLowerCase());
		}
	});

	test('is what other processes and later ones read', async () => {
		await guards().write(administrator, fullGuard());
		expect(await guards().read(administrator)).toEqual({ok: true, value: fullGuard()});
	});

	test('stays whole while it is read and written at the same time', async () => {
		const [one, two] = [guards(), guards()];
		await one.write(administrator, fullGuard());
		const seen = await Promise.all(
			Array.from({length: 100}, async (_, index) => {
				const store = index % 2 === 0 ? one : two;
				if (index % 4 < 2) await store.write(administrator, fullGuard());
				return store.read(administrator);
			}),
		);
		expect(seen).toEqual(seen.map(() => ({ok: true, value: fullGuard()})));
		expect(names()).toEqual([basename(path())]);
	});

	test('comes back when somebody removed the folder, and loses what an interrupted write left', async () => {
		const store = guards();
		await store.write(administrator, fullGuard());
		rmSync(folder, {recursive: true});
		expect(await store.read(administrator)).toEqual({ok: true, value: noGuard});
		expect(await store.write(administrator, noGuard)).toEqual(done);
		writeFileSync(`${path()}.0123456789ab.tmp`, '{');
		utimesSync(`${path()}.0123456789ab.tmp`, 1, 1);
		expect(await store.write(administrator, noGuard)).toEqual(done);
		expect(names()).toEqual([basename(path())]);
	});

	test('is closed to others who could read it', async () => {
		await guards().write(administrator, fullGuard());
		chmodSync(path(), 0o644);
		chmodSync(join(folder, 'guards'), 0o755);
		await guards().read(administrator);
		expect(modeOf(path())).toBe('600');
		await guards().write(administrator, fullGuard());
		expect(modeOf(join(folder, 'guards'))).toBe('700');
	});
});

describe('processes whose clocks differ for good, since somebody set the wall clock in between,', () => {
	test('still see how long ago the other’s sign-in was', async () => {
		let wall = noon;
		const before = createFakeClock(noon);
		wall = later(wall, hours(-1));
		const after = createFakeClock(wall);
		const [one, two] = [before, after].map(of => createLoginGuards({folder, clock: of, wallClock: () => wall}));
		await one?.write(administrator, withAttempt(noGuard, before.now()));
		const seen = await two?.read(administrator);
		expect(seen).toEqual({ok: true, value: withAttempt(noGuard, after.now())});
		await two?.write(administrator, withAttempt(noGuard, after.now()));
		expect(await one?.read(administrator)).toEqual({ok: true, value: withAttempt(noGuard, before.now())});
	});

	test('and one that the clock was set back for waits for the rule’s own span', async () => {
		await guards().write(administrator, withAttempt(noGuard, noon));
		const later = createFakeClock(afterNoon(-86_400));
		const store = createLoginGuards({folder, clock: later, wallClock: later.now});
		const read = await store.read(administrator);
		const guard = read.ok ? settledAt(read.value, later.now()) : noGuard;
		const asked = {by: 'program', mark: undefined} as const;
		expect(verdictOf(guard, asked, {now: later.now(), absoluteLimit: hours(24)})).toEqual({
			go: false,
			why: 'too-soon',
			until: afterNoon(-86_340),
		});
	});
});

describe('a damaged guard', () => {
	beforeEach(async () => {
		await guards().write(administrator, fullGuard());
	});

	test.each<readonly [what: string, make: (good: string) => string | Uint8Array, says: string]>([
		['an empty file', () => '', 'it holds no login guard of this version'],
		['half a file', good => good.slice(0, 200), 'it holds no login guard of this version'],
		['NULs after a power cut', () => Buffer.alloc(700), 'it holds no login guard of this version'],
		['a later version', good => good.replace('guard/v1', 'guard/v2'), 'it holds no login guard of this version'],
		['one wrong field', good => good.replace('wrong-cred', 'right-cred'), 'it holds no login guard of this version'],
		['no UTF-8', good => Buffer.concat([Buffer.from(good), Buffer.from([0xff])]), 'it is no text in UTF-8'],
	])('(%s) is set aside and stops programs once', async (_what, make, says) => {
		const damaged = make(readFileSync(path(), 'utf8'));
		writeFileSync(path(), damaged);
		const aside = `${path()}.corrupt-20261122T120000Z`;
		expect(await guards().read(administrator)).toEqual({
			ok: false,
			failure: {
				kind: 'damaged',
				path: path(),
				text: `${path()} is damaged: ${says}; it was set aside as ${aside}, and nothing of it is lost; ${byHand}`,
			},
		});
		expect(readFileSync(aside)).toEqual(Buffer.from(damaged));
		expect(await guards().read(administrator)).toEqual({ok: true, value: noGuard});
		expect(names()).toEqual([basename(path()), basename(aside)].slice(1));
	});
});

describe('what is no file of ours stops programs until a person moves it away:', () => {
	beforeEach(async () => {
		await guards().write(administrator, fullGuard());
	});

	const huge = 'it is larger than 16 KiB; move it away';
	const link = 'it is a link; put the file itself there';
	test.each<readonly [what: string, make: (path: string) => void, says: string]>([
		['a folder', at => mkdirSync(at), 'it is a folder, no file; move it away'],
		['a pipe that nobody writes to', at => makePipe(at), 'it is a pipe, no file; move it away'],
		['a link to itself', at => symlinkSync(at, at), link],
		['a device without end', at => symlinkSync('/dev/zero', at), link],
		['100 MB', at => writeFileSync(at, Buffer.alloc(100e6)), huge],
	])('%s', async (_what, make, says) => {
		rmSync(path());
		make(path());
		const told = {ok: false, failure: {kind: 'unreadable', path: path(), text: `${path()} cannot be read: ${says}`}};
		expect(await guards().read(administrator)).toEqual(told);
		expect(await guards().read(administrator)).toEqual(told);
	});

	test.skipIf(!isRoot)("another user's file", async () => {
		chownSync(path(), 12_345, 12_345);
		expect(await guards().read(administrator)).toMatchObject({
			ok: false,
			failure: {kind: 'unreadable', text: expect.stringContaining('it belongs to another user (number 12345)')},
		});
	});

	test('a file in the way of the folder', async () => {
		rmSync(folder, {recursive: true});
		writeFileSync(folder, '');
		const text = `${folder} cannot be written: something else stands in its place; move it away`;
		const failure = {kind: 'unwritable', path: folder, text};
		expect(await guards().write(administrator, noGuard)).toEqual({ok: false, failure});
		expect(await guards().markOf(administrator, password)).toEqual({ok: false, failure});
	});
});

describe('the key of the marks', () => {
	test('is 32 random bytes for this user alone, and made once', async () => {
		const mark = await markOf();
		const made = readFileSync(key(), 'utf8');
		expect(made).toMatch(/^[0-9a-f]{64}\n$/);
		expect([modeOf(key()), modeOf(join(folder, 'guards'))]).toEqual(['600', '700']);
		expect(await markOf()).toBe(mark);
		expect(readFileSync(key(), 'utf8')).toBe(made);
		expect(names()).toEqual(['guard-key']);
		rmSync(folder, {recursive: true});
		expect(await markOf()).not.toBe(mark);
	});

	test('is the same for all that make it at the same time', async () => {
		const marks = await Promise.all(Array.from({length: 8}, () => markOf()));
		expect(new Set(marks).size).toBe(1);
		expect(names()).toEqual(['guard-key']);
	});

	test.each<readonly [what: string, text: string | Uint8Array]>([
		['empty', ''],
		['of another length', `${'a'.repeat(62)}\n`],
		['no hex digits', `${'x'.repeat(64)}\n`],
		['no text', Buffer.from([0xff, 0xfe, 0xfd])],
	])('that is %s is set aside for a new one, and sets no refused password free', async (_what, text) => {
		const guard = withRefusal(noGuard, await markOf(), 'wrong-credentials', noon);
		writeFileSync(key(), text);
		const mark = await markOf();
		expect(names()).toEqual(['guard-key', 'guard-key.corrupt-20261122T120000Z']);
		expect(readFileSync(within('guard-key.corrupt-20261122T120000Z'))).toEqual(Buffer.from(text));
		expect(guard.refused[0]?.mark).not.toBe(mark);
		expect(verdictOf(guard, {by: 'program', mark}, {now: afterNoon(9999), absoluteLimit: hours(24)})).toEqual({
			go: false,
			why: 'refused',
			kind: 'wrong-credentials',
			at: noon,
		});
	});

	test('is not read through a link, nor when it is huge', async () => {
		await markOf();
		linkSync(key(), within('elsewhere'));
		rmSync(key());
		symlinkSync(within('elsewhere'), key());
		expect(await guards().markOf(administrator, password)).toMatchObject({
			failure: {kind: 'unreadable', text: `${key()} cannot be read: it is a link; put the file itself there`},
		});
		rmSync(key());
		writeFileSync(key(), 'a'.repeat(5000));
		expect(await guards().markOf(administrator, password)).toMatchObject({
			failure: {kind: 'unreadable', text: `${key()} cannot be read: it is larger than 4 KiB; move it away`},
		});
	});
});
