import {describe, expect, test} from 'vitest';
import {type Profile, secretNameOf} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {profileNamed} from '../support/sessions.ts';
import {createWorld, settle, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');
const name = secretNameOf(dc1, 'token');

/** A screen that looks at what is stored, and another process, 7, such as a command that a person calls beside it. */
async function openBoth(world: World, more: Partial<Profile> = {}) {
	const elsewhere = world.open(dc1, {processId: 7});
	const screen = world.show({...dc1, ...more});
	screen.dispatch({type: 'restore-requested'});
	await settle();
	return {screen, elsewhere};
}

const logins = (world: World) => world.appliance.requests('login').length;
const reads = (world: World) => world.secrets.asked().filter(what => what.startsWith('read')).length;
const out = {type: 'sign-out-requested', forgetPassword: false} as const;

describe('a screen without a session follows a person who signs in elsewhere, within ten seconds,', () => {
	test('after they have signed out elsewhere', async () => {
		const world = createWorld();
		const {screen, elsewhere} = await openBoth(world, {renew: 'auto'});
		elsewhere.signIn();
		await world.pass(seconds(10));
		elsewhere.dispatch(out);
		await world.pass(minutes(5));
		screen.phase('signed-out');
		elsewhere.signIn();
		await world.pass(seconds(10));
		expect(screen.phase('active').token.bearer.reveal()).toBe('token-2');
		expect(screen.happenings().slice(-3)).toEqual(['signed-out', 'token-adopted', 'kept-by-other']);
		await elsewhere.stop();
		await world.pass(hours(1));
		expect(screen.session().keeper).toEqual({who: 'us'});
		expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {keeperPid: 4242}});
		expect(logins(world)).toBe(2);
	});

	test('after they have signed out on it', async () => {
		const world = createWorld();
		const {screen, elsewhere} = await openBoth(world);
		screen.signIn();
		await world.pass(minutes(1));
		screen.dispatch(out);
		await world.pass(minutes(1));
		screen.phase('signed-out');
		elsewhere.signIn();
		await world.pass(seconds(10));
		expect(screen.phase('active').token.bearer.reveal()).toBe('token-2');
	});

	test('where there was none from the beginning', async () => {
		const world = createWorld();
		const {screen, elsewhere} = await openBoth(world);
		screen.phase('signed-out');
		await world.pass(minutes(1));
		elsewhere.signIn();
		await world.pass(seconds(10));
		expect(screen.phase('active').token.bearer.reveal()).toBe('token-1');
	});

	test('where the password was refused on it', async () => {
		const world = createWorld();
		const {screen, elsewhere} = await openBoth(world);
		world.appliance.next('login', {refusal: refusal('wrong-credentials')});
		screen.signIn();
		await world.pass(minutes(1));
		screen.phase('blocked');
		elsewhere.signIn();
		await world.pass(seconds(10));
		screen.phase('active');
	});

	test('once the keychain that was locked has the token', async () => {
		const world = createWorld();
		world.secrets.lock();
		const {screen, elsewhere} = await openBoth(world);
		world.secrets.unlock();
		elsewhere.signIn();
		await world.pass(seconds(10));
		screen.phase('active');
		expect(screen.session().unread).toBeUndefined();
	});
});

describe('a screen that shows signed out', () => {
	test('goes on with nothing that was there before somebody signed out', async () => {
		const world = createWorld();
		const {screen, elsewhere} = await openBoth(world);
		elsewhere.signIn();
		await world.pass(seconds(10));
		const lived = world.records.of('dc1');
		const token = world.secrets.reveal(name);
		screen.dispatch(out);
		await world.pass(seconds(1));
		screen.phase('signed-out');
		// As when the sign-out could not be written, nor the token be removed.
		if (lived !== undefined) world.records.put(lived);
		world.secrets.put(name, new Secret(token ?? ''));
		await world.pass(seconds(5));
		screen.phase('signed-out');
		expect(screen.happenings().filter(what => what === 'token-adopted')).toHaveLength(1);
	});

	test('takes no session that lived elsewhere before for the sign-in that was refused on it', async () => {
		const world = createWorld();
		const elsewhere = world.open(dc1, {processId: 7});
		elsewhere.signIn();
		await world.pass(minutes(2));
		const screen = world.show(dc1);
		world.appliance.next('login', {refusal: refusal('wrong-credentials')});
		screen.signIn();
		await world.pass(minutes(5));
		screen.phase('blocked');
		elsewhere.signIn();
		await world.pass(seconds(10));
		expect(screen.phase('active').token.bearer.reveal()).toBe('token-2');
	});

	test('signs in by itself no more than any program does, whatever the profile says', async () => {
		const world = createWorld();
		const {screen, elsewhere} = await openBoth(world, {renew: 'auto'});
		elsewhere.signIn();
		await world.pass(seconds(10));
		elsewhere.dispatch(out);
		await world.pass(hours(30));
		screen.phase('signed-out');
		expect(logins(world)).toBe(1);
		expect(screen.session().tickles.sent).toBe(0);
	});

	test('asks a store for a token that does not come for a minute, and not for ever', async () => {
		const world = createWorld();
		const {elsewhere} = await openBoth(world);
		world.secrets.lock();
		const before = reads(world);
		elsewhere.signIn();
		await world.pass(hours(1));
		elsewhere.phase('active');
		expect(reads(world) - before).toBeLessThanOrEqual(41);
	});

	test('asks no locked store again for a token that was there before it was asked', async () => {
		const world = createWorld();
		const elsewhere = world.open(dc1, {processId: 7});
		elsewhere.signIn();
		await world.pass(minutes(2));
		world.secrets.lock();
		const before = reads(world);
		const screen = world.show(dc1);
		screen.dispatch({type: 'restore-requested'});
		await world.pass(hours(1));
		screen.phase('signed-out');
		expect(reads(world) - before).toBe(1);
	});
});

test('a program that nobody looks at does not come back to a session that somebody signed out of', async () => {
	const world = createWorld();
	const keeper = world.open(dc1);
	const elsewhere = world.open({...dc1, keepAlive: false}, {processId: 7});
	keeper.signIn();
	await world.pass(seconds(1));
	elsewhere.dispatch({type: 'restore-requested'});
	await settle();
	elsewhere.dispatch(out);
	await world.pass(minutes(1));
	elsewhere.signIn();
	await world.pass(minutes(9));
	keeper.phase('signed-out');
	expect(world.appliance.requests('tickle').map(({secret}) => secret)).not.toContain('token-2');
});
