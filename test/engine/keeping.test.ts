import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import type {Right} from '../../source/ports.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, password, profileNamed, sinceNoon} from '../support/sessions.ts';
import {createStoryProcess} from '../support/story-process.ts';
import {createWorld, settle, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');
const right: Right = {to: 'keep-alive', username: dc1.username, origin: dc1.origin, profile: 'dc1'};

/** A keeper, process 4242, that signed in at noon, and process 7, which went on with the stored token a second later. */
async function openTwo(world: World, more: Partial<Profile> = {}) {
	const keeping = createStoryProcess(world, 4242);
	const standingBy = createStoryProcess(world, 7);
	const keeper = world.open(dc1, keeping.ports);
	keeper.signIn();
	await world.pass(seconds(1));
	const other = world.open({...dc1, ...more}, standingBy.ports);
	other.dispatch({type: 'restore-requested'});
	await settle();
	return {keeper, other, keeping, standingBy};
}

const tickles = (world: World) => world.appliance.requests('tickle').map(({at}) => sinceNoon(at));
const logins = (world: World) => world.appliance.requests('login').map(({at}) => sinceNoon(at));

describe('of two processes that are to keep a session', () => {
	test('the second sends nothing, and shows what the first does', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world);
		await world.pass(minutes(10));
		expect(tickles(world)).toEqual([180, 360.038, 540.076].map(Math.floor));
		expect(other.session().tickles.sent).toBe(0);
		expect(other.phase('active').deadlines).toEqual(keeper.phase('active').deadlines);
		expect(other.session().keeper).toEqual({who: 'other', pid: 4242, nextAt: afterNoon(720)});
		expect(other.happenings()).toEqual(['session-restored', 'kept-by-other']);
	});

	test.each([0, 5, 100, 178])('the second takes over within 15 s of the first being killed after %i s', async at => {
		const world = createWorld();
		const {other, keeping} = await openTwo(world);
		await world.pass(seconds(at));
		keeping.kill(right);
		await world.pass(seconds(15));
		expect(other.session().keeper).toEqual({who: 'us'});
		expect(other.happenings().slice(0, 3)).toEqual(['session-restored', 'kept-by-other', 'took-over']);
		expect(world.records.of('dc1')?.keepAlive).toMatchObject({state: 'on', keeperPid: 7});
		await world.pass(minutes(30));
		expect(other.phase('active').deadlines.idle.earliest).toBeGreaterThan(world.clock.now() + minutes(6));
	});

	test('the second takes over within 2 s of the first ending in order', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world);
		await world.pass(minutes(1));
		await keeper.stop();
		expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {state: 'off'}});
		await world.pass(seconds(2));
		expect(other.session().keeper).toEqual({who: 'us'});
		expect(tickles(world)).toEqual([]);
		await world.pass(minutes(3));
		expect(tickles(world)).toEqual([180]);
	});

	test('the first steps down when it goes on after another took over', async () => {
		const world = createWorld();
		const {keeper, other, keeping} = await openTwo(world);
		await world.pass(minutes(1));
		keeping.stop(right);
		await world.pass(minutes(30));
		expect(other.session().keeper).toEqual({who: 'us'});
		const sent = tickles(world).length;
		keeping.resume(right);
		await world.pass(seconds(12));
		expect(keeper.session().keeper).toMatchObject({who: 'other', pid: 7});
		expect(keeper.phase('active').deadlines).toEqual(other.phase('active').deadlines);
		await world.pass(minutes(30));
		expect(keeper.session().tickles.sent).toBeLessThanOrEqual(1);
		expect(tickles(world).length - sent).toBeLessThanOrEqual(11);
		expect(world.records.of('dc1')?.keepAlive.keeperPid).toBe(7);
	});

	test('the second takes over when a person turns the first one’s keep-alive off, and gives it back', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world);
		keeper.dispatch({type: 'keep-alive-requested', on: false});
		await world.pass(seconds(2));
		expect(other.session().keeper).toEqual({who: 'us'});
		keeper.dispatch({type: 'keep-alive-requested', on: true});
		await world.pass(minutes(20));
		expect(keeper.session().keeper).toMatchObject({who: 'other', pid: 7});
		expect(keeper.session().tickles.sent).toBe(0);
		other.dispatch({type: 'keep-alive-requested', on: false});
		await world.pass(seconds(2));
		expect(keeper.session().keeper).toEqual({who: 'us'});
	});

	test('one that is turned off and on again at once keeps on, and says nothing of others', async () => {
		const world = createWorld();
		const keeper = world.open();
		keeper.signIn();
		await world.pass(seconds(30));
		keeper.dispatch({type: 'keep-alive-requested', on: false});
		keeper.dispatch({type: 'keep-alive-requested', on: true});
		await world.pass(seconds(1));
		expect(keeper.session().keeper).toEqual({who: 'us'});
		expect(keeper.happenings()).toEqual(['signing-in', 'signed-in', 'keep-alive-turned', 'keep-alive-turned']);
	});

	test('neither goes on with a token that the other has revoked, nor signs in again by itself', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world);
		other.dispatch({type: 'sign-out-requested', forgetPassword: false});
		await world.pass(seconds(1));
		expect(world.records.of('dc1')).toMatchObject({state: 'signed-out'});
		await world.pass(seconds(11));
		keeper.phase('signed-out');
		expect(keeper.happenings().slice(-2)).toEqual(['signed-out-elsewhere', 'signed-out']);
		await world.pass(minutes(10));
		expect(world.records.of('dc1')).toMatchObject({state: 'signed-out', reason: 'signed-out'});
		expect(logins(world)).toHaveLength(1);
		expect(world.locks.isHeld(right)).toBe(false);
	});

	test('where no lock can be had, both tickle', async () => {
		const world = createWorld();
		world.locks.breakDown('the disk is full');
		const {keeper, other} = await openTwo(world);
		await world.pass(minutes(4));
		expect([keeper.session().keeper, other.session().keeper]).toEqual([{who: 'us'}, {who: 'us'}]);
		expect(tickles(world)).toEqual([180, 180]);
	});

	test('the one that ends frees the right, whatever it was about to do', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world);
		await Promise.all([other.stop(), keeper.stop()]);
		expect(world.locks.isHeld(right)).toBe(false);
		await world.pass(hours(1));
		expect(tickles(world)).toEqual([]);
	});
});

