import {
	appendFileSync,
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
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {createEventLog} from '../../source/adapters/event-log.ts';
import {acceptedEvent, eventLogContract} from '../support/event-log-contract.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {makePipe} from '../support/pipe.ts';
import {faultsBy} from '../support/schemas.ts';

let home = '';
let folder = '';
let path = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-events-'));
	folder = join(home, 'state', 'svt-tui');
	path = join(folder, 'events.jsonl');
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const older = () => join(folder, 'events.1.jsonl');
const log = (most?: number) =>
	createEventLog({folder, clock: createFakeClock(), ...(most === undefined ? {} : {most})});
const modeOf = (of: string) => (statSync(of).mode & 0o777).toString(8);
const linesOf = (of: string) => readFileSync(of, 'utf8').trimEnd().split('\n');
const isRoot = process.geteuid?.() === 0;

describe('a log of events in files', () => eventLogContract(() => log()));

describe('the file of events', () => {
	test('holds one a line as its schema says, for this user alone', async () => {
		await log().append([acceptedEvent('dc1', 1), acceptedEvent('lab', 2)]);
		expect(linesOf(path).map(line => faultsBy('event-v1', JSON.parse(line)))).toEqual([[], []]);
		expect(readdirSync(folder)).toEqual(['events.jsonl']);
		expect([folder, path].map(modeOf)).toEqual(['700', '600']);
	});

	test('is closed to others before anything is added', async () => {
		await log().append([acceptedEvent('dc1', 1)]);
		chmodSync(path, 0o644);
		await log().append([acceptedEvent('dc1', 2)]);
		expect(modeOf(path)).toBe('600');
	});

	test('may hold what is no event: that is passed over', async () => {
		await log().append([acceptedEvent('dc1', 1)]);
		const known = acceptedEvent('dc1', 2);
		const {code: _code, spanMs: _span, revocation: _revocation, ...earlier} = known;
		const lines = [
			'',
			'no JSON with "dc1"',
			'{"profile":"dc1"',
			JSON.stringify({...known, schema: 'svt-tui/event/v2'}),
			JSON.stringify({...known, at: 'yesterday'}),
			JSON.stringify({...known, event: 'exploded'}),
			JSON.stringify({...known, text: 'x'.repeat(5000)}),
			'null',
			'\u0000\ufffd',
			// Of an earlier version, which did not say all that this one does, and of a later one, which says more.
			JSON.stringify({...earlier, mood: 'dc1'}),
			JSON.stringify({...known, text: 'tickle\u001b[2J'}),
		];
		appendFileSync(path, `${lines.join('\n')}\n`);
		appendFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
		await log().append([acceptedEvent('dc1', 3)]);
		expect(await log().read('dc1')).toEqual([
			acceptedEvent('dc1', 1),
			known,
			{...known, text: 'tickle\\u{1b}[2J'},
			acceptedEvent('dc1', 3),
		]);
	});

	test('loses no line to one that was torn off before', async () => {
		await log().append([acceptedEvent('dc1', 1)]);
		appendFileSync(path, '{"schema":"svt-tui/ev');
		await log().append([acceptedEvent('dc1', 2)]);
		expect(await log().read('dc1')).toEqual([acceptedEvent('dc1', 1), acceptedEvent('dc1', 2)]);
	});

	test('has words that are too long cut', async () => {
		await log().append([{...acceptedEvent('dc1', 1), text: 'x'.repeat(10_000)}]);
		expect((await log().read('dc1'))[0]?.text).toBe(`${'x'.repeat(199)}…`);
		expect(statSync(path).size).toBeLessThan(1000);
	});

	test('is made again when somebody removed it, or its folder', async () => {
		const one = log();
		await one.append([acceptedEvent('dc1', 1)]);
		rmSync(folder, {recursive: true});
		expect(await one.append([acceptedEvent('dc1', 2)])).toEqual({ok: true, value: undefined});
		expect(await one.read('dc1')).toEqual([acceptedEvent('dc1', 2)]);
	});
});

describe('events that have become too many', () => {
	const size = JSON.stringify(acceptedEvent('dc1', 1)).length + 1;

	test('are set aside, and read from there too', async () => {
		const one = log(3 * size);
		for (let after = 0; after < 5; after += 1) await one.append([acceptedEvent('dc1', after)]);
		expect([linesOf(older()).length, linesOf(path).length]).toEqual([3, 2]);
		expect([older(), path].map(modeOf)).toEqual(['600', '600']);
		expect(readdirSync(folder).sort()).toEqual(['events.1.jsonl', 'events.jsonl']);
		expect(await one.read('dc1')).toEqual([0, 1, 2, 3, 4].map(after => acceptedEvent('dc1', after)));
	});

	test('go in the end', async () => {
		const one = log(3 * size);
		for (let after = 0; after < 20; after += 1) await one.append([acceptedEvent('dc1', after)]);
		expect(await one.read('dc1')).toEqual([15, 16, 17, 18, 19].map(after => acceptedEvent('dc1', after)));
	});

	test('cannot be set aside where a folder stands', async () => {
		const one = log(3 * size);
		mkdirSync(older(), {recursive: true});
		for (let after = 0; after < 3; after += 1) await one.append([acceptedEvent('dc1', after)]);
		expect(await one.append([acceptedEvent('dc1', 3)])).toEqual({
			ok: false,
			failure: {
				kind: 'unwritable',
				path: older(),
				text: `${older()} cannot be written: a folder stands in its place; move it away`,
			},
		});
		expect(linesOf(path)).toHaveLength(3);
		expect(await one.read('dc1')).toHaveLength(3);
	});

	test('are bounded also where another program writes without end', async () => {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		writeFileSync(path, `${'x'.repeat(5_000_000)}\n${JSON.stringify(acceptedEvent('dc1', 1))}\n`);
		expect(await log().read('dc1')).toEqual([acceptedEvent('dc1', 1)]);
		await log().append([acceptedEvent('dc1', 2)]);
		expect([statSync(path).size, await log().read('dc1')]).toEqual([
			size,
			[acceptedEvent('dc1', 1), acceptedEvent('dc1', 2)],
		]);
	});
});

describe('what stands in the place of the file', () => {
	const stands: Readonly<Record<string, readonly [put: () => void, words: string]>> = {
		'a link': [() => symlinkSync(join(home, 'elsewhere'), path), 'it is a link; put the file itself there'],
		'a folder': [() => mkdirSync(path), 'a folder stands in its place; move it away'],
		'a pipe': [() => makePipe(path), 'it is a pipe, no file; move it away'],
	};

	test.each(Object.keys(stands))('%s: is told of, and left as it is', async name => {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const [put, words] = stands[name] ?? [() => undefined, ''];
		put();
		expect(await log().append([acceptedEvent('dc1', 1)])).toEqual({
			ok: false,
			failure: {kind: 'unwritable', path, text: `${path} cannot be written: ${words}`},
		});
		expect(await log().read('dc1')).toEqual([]);
		expect(existsSync(join(home, 'elsewhere'))).toBe(false);
	});

	test.runIf(isRoot)('another user’s file is not written to, nor believed', async () => {
		await log().append([acceptedEvent('dc1', 1)]);
		const content = readFileSync(path, 'utf8');
		chownSync(path, 65_534, 65_534);
		expect(await log().append([acceptedEvent('dc1', 2)])).toMatchObject({
			ok: false,
			failure: {kind: 'unwritable', text: expect.stringContaining('it belongs to another user (number 65534)')},
		});
		expect(await log().read('dc1')).toEqual([]);
		expect(readFileSync(path, 'utf8')).toBe(content);
	});

	test('a folder that others may write to is refused', async () => {
		mkdirSync(join(home, 'open'));
		writeFileSync(join(home, 'open', 'other.txt'), '');
		chmodSync(join(home, 'open'), 0o777);
		const open = createEventLog({folder: join(home, 'open'), clock: createFakeClock()});
		expect(await open.append([acceptedEvent('dc1', 1)])).toMatchObject({
			ok: false,
			failure: {text: expect.stringContaining('others may write to it')},
		});
	});
});
