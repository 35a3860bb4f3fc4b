import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {sealedText} from '../../source/adapters/sealed-format.ts';
import {makeFileKey, openEntries, sealEntries, standardCost} from '../../source/adapters/sealing.ts';
import {Secret} from '../../source/domain/secret.ts';
import {secretStoreContract} from '../support/secret-store-contract.ts';
import {createSecretsFolder, onceUnlocked} from '../support/secrets-file.ts';

const name = {holds: 'password', username: 'administrator@vsphere.local', origin: 'https://dc1.example'} as const;
const done = {ok: true, value: undefined};
const failed = (kind: string, text: string) => ({ok: false, failure: {kind, text}});

let place = createSecretsFolder();
beforeEach(() => {
	place = createSecretsFolder();
});
afterEach(() => place.remove());

describe('a file of secrets', () => secretStoreContract(() => onceUnlocked(place.locked())));

describe('a file of secrets, for one who may read it', () => {
	test('holds no secret, no name and no length of one in sight, and is new in all its parts at each write', async () => {
		const store = await place.opened();
		const seen = new Set<string>();
		const sizes = new Set<number>();
		for (const text of ['a short one', 'a short one', 'much longer than that, '.repeat(20)]) {
			await store.write(name, new Secret(text));
			const content = readFileSync(place.path, 'utf8');
			expect(content).not.toMatch(/a short|much longer|administrator|dc1\.example/);
			const {entries} = JSON.parse(content);
			for (const part of [entries.iv, entries.data, entries.tag]) seen.add(part);
			sizes.add(content.length);
		}
		expect([seen.size, sizes.size]).toEqual([9, 1]);
	});

	test('is for this user alone, also where a link stood or its folder was open', async () => {
		chmodSync(place.folder, 0o755);
		const store = await place.opened();
		await store.write(name, new Secret('first'));
		expect([statSync(place.path).mode & 0o777, statSync(place.folder).mode & 0o777]).toEqual([0o600, 0o700]);
		chmodSync(place.path, 0o644);
		await store.write(name, new Secret('second'));
		expect(statSync(place.path).mode & 0o777).toBe(0o600);
		const elsewhere = join(place.folder, 'elsewhere');
		renameSync(place.path, elsewhere);
		symlinkSync(elsewhere, place.path);
		const before = readFileSync(elsewhere);
		const refused = failed('refused', `${place.path} cannot be read: it is a link; put the file itself there`);
		expect([await store.read(name), await store.write(name, new Secret('third'))]).toEqual([refused, refused]);
		expect(readFileSync(elsewhere)).toEqual(before);
	});

	test('is never half there: who has opened it reads the old one to its end', async () => {
		const store = await place.opened();
		await store.write(name, new Secret('first'));
		const before = readFileSync(place.path, 'utf8');
		const file = openSync(place.path, 'r');
		await store.write(name, new Secret('second'));
		const old = readFileSync(file, 'utf8');
		closeSync(file);
		expect([old === before, readFileSync(place.path, 'utf8') === before]).toEqual([true, false]);
	});

	test('costs 128 MiB to try a passphrase on', () => {
		expect(128 * standardCost.N * standardCost.r).toBe(128 * 1024 * 1024);
	});
});

