import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createPendingWipes} from '../../source/adapters/pending-wipes.ts';
import {createMemoryPendingWipes} from '../support/memory-ports.ts';
import {pendingWipesContract} from '../support/pending-wipes-contract.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {noon} from '../support/sessions.ts';

function inHome() {
	const home = createPrivateHome();
	onTestFinished(home.remove);
	const folder = join(home.state, 'svt-tui');
	return {folder, wipes: createPendingWipes({folder})};
}

const token = {
	storage: 'keychain',
	holds: 'token',
	username: 'administrator@vsphere.local',
	origin: 'https://10.1.1.16',
	since: noon,
} as const;

describe('in files', () => pendingWipesContract(() => inHome().wipes));
describe('in memory', () => pendingWipesContract(createMemoryPendingWipes));

test('they are for this user only, and their names give nothing away', async () => {
	const {folder, wipes} = inHome();
	await wipes.note(token);
	const [name = ''] = readdirSync(join(folder, 'wipes'));
	expect(name).toMatch(/^[0-9a-f]{64}\.json$/);
	expect(statSync(join(folder, 'wipes')).mode & 0o777).toBe(0o700);
	expect(statSync(join(folder, 'wipes', name)).mode & 0o777).toBe(0o600);
	expect(JSON.parse(readFileSync(join(folder, 'wipes', name), 'utf8'))).toEqual({
		schema: 'svt-tui/pending-wipe/v1',
		...token,
	});
});

test('what somebody else put there is not removed from any store', async () => {
	const {folder, wipes} = inHome();
	mkdirSync(join(folder, 'wipes'), {recursive: true});
	const put = (name: string, text: string) => writeFileSync(join(folder, 'wipes', name), text);
	const note = JSON.stringify({schema: 'svt-tui/pending-wipe/v1', ...token});
	put('a.json', note);
	put('b.json', '{');
	put(`${'0'.repeat(64)}.json`, 'x'.repeat(100_000));
	await wipes.note(token);
	const [own = ''] = readdirSync(join(folder, 'wipes')).filter(name => /^[1-9a-f]/.test(name) && name.length > 60);
	symlinkSync(join(folder, 'wipes', own), join(folder, 'wipes', 'c.json'));
	expect(await wipes.list()).toEqual([token]);
});

test('a folder that cannot be written says so', async () => {
	const {folder, wipes} = inHome();
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, 'wipes'), '');
	expect(await wipes.note(token)).toMatchObject({ok: false, failure: {kind: 'unwritable'}});
	expect(await wipes.list()).toEqual([]);
});

test('a link in the place of the folder is not followed', async () => {
	const {folder, wipes} = inHome();
	const elsewhere = join(folder, 'elsewhere');
	mkdirSync(elsewhere, {recursive: true, mode: 0o700});
	symlinkSync(elsewhere, join(folder, 'wipes'));
	expect(await wipes.note(token)).toMatchObject({
		ok: false,
		failure: {text: `${join(folder, 'wipes')} cannot be written: it is a link; put the folder itself there`},
	});
	expect(readdirSync(elsewhere)).toEqual([]);
});
