import {expect, test} from 'vitest';
import {run} from '../../source/commands/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {noSettings, type Settings, withProfile} from '../../source/domain/settings.ts';
import {seconds} from '../../source/domain/time.ts';
import {createMemoryPendingWipes, createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {createPlayer, noon, profileNamed} from '../support/sessions.ts';
import {createStoryClock} from '../support/story-clock.ts';
import {createStoryLocks} from '../support/story-locks.ts';
import {createStorySecrets} from '../support/story-secrets.ts';
import {tryCommand} from '../support/try-command.ts';
import {pass} from '../support/world.ts';

const [dc1, lab] = [
	profileNamed('dc1'),
	profileNamed('lab', {storage: 'memory', trust: {mode: 'pinned', sha256: 'ab'.repeat(32)}}),
];
/** Another name for the same user at the same appliance. */
const twin = {...dc1, name: 'twin'};

function world(...profiles: ReadonlyArray<typeof dc1>) {
	const secrets = createStorySecrets();
	for (const holds of ['token', 'password'] as const)
		secrets.put({holds, username: dc1.username, origin: dc1.origin}, new Secret('x'));
	const store = createMemoryProfiles(profiles.reduce<Settings>(withProfile, noSettings));
	const pendingWipes = createMemoryPendingWipes();
	const clock = createStoryClock(noon);
	const records = createMemoryRecords();
	const locks = createStoryLocks(clock);
	const ports = {
		clock,
		profiles: store,
		records,
		secretsFor: () => secrets.store,
		pendingWipes,
		isRunning: () => true,
		locks: locks.locks,
	};
	return {
		clock,
		locks: locks.locks,
		records,
		secrets,
		store,
		pendingWipes,
		profile: (...words: readonly string[]) => tryCommand(run, {words, ports}),
		asJson: () => tryCommand(run, {words: ['list'], options: {json: true}, ports}),
	};
}

test('the list tells what each is for', async () => {
	expect(await world(dc1, lab).profile()).toEqual({
		code: 0,
		stderr: '',
		stdout: [
			'NAME           APPLIANCE            USER                         TRUST     STORAGE',
			'dc1 (default)  https://dc1.example  administrator@vsphere.local  verified  keychain',
			'lab            https://lab.example  administrator@vsphere.local  pinned    memory',
			'',
		].join('\n'),
	});
	const {stdout} = await world(dc1, lab).asJson();
	expect(JSON.parse(stdout)).toMatchObject({
		schema: 'svt-tui/profiles/v1',
		profiles: [
			{name: 'dc1', isDefault: true, idleLimitSeconds: 600},
			{name: 'lab', isDefault: false},
		],
	});
	expect(await world().profile('list')).toMatchObject({
		code: 0,
		stderr: 'there is no profile yet: sign in to an appliance with svt-tui login HOST\n',
	});
});

test('another one becomes the default', async () => {
	const {profile} = world(dc1, lab);
	expect(await profile('default', 'lab')).toMatchObject({code: 0, stderr: 'lab is the default profile\n'});
	expect((await profile('list')).stdout).toContain('\nlab (default) ');
	expect(await profile('default', 'lob')).toMatchObject({
		code: 2,
		stderr: 'svt-tui: error: there is no profile lob\nsvt-tui: hint: did you mean lab?\n',
	});
});

test('one that is removed takes its secrets along', async () => {
	const {profile, secrets, pendingWipes} = world(dc1, lab);
	expect(await profile('remove', 'dc1')).toEqual({
		code: 0,
		stdout: '',
		stderr: 'profile dc1 is removed; there is no default profile now\n',
	});
	expect(secrets.names()).toEqual([]);
	expect(await pendingWipes.list()).toEqual([]);
	expect((await profile('list')).stdout).not.toContain('dc1');
});

test('one that another process keeps alive is not taken from it: that is to end first', async () => {
	const {profile, records, secrets} = world(dc1, {...lab, storage: 'memory'});
	for (const each of [dc1, lab]) {
		const kept = createPlayer(each);
		kept.signIn();
		await records.write(recordOf(kept.session(), 77, noon));
	}
	expect(await profile('remove', 'dc1')).toEqual({
		code: 1,
		stdout: '',
		stderr: [
			'svt-tui: error: process 77 keeps dc1 alive, and would go on with its session',
			'svt-tui: hint: sign out first, of which that process hears: svt-tui logout dc1; or end it',
			'',
		].join('\n'),
	});
	expect((await profile('list')).stdout).toContain('dc1');
	expect(secrets.names()).toHaveLength(2);
	expect((await profile('remove', 'lab')).stderr).toContain(
		'sign out there first, on its screen with the key o, or end it',
	);
});

test('a keeper that has yet to hear of the sign-out is waited for, but not for ever', async () => {
	const {profile, clock, locks} = world(dc1);
	const held = await locks.tryAcquire({to: 'keep-alive', username: dc1.username, origin: dc1.origin, profile: 'dc1'});
	const inVain = profile('remove', 'dc1');
	await pass(clock, seconds(16));
	const waiting = 'waiting for the process that kept dc1 alive to hear of the sign-out\n';
	expect(await inVain).toMatchObject({
		code: 1,
		stderr: expect.stringMatching(`^${waiting}svt-tui: error: another svt-tui keeps dc1 alive`),
	});
	const removing = profile('remove', 'dc1');
	await pass(clock, seconds(8));
	if (held.ok) await held.value.release();
	expect(await removing).toMatchObject({code: 0, stderr: expect.stringMatching(`^${waiting}profile dc1 is removed`)});
});

test('what is to be removed with it is noted before nobody knows of it any more', async () => {
	const {pendingWipes, profile, store} = world(dc1);
	const remove = store.remove;
	const noted: number[] = [];
	Object.assign(store, {
		async remove(name: string) {
			noted.push((await pendingWipes.list()).length);
			return noted.length === 1
				? {ok: false, failure: {kind: 'unwritable', path: '/x', text: 'no space left'}}
				: remove(name);
		},
	});
	expect(await profile('remove', 'dc1')).toMatchObject({code: 1, stderr: 'svt-tui: error: no space left\n'});
	expect(await pendingWipes.list()).toEqual([]);
	expect(await profile('remove', 'dc1')).toMatchObject({code: 0});
	expect(noted).toEqual([2, 2]);
});

test('what the same user has in another store is not taken for the same', async () => {
	const {profile, secrets} = world(dc1, {...twin, storage: 'memory'});
	expect(await profile('remove', 'dc1')).toMatchObject({code: 0});
	expect(secrets.names()).toEqual([]);
});

test('what another profile uses as well stays', async () => {
	const {profile, secrets} = world(dc1, twin);
	expect(await profile('remove', 'twin')).toMatchObject({
		code: 0,
		stderr: 'profile twin is removed\nits password and token stay: dc1 has the same\n',
	});
	expect(secrets.names()).toHaveLength(2);
});

test('a keychain that is locked is told: its secrets are still there', async () => {
	const {profile, secrets} = world(dc1);
	secrets.lock();
	expect(await profile('remove', 'dc1')).toEqual({
		code: 8,
		stdout: '',
		stderr: [
			'profile dc1 is removed; there is no default profile now',
			'svt-tui: error: the token is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
			'svt-tui: error: the password is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
			'',
		].join('\n'),
	});
	expect((await profile('list')).stderr).toBe(
		[
			'there is no profile yet: sign in to an appliance with svt-tui login HOST',
			'svt-tui: hint: the token of administrator@vsphere.local at https://dc1.example is still in the keychain: it is removed as soon as svt-tui can use the store',
			'svt-tui: hint: the password of administrator@vsphere.local at https://dc1.example is still in the keychain: it is removed as soon as svt-tui can use the store',
			'',
		].join('\n'),
	);
});
