import {chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {createEventLog} from '../../source/adapters/event-log.ts';
import {buildProgram} from '../support/built-program.ts';
import {acceptedEvent} from '../support/event-log-contract.ts';
import {createFakeClock} from '../support/fake-clock.ts';

type Program = Awaited<ReturnType<typeof buildProgram>>;
let program: Program;
let home = '';
let folder = '';
let path = '';
beforeAll(async () => {
	program = await buildProgram(new URL('./event-appender.ts', import.meta.url));
});
afterAll(() => program.remove());
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-events-'));
	folder = join(home, 'svt-tui');
	path = join(folder, 'events.jsonl');
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const quietly = {code: 0, signal: undefined, stdout: '', stderr: ''};
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const numbers = (count: number) => Array.from({length: count}, (_, index) => index);
const lineOf = (name: string, number: number) => JSON.stringify(acceptedEvent(name, number));
/** Without empty ones: a line that is just being written can look torn for a moment, and who reads passes them over. */
const linesIn = (name: string) =>
	readFileSync(join(folder, name), 'utf8')
		.split('\n')
		.filter(line => line !== '');
const size = lineOf('a', 100).length + 1;

/** Nobody may write where root may: as root the program runs as somebody else. */
const nobody = process.geteuid?.() === 0 ? 65_534 : undefined;

describe('eight processes that append at the same time', () => {
	test('lose no line and tear none, also while the file is set aside', async () => {
		// It becomes full once: 8 × 150 lines, and room for 900.
		const runs = await Promise.all(names.map(name => program.run([folder, name, '150', String(900 * size)])));
		expect(runs).toEqual(names.map(() => quietly));
		expect(readdirSync(folder).sort()).toEqual(['events.1.jsonl', 'events.jsonl']);
		const lines = [...linesIn('events.1.jsonl'), ...linesIn('events.jsonl')];
		expect(lines).toHaveLength(1200);
		for (const name of names) {
			const own = lines.filter(line => line.includes(`"profile":"${name}"`));
			expect(own).toEqual(numbers(150).map(number => lineOf(name, number)));
		}
	});

	test('keep the latest when it becomes full again and again', async () => {
		const most = 60 * size;
		const runs = await Promise.all(names.map(name => program.run([folder, name, '150', String(most)])));
		expect(runs).toEqual(names.map(() => quietly));
		expect(readdirSync(folder).sort()).toEqual(['events.1.jsonl', 'events.jsonl']);
		const [before, now] = [linesIn('events.1.jsonl'), linesIn('events.jsonl')];
		// Full, but for a line of each that came while it was set aside.
		expect(before.length).toBeGreaterThanOrEqual(60);
		expect(before.length).toBeLessThanOrEqual(60 + 2 * names.length);
		for (const line of [...before, ...now]) expect(() => JSON.parse(line)).not.toThrow();
		// Of each process the last lines without a gap, as far as they go back.
		for (const name of names) {
			const own = [...before, ...now].filter(line => line.includes(`"profile":"${name}"`));
			expect(own).toEqual(
				numbers(150)
					.slice(150 - own.length)
					.map(number => lineOf(name, number)),
			);
		}
	});
});

describe('where there is no room', () => {
	test('a person is told, and what comes later is whole', async () => {
		const {code, stdout} = await program.run([folder, 'dc1', '100'], {limits: 'ulimit -f 4'});
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toEqual({
			kind: 'unwritable',
			path,
			text: `${path} cannot be written: files may not become that large here; see ulimit -f`,
		});
		const whole = linesIn('events.jsonl').filter(line => line.endsWith('}')).length;
		expect(statSync(path).size % (size + 2)).not.toBe(0);
		const log = createEventLog({folder, clock: createFakeClock()});
		await log.append([acceptedEvent('dc1', 500)]);
		expect(await log.read('dc1')).toEqual([...numbers(whole), 500].map(number => acceptedEvent('dc1', number)));
	});
});

test('where this user may not write, a person is told', async () => {
	if (nobody !== undefined) chownSync(home, nobody, nobody);
	chmodSync(home, 0o500);
	const {code, stdout} = await program.run([folder, 'a', '1'], nobody === undefined ? {} : {user: nobody});
	chmodSync(home, 0o700);
	expect(code).toBe(1);
	expect(JSON.parse(stdout)).toEqual({
		kind: 'unwritable',
		path: folder,
		text: `${folder} cannot be written: this user may not; see with ls -l who may, or name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR`,
	});
});
