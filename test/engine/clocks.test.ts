import {describe, expect, test} from 'vitest';
import {happeningInWords} from '../../source/domain/happening-in-words.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {isCertain} from '../../source/domain/session.ts';
import {type Duration, hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, profileNamed, sinceNoon} from '../support/sessions.ts';
import {createWorld, settle} from '../support/world.ts';

/** Signed in to at noon, and the machine on which that lives. */
async function signedIn(more: Partial<Profile> = {}) {
	const world = createWorld();
	const dc1 = world.open(profileNamed('dc1', more));
	dc1.signIn();
	await world.pass(minutes(1));
	return {
		world,
		dc1,
		/** The lid is closed; when it is opened, the clocks are compared within the second. */
		async sleep(span: Duration) {
			world.clock.sleep(span);
			world.clocks.step({what: 'slept', by: span});
			await settle();
		},
		/** Seconds after noon, and what was asked, since the sign-in. */
		asked: () =>
			world.appliance
				.requests()
				.slice(1)
				.map(({kind, at, secret}) => `${sinceNoon(at)} ${kind} ${secret}`),
		/** Since the sign-in. */
		journal: () =>
			dc1
				.session()
				.journal.slice(2)
				.map(({at, happening}) => `${sinceNoon(at)} ${happeningInWords(happening, at, {})}`),
	};
}

describe('a machine that slept', () => {
	test('for a minute asks once, on a new connection, and goes on as planned from there', async () => {
		const {world, dc1, sleep, asked, journal} = await signedIn();
		await sleep(minutes(1));
		expect(world.appliance.drops()).toBe(1);
		expect(asked()).toEqual([]);
		await world.pass(minutes(4));
		expect(asked()).toEqual(['121 tickle token-1', '301 tickle token-1']);
		expect(journal()).toEqual([
			'120 the machine slept for 1 min',
			'121.038 tickle accepted, 200, 38 ms',
			'301.038 tickle accepted, 200, 38 ms',
		]);
		expect(dc1.phase('active').deadlines.idle).toEqual({earliest: afterNoon(901), latest: afterNoon(901.038)});
	});

	test('past the idle limit is in doubt, asks once, and lives: another program has used the token', async () => {
		const {world, dc1, sleep, asked, journal} = await signedIn();
		await sleep(hours(8));
		expect(dc1.phase('expired')).toMatchObject({ending: 'idle', refusal: undefined});
		expect(asked()).toEqual([]);
		await world.pass(minutes(2));
		expect(asked()).toEqual(['28861 tickle token-1']);
		expect(journal()).toEqual([
			'28860 the machine slept for 8 h',
			'28860 the idle limit is over by our clocks',
			'28861.038 tickle accepted, 200, 38 ms',
			expect.stringMatching(
				/^28861.038 accepted after 8 h 1 min without use by svt-tui: somebody else uses this token/,
			),
		]);
		expect(dc1.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(28_861 + 180)});
		expect(world.records.of('dc1')).toMatchObject({state: 'active'});
	});

	test('past the idle limit is over once the appliance says so, and asks no more', async () => {
		const {world, dc1, sleep, asked, journal} = await signedIn();
		world.appliance.always('tickle', {refusal: refusal('idle-expired', {status: 401})});
		await sleep(hours(8));
		await world.pass(hours(1));
		expect(asked()).toEqual(['28861 tickle token-1']);
		expect(journal()).toEqual([
			'28860 the machine slept for 8 h',
			'28860 the idle limit is over by our clocks',
			'28861.038 token refused: it was not used for too long',
		]);
		expect(dc1.phase('expired')).toMatchObject({ending: 'idle', refusal: {kind: 'idle-expired'}});
	});

	test('and finds no network yet asks again by the ladder, never in a burst', async () => {
		const {world, sleep, asked, journal} = await signedIn();
		world.appliance.next('tickle', {refusal: refusal('unreachable', {code: 'ENETUNREACH', phase: 'connect'})});
		await sleep(hours(8));
		await world.pass(minutes(1));
		expect(asked()).toEqual(['28861 tickle token-1', '28894.038 tickle token-1']);
		expect(journal().slice(2)).toEqual([
			expect.stringMatching(/^28861\.038 tickle failed: .*, again in 33 s$/),
			'28894.076 tickle accepted, 200, 38 ms',
			expect.stringMatching(/^28894.076 accepted after 8 h 1 min without use by svt-tui: /),
		]);
	});

	test('past the absolute limit asks nothing: the session is over', async () => {
		const {world, dc1, sleep, asked, journal} = await signedIn();
		await sleep(hours(30));
		await world.pass(hours(1));
		expect(asked()).toEqual([]);
		expect(journal()).toEqual(['108060 the machine slept for 30 h', '108060 the idle limit is over by our clocks']);
		expect(isCertain(dc1.phase('expired'))).toBe(true);
	});

	test('gives up the tickle under way on the wire; what comes of it is nobody’s answer', async () => {
		const {world, dc1, sleep, asked, journal} = await signedIn();
		world.appliance.next('tickle', {takes: seconds(9), refusal: refusal('unknown-token', {status: 401})});
		await world.pass(minutes(2));
		expect(world.appliance.underWay()).toBe(1);
		await sleep(minutes(20));
		expect(world.appliance.underWay()).toBe(0);
		await world.pass(seconds(2));
		expect(asked()).toEqual(['180 tickle token-1', '1381 tickle token-1']);
		expect(journal()).toEqual(['1380 the machine slept for 20 min', '1381.038 tickle accepted, 200, 38 ms']);
		expect(dc1.session().tickles).toEqual({sent: 1, failed: 0, failuresInARow: 0});
	});

	test('and whose alarm rings before the clocks are compared asks once all the same', async () => {
		const {world, asked, journal} = await signedIn();
		world.clock.sleep(minutes(5));
		await world.pass(milliseconds(500));
		world.clocks.step({what: 'slept', by: minutes(5)});
		expect(world.appliance.drops()).toBe(1);
		await world.pass(minutes(2));
		expect(asked()).toEqual(['360 tickle token-1']);
		expect(journal()).toEqual(['360.038 tickle accepted, 200, 38 ms', '360.5 the machine slept for 5 min']);
	});

	test('while a sign-in was under way does not send the password again', async () => {
		const world = createWorld();
		world.appliance.always('login', {takes: hours(1)});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.clock.sleep(hours(8));
		world.clocks.step({what: 'slept', by: hours(8)});
		await world.pass(hours(1));
		expect(world.appliance.requests()).toHaveLength(1);
		expect(dc1.happenings()).toEqual(['signing-in', 'machine-slept', 'sign-in-refused']);
	});
});

