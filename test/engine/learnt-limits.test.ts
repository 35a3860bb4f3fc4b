import {describe, expect, test} from 'vitest';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {profileNamed} from '../support/sessions.ts';
import {createWorld, type World} from '../support/world.ts';

/** dc1, signed in to, and about to be told at its first tickle that it idled out. */
async function signedIn(world: World) {
	const dc1 = world.open();
	dc1.signIn();
	await world.pass(seconds(1));
	world.appliance.next('tickle', {refusal: refusal('idle-expired')});
	return dc1;
}

describe('what was learnt of an appliance’s limits', () => {
	test('is in the settings, and rules the next session of this process and of others', async () => {
		const world = createWorld();
		const dc1 = await signedIn(world);
		await world.pass(minutes(3));
		expect(world.profiles.saved()).toEqual([profileNamed('dc1', {idleLimit: minutes(3)})]);
		dc1.dispatch({type: 'stored-sign-in-requested'});
		await world.pass(seconds(1));
		world.appliance.next('tickle', {});
		const before = world.appliance.requests('tickle').length;
		await world.pass(minutes(1));
		expect(world.appliance.requests('tickle')).toHaveLength(before + 1);
		expect(world.records.of('dc1')).toMatchObject({idleLimitMilliseconds: 180_000, state: 'active'});
	});

	test('changes nothing else of a profile that somebody changed meanwhile', async () => {
		const world = createWorld();
		await signedIn(world);
		const changed = profileNamed('dc1', {keepAlive: false, tickleInterval: minutes(4), absoluteLimit: hours(12)});
		await world.profiles.store.save(changed);
		await world.pass(minutes(3));
		expect(world.profiles.saved()).toEqual([{...changed, idleLimit: minutes(3)}]);
	});

	test('is not written to another user’s profile, nor to none', async () => {
		const world = createWorld();
		const dc1 = await signedIn(world);
		const others = profileNamed('dc1', {username: 'root'});
		await world.profiles.store.save(others);
		await world.pass(minutes(3));
		expect(world.profiles.saved()).toEqual([others]);
		expect(dc1.session().profile.idleLimit).toBe(minutes(3));
	});
});

describe('a clock that is far off', () => {
	test('is measured with each answer and told to other processes', async () => {
		const world = createWorld();
		world.appliance.always('tickle', {skew: minutes(-4)});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(4));
		expect(dc1.session().clockSkew).toBe(-240_000 + 19);
		expect(world.records.of('dc1')?.clockSkewMilliseconds).toBe(-240_000 + 19);
	});
});
