import {expect, test} from 'vitest';
import {run} from '../../source/commands/watch.ts';
import {hours, milliseconds, seconds} from '../../source/domain/time.ts';
import type {SessionEngine} from '../../source/engine/session-engine.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');

/** The screen of dc1, signed in to by hand and left after `acts`; what is said on the way out. */
async function leaving(world: World, acts: (engine: SessionEngine) => void, storage = dc1.storage) {
	await world.profiles.store.save({...dc1, storage});
	const told = tryCommand(run, {
		isTerminal: true,
		ports: world.ports,
		async openScreen({sessions}) {
			const engine = sessions.open({...dc1, storage});
			engine.dispatch({type: 'sign-in-requested', password, profile: {...dc1, storage}});
			await new Promise<void>(resolve => world.clock.after(seconds(1), resolve));
			acts(engine);
			return 'quit';
		},
	});
	await world.pass(seconds(20));
	return told;
}

test('a session that lives is told the end of', async () => {
	const {code, stderr} = await leaving(createWorld(), () => undefined);
	expect([code, stderr]).toEqual([0, expect.stringMatching(/^dc1 ends if idle at \S+, at the latest .*\n$/)]);
});

const lost = 'dc1 is lost to this machine: its token could not be stored';

test('what could not be stored in the end is said', async () => {
	const world = createWorld();
	world.clock.after(milliseconds(20), world.secrets.hold);
	const {code, stderr} = await leaving(world, () => undefined);
	expect([code, stderr.split('\n')]).toEqual([
		0,
		['svt-tui: error: dc1: the keychain did not answer in time', lost, ''],
	]);
	expect(world.profiles.saved()).toMatchObject([{name: 'dc1', savePassword: false}]);
});

test('what the screen has said is not said again', async () => {
	const world = createWorld();
	world.secrets.lock();
	const {stderr} = await leaving(world, () => undefined);
	expect(stderr).toBe(`${lost}\n`);
});

test('a sign-out is finished, and one that the appliance does not confirm in time is said', async () => {
	const signOut = (engine: SessionEngine) => engine.dispatch({type: 'sign-out-requested', forgetPassword: false});
	const world = createWorld();
	world.appliance.next('revoke', {takes: seconds(2)});
	expect(await leaving(world, signOut)).toMatchObject({code: 0, stderr: ''});
	expect(world.records.of('dc1')).toMatchObject({state: 'signed-out'});

	const slow = createWorld();
	slow.appliance.next('revoke', {takes: hours(1)});
	expect(await leaving(slow, signOut)).toMatchObject({
		code: 0,
		stderr: [
			'svt-tui: error: dc1: the appliance did not confirm that the token is revoked',
			'svt-tui: error: dc1: the token is still stored: that was interrupted; the next sign-out revokes and removes it',
			'',
		].join('\n'),
	});
	expect(slow.appliance.underWay()).toBe(0);
});

test('a session that another process keeps alive is told as that', async () => {
	const world = createWorld();
	const keeper = world.open(dc1, {processId: 7});
	keeper.signIn();
	await world.pass(seconds(1));
	await world.profiles.store.save(dc1);
	const told = tryCommand(run, {
		isTerminal: true,
		ports: world.ports,
		async openScreen({sessions}) {
			sessions.open(dc1);
			await new Promise<void>(resolve => world.clock.after(seconds(10), resolve));
			return 'quit';
		},
	});
	await world.pass(seconds(20));
	expect(await told).toMatchObject({code: 0, stderr: 'dc1 is still kept alive by process 7\n'});
});