test('a program that was stopped for 25 s asks once; for 5 s it only says so', async () => {
	const {world, asked, journal} = await signedIn();
	const stop = async (span: Duration) => {
		world.clock.sleep(span);
		world.clocks.step({what: 'stopped', by: span});
		await world.pass(seconds(5));
	};
	await stop(seconds(5));
	expect(world.appliance.drops()).toBe(0);
	await stop(seconds(25));
	expect(world.appliance.drops()).toBe(1);
	expect(asked()).toEqual(['96 tickle token-1']);
	expect(journal()).toEqual([
		'65 svt-tui was stopped for 5 s',
		'95 svt-tui was stopped for 25 s',
		'96.038 tickle accepted, 200, 38 ms',
	]);
});

describe('a wall clock that somebody set', () => {
	test.each([
		['forward', hours(1), afterNoon(60)],
		['back', hours(-1), undefined],
	])('%s is told, and nothing else happens', async (where, by, clockSetAt) => {
		const {world, dc1, asked, journal} = await signedIn();
		const {phase} = dc1.session();
		world.clocks.step({what: 'wall-clock-set', by});
		expect(dc1.session().phase).toBe(phase);
		expect(dc1.session().clockSetAt).toBe(clockSetAt);
		await world.pass(minutes(3));
		expect(world.appliance.drops()).toBe(0);
		expect(asked()).toEqual(['180 tickle token-1']);
		expect(journal()).toEqual([
			`60 the clock was set ${where} by 1 h; no countdown changes`,
			'180.038 tickle accepted, 200, 38 ms',
		]);
	});
});

test('an engine that is stopped watches no clocks any more', async () => {
	const {world, dc1} = await signedIn();
	const dc2 = world.open(profileNamed('dc2'));
	expect(world.clocks.listeners()).toBe(2);
	await dc1.stop();
	await dc2.stop();
	expect(world.clocks.listeners()).toBe(0);
});
