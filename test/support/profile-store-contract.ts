import {expect, test} from 'vitest';
import type {ProfileStore, Profiles} from '../../source/ports.ts';
import {profileNamed} from './sessions.ts';

/** What any store of profiles does. `make` gives an empty one. */
export function profileStoreContract(make: () => ProfileStore): void {
	const [dc1, dc2, dc3] = [profileNamed('dc1'), profileNamed('dc2'), profileNamed('dc3')];
	const done = {ok: true, value: undefined};

	async function loaded(store: ProfileStore): Promise<Profiles> {
		const outcome = await store.load();
		if (!outcome.ok) throw new Error(outcome.failure.text);
		return outcome.value;
	}

	async function filled(): Promise<ProfileStore> {
		const store = make();
		for (const profile of [dc1, dc2, dc3]) expect(await store.save(profile)).toEqual(done);
		return store;
	}

	test('is empty at first', async () => {
		expect(await loaded(make())).toEqual({profiles: [], standard: undefined, notices: []});
	});

	test('keeps profiles in their order, and the first one is the default', async () => {
		expect(await loaded(await filled())).toEqual({profiles: [dc1, dc2, dc3], standard: 'dc1', notices: []});
	});

	test('keeps the helper beside the profiles, the last one that was set', async () => {
		const store = await filled();
		expect(await store.saveHelper(['/usr/bin/first'])).toEqual(done);
		expect(await store.saveHelper(['/usr/bin/svt-pass', '--store', 'ä b'])).toEqual(done);
		await store.remove('dc1');
		expect(await loaded(store)).toMatchObject({
			profiles: [dc2, dc3],
			helper: ['/usr/bin/svt-pass', '--store', 'ä b'],
		});
	});

	test('replaces the profile of the same name', async () => {
		const store = await filled();
		const changed = profileNamed('dc2', {
			username: 'ada',
			trust: {mode: 'pinned', sha256: 'ab'.repeat(32), publicKeySha256: 'cd'.repeat(32)},
			renew: 'auto',
		});
		expect(await store.save(changed)).toEqual(done);
		expect((await loaded(store)).profiles).toEqual([dc1, changed, dc3]);
	});

	test('changes the default when asked', async () => {
		const store = await filled();
		expect(await store.makeStandard('dc3')).toEqual(done);
		expect((await loaded(store)).standard).toBe('dc3');
	});

	test('has no default once that is removed', async () => {
		const store = await filled();
		expect(await store.remove('dc1')).toEqual(done);
		expect(await loaded(store)).toEqual({profiles: [dc2, dc3], standard: undefined, notices: []});
	});

	test('removes what is not there', async () => {
		const store = await filled();
		expect(await store.remove('dc9')).toEqual(done);
		expect((await loaded(store)).profiles).toEqual([dc1, dc2, dc3]);
		expect(await make().remove('dc1')).toEqual(done);
	});

	test('makes nobody the default who is not there', async () => {
		const store = await filled();
		expect(await store.makeStandard('dc9')).toMatchObject({
			ok: false,
			failure: {kind: 'unwritable', text: expect.stringContaining('there is no profile dc9')},
		});
		expect((await loaded(store)).standard).toBe('dc1');
	});

	test.each([
		['a name that is a path', profileNamed('dc4', {name: '../dc4'})],
		['no user name', profileNamed('dc4', {username: ''})],
		['a half fingerprint', profileNamed('dc4', {trust: {mode: 'pinned', sha256: 'abcd'}})],
		['an idle limit of nothing', profileNamed('dc4', {idleLimit: 0 as never})],
	])('refuses a profile with %s', async (_what, wrong) => {
		const store = await filled();
		expect(await store.save(wrong)).toMatchObject({
			ok: false,
			failure: {kind: 'unwritable', text: expect.stringContaining('the profile is not right')},
		});
		expect((await loaded(store)).profiles).toEqual([dc1, dc2, dc3]);
	});
}