describe('the passphrase', () => {
	test('is asked for once, and not at all where there is nothing to be read', async () => {
		const store = place.locked();
		expect([await store.unlock?.('read'), await store.read(name), await store.remove(name)]).toEqual([
			done,
			done,
			done,
		]);
		expect(place.asked()).toEqual([]);
		await store.unlock?.('write');
		await store.unlock?.('read');
		await store.write(name, new Secret('secret'));
		expect(place.asked()).toEqual(['new /secrets.json']);
		const second = place.locked();
		await second.unlock?.('read');
		await second.unlock?.('write');
		const read = await second.read(name);
		expect(read.ok && read.value?.reveal()).toBe('secret');
		expect(place.asked()).toEqual(['new /secrets.json', 'known /secrets.json']);
	});

	test('that was not given leaves it locked, which is not empty', async () => {
		await (await place.opened()).write(name, new Secret('secret'));
		const before = readFileSync(place.path);
		const store = place.locked();
		const locked = failed('locked', `the passphrase of ${place.path} was not given: start svt-tui again`);
		const outcomes = [await store.check(), await store.read(name), await store.write(name, new Secret('x'))];
		expect([...outcomes, await store.remove(name)]).toEqual([locked, locked, locked, locked]);
		expect(readFileSync(place.path)).toEqual(before);
	});

	test('that is wrong has words of its own, and changes nothing', async () => {
		await (await place.opened()).write(name, new Secret('secret'));
		const before = readFileSync(place.path);
		expect(await place.locked('correct horse buttery').unlock?.('read')).toEqual(
			failed(
				'wrong-passphrase',
				`that is not the passphrase of ${place.path}: try again; if it is lost, remove ${place.path} and sign in again`,
			),
		);
		expect(readFileSync(place.path)).toEqual(before);
	});

	test('that is wrong is told with the file that names it', async () => {
		await (await place.opened()).write(name, new Secret('secret'));
		const passphraseFile = '/run/credentials/svt/passphrase';
		expect(await place.locked('correct horse buttery', {passphraseFile}).unlock?.('read')).toEqual(
			failed(
				'wrong-passphrase',
				`${passphraseFile}, which SVT_PASSPHRASE_FILE names, holds another passphrase than that of ${place.path}; if that is lost, remove ${place.path} and sign in again`,
			),
		);
	});

	test('is the same however its letters are composed', async () => {
		await (await place.opened('Schlu\u0308sselbund')).write(name, new Secret('secret'));
		const read = await (await place.opened('Schl\u00fcsselbund')).read(name);
		expect(read.ok && read.value?.reveal()).toBe('secret');
	});

	test('of two that make the file at once is one, or nobody overwrites the other', async () => {
		const [first, same, other] = await Promise.all([
			place.opened(),
			place.opened(),
			place.opened('another passphrase'),
		]);
		await first.write(name, new Secret('first'));
		expect(await same.write({...name, holds: 'token'}, new Secret('second'))).toEqual(done);
		const anew = `${place.path} was made anew with another passphrase: start svt-tui again`;
		expect(await other.write(name, new Secret('third'))).toEqual(failed('locked', anew));
		const reads = [await first.read(name), await first.read({...name, holds: 'token'})];
		expect(reads.map(read => read.ok && read.value?.reveal())).toEqual(['first', 'second']);
	});

	test('is forgotten with what it opened when the store is closed', async () => {
		const store = await place.opened();
		await store.write(name, new Secret('secret'));
		store.close();
		expect(await store.read(name)).toMatchObject({ok: false, failure: {kind: 'locked'}});
	});
});

