import {describe, expect, test} from 'vitest';
import {secretNameOf} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, profileNamed} from '../support/sessions.ts';
import {createWorld, settle} from '../support/world.ts';

describe('records for other processes', () => {
	test('are written when the state changes, not when somebody looks', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.appliance.next('tickle', {refusal: refusal('busy')});
		await world.pass(seconds(181));
		expect(world.records.writes().map(({state, keepAlive: {last}}) => [state, last?.outcome])).toEqual([
			['signing-in', undefined],
			// Granted, kept by this process, its password stored, a tickle sent.
			['active', undefined],
			['active', undefined],
			['active', undefined],
			['active', undefined],
			['active', 'failed'],
		]);
		expect(world.records.of('dc1')).toMatchObject({
			keepAlive: {state: 'on', keeperPid: 4242, failuresInARow: 1, nextAt: afterNoon(182.038)},
			network: 'failing',
		});
	});

	test('of a restored session take over what the other process wrote', async () => {
		const world = createWorld();
		const first = world.open();
		first.signIn();
		await world.pass(seconds(1));
		await first.stop();
		const second = world.open(profileNamed('dc1'), {processId: 7});
		second.dispatch({type: 'restore-requested'});
		await settle();
		expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {keeperPid: 7}});
	});

	test('stay the keeper’s while another only shows the session', async () => {
		const world = createWorld();
		const keeper = world.open();
		keeper.signIn();
		await world.pass(minutes(1));
		const onlooker = world.open(profileNamed('dc1', {keepAlive: false}), {processId: 7});
		onlooker.dispatch({type: 'restore-requested'});
		await world.pass(minutes(12));
		// It has sent no tickle, but read of each.
		expect(onlooker.phase('active').touchedAt).toBe(keeper.phase('active').touchedAt);
		const {keepAlive, ...record} = world.records.of('dc1') ?? {};
		expect([record, keepAlive]).toMatchObject([{state: 'active'}, {state: 'on', keeperPid: 4242}]);
		const {length} = world.records.writes();
		await onlooker.stop();
		expect(world.records.writes()).toHaveLength(length);
	});

	test('are an onlooker’s too once it did something, and as it was then', async () => {
		const world = createWorld();
		const keeper = world.open();
		keeper.signIn();
		await world.pass(minutes(1));
		const onlooker = world.open(profileNamed('dc1', {keepAlive: false}), {processId: 7});
		onlooker.dispatch({type: 'restore-requested'});
		await settle();
		onlooker.dispatch({type: 'tickle-requested'});
		await world.pass(seconds(1));
		expect(world.records.of('dc1')).toMatchObject({
			idle: {earliest: afterNoon(660)},
			keepAlive: {keeperPid: 4242, nextAt: afterNoon(180)},
		});
		await world.pass(minutes(12));
		await onlooker.stop();
		expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {state: 'on', keeperPid: 4242}});
	});

	test('mark a refused password until another is stored', async () => {
		const world = createWorld();
		world.secrets.put(secretNameOf(profileNamed('dc1'), 'password'), new Secret('an old one'));
		world.appliance.next('login', {refusal: refusal('wrong-credentials')});
		const dc1 = world.open();
		dc1.dispatch({type: 'stored-sign-in-requested'});
		await world.pass(seconds(1));
		expect(world.records.of('dc1')).toMatchObject({state: 'blocked', blocked: 'wrong-credentials'});
		dc1.signIn();
		await world.pass(seconds(1));
		expect(world.records.of('dc1')).toMatchObject({state: 'active', blocked: undefined});
	});

	test('one write at a time, and the last one wins', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.records.hold();
		dc1.signIn();
		await world.pass(minutes(10));
		world.records.open();
		await settle();
		await settle();
		expect(world.records.mostAtOnce()).toBe(1);
		expect(world.records.writes().map(record => record.state)).toEqual(['signing-in', 'active']);
		expect(world.records.of('dc1')?.keepAlive.sent).toBe(dc1.session().tickles.sent);
	});

	test('after stop name no keeper', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		expect(world.records.of('dc1')?.keepAlive).toMatchObject({state: 'on', keeperPid: 4242});
		await world.pass(seconds(9));
		await dc1.stop();
		expect(world.records.of('dc1')).toMatchObject({
			state: 'active',
			writtenAt: afterNoon(10),
			idle: {latest: afterNoon(600.038)},
			keepAlive: {state: 'off', keeperPid: undefined, nextAt: undefined},
		});
	});

	test('after stop name no keeper, also if an earlier one was still being written', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.records.hold();
		dc1.signIn();
		await world.pass(seconds(1));
		const stopping = dc1.stop();
		world.records.open();
		await stopping;
		expect(world.records.of('dc1')?.keepAlive.keeperPid).toBeUndefined();
		expect(world.records.mostAtOnce()).toBe(1);
	});

	test('that can’t be written are told of, and do not end anything', async () => {
		const world = createWorld();
		world.records.breakDown('no space left');
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

	test('hold no secret', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(4));
		await dc1.stop();
		expect(JSON.stringify(world.records.writes())).not.toMatch(/horse|token-1/);
	});
});
