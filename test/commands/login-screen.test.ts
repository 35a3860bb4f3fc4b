import {expect, test} from 'vitest';
import {run} from '../../source/commands/login.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import type {ScreenInput} from '../../source/engine/screen-input.ts';
import {refusal} from '../support/refusals.ts';
import {noon, password, profileNamed, tokenOf} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, settle, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');
const named = {holds: 'password', username: dc1.username, origin: dc1.origin} as const;

/** A world that knows dc1 and stores its password. */
async function knowing(): Promise<World> {
	const world = createWorld();
	await world.profiles.store.save(dc1);
	world.secrets.put(named, password);
	return world;
}

/** Opens the screen with `login dc1`, looks at what it is given, and leaves it. */
async function loginOnScreen(
	world: World,
	look: (input: ScreenInput) => void,
	options: Readonly<Record<string, string>>,
	environment: Readonly<Record<string, string>> = {},
) {
	return tryCommand(run, {
		words: ['dc1'],
		options,
		environment,
		isTerminal: true,
		ports: world.ports,
		async openScreen(input) {
			look(input);
			await settle();
			return 'quit';
		},
	});
}

test('a stored password that was refused before is not offered', async () => {
	const world = await knowing();
	const {session, dispatch, settled} = world.open(dc1);
	world.appliance.next('login', {refusal: refusal('wrong-credentials')});
	dispatch({type: 'stored-sign-in-requested'});
	await world.pass(seconds(1));
	await settled();
	expect(session().phase.name).toBe('blocked');
	for (const options of [{}, {renew: 'auto'}]) {
		await loginOnScreen(
			world,
			({start}) => {
				if (start.screen !== 'sign-in') throw new Error(`it opened ${start.screen}`);
				expect(start.signIn.getSnapshot().draft.passwordStored).toBe(false);
			},
			options,
		);
	}
});

test('a keychain that keeps silent delays the screen by a second, and is waited for there', async () => {
	const world = await knowing();
	world.secrets.hold();
	const seen: string[] = [];
	const login = loginOnScreen(
		world,
		({start, sessions}) => seen.push(start.screen, sessions.find('dc1')?.getSnapshot().phase.name ?? 'none'),
		{},
	);
	await world.pass(milliseconds(999));
	expect(seen).toEqual([]);
	await world.pass(milliseconds(1));
	expect(seen).toEqual(['session', 'restoring']);
	// Nor is it waited for once the screen is left.
	await world.pass(milliseconds(0));
	world.secrets.open();
	await login;
});

test('a keychain that does not give the token says so on the screen before anybody is asked for a password', async () => {
	const world = await knowing();
	world.secrets.lock();
	const screens: string[] = [];
	await loginOnScreen(world, ({start}) => screens.push(start.screen), {});
	world.secrets.unlock();
	await loginOnScreen(world, ({start}) => screens.push(start.screen), {});
	expect(screens).toEqual(['session', 'sign-in']);
});

test('another store than the profile’s is signed in to anew', async () => {
	const world = await knowing();
	world.secrets.put({...named, holds: 'token'}, storedToken(tokenOf('bearer-1', noon)));
	const screens: string[] = [];
	await loginOnScreen(world, ({start}) => screens.push(start.screen), {});
	await loginOnScreen(world, ({start}) => screens.push(start.screen), {}, {SVT_STORAGE: 'memory'});
	expect(screens).toEqual(['session', 'sign-in']);
});
