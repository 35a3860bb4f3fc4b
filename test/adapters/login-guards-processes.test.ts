import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {noGuard} from '../../source/domain/login-guard.ts';
import {buildProgram} from '../support/built-program.ts';

type Program = Awaited<ReturnType<typeof buildProgram>>;
let program: Program;
let home = '';
let folder = '';
beforeAll(async () => {
	program = await buildProgram(new URL('./guard-changer.ts', import.meta.url));
});
afterAll(() => program.remove());
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-guards-'));
	folder = join(home, 'svt-tui');
});
afterEach(() => {
	for (const path of [folder, guards()]) if (existsSync(path)) chmodSync(path, 0o700);
	rmSync(home, {recursive: true, force: true});
});

/** Nobody may write where root may: as root the program runs as somebody else. */
const nobody = process.geteuid?.() === 0 ? 65_534 : undefined;
const options = nobody === undefined ? {} : {user: nobody};
const guards = () => join(folder, 'guards');
const file = () => join(guards(), readdirSync(guards()).find(name => name.endsWith('.json')) ?? 'none');
const done = {ok: true};

async function outcome(args: readonly string[], more: Parameters<Program['run']>[1] = {}): Promise<unknown> {
	const {code, stdout, stderr} = await program.run([folder, ...args], more);
	expect([code, stderr]).toEqual([0, '']);
	return JSON.parse(stdout);
}

/** So that the folders and what is in them can be read but not written. */
function close(): void {
	const folders = [folder, guards()].filter(path => existsSync(path));
	const files = existsSync(guards()) ? readdirSync(guards()).map(name => join(guards(), name)) : [];
	for (const path of [home, ...folders, ...files]) if (nobody !== undefined) chownSync(path, nobody, nobody);
	for (const path of folders) chmodSync(path, 0o500);
}

describe('several processes', () => {
	test('that make the key at the same time make one', async () => {
		const marks = await Promise.all(Array.from({length: 6}, () => outcome(['mark', 'swordfish'])));
		expect(new Set(marks.map(mark => JSON.stringify(mark))).size).toBe(1);
		expect(marks[0]).toMatchObject({ok: true, value: expect.stringMatching(/^[0-9a-f]{8}\.[0-9a-f]{64}$/)});
		expect(readdirSync(guards())).toEqual(['guard-key']);
	});

	test('see each other’s sign-ins, one run after the other', async () => {
		for (let run = 1; run <= 3; run += 1) expect(await outcome(['attempt'])).toEqual(done);
		expect(await outcome(['read'])).toMatchObject({
			ok: true,
			value: {refused: [], unattended: [expect.any(Number), expect.any(Number), expect.any(Number)]},
		});
	});
});

describe('where there is no room', () => {
	const limits = 'ulimit -f 0';
	const full = 'files may not become that large here; see ulimit -f';

	test('a guard stays as it was, and a person is told', async () => {
		await outcome(['attempt']);
		const before = readFileSync(file());
		expect(await outcome(['attempt'], {limits})).toEqual({
			ok: false,
			failure: {kind: 'unwritable', path: file(), text: `${file()} cannot be written: ${full}`},
		});
		expect(readFileSync(file())).toEqual(before);
		expect(readdirSync(guards())).toHaveLength(1);
	});

	test('no key is made, nor half of one', async () => {
		const key = join(guards(), 'guard-key');
		expect(await outcome(['mark', 'swordfish'], {limits})).toEqual({
			ok: false,
			failure: {kind: 'unwritable', path: key, text: `${key} cannot be written: ${full}`},
		});
		expect(readdirSync(guards())).toEqual([]);
	});
});

describe('where this user may not write', () => {
	const permission =
		'this user may not; see with ls -l who may, or name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR';

	test('nothing can be remembered, and a person is told so', async () => {
		mkdirSync(folder);
		close();
		for (const args of [['attempt'], ['mark', 'swordfish']]) {
			expect(await outcome(args, options)).toEqual({
				ok: false,
				failure: {kind: 'unwritable', path: guards(), text: `${guards()} cannot be written: ${permission}`},
			});
		}
		expect(await outcome(['read'], options)).toEqual({ok: true, value: noGuard});
	});

	test('what is known can be read, and a password known again', async () => {
		await outcome(['attempt']);
		const mark = await outcome(['mark', 'swordfish']);
		close();
		expect(await outcome(['read'], options)).toMatchObject({ok: true, value: {unattended: [expect.any(Number)]}});
		expect(await outcome(['mark', 'swordfish'], options)).toEqual(mark);
	});

	test('a damaged guard stops programs until a person comes', async () => {
		await outcome(['attempt']);
		const path = file();
		writeFileSync(path, '{');
		close();
		const text = `${path} is damaged: it holds no login guard of this version, and could not be set aside: ${path} cannot be written: ${permission}; which passwords were refused is not known, so sign in by hand: svt-tui login`;
		for (let run = 1; run <= 2; run += 1) {
			expect(await outcome(['read'], options)).toEqual({ok: false, failure: {kind: 'damaged', path, text}});
		}
	});
});
