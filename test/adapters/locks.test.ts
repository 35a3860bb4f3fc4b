import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createLocks} from '../../source/adapters/locks.ts';
import {seconds} from '../../source/domain/time.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {held, keepAlive, locksContract} from '../support/locks-contract.ts';

let home = '';
let folder = '';
let lock = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-locks-'));
	folder = join(home, 'state', 'svt-tui');
	const {to, username, origin} = keepAlive;
	lock = join(
		folder,
		'locks',
		createHash('sha256')
			.update(JSON.stringify([to, username, origin]))
			.digest('hex'),
	);
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const locks = () => createLocks({folder, clock: createFakeClock()});
const taken = {ok: false, failure: {kind: 'taken'}};
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** A lock that another process left; its last heartbeat so many seconds ago. */
function leave(age: number): void {
	mkdirSync(lock, {recursive: true});
	const beat = Date.now() / 1000 - age;
	utimesSync(lock, beat, beat);
}

describe('locks in files', () => locksContract(clock => createLocks({folder, clock})));

describe('a lock', () => {
	test('lies in a folder for this user alone, does not say whose it is, and leaves nothing', async () => {
		const {release} = held(await locks().tryAcquire(keepAlive));
		expect(readdirSync(join(folder, 'locks'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
		expect([folder, join(folder, 'locks')].map(modeOf)).toEqual(['700', '700']);
		await release();
		expect(readdirSync(join(folder, 'locks'))).toEqual([]);
	});

	test('that somebody removed is lost with the next heartbeat, and not taken from who has it then', async () => {
		const hasty = createLocks({folder, clock: createFakeClock(), silence: seconds(2)});
		const {lost, release} = held(await hasty.tryAcquire(keepAlive));
		const losing = new Promise(resolve => lost.addEventListener('abort', resolve));
		rmSync(lock, {recursive: true});
		await losing;
		const next = held(await hasty.tryAcquire(keepAlive));
		await release();
		expect(await hasty.tryAcquire(keepAlive)).toEqual(taken);
		await next.release();
	});

	test('is not taken from another when it is released too late', async () => {
		const {release} = held(await locks().tryAcquire(keepAlive));
		// As if this process had stood still, and another had it meanwhile.
		leave(-5);
		await release();
		expect(await locks().tryAcquire(keepAlive)).toEqual(taken);
	});
});

describe('a lock that was left', () => {
	test.each([
		['is free once it was silent for ten seconds', 11],
		['is free although the wall clock was set back since', -3600],
	])('%s', async (_what, age) => {
		leave(age);
		const {release} = held(await locks().tryAcquire(keepAlive));
		expect(readdirSync(join(folder, 'locks'))).toHaveLength(1);
		await release();
	});

	test('is not free before', async () => {
		leave(8);
		expect(await locks().tryAcquire(keepAlive)).toEqual(taken);
	});

	test('is free although who was about to remove it ended as well', async () => {
		leave(11);
		mkdirSync(`${lock}.removing`);
		expect(await locks().tryAcquire(keepAlive)).toEqual(taken);
		utimesSync(`${lock}.removing`, 1, 1);
		await held(await locks().tryAcquire(keepAlive)).release();
		expect(readdirSync(join(folder, 'locks'))).toEqual([]);
	});

	test('is taken by one of many', async () => {
		for (let round = 0; round < 10; round += 1) {
			leave(11);
			const outcomes = await Promise.all(Array.from({length: 16}, () => locks().tryAcquire(keepAlive)));
			const winners = outcomes.flatMap(outcome => (outcome.ok ? [outcome.value] : []));
			expect(winners).toHaveLength(1);
			await winners[0]?.release();
		}
	});
});

describe('a person is told', () => {
	const unwritable = (path: string, why: string) => ({
		ok: false,
		failure: {kind: 'unwritable', path, text: `${path} cannot be written: ${why}`},
	});

	test.each([
		['a file', () => writeFileSync(lock, '')],
		['a link', () => symlinkSync(home, lock)],
		['a folder with more in it', () => mkdirSync(join(lock, 'more'), {recursive: true})],
	])('that %s stands in its place, which is left there', async (_what, make) => {
		mkdirSync(join(folder, 'locks'), {recursive: true});
		make();
		utimesSync(lock, 1, 1);
		const inItsPlace = unwritable(lock, 'something else stands in its place; move it away');
		expect(await locks().tryAcquire(keepAlive)).toEqual(inItsPlace);
		expect(await locks().acquire(keepAlive, seconds(60))).toEqual(inItsPlace);
		expect(readdirSync(join(folder, 'locks'))).toHaveLength(1);
	});

	test('that a file is in the way of the folder', async () => {
		writeFileSync(join(home, 'state'), '');
		const inTheWay = unwritable(folder, 'a part of the path is a file, not a folder; move that away');
		expect(await locks().tryAcquire(keepAlive)).toEqual(inTheWay);
		expect(await locks().acquire(keepAlive, seconds(60))).toEqual(inTheWay);
	});
});
