import {expect, test} from 'vitest';
import {placeOf} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {hours, later, seconds} from '../../source/domain/time.ts';
import {finishWipes, wipe} from '../../source/engine/wiping.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {createWorld, settle} from '../support/world.ts';

const dc1 = profileNamed('dc1');
const never = new AbortController().signal;

async function lockedOut() {
	const world = createWorld();
	for (const holds of ['token', 'password'] as const) world.secrets.put(placeOf(dc1, holds), new Secret('old'));
	world.secrets.lock();
	for (const holds of ['token', 'password'] as const) await wipe(world.ports, placeOf(dc1, holds), never);
	return world;
}

test('what a locked keychain kept is removed once it is open, and told once', async () => {
	const world = await lockedOut();
	expect(await finishWipes(world.ports, never)).toEqual([]);
	expect(world.secrets.asked().filter(call => call.startsWith('remove'))).toHaveLength(2);
	world.secrets.unlock();
	expect(await finishWipes(world.ports, never)).toMatchObject([{holds: 'token'}, {holds: 'password'}]);
	expect(world.secrets.names()).toEqual([]);
	expect(await finishWipes(world.ports, never)).toEqual([]);
});

test('a new sign-in calls off what it stores anew: the new password stays', async () => {
	const world = await lockedOut();
	world.secrets.unlock();
	world.open().signIn(new Secret('new'));
	await world.pass(seconds(1));
	expect(await world.pendingWipes.list()).toEqual([]);
	expect(await finishWipes(world.ports, never)).toEqual([]);
	expect(world.secrets.reveal(placeOf(dc1, 'password'))).toBe('new');
});

test('what a new sign-in does not store is still to be removed', async () => {
	const world = await lockedOut();
	world.secrets.unlock();
	const engine = world.open({...dc1, savePassword: false});
	engine.signIn(new Secret('new'));
	await world.pass(seconds(1));
	expect(await finishWipes(world.ports, never)).toMatchObject([{holds: 'password'}]);
	expect(world.secrets.names()).toEqual(['token:administrator@vsphere.local@https://dc1.example']);
});

test('a sign-in that could not store leaves the old one to be removed', async () => {
	const world = await lockedOut();
	world.open().signIn();
	await world.pass(seconds(1));
	expect((await world.pendingWipes.list()).map(({holds}) => holds).sort()).toEqual(['password', 'token']);
});

test('while somebody signs in nothing is removed: what they store is not taken for what was there before', async () => {
	const world = await lockedOut();
	world.secrets.unlock();
	world.appliance.next('login', {takes: seconds(5)});
	world.open().signIn(password);
	await settle();
	expect(await finishWipes(world.ports, never)).toEqual([]);
	await world.pass(seconds(6));
	expect(world.secrets.reveal(placeOf(dc1, 'password'))).toBe('correct horse battery staple');
});

test('what was called off after it was looked at is not removed', async () => {
	const world = await lockedOut();
	world.secrets.unlock();
	const {tryAcquire} = world.ports.locks;
	const locks: typeof world.ports.locks = {
		...world.ports.locks,
		async tryAcquire(right) {
			// Somebody has signed in between the look and the lock.
			for (const holds of ['token', 'password'] as const) await world.pendingWipes.callOff(placeOf(dc1, holds));
			return tryAcquire(right);
		},
	};
	expect(await finishWipes({...world.ports, locks}, never)).toEqual([]);
	expect(world.secrets.names()).toHaveLength(2);
});

test('a keychain that does not answer holds up a start for 3 s, and no longer', async () => {
	const world = await lockedOut();
	world.secrets.unlock();
	const {store} = world.secrets;
	const check: typeof store.check = async () => ({ok: true, value: undefined});
	world.secrets.hold();
	let gone: unknown;
	void finishWipes({...world.ports, secretsFor: () => ({...store, check})}, never).then(value => {
		gone = value;
	});
	await world.pass(seconds(2.9));
	expect(gone).toBeUndefined();
	await world.pass(seconds(0.2));
	expect(gone).toEqual([]);
	expect(await world.pendingWipes.list()).toHaveLength(2);
});

test('a token that was not revoked is left to whoever signs out, as long as the appliance may take it', async () => {
	const world = await lockedOut();
	world.secrets.unlock();
	await world.pendingWipes.note({
		...placeOf(dc1, 'token'),
		since: world.clock.now(),
		unrevokedUntil: later(world.clock.now(), hours(24)),
	});
	expect(await finishWipes(world.ports, never)).toMatchObject([{holds: 'password'}]);
	expect(world.secrets.names()).toEqual(['token:administrator@vsphere.local@https://dc1.example']);
	await world.pass(hours(25));
	expect(await finishWipes(world.ports, never)).toMatchObject([{holds: 'token'}]);
	expect(world.secrets.names()).toEqual([]);
});

test('a sign-out that is ended before the appliance has answered leaves the token to the next one', async () => {
	const world = createWorld();
	const engine = world.open();
	engine.signIn();
	await world.pass(seconds(1));
	world.appliance.always('revoke', {takes: seconds(9)});
	engine.dispatch({type: 'sign-out-requested', forgetPassword: true});
	await settle();
	const noted = () => world.pendingWipes.list().then(wipes => wipes.map(({unrevokedUntil}) => unrevokedUntil));
	const end = later(world.clock.now(), dc1.absoluteLimit);
	expect(await noted()).toEqual([end, undefined]);
	void engine.stop();
	await world.pass(seconds(4));
	expect(await noted()).toEqual([expect.any(Number), undefined]);
	expect(await finishWipes(world.ports, never)).toMatchObject([{holds: 'password'}]);
	expect(world.secrets.names()).toEqual(['token:administrator@vsphere.local@https://dc1.example']);
});

test('a secret is noted before it is removed, so that whoever is killed in between leaves it to the next', async () => {
	const world = createWorld();
	world.secrets.put(placeOf(dc1, 'token'), new Secret('old'));
	world.secrets.hold();
	void wipe(world.ports, placeOf(dc1, 'token'), never);
	await settle();
	expect(await world.pendingWipes.list()).toMatchObject([{holds: 'token'}]);
});