describe('what is no file of secrets any more', () => {
	const kept = 'nothing is written over it: move it away to begin anew';

	async function written(): Promise<Record<string, never>> {
		await (await place.opened()).write(name, new Secret('secret'));
		return JSON.parse(readFileSync(place.path, 'utf8'));
	}

	/** All that can be asked of it. */
	async function tried() {
		const store = place.locked();
		return [
			await store.unlock?.('write'),
			await store.check(),
			await store.read(name),
			await store.write(name, new Secret('x')),
			await store.remove(name),
		];
	}

	test.each([
		['', 'is damaged: it holds no JSON object'],
		['[]', 'is damaged: it holds no JSON object'],
		['{"schema":"svt-tui/secrets/v1"', 'is damaged: it holds no JSON object'],
		['{"schema":"svt-tui/secrets/v1"}', 'is damaged: parts of it are missing or wrong'],
	])('%j is named, and stays', async (content, words) => {
		writeFileSync(place.path, content);
		const failure = failed('damaged', `${place.path} ${words}; ${kept}`);
		expect(await tried()).toEqual(Array(5).fill(failure));
		expect([readFileSync(place.path, 'utf8'), readdirSync(place.folder)]).toEqual([content, ['secrets.json']]);
		expect(place.asked()).toEqual([]);
	});

	test.each([
		[
			'{"schema":"svt-tui/secrets/v2","x":1}',
			'cannot be read: a later svt-tui wrote it (svt-tui/secrets/v2); update svt-tui',
		],
		['{"passwords":[]}', 'cannot be read: it is no file of secrets of svt-tui'],
	])('%j is another program’s, and stays', async (content, words) => {
		writeFileSync(place.path, content);
		expect(await tried()).toEqual(Array(5).fill(failed('damaged', `${place.path} ${words}`)));
		expect(readFileSync(place.path, 'utf8')).toBe(content);
	});

	test('is told from a wrong passphrase, whichever byte the disk has changed', async () => {
		await written();
		const content = readFileSync(place.path);
		await fc.assert(
			fc.asyncProperty(fc.nat(content.length - 2), fc.integer({min: 1, max: 255}), async (at, change) => {
				const changed = Buffer.from(content);
				changed[at] = (changed[at] ?? 0) ^ change;
				writeFileSync(place.path, changed);
				const outcome = await place.locked().unlock?.('read');
				// A changed blank between its parts changes nothing.
				const isSame = JSON.stringify(parsed(changed)) === JSON.stringify(parsed(content));
				expect([isSame, outcome?.ok === false && outcome.failure.kind]).toEqual(
					isSame ? [true, false] : [false, 'damaged'],
				);
			}),
			{numRuns: 300},
		);
		for (const length of [1, 100, content.length - 100, content.length - 3]) {
			writeFileSync(place.path, content.subarray(0, length));
			expect(await place.locked().unlock?.('read')).toMatchObject({ok: false, failure: {kind: 'damaged'}});
		}
	});

	test('does not open when somebody has put parts of two together, with a checksum that fits', async () => {
		const key = await makeFileKey(new Secret('correct horse battery'), {N: 2 ** 10, r: 8, p: 1});
		const other = await makeFileKey(new Secret('correct horse battery'), {N: 2 ** 10, r: 8, p: 1});
		const entries = sealEntries(new Map([['password:a@b', new Secret('x')]]), other);
		mkdirSync(place.folder, {recursive: true});
		writeFileSync(place.path, sealedText({lock: key.lock, entries}));
		const store = await place.opened();
		const changed = failed('damaged', `${place.path} is damaged: what it holds was changed; ${kept}`);
		expect([await store.read(name), await store.write(name, new Secret('x'))]).toEqual([changed, changed]);
		// Nor is less work accepted than it was sealed with.
		writeFileSync(place.path, sealedText({lock: {...key.lock, cost: {N: 2, r: 1, p: 1}}, entries}));
		expect(await place.locked().unlock?.('read')).toMatchObject({ok: false, failure: {kind: 'wrong-passphrase'}});
	});

	test('is bound to its header: not even who has the key opens it under another one', async () => {
		const made = await makeFileKey(new Secret('correct horse battery'), {N: 2 ** 10, r: 8, p: 1});
		const sealed = sealEntries(new Map([['password:a@b', new Secret('x')]]), made);
		expect(openEntries(sealed, made)?.size).toBe(1);
		const {lock, key} = made;
		for (const other of [
			{...lock, cost: {...lock.cost, p: 2}},
			{...lock, salt: lock.key.data},
			{...lock, key: sealed},
		])
			expect(openEntries(sealed, {lock: other, key})).toBeUndefined();
	});

	test.each([
		{N: 2 ** 19, r: 8, p: 1},
		{N: 2 ** 18, r: 16, p: 1},
		{N: 2, r: 1, p: 5},
		{N: 2 ** 30, r: 1024, p: 1024},
	])('%j is refused before anybody works that hard, or is asked', async cost => {
		const key = await makeFileKey(new Secret('correct horse battery'), {N: 2 ** 10, r: 8, p: 1});
		const text = sealedText({lock: {...key.lock, cost}, entries: sealEntries(new Map(), key)});
		writeFileSync(place.path, text);
		const words = `${place.path} is damaged: it asks for more work than svt-tui ever does; ${kept}`;
		expect(await tried()).toEqual(Array(5).fill(failed('damaged', words)));
		expect(place.asked()).toEqual([]);
	});

	test.each([
		{N: 3, r: 8, p: 1},
		{N: 1024, r: 0, p: 1},
		{N: 1024, r: 8, p: 0.5},
		{N: Number.NaN, r: 8, p: 1},
		{N: 2 ** 1023, r: 8, p: 1},
	])('%j is none', async cost => {
		const key = await makeFileKey(new Secret('correct horse battery'), {N: 2 ** 10, r: 8, p: 1});
		writeFileSync(place.path, sealedText({lock: {...key.lock, cost}, entries: sealEntries(new Map(), key)}));
		expect(await place.locked().unlock?.('read')).toMatchObject({ok: false, failure: {kind: 'damaged'}});
		expect(place.asked()).toEqual([]);
	});

	test('is not read when it is huge', async () => {
		writeFileSync(place.path, Buffer.alloc(1024 * 1024 + 1, ' '));
		const words = `${place.path} cannot be read: it is larger than 1024 KiB; move it away`;
		expect(await tried()).toEqual(Array(5).fill(failed('refused', words)));
		expect(existsSync(place.path)).toBe(true);
	});
});

function parsed(content: Buffer): unknown {
	try {
		return JSON.parse(content.toString());
	} catch {
		return undefined;
	}
}