describe('a person who signs in anew in another process', () => {
	test.each([
		[true, 'kept by it'],
		[false, 'that keeps nothing alive'],
	])(
		'has the new token adopted by the keeper within ten seconds, and nothing idles out (keep-alive %s)',
		async keepAlive => {
			const world = createWorld();
			const {keeper, other} = await openTwo(world, {keepAlive});
			await world.pass(minutes(1));
			other.signIn();
			await world.pass(seconds(11));
			expect(keeper.phase('active').token.fingerprint).toBe(other.phase('active').token.fingerprint);
			expect(keeper.lastHappening()).toMatchObject({what: 'token-adopted'});
			expect(keeper.session().keeper).toEqual({who: 'us'});
			await world.pass(hours(2));
			const held = new Set(world.appliance.requests('tickle').map(({secret}) => secret));
			expect([...held]).toEqual(['token-2']);
			expect(other.phase('active').deadlines).toEqual(keeper.phase('active').deadlines);
			expect(logins(world)).toHaveLength(2);
		},
	);

	test('is heard also when the keeper’s record hid theirs', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world);
		await world.pass(minutes(1));
		const former = world.records.of('dc1');
		other.signIn();
		await world.pass(seconds(1));
		// As when both write at once.
		if (former !== undefined) world.records.put(former);
		await world.pass(seconds(15));
		expect(keeper.phase('active').token.bearer.reveal()).toBe('token-2');
	});
});

