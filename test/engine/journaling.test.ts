import {describe, expect, test} from 'vitest';
import {secretNameOf} from '../../source/domain/profile.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {noon, profileNamed, tokenOf} from '../support/sessions.ts';
import {createWorld, settle, type World} from '../support/world.ts';

const whats = (world: World) =>
	world.events
		.writes()
		.flat()
		.map(({profile, event}) => `${profile} ${event}`);

describe('events for whoever asks later', () => {
	test('are written once each, as they come', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.appliance.next('tickle', {refusal: refusal('busy')});
		await world.pass(seconds(185));
		expect(whats(world)).toEqual(['dc1 signing-in', 'dc1 signed-in', 'dc1 tickle-failed', 'dc1 tickle-accepted']);
		await dc1.stop();
		expect(whats(world)).toEqual(dc1.happenings().map(what => `dc1 ${what}`));
	});

	test('also when the journal has forgotten the first ones', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(751));
		expect(dc1.happenings()).toHaveLength(200);
		expect(whats(world).filter(what => what === 'dc1 tickle-accepted')).toHaveLength(
			world.appliance.requests('tickle').length,
		);
	});

	test('are written one write at a time, what came meanwhile in the next', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.events.hold();
		dc1.signIn();
		await world.pass(minutes(10));
		world.events.open();
		await settle();
		await settle();
		expect(world.events.mostAtOnce()).toBe(1);
		expect(world.events.writes().map(events => events.length)).toEqual([1, 4]);
		expect(whats(world)).toEqual(dc1.happenings().map(what => `dc1 ${what}`));
	});

	test('are not those of whoever only looks on', async () => {
		const world = createWorld();
		const quiet = profileNamed('dc1', {keepAlive: false});
		world.secrets.put(secretNameOf(quiet, 'token'), storedToken(tokenOf('bearer', noon)));
		const onlooker = world.open(quiet);
		onlooker.dispatch({type: 'restore-requested'});
		await world.pass(minutes(12));
		onlooker.phase('expired');
		expect(whats(world)).toEqual([]);
		// What it does itself is told, and what becomes of it then.
		onlooker.dispatch({type: 'tickle-requested'});
		await world.pass(minutes(12));
		expect(whats(world)).toEqual(['dc1 tickle-accepted', 'dc1 shared-use-seen', 'dc1 ran-out']);
	});

	test('are the keeper’s, also where another waits to take over', async () => {
		const world = createWorld();
		const keeper = world.open();
		keeper.signIn();
		await world.pass(minutes(1));
		const other = world.open(profileNamed('dc1'), {processId: 7});
		other.dispatch({type: 'restore-requested'});
		await world.pass(minutes(7));
		expect(other.happenings().slice(0, 2)).toEqual(['session-restored', 'kept-by-other']);
		expect(whats(world)).toEqual(['dc1 signing-in', 'dc1 signed-in', 'dc1 tickle-accepted', 'dc1 tickle-accepted']);
		// Then all of it is for the other to tell.
		await keeper.stop();
		await world.pass(minutes(4));
		expect(whats(world).slice(4, 6)).toEqual(['dc1 took-over', 'dc1 tickle-accepted']);
	});

	test('of a session that is gone on with begin with that, once it is known whose it is', async () => {
		const world = createWorld();
		world.secrets.put(secretNameOf(profileNamed('dc1'), 'token'), storedToken(tokenOf('bearer', noon)));
		const dc1 = world.open();
		dc1.dispatch({type: 'restore-requested'});
		await world.pass(minutes(4));
		expect(whats(world)).toEqual(dc1.happenings().map(what => `dc1 ${what}`));
		expect(whats(world).slice(0, 2)).toEqual(['dc1 session-restored', 'dc1 tickle-accepted']);
	});

	test('that can’t be written are told of once, and do not end anything', async () => {
		const world = createWorld();
		world.events.breakDown('no space left');
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(30));
		dc1.phase('active');
		expect(world.appliance.requests('tickle')).toHaveLength(10);
		const problems = dc1.session().journal.filter(({happening}) => happening.what === 'storing-failed');
		expect(problems.map(({happening}) => happening)).toEqual([
			{what: 'storing-failed', where: 'files', text: 'no space left'},
		]);
	});

	test('are waited for at the end', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.events.hold();
		dc1.signIn();
		await world.pass(seconds(1));
		const stopping = dc1.stop();
		world.events.open();
		await stopping;
		expect(whats(world)).toEqual(['dc1 signing-in', 'dc1 signed-in']);
	});

	test('but not for long', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.events.hold();
		dc1.signIn();
		await world.pass(seconds(1));
		let hasStopped = false;
		void dc1.stop().then(() => {
			hasStopped = true;
		});
		await world.pass(seconds(2));
		expect(hasStopped).toBe(false);
		await world.pass(seconds(1));
		expect(hasStopped).toBe(true);
	});
});

test('nothing that was typed, stored or sent is in them, nor what a server makes of it', async () => {
	const canaries = ['correct horse battery staple', 'token-1', '6bc76f87-80f0-4d49-a879-089c4f4831e5'];
	const says = canaries.join(' password=correct horse battery staple ');
	const world = createWorld();
	const dc1 = world.open(profileNamed('dc1', {renew: 'auto'}));
	world.appliance.next('login', {
		refusal: refusal('wrong-credentials', {serverSays: says, path: `/api/${says}`, exception: says, code: says}),
	});
	dc1.signIn();
	await world.pass(seconds(1));
	dc1.signIn();
	await world.pass(seconds(1));
	for (const kind of ['busy', 'unreadable', 'unreachable', 'unknown-token'] as const)
		world.appliance.next('tickle', {refusal: refusal(kind, {serverSays: says, path: `/api/${says}`, code: says})});
	world.secrets.lock(`the keychain says: password=correct horse battery staple, token ${canaries[2]}`);
	await world.pass(minutes(30));
	dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
	await world.pass(seconds(10));
	await dc1.stop();
	const written = JSON.stringify(world.events.writes());
	expect(
		new Set(
			world.events
				.writes()
				.flat()
				.map(({event}) => event),
		),
	).toEqual(
		new Set([
			'signing-in',
			'sign-in-refused',
			'sign-in-postponed',
			'signed-in',
			'tickle-failed',
			'rejected',
			'storing-failed',
			'signed-out',
		]),
	);
	for (const canary of canaries) expect(written).not.toContain(canary);
	expect(written).not.toMatch(/horse|staple|6bc76f87/);
});
