import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createFileLock, type FileLock, type HeldLock} from '../../source/adapters/file-lock.ts';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import {buildProgram} from '../support/built-program.ts';
import {createFakeClock} from '../support/fake-clock.ts';

let folder = '';
let path = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'svt-tui-lock-'));
	path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

async function taken(lock: FileLock): Promise<HeldLock> {
	const outcome = await lock.tryAcquire();
	if (!outcome.ok) throw new Error(`the lock is not to be had: ${JSON.stringify(outcome.failure)}`);
	return outcome.value;
}

const left = () => JSON.parse(readFileSync(path, 'utf8')) as {pid: number; machine: string; token: string};

/** A lock that somebody else made and left. */
async function leave(owner: Partial<ReturnType<typeof left>>): Promise<void> {
	const held = await taken(createFileLock(path, createFakeClock()));
	const mine = left();
	await held.release();
	writeFileSync(path, JSON.stringify({...mine, ...owner}));
}

const endedPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a lock', () => {
	test('belongs to one at a time', async () => {
		const clock = createFakeClock();
		const [first, second] = [createFileLock(path, clock), createFileLock(path, clock)];
		const held = await taken(first);
		expect(await second.tryAcquire()).toEqual({ok: false, failure: {kind: 'taken', pid: process.pid}});
		expect(await first.tryAcquire()).toEqual({ok: false, failure: {kind: 'taken', pid: process.pid}});
		expect(await held.isOurs()).toBe(true);

		await held.release();
		expect(await held.isOurs()).toBe(false);
		expect(readdirSync(folder)).toEqual([]);
		await (await taken(second)).release();
	});

	test('can be released where no more files can be made', async () => {
		const long = join(folder, 'x'.repeat(250));
		const held = await taken(createFileLock(long, createFakeClock()));
		await held.release();
		expect(readdirSync(folder)).toEqual([]);
	});

	test('is waited for', async () => {
		const clock = createFakeClock();
		const held = await taken(createFileLock(path, clock));
		clock.after(seconds(3), () => void held.release());
		const start = clock.now();
		const next = await clock.advanceUntil(createFileLock(path, clock).acquire(seconds(5)));
		expect(next.ok).toBe(true);
		expect(clock.now() - start).toBeGreaterThanOrEqual(3000);
	});

	test('that is always held is told of, with who and what to do', async () => {
		const clock = createFakeClock();
		await taken(createFileLock(path, clock));
		expect(await clock.advanceUntil(createFileLock(path, clock, seconds(60)).acquire(seconds(5)))).toEqual({
			ok: false,
			failure: {
				kind: 'unwritable',
				path,
				text: `${path} cannot be written: another svt-tui (process ${process.pid}) holds it all the time; try again, or remove it if no svt-tui runs`,
			},
		});
	});

	test('cannot be had where there is no folder', async () => {
		const nowhere = join(folder, 'missing', 'lock');
		expect(await createFileLock(nowhere, createFakeClock()).tryAcquire()).toMatchObject({
			ok: false,
			failure: {kind: 'unwritable', path: nowhere},
		});
	});
});

describe('a lock that was left', () => {
	test('by a process that ended is free', async () => {
		await leave({pid: endedPid()});
		const held = await taken(createFileLock(path, createFakeClock()));
		expect(await held.isOurs()).toBe(true);
		expect(readdirSync(folder)).toEqual(['lock']);
	});

	test('by a process that had our own number is free', async () => {
		await leave({pid: process.pid, token: '0123456789abcdef'});
		expect(await (await taken(createFileLock(path, createFakeClock()))).isOurs()).toBe(true);
	});

	test('by a process that lives is not', async () => {
		await leave({pid: process.ppid});
		expect(await createFileLock(path, createFakeClock()).tryAcquire()).toEqual({
			ok: false,
			failure: {kind: 'taken', pid: process.ppid},
		});
	});

	test.each([
		['on another machine', (): Promise<void> => leave({machine: 'elsewhere'})],
		['by a process whose number lives again', (): Promise<void> => leave({pid: process.ppid})],
		['before it was written', async () => writeFileSync(path, '')],
		['by something else', async () => writeFileSync(path, '\u0000'.repeat(5000))],
	])('%s is free once it was silent for long enough', async (_who, make) => {
		await make();
		const clock = createFakeClock();
		const lock = createFileLock(path, clock, seconds(10));
		expect(await lock.tryAcquire()).toMatchObject({ok: false, failure: {kind: 'taken'}});
		clock.advance(seconds(9));
		expect(await lock.tryAcquire()).toMatchObject({ok: false, failure: {kind: 'taken'}});
		// A sign of life.
		utimesSync(path, 1, 1);
		clock.advance(seconds(9));
		expect(await lock.tryAcquire()).toMatchObject({ok: false, failure: {kind: 'taken'}});
		clock.advance(seconds(10));
		expect(await (await taken(lock)).isOurs()).toBe(true);
	});

	test('is lost to who had it, who notices and lets the new one be', async () => {
		const clock = createFakeClock();
		const stopped = await taken(createFileLock(path, clock));
		const lock = createFileLock(path, clock, seconds(10));
		await lock.tryAcquire();
		clock.advance(seconds(10));
		const next = await taken(lock);
		expect(await stopped.isOurs()).toBe(false);
		await stopped.release();
		expect(await next.isOurs()).toBe(true);
		expect(readdirSync(folder)).toEqual(['lock']);
	});

	test('as a folder is nothing that we remove', async () => {
		mkdirSync(path);
		writeFileSync(join(path, 'file'), '');
		const clock = createFakeClock();
		const lock = createFileLock(path, clock, milliseconds(1));
		await lock.tryAcquire();
		clock.advance(milliseconds(1));
		expect(await lock.tryAcquire()).toMatchObject({ok: false, failure: {kind: 'unwritable', path}});
		expect(readdirSync(path)).toEqual(['file']);
	});

	test('by one who ended while removing another is free too', async () => {
		await leave({pid: endedPid()});
		const {token, ...owner} = left();
		writeFileSync(`${path}.${token}`, JSON.stringify({...owner, token: 'fedcba9876543210'}));
		const held = await taken(createFileLock(path, createFakeClock()));
		expect(await held.isOurs()).toBe(true);
		expect(readdirSync(folder)).toEqual(['lock']);
	});

	test('is taken by one of many', async () => {
		for (let round = 0; round < 20; round += 1) {
			await leave({pid: endedPid()});
			const clock = createFakeClock();
			const outcomes = await Promise.all(Array.from({length: 16}, () => createFileLock(path, clock).tryAcquire()));
			const winners = outcomes.flatMap(outcome => (outcome.ok ? [outcome.value] : []));
			expect(winners).toHaveLength(1);
			await winners[0]?.release();
		}
	});
});

test('processes that end while they hold it never hold it together', async () => {
	const program = await buildProgram(new URL('./lock-taker.ts', import.meta.url));
	const mark = join(folder, 'mark');
	try {
		for (let round = 0; round < 4; round += 1) {
			const runs = await Promise.all(Array.from({length: 4}, () => program.run([path, mark, '12'])));
			expect(runs).toEqual(Array.from({length: 4}, () => ({code: 0, signal: undefined, stdout: '', stderr: ''})));
		}
	} finally {
		program.remove();
	}
	expect(readdirSync(folder)).toEqual(['lock']);
});