describe('at the absolute deadline', () => {
	const renewed = {renew: 'auto'} as const;

	async function openRenewed(world: World, more: Partial<Profile> = {}) {
		const keeper = world.open({...dc1, ...renewed});
		keeper.signIn();
		await world.pass(seconds(1));
		const other = world.open({...dc1, ...renewed, ...more}, {processId: 7});
		other.dispatch({type: 'restore-requested'});
		await settle();
		return {keeper, other};
	}

	test.each([true, false])('what the keeper signs in to is adopted by the other (keep-alive %s)', async keepAlive => {
		const world = createWorld();
		const {keeper, other} = await openRenewed(world, {keepAlive});
		await world.pass(hours(24));
		expect(logins(world)).toEqual([0, 86_399 - 120]);
		expect([keeper, other].map(each => each.phase('active').token.bearer.reveal())).toEqual(['token-2', 'token-2']);
		expect(other.happenings()).toEqual(
			keepAlive ? ['session-restored', 'kept-by-other', 'token-adopted'] : ['session-restored', 'token-adopted'],
		);
		await world.pass(hours(1));
		expect(other.phase('active').deadlines).toEqual(keeper.phase('active').deadlines);
	});

	test('where the same token comes back until the end, the other waits for the next one', async () => {
		const world = createWorld();
		const {keeper, other} = await openRenewed(world);
		world.appliance.next('login', {token: 'token-1', lifetime: 120});
		await world.pass((hours(24) + minutes(1)) as ReturnType<typeof minutes>);
		expect([keeper, other].map(each => each.phase('active').token.bearer.reveal())).toEqual(['token-3', 'token-3']);
		expect(other.happenings()).not.toContain('took-over');
		expect(logins(world)).toHaveLength(3);
	});

	test('a keeper whose stored password was refused renews again after a person signed in elsewhere', async () => {
		const world = createWorld();
		const {keeper, other} = await openRenewed(world);
		world.appliance.next('login', {refusal: refusal('wrong-credentials')});
		await world.pass(hours(23.99));
		expect(keeper.session().refusedPassword).toEqual({which: 'stored', kind: 'wrong-credentials'});
		other.signIn();
		await world.pass(seconds(15));
		expect(keeper.phase('active').token.bearer.reveal()).toBe('token-2');
		expect(keeper.session().refusedPassword).toBeUndefined();
		await world.pass(hours(24));
		expect([keeper, other].map(each => each.phase('active').token.bearer.reveal())).toEqual(['token-3', 'token-3']);
		expect(logins(world)).toHaveLength(4);
	});

	test('a keeper that is to ask a person leaves it to the other, who need not', async () => {
		const world = createWorld();
		const keeper = world.open(dc1);
		keeper.signIn();
		await world.pass(seconds(1));
		const other = world.open({...dc1, ...renewed}, {processId: 7});
		other.dispatch({type: 'restore-requested'});
		await world.pass(hours(25));
		expect(other.phase('active').token.bearer.reveal()).toBe('token-2');
		expect(keeper.phase('active').token.bearer.reveal()).toBe('token-2');
		expect(logins(world)).toHaveLength(2);
	});
});

