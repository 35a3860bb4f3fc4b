import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {milliseconds} from '../../source/domain/time.ts';
import {simulatedPassword} from '../support/running-simulator.ts';
import {skipsSecretService} from '../support/secret-service.ts';
import {signedIn} from '../support/signed-in.ts';
import {cliPath, startCli} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

/** As programs live, in real time. */
const passing = (count: number) =>
	new Promise<void>(resolve => void createSystemClock().after(milliseconds(count), resolve));

const isRoot = process.geteuid?.() === 0;

const damages: ReadonlyArray<readonly [what: string, damage: (path: string) => string]> = [
	['half of it', path => damagedTo(path, firstHalf(readFileSync(path, 'utf8')))],
	['nothing', path => damagedTo(path, '')],
	['NULs', path => damagedTo(path, '\0'.repeat(500))],
];

const firstHalf = (text: string) => text.slice(0, text.length / 2);

function damagedTo(path: string, text: string): string {
	writeFileSync(path, text);
	return text;
}

/** What the files hold by now that were set aside from this place. */
const asideOf = (path: string) =>
	readdirSync(dirname(path))
		.filter(name => name.startsWith(`${basename(path)}.corrupt-`))
		.map(name => readFileSync(join(dirname(path), name), 'utf8'));

/** `600 config.json`, of all that lies in a folder and of the folder itself. */
function modesIn(folder: string): readonly string[] {
	const names = ['', ...readdirSync(folder, {recursive: true, encoding: 'utf8'})];
	return names.map(name => {
		const stats = statSync(join(folder, name));
		return `${(stats.mode & 0o7777).toString(8)} ${stats.isDirectory() ? 'folder' : 'file'}`;
	});
}

describe.skipIf(skipsSecretService())('the files of a session', () => {
	test.each(['umask 0;', 'umask 0777;', 'umask 0022;'])('are for this user alone under %s', async shell => {
		const {svt, settings, state} = await signedIn(shell);
		await svt(['keep-alive', '--for', '1s'], {shell});
		const modes = [settings, state].flatMap(modesIn);
		expect(modes.length).toBeGreaterThan(6);
		expect([...new Set(modes)].sort()).toEqual(['600 file', '700 folder']);
	});

	test.each(damages)('are set aside and named, once, where a record holds %s', async (_what, damage) => {
		const {svt, record} = await signedIn();
		const damaged = damage(record);
		const told = await svt(['status']);
		expect(told.stdout).toMatch(/^dc1 \(default\) {2}signed out$/m);
		expect(told.stderr).toMatch(
			/^svt-tui: hint: HOME\/state\/svt-tui\/sessions\/dc1\.json is damaged: .*; it was set aside as HOME\/state\/svt-tui\/sessions\/dc1\.json\.corrupt-\S+, and nothing of it is lost\n$/,
		);
		expect(await svt(['status'])).toMatchObject({code: 0, stderr: ''});
		// The token is in the keychain, and goes on.
		expect(await svt(['keep-alive', '--for', '1s'])).toMatchObject({code: 0});
		expect((await svt(['status'])).stdout).toMatch(/^dc1 \(default\) {2}active$/m);
		expect(asideOf(record)).toEqual([damaged]);
	});

	test.each(damages)('are set aside and named where the settings hold %s', async (_what, damage) => {
		const {svt, settings, login} = await signedIn();
		const damaged = damage(join(settings, 'config.json'));
		expect((await svt(['profile', 'list'])).stderr).toMatch(
			/^svt-tui: hint: HOME\/configuration\/svt-tui\/config\.json is damaged: .*; it was set aside as HOME\/configuration\/svt-tui\/config\.json\.corrupt-\S+, and nothing of it is lost\n/,
		);
		expect(await svt(login)).toMatchObject({code: 0});
		expect(await svt(['status', '--check'])).toMatchObject({code: 0, stderr: ''});
		expect(asideOf(join(settings, 'config.json'))).toEqual([damaged]);
	});

	test.each(damages)('are set aside and named where a login guard holds %s', async (_what, damage) => {
		const {svt, state, login} = await signedIn();
		expect(await svt(login, {input: 'mistaken'})).toMatchObject({code: 5});
		const [guard = ''] = readdirSync(join(state, 'guards')).filter(name => name.endsWith('.json'));
		const damaged = damage(join(state, 'guards', guard));
		const told = await svt(login);
		expect(told.code).toBe(1);
		expect(told.stderr).toMatch(
			/^svt-tui: error: dc1: HOME\/state\/svt-tui\/guards\/\w+\.json is damaged: .*; it was set aside as HOME\/state\/svt-tui\/guards\/\w+\.json\.corrupt-\S+, and nothing of it is lost; which passwords were refused is not known, so sign in by hand/,
		);
		expect(await svt(login)).toMatchObject({code: 0});
		expect(asideOf(join(state, 'guards', guard))).toEqual([damaged]);
	});

	test('are told on the screen where one was damaged', async () => {
		const {around, record, home} = await signedIn();
		writeFileSync(record, '{');
		const terminal = openTerminal({command: process.execPath, args: [cliPath], ...around, columns: 200});
		onTestFinished(() => terminal.close());
		const lines = await terminal.waitFor(/set aside as/);
		expect(lines.join('\n').replaceAll(home.path, 'HOME')).toMatch(
			/HOME\/state\/svt-tui\/sessions\/dc1\.json is damaged: it holds no record of this session; it was set aside as/,
		);
		terminal.press('ctrl+c');
		await terminal.exited;
		expect(terminal.history().join('\n')).not.toContain('set aside');
	});

	test('are left where another version wrote them', async () => {
		const {svt, record} = await signedIn();
		writeFileSync(record, readFileSync(record, 'utf8').replace('record/v1', 'record/v2'));
		expect((await svt(['status', '--json'])).stderr).toBe(
			'svt-tui: hint: HOME/state/svt-tui/sessions/dc1.json cannot be read: another version of svt-tui wrote it; sign in again with this one\n',
		);
		expect(existsSync(record)).toBe(true);
	});
});

