import {expect, test} from 'vitest';
import type {SecretName} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import type {SecretStore} from '../../source/ports.ts';

let users = 0;

/** Nobody else has stored anything under it. */
function freshName(more: Partial<SecretName> = {}): SecretName {
	users += 1;
	return {holds: 'password', username: `user-${users}@vsphere.local`, origin: 'https://dc1.example', ...more};
}

/** What any store of secrets does. The stores that `make` gives may share what they hold. */
export function secretStoreContract(make: () => SecretStore): void {
	const done = {ok: true, value: undefined};

	async function revealed(store: SecretStore, name: SecretName): Promise<string | undefined> {
		const read = await store.read(name);
		if (!read.ok) throw new Error(read.failure.text);
		return read.value?.reveal();
	}

	test('has nothing at first, and is well', async () => {
		const store = make();
		expect(await store.read(freshName())).toEqual(done);
		expect(await store.check()).toEqual(done);
		store.close();
	});

	test('gives back what was stored last, until it is removed', async () => {
		const store = make();
		const name = freshName();
		expect(await store.write(name, new Secret('first'))).toEqual(done);
		expect(await revealed(store, name)).toBe('first');
		expect(await store.write(name, new Secret('second'))).toEqual(done);
		expect(await revealed(store, name)).toBe('second');
		expect(await store.remove(name)).toEqual(done);
		expect(await store.read(name)).toEqual(done);
		expect(await store.remove(name)).toEqual(done);
		store.close();
	});

	test('keeps passwords, tokens, users and origins apart', async () => {
		const store = make();
		const name = freshName();
		const names: readonly SecretName[] = [
			name,
			{...name, holds: 'token'},
			{...name, username: name.username.toUpperCase()},
			{...name, username: `${name.username}@`},
			{...name, username: `VSPHERE\\${name.username} "*%s' ü`},
			{...name, origin: 'https://dc1.example:8443'},
			{...name, origin: 'https://[fd00::1]'},
		];
		for (const [index, of] of names.entries())
			expect(await store.write(of, new Secret(`secret-${index}`))).toEqual(done);
		expect(await Promise.all(names.map(of => revealed(store, of)))).toEqual(names.map((_, index) => `secret-${index}`));
		expect(await store.remove(name)).toEqual(done);
		expect(await revealed(store, {...name, holds: 'token'})).toBe('secret-1');
		store.close();
	});

	test.each([
		' ',
		'geheim ü ß € 密码 🔑',
		'e\u0301 is not \u00e9',
		'line\nbreak\r\n\ttab\u0007',
		'"quotes\' \\backslash\\ $HOME `id` %s %00',
		'\ufeffbom, zero\u200bwidth, \u202ebidi',
		'__proto__',
		JSON.stringify({v: 1, accessToken: 'f'.repeat(1000), grantedAt: 1, expiresAt: 2}),
		'x'.repeat(1200),
		'ü'.repeat(1200),
	])('holds %j as it is', async text => {
		const store = make();
		const name = freshName();
		expect(await store.write(name, new Secret(text))).toEqual(done);
		expect(await revealed(store, name)).toBe(text);
		await store.remove(name);
		store.close();
	});

	test('goes through with calls that are made at once in the order in which they were made', async () => {
		const store = make();
		const name = freshName();
		const outcomes = await Promise.all([
			store.write(name, new Secret('first')),
			store.read(name),
			store.write(name, new Secret('second')),
			store.read(name),
			store.remove(name),
			store.read(name),
		]);
		const texts = outcomes.map(outcome => (outcome.ok ? outcome.value?.reveal() : outcome.failure.text));
		expect(texts).toEqual([undefined, 'first', undefined, 'second', undefined, undefined]);
		store.close();
	});

	test.each([
		['', 'there is nothing to store: type it again'],
		['a\0b', 'it holds a NUL character, and cannot be stored: type it again'],
		['a\ud800b', 'it is no proper Unicode, and cannot be stored: type it again'],
		['x'.repeat(1201), 'it is longer than 1200 characters, and cannot be stored: sign in without saving it'],
		['密'.repeat(900), 'it is longer than 1200 characters, and cannot be stored: sign in without saving it'],
	])('refuses %j, and keeps what it had', async (text, words) => {
		const store = make();
		const name = freshName();
		await store.write(name, new Secret('before'));
		const outcome = await store.write(name, new Secret(text));
		expect(outcome).toEqual({ok: false, failure: {kind: 'unsuitable', text: words}});
		expect(await revealed(store, name)).toBe('before');
		await store.remove(name);
		store.close();
	});

	test.each([
		['user\nname', 'the user name has characters that cannot be seen, so nothing is stored under it: type it again'],
		['\0', 'the user name has characters that cannot be seen, so nothing is stored under it: type it again'],
		['\ud800', 'the user name has characters that cannot be seen, so nothing is stored under it: type it again'],
		['x'.repeat(500), 'the user name and the address are too long to store anything under them'],
	])('has nothing under the user %j', async (username, text) => {
		const store = make();
		const name = freshName({username});
		const refused = {ok: false, failure: {kind: 'unsuitable', text}};
		expect(await store.read(name)).toEqual(refused);
		expect(await store.write(name, new Secret('secret'))).toEqual(refused);
		expect(await store.remove(name)).toEqual(refused);
		store.close();
	});
}