describe('a 401', () => {
	/** The token of process 7 is dead; process 4242 signs in anew unseen, as when both happen at once. */
	async function openWithNewer(world: World) {
		const {keeper, other} = await openTwo(world, {keepAlive: false});
		await world.pass(minutes(1));
		keeper.signIn();
		await world.pass(seconds(0.5));
		return {keeper, other};
	}

	test('for an older token adopts the newer one, without a login and without a word against it', async () => {
		const world = createWorld();
		const {keeper, other} = await openWithNewer(world);
		expect(other.phase('active').token.bearer.reveal()).toBe('token-1');
		world.appliance.next('tickle', {refusal: refusal('unknown-token')});
		other.dispatch({type: 'tickle-requested'});
		await world.pass(seconds(1));
		expect(other.phase('active').token.bearer.reveal()).toBe('token-2');
		expect(other.happenings().slice(-2)).toEqual(['rejected', 'token-adopted']);
		expect(world.records.writes().map(({state}) => state)).not.toContain('expired');
		expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {keeperPid: 4242}});
		await world.pass(hours(1));
		keeper.phase('active');
		expect(logins(world)).toHaveLength(2);
	});

	test('that nobody has a newer token for: the keeper alone signs in, once, and all go on', async () => {
		const world = createWorld();
		const profile = {...dc1, renew: 'auto'} as const;
		const engines = [];
		for (const processId of [1, 2, 3, 4, 5, 6, 7, 8]) {
			const engine = world.open(profile, {processId});
			if (processId === 1) engine.signIn();
			else engine.dispatch({type: 'restore-requested'});
			await world.pass(seconds(0.5));
			engines.push(engine);
		}
		world.appliance.next('tickle', ...Array.from({length: 8}, () => ({refusal: refusal('unknown-token')})));
		for (const engine of engines) engine.dispatch({type: 'tickle-requested'});
		await world.pass(seconds(15));
		expect(new Set(engines.map(engine => engine.phase('active').token.bearer.reveal()))).toEqual(new Set(['token-2']));
		expect(logins(world)).toHaveLength(2);
		expect(engines.filter(engine => engine.session().keeper.who === 'us')).toHaveLength(1);
	});

	test('that an onlooker meets is found out by the keeper at once', async () => {
		const world = createWorld();
		const {keeper, other} = await openTwo(world, {keepAlive: false});
		world.appliance.next('tickle', {refusal: refusal('unknown-token')}, {refusal: refusal('unknown-token')});
		other.dispatch({type: 'tickle-requested'});
		await world.pass(seconds(15));
		keeper.phase('expired');
		expect(tickles(world)).toHaveLength(2);
	});
});

test('a record that promises a token which the store does not hold is not asked after every two seconds', async () => {
	const world = createWorld();
	const {keeper, other} = await openTwo(world);
	world.secrets.lock();
	keeper.signIn();
	await world.pass(minutes(1));
	const reads = () => world.secrets.asked().filter(what => what.startsWith('read')).length;
	const before = reads();
	await world.pass(minutes(10));
	expect(other.session().phase).toMatchObject({
		token: {fingerprint: expect.not.stringMatching(keeper.phase('active').token.fingerprint)},
	});
	expect(reads() - before).toBeLessThanOrEqual(11);
});

test('two profiles of one user at one appliance are both kept, each with its own record', async () => {
	const world = createWorld();
	const first = world.open(dc1);
	first.signIn();
	await world.pass(seconds(1));
	const second = world.open({...dc1, name: 'lab'});
	second.dispatch({type: 'restore-requested'});
	await world.pass(hours(1));
	for (const engine of [first, second]) {
		expect(engine.session().keeper).toEqual({who: 'us'});
		expect(engine.phase('active').deadlines.idle.earliest).toBeGreaterThan(world.clock.now() + minutes(6));
	}
	expect(['dc1', 'lab'].map(name => world.records.of(name)?.keepAlive.keeperPid)).toEqual([4242, 4242]);
});

test('who signs in as another user leaves the session of the first to the other, and keeps its own', async () => {
	const world = createWorld();
	const {keeper, other} = await openTwo(world);
	const profile = {...dc1, username: 'monitor@vsphere.local'};
	keeper.dispatch({type: 'sign-in-requested', password, profile});
	await world.pass(minutes(20));
	expect([keeper.session().keeper, other.session().keeper]).toEqual([{who: 'us'}, {who: 'us'}]);
	expect(other.phase('active').token.bearer.reveal()).toBe('token-1');
	expect(keeper.phase('active').token.bearer.reveal()).toBe('token-2');
	for (const username of [dc1.username, profile.username]) expect(world.locks.isHeld({...right, username})).toBe(true);
	await Promise.all([keeper.stop(), other.stop()]);
	for (const username of [dc1.username, profile.username]) expect(world.locks.isHeld({...right, username})).toBe(false);
});