describe.skipIf(skipsSecretService())('a link that somebody planted', () => {
	test.each([
		['a record', 'sessions/dc1.json'],
		['the log of events', 'events.jsonl'],
	])('in the place of %s does not lead elsewhere', async (_what, name) => {
		const {svt, state, home, login} = await signedIn();
		const elsewhere = home.file('elsewhere');
		writeFileSync(elsewhere, 'precious');
		rmSync(join(state, name));
		symlinkSync(elsewhere, join(state, name));
		expect((await svt(['status'])).stdout).not.toContain('precious');
		await svt(login);
		await svt(['keep-alive', '--for', '1s']);
		await svt(['logout']);
		expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
	});

	test('in the place of the log of events is named', async () => {
		const {svt, state, home} = await signedIn();
		rmSync(join(state, 'events.jsonl'));
		symlinkSync(home.file('elsewhere'), join(state, 'events.jsonl'));
		expect((await svt(['logout'])).stderr).toContain(
			'svt-tui: error: dc1: HOME/state/svt-tui/events.jsonl cannot be written: it is a link; put the file itself there\n',
		);
		expect(existsSync(home.file('elsewhere'))).toBe(false);
	});

	test('in the place of the settings is how people keep theirs elsewhere, and stays', async () => {
		const {svt, settings, home} = await signedIn();
		renameSync(join(settings, 'config.json'), home.file('mine.json'));
		symlinkSync(home.file('mine.json'), join(settings, 'config.json'));
		expect(await svt(['profile', 'remove', 'dc1'])).toMatchObject({code: 0});
		expect(readFileSync(home.file('mine.json'), 'utf8')).not.toContain('dc1');
		expect(statSync(home.file('mine.json')).mode & 0o777).toBe(0o600);
	});

	test.each(['sessions', 'guards', 'locks', 'wipes'])(
		'in the place of the folder %s is not followed, and nothing there changes',
		async name => {
			const {svt, state, home, login} = await signedIn();
			const elsewhere = home.file('elsewhere');
			mkdirSync(elsewhere, {mode: 0o777});
			chmodSync(elsewhere, 0o777);
			writeFileSync(join(elsewhere, 'theirs'), 'theirs');
			rmSync(join(state, name), {recursive: true, force: true});
			symlinkSync(elsewhere, join(state, name));
			await svt(['logout']);
			await svt(login.with(-1, 'dc2'));
			await svt(['keep-alive', 'dc2', '--for', '1s']);
			expect(readdirSync(elsewhere)).toEqual(['theirs']);
			expect(statSync(elsewhere).mode & 0o777).toBe(0o777);
		},
	);
});

