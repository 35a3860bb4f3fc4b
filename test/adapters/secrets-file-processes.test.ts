import {existsSync, readdirSync, readFileSync, statSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {buildProgram} from '../support/built-program.ts';
import {createSecretsFolder} from '../support/secrets-file.ts';

type Program = Awaited<ReturnType<typeof buildProgram>>;
let program: Program;
let place = createSecretsFolder();
beforeAll(async () => {
	program = await buildProgram(new URL('./secret-keeper.ts', import.meta.url));
});
afterAll(() => program.remove());
beforeEach(() => {
	place = createSecretsFolder();
});
afterEach(() => place.remove());

const quietly = {code: 0, signal: undefined, stdout: '', stderr: ''};
const userOf = (username: string) => ({holds: 'token', username, origin: 'https://dc1.example'}) as const;

async function held(username: string): Promise<string | undefined> {
	const read = await (await place.opened()).read(userOf(username));
	if (!read.ok) throw new Error(read.failure.text);
	return read.value?.reveal();
}

/** For a lock that was left, if one was: as far as it knows. */
function passFiveSeconds(): void {
	const beat = Date.now() / 1000 - 5.5;
	if (existsSync(`${place.path}.lock`)) utimesSync(`${place.path}.lock`, beat, beat);
}

describe('several processes', () => {
	test('that store and remove at the same time, and make the file at once, lose nothing', async () => {
		const writers = ['a', 'b', 'c', 'd'];
		const runs = await Promise.all(writers.map(name => program.run([place.folder, name, '15'])));
		expect(runs).toEqual(writers.map(() => quietly));
		for (const name of writers) {
			for (let number = 1; number <= 15; number += 1) {
				const wanted = number % 3 === 0 ? undefined : `secret of ${name}-${number}`;
				expect(await held(`${name}-${number}`)).toBe(wanted);
			}
		}
		expect(readdirSync(place.folder)).toEqual(['secrets.json']);
	});

	test('that are killed while they write leave a whole file, and nobody waits for them for longer than five seconds', async () => {
		for (let round = 1; round <= 5; round += 1) {
			const {signal} = await program.runAndKill([place.folder, 'endless', 'endless'], 5 * round);
			expect(signal).toBe('SIGKILL');
			expect(await held('endless-1')).toMatch(/^secret of endless-\d*1$/);
			passFiveSeconds();
			const store = await place.opened();
			expect(await store.write(userOf(`after-${round}`), new Secret('x'))).toEqual({ok: true, value: undefined});
			expect(await held(`after-${round}`)).toBe('x');
		}
		// What a write left is as well encrypted as the file, and goes once nobody can be at it any more.
		const left = readdirSync(place.folder).filter(name => name !== 'secrets.json');
		for (const name of left) {
			expect(name).toMatch(/^secrets\.json\.[0-9a-f]{12}\.tmp$/);
			expect(statSync(join(place.folder, name)).mode & 0o777).toBe(0o600);
			expect(readFileSync(join(place.folder, name), 'utf8')).not.toContain('secret of');
			utimesSync(join(place.folder, name), 0, 0);
		}
		await (await place.opened()).write(userOf('last'), new Secret('x'));
		expect(readdirSync(place.folder)).toEqual(['secrets.json']);
	});
});

test('where there is no room the file stays as it was, and a person is told', async () => {
	expect(await program.run([place.folder, 'a', '1'])).toEqual(quietly);
	const before = readFileSync(place.path);
	// Blocks of 512 bytes in dash, of 1024 in bash: neither holds all of it.
	const {code, stdout} = await program.run([place.folder, 'b', '1'], {limits: 'ulimit -f 2'});
	const failure = {
		kind: 'refused',
		text: `${place.path} cannot be written: files may not become that large here; see ulimit -f`,
	};
	expect([code, JSON.parse(stdout)[0]]).toEqual([1, {ok: false, failure}]);
	expect(readFileSync(place.path)).toEqual(before);
	expect(readdirSync(place.folder)).toEqual(['secrets.json']);
});
