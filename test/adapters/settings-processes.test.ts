import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {createSettings} from '../../source/adapters/settings.ts';
import {buildProgram} from '../support/built-program.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {profileNamed} from '../support/sessions.ts';

type Program = Awaited<ReturnType<typeof buildProgram>>;
let program: Program;
let home = '';
let folder = '';
let path = '';
beforeAll(async () => {
	program = await buildProgram(new URL('./settings-changer.ts', import.meta.url));
});
afterAll(() => program.remove());
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'svt-tui-settings-'));
	folder = join(home, 'svt-tui');
	path = join(folder, 'config.json');
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

const names = () => JSON.parse(readFileSync(path, 'utf8')).profiles.map(({name}: {name: string}) => name);
const settings = () => createSettings({folder, clock: createFakeClock()});
const quietly = {code: 0, signal: undefined, stdout: '', stderr: ''};
/** For a lock that was left, if one was: as far as it knows. */
function passFiveSeconds(): void {
	const beat = Date.now() / 1000 - 5.5;
	if (existsSync(`${path}.lock`)) utimesSync(`${path}.lock`, beat, beat);
}

const counted = (name: string, count: number) => Array.from({length: count}, (_, index) => `${name}-${index + 1}`);

/** Nobody may write where root may: as root the program runs as somebody else. */
const nobody = process.geteuid?.() === 0 ? 65_534 : undefined;

describe('several processes', () => {
	test('that save at the same time lose nothing', async () => {
		const writers = ['a', 'b', 'c', 'd'];
		const runs = await Promise.all(writers.map(name => program.run([folder, 'save', name, '25'])));
		expect(runs).toEqual(writers.map(() => quietly));
		expect(names().sort()).toEqual(writers.flatMap(name => counted(name, 25)).sort());
		expect(readdirSync(folder)).toEqual(['config.json']);
	});

	test('that are killed while they save leave whole settings, and nobody waits for them for longer than five seconds', async () => {
		for (let round = 1; round <= 5; round += 1) {
			const {signal} = await program.runAndKill([folder, 'save', 'endless', 'endless'], 7 * round);
			expect(signal).toBe('SIGKILL');
			expect(names()).toContain('endless-1');
			passFiveSeconds();
			expect(await settings().save(profileNamed(`after-${round}`))).toEqual({ok: true, value: undefined});
			expect(names()).toContain(`after-${round}`);
		}
		expect(readdirSync(folder)).toEqual(['config.json']);
	});
});

describe('where there is no room', () => {
	test('settings stay as they were, and a person is told', async () => {
		expect(await program.run([folder, 'save', 'a', '4'])).toEqual(quietly);
		const before = readFileSync(path);
		// Blocks of 512 bytes in dash, of 1024 in bash: neither holds all of ten more.
		const {code, stdout} = await program.run([folder, 'save', 'b', '10'], {limits: 'ulimit -f 4'});
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toEqual({
			kind: 'unwritable',
			path,
			text: `${path} cannot be written: the disk is full; make room and try again`,
		});
		expect(JSON.parse(readFileSync(path, 'utf8')).profiles.length).toBeGreaterThanOrEqual(4);
		expect(readFileSync(path).length).toBeGreaterThanOrEqual(before.length);
		expect(readdirSync(folder)).toEqual(['config.json']);
	});

	test('not even for a byte, a person is told the same', async () => {
		const {code, stdout} = await program.run([folder, 'save', 'a', '1'], {limits: 'ulimit -f 0'});
		expect(code).toBe(1);
		// stdout is a pipe, which has no limit.
		expect(JSON.parse(stdout)).toEqual({
			kind: 'unwritable',
			path,
			text: `${path} cannot be written: files may not become that large here; see ulimit -f`,
		});
		expect(readdirSync(folder)).toEqual([]);
	});
});

describe('where this user may not write', () => {
	function closed(to: string): void {
		if (nobody !== undefined) chownSync(to, nobody, nobody);
		chmodSync(to, 0o500);
	}

	const options = nobody === undefined ? {} : {user: nobody};
	const permission =
		'this user may not; see with ls -l who may, or name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR';

	test('no folder is made', async () => {
		closed(home);
		const {code, stdout} = await program.run([folder, 'save', 'a', '1'], options);
		chmodSync(home, 0o700);
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toEqual({
			kind: 'unwritable',
			path: folder,
			text: `${folder} cannot be written: ${permission}`,
		});
	});

	test('settings can be read', async () => {
		await settings().save(profileNamed('dc1'));
		if (nobody !== undefined) for (const owned of [home, path]) chownSync(owned, nobody, nobody);
		closed(folder);
		const saving = await program.run([folder, 'save', 'a', '1'], options);
		const loading = await program.run([folder, 'load'], options);
		chmodSync(folder, 0o700);
		expect(JSON.parse(saving.stdout)).toEqual({
			kind: 'unwritable',
			path: `${path}.lock`,
			text: `${path}.lock cannot be written: ${permission}`,
		});
		expect(JSON.parse(loading.stdout)).toMatchObject({ok: true, value: {profiles: [{name: 'dc1'}]}});
	});

	test('damaged settings stay where they are', async () => {
		mkdirSync(folder);
		writeFileSync(path, '{');
		if (nobody !== undefined) for (const owned of [home, path]) chownSync(owned, nobody, nobody);
		closed(folder);
		const {stdout} = await program.run([folder, 'load'], options);
		chmodSync(folder, 0o700);
		expect(JSON.parse(stdout)).toEqual({
			ok: false,
			failure: {
				kind: 'damaged',
				path,
				text: `${path} is damaged: it holds no JSON object, and could not be set aside: ${path}.lock cannot be written: ${permission}`,
			},
		});
		expect(readdirSync(folder)).toEqual(['config.json']);
	});
});

test('conf is needed for writing a change, for nothing else', async () => {
	const light = await buildProgram(new URL('./settings-changer.ts', import.meta.url), {without: ['conf']});
	try {
		await settings().save(profileNamed('dc1-1'));
		const loading = await light.run([folder, 'load']);
		expect([loading.code, JSON.parse(loading.stdout).value.standard]).toEqual([0, 'dc1-1']);
		expect((await light.run([folder, 'save', 'dc1', '1'])).stderr).toContain("Cannot find package 'conf'");
		await settings().save(profileNamed('dc1-1', {savePassword: false}));
		expect(await light.run([folder, 'save', 'dc1', '1'])).toEqual(quietly);
	} finally {
		light.remove();
	}
});