describe.skipIf(skipsSecretService() || !isRoot)('what belongs to another user', () => {
	test.each([
		['the folder of the state', 'state'],
		['the folder of the settings', 'configuration'],
	] as const)('is not written to, be it %s', async (_what, which) => {
		const {svt, home, login} = await signedIn();
		const folder = join(home[which], 'svt-tui');
		chownSync(folder, 12_345, 12_345);
		const before = readdirSync(folder, {recursive: true, encoding: 'utf8'});
		const {stderr} = await svt(login.with(-1, 'dc2'));
		expect(stderr).toContain(
			`HOME/${which}/svt-tui cannot be written: it belongs to another user (number 12345); run svt-tui as that user, or name another folder in SVT_CONFIG_DIR or SVT_STATE_DIR`,
		);
		expect(readdirSync(folder, {recursive: true, encoding: 'utf8'})).toEqual(before);
	});

	test('is not believed, be it the settings or a record', async () => {
		const {svt, settings, record} = await signedIn();
		chownSync(record, 12_345, 12_345);
		const {stdout, stderr} = await svt(['status']);
		expect(stdout).toMatch(/signed out/);
		expect(stderr).toMatch(/sessions\/dc1\.json cannot be read: it belongs to another user \(number 12345\)/);
		chownSync(join(settings, 'config.json'), 12_345, 12_345);
		expect(await svt(['status'])).toMatchObject({
			code: 1,
			stderr: expect.stringMatching(/config\.json cannot be read: it belongs to another user \(number 12345\)/),
		});
	});
});

describe.skipIf(skipsSecretService())('a program that is killed', {timeout: 90_000}, () => {
	test('at any moment leaves what the next one can go on with', async () => {
		const {svt, around, login, settings, state} = await signedIn();
		const lives = [
			login,
			['logout'],
			login,
			['profile', 'default', 'dc1'],
			login,
			['keep-alive', 'dc1'],
			['profile', 'remove', 'dc1'],
		];
		for (const [round, args] of [...lives, ...lives].entries()) {
			const program = startCli(args, around);
			program.endInput(simulatedPassword);
			// Each time a little later in its life.
			await Promise.race([passing(70 + 23 * round), program.exited]);
			program.kill(round % 2 === 0 ? 'SIGKILL' : 'SIGINT');
			await program.exited;
			// A secret that it was about to remove is known to whoever comes next.
			const stderr = expect.stringMatching(
				/^(svt-tui: hint: the (token|password) of .* is still in the keychain: .*\n)*$/,
			);
			expect(await svt(['status', '--json'])).toMatchObject({code: 0, stderr});
			expect(await svt(['profile', 'list'])).toMatchObject({code: 0});
		}
		expect(await svt(login)).toMatchObject({code: 0});
		expect(await svt(['status', '--check'])).toMatchObject({code: 0});
		const damaged = [settings, state].flatMap(folder => readdirSync(folder, {recursive: true, encoding: 'utf8'}));
		expect(damaged.filter(name => name.includes('corrupt'))).toEqual([]);
	});
});
