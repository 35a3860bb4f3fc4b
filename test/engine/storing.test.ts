import {describe, expect, test} from 'vitest';
import {secretNameOf} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {createWorld, type World} from '../support/world.ts';

const tokenName = secretNameOf(profileNamed('dc1'), 'token');

describe('signing in as somebody else', () => {
	const root = profileNamed('dc1', {username: 'root'});

	/** dc1, signed in to by its user, then by root. */
	async function signedInTwice(world: World) {
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		dc1.dispatch({type: 'sign-in-requested', password: new Secret('of root'), profile: root});
		await world.pass(seconds(1));
		return dc1;
	}

	test('leaves no secret of a user whom no profile names any more', async () => {
		const world = createWorld();
		const dc1 = await signedInTwice(world);
		expect(world.secrets.names()).toEqual(['password:root@https://dc1.example', 'token:root@https://dc1.example']);
		expect([dc1.session().passwordStored, world.profiles.saved()]).toEqual([true, [root]]);
	});

	test('leaves those that another profile has as well', async () => {
		const world = createWorld();
		await world.profiles.store.save(profileNamed('twin', {origin: 'https://dc1.example'}));
		await signedInTwice(world);
		expect(world.secrets.names()).toHaveLength(4);
	});

	test('says what it could not remove', async () => {
		const world = createWorld();
		const {remove, ...store} = world.secrets.store;
		const failing: typeof remove = async () => ({ok: false, failure: {kind: 'locked', text: 'the keychain is locked'}});
		const dc1 = await signedInTwice({
			...world,
			open: profile => world.open(profile, {secretsFor: () => ({...store, remove: failing})}),
		});
		expect(
			dc1
				.session()
				.journal.slice(-2)
				.map(({happening}) => 'text' in happening && happening.text),
		).toEqual([
			'the token is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
			'the password is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
		]);
	});
});

describe('a profile that moves to another store', () => {
	test('has its secrets stored there, and forgotten there', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1', {storage: 'memory'})});
		await world.pass(seconds(1));
		expect([world.secrets.asked(), world.memory.names()]).toEqual([
			[],
			[
				'password:administrator@vsphere.local@https://dc1.example',
				'token:administrator@vsphere.local@https://dc1.example',
			],
		]);
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
		await world.pass(seconds(1));
		expect([world.secrets.asked(), world.memory.names()]).toEqual([[], []]);
	});

	test('leaves nothing in the one that it had', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		dc1.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1', {storage: 'memory'})});
		await world.pass(seconds(1));
		expect([world.secrets.names(), world.memory.names()]).toMatchObject([[], {length: 2}]);
		expect(dc1.session().passwordStored).toBe(true);
	});
});

describe('a renewal', () => {
	test('stores the new token, and takes back nothing that another process changed meanwhile', async () => {
		const world = createWorld();
		const dc1 = world.open(profileNamed('dc1', {renew: 'auto'}));
		dc1.signIn();
		await world.pass(seconds(1));
		const changed = profileNamed('dc1', {renew: 'auto', keepAlive: false, tickleInterval: minutes(2)});
		await world.profiles.store.save(changed);
		await world.pass(hours(25));
		expect(JSON.parse(world.secrets.reveal(tokenName) ?? '')).toMatchObject({accessToken: 'token-2'});
		expect(world.profiles.saved()).toEqual([changed]);
		expect(
			world.secrets
				.asked()
				.slice(-2)
				.map(asked => asked.split(':')[0]),
		).toEqual(['read password', 'write token']);
	});
});
