import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/keep-alive.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {type Duration, hours, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {faultsBy} from '../support/schemas.ts';
import {noon, password, profileNamed, tokenOf} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');

/** A world in which the profiles were signed in to at noon. */
async function signedIn(...profiles: readonly Profile[]): Promise<World> {
	const world = createWorld();
	for (const profile of profiles) {
		const {username, origin} = profile;
		await world.profiles.store.save(profile);
		world.secrets.put({holds: 'token', username, origin}, storedToken(tokenOf(`bearer-${profile.name}`, noon)));
		world.secrets.put({holds: 'password', username, origin}, password);
	}
	return world;
}

type Options = Readonly<Record<string, string | boolean>>;

async function keepAlive(world: World, span: Duration, words: readonly string[], options: Options = {}) {
	const told = tryCommand(run, {words, options, ports: world.ports});
	await world.pass(span);
	const {code, stdout, stderr} = await told;
	const lines = (text: string) => (text === '' ? [] : text.trimEnd().split('\n'));
	return {
		code,
		events: lines(stdout).map(line => line.replace(/^.*?\d\d:\d\d:\d\d {2}/, '')),
		said: lines(stderr).map(line => line.replace(/(?<=request |reached |idle )\d\d:\d\d:\d\d/g, 'TIME')),
	};
}

test('a line an event, for as long as it was told', async () => {
	const world = await signedIn(dc1);
	const {code, events, said} = await keepAlive(world, minutes(11), ['dc1'], {for: '10m'});
	expect(code).toBe(0);
	expect(events).toEqual([
		'dc1  went on with the stored token f744',
		'dc1  tickle accepted, 200, 38 ms',
		'dc1  tickle accepted, 200, 38 ms',
		'dc1  tickle accepted, 200, 38 ms',
	]);
	expect(said).toEqual([
		expect.stringMatching(/^keeping dc1 alive; without that it ends if idle at /),
		expect.stringMatching(/^dc1 is not kept alive any more: it ends if idle at /),
	]);
	expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {state: 'off'}});
});

test('of a profile that was removed meanwhile no record stays behind', async () => {
	const world = await signedIn(dc1);
	world.clock.after(minutes(4), () => {
		void world.profiles.store.remove('dc1');
		void world.records.store.remove('dc1');
	});
	expect(await keepAlive(world, minutes(11), ['dc1'], {for: '10m'})).toMatchObject({code: 0});
	expect(world.records.writes().length).toBeGreaterThan(3);
	expect(world.records.of('dc1')).toBeUndefined();
});

test('several at once, with an interval of their own, as JSON by the schema', async () => {
	const lab = profileNamed('lab');
	const world = await signedIn(dc1, lab);
	const told = tryCommand(run, {
		options: {all: true, json: true, interval: '60s', for: '150s'},
		ports: world.ports,
	});
	await world.pass(minutes(3));
	const {stdout} = await told;
	const events = stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	for (const event of events) expect(faultsBy('event-v1', event)).toEqual([]);
	expect(events.map(({profile, event, httpStatus}) => [profile, event, httpStatus])).toEqual([
		['dc1', 'session-restored', null],
		['lab', 'session-restored', null],
		['dc1', 'tickle-accepted', 200],
		['lab', 'tickle-accepted', 200],
		['dc1', 'tickle-accepted', 200],
		['lab', 'tickle-accepted', 200],
	]);
	// The interval is this run's, not the profile's.
	expect(world.profiles.saved().map(({tickleInterval}) => tickleInterval)).toEqual([undefined, undefined]);
});

test('after 24 hours it ends where a person is to be asked', async () => {
	const world = await signedIn(dc1);
	world.appliance.always('tickle', {});
	const {code, events, said} = await keepAlive(world, hours(25), ['dc1']);
	expect(code).toBe(4);
	expect(events.at(-1)).toBe('dc1  the absolute limit is over by our clocks');
	expect(said.slice(1)).toEqual([
		expect.stringMatching(
			/^dc1: last accepted request (\w{3} )?TIME; the 24-hour limit reached (\w{3} )?TIME: nothing can move it$/,
		),
		'svt-tui: error: dc1: the session is over',
		'svt-tui: hint: sign in again: svt-tui login dc1',
	]);
});

test('a refusal that ends it is explained', async () => {
	const world = await signedIn(dc1);
	world.appliance.next('tickle', {refusal: refusal('idle-expired', {status: 401})});
	const {code, events, said} = await keepAlive(world, minutes(5), ['dc1']);
	expect(code).toBe(4);
	expect(events.at(-1)).toBe('dc1  token refused: it was not used for too long');
	expect(said[1]).toBe(
		'dc1: last accepted request TIME; the appliance called it idle TIME, with 6 min 59 s left by our clocks: its idle limit is shorter than 10 min',
	);
	expect(said[2]).toMatch(/^svt-tui: error: dc1: the session ended: /);
	expect(said.at(-1)).toMatch(/^svt-tui: hint: .*svt-tui login dc1/);
});

test('a stored password that is refused is not tried again', async () => {
	const world = await signedIn(dc1);
	world.appliance.next('tickle', {});
	world.appliance.always('tickle', {refusal: refusal('unknown-token', {status: 401})});
	world.appliance.always('login', {refusal: refusal('wrong-credentials', {status: 400})});
	const {code, said} = await keepAlive(world, hours(2), ['dc1'], {renew: 'auto'});
	expect(code).toBe(5);
	expect(world.appliance.requests('login')).toHaveLength(1);
	expect(said[1]).toMatch(
		/^dc1: last accepted request TIME; token refused .*; sign-in refused .*: user name or password refused$/,
	);
	expect(said[2]).toMatch(/^svt-tui: error: dc1: /);

	// Nor by a service that is started again and again, with the token that is dead or without one.
	for (const run of [2, 3, 4, 5]) {
		if (run === 5) world.secrets.forget({holds: 'token', username: dc1.username, origin: dc1.origin});
		const again = await keepAlive(world, hours(1), ['dc1'], {renew: 'auto'});
		expect(again.code).toBe(5);
		expect(again.said[0]).toBe(
			'dc1: the appliance refused the last sign-in, so the stored password is not sent again by itself',
		);
		expect(world.records.of('dc1')?.blocked).toBe('wrong-credentials');
	}
	expect(world.appliance.requests('login')).toHaveLength(1);
});

test('a token in the memory of another program is nothing that this one could keep', async () => {
	const world = createWorld();
	await world.profiles.store.save({...dc1, storage: 'memory'});
	expect(await keepAlive(world, seconds(10), ['dc1'])).toEqual({
		code: 4,
		events: [],
		said: [
			'svt-tui: error: dc1: its token is only in the memory of the program that signed in',
			'svt-tui: hint: keep it for other programs: svt-tui login dc1 --storage keychain, or --storage file',
		],
	});
});

test('without a stored token there is nothing to keep, unless it may sign in by itself', async () => {
	const world = createWorld();
	await world.profiles.store.save(dc1);
	expect(await keepAlive(world, seconds(10), ['dc1'])).toEqual({
		code: 4,
		events: [],
		said: ['svt-tui: error: dc1: there is no session to keep alive', 'svt-tui: hint: sign in again: svt-tui login dc1'],
	});
	world.secrets.put({holds: 'password', username: dc1.username, origin: dc1.origin}, password);
	const {code, events} = await keepAlive(world, seconds(90), ['dc1'], {renew: 'auto', for: '60s'});
	expect(code).toBe(0);
	expect(events.slice(0, 2)).toEqual([
		'dc1  signing in as administrator@vsphere.local',
		expect.stringMatching(/^dc1 {2}signed in, token [0-9a-f]{4}$/),
	]);
	expect(world.profiles.saved()).toMatchObject([{name: 'dc1', renew: 'ask'}]);
});

test('a password that is not there is no trouble of the keychain', async () => {
	const world = createWorld();
	await world.profiles.store.save(dc1);
	expect(await keepAlive(world, seconds(10), ['dc1'], {renew: 'auto'})).toEqual({
		code: 4,
		events: [
			'dc1  signing in as administrator@vsphere.local',
			'dc1  no password is stored for this profile: sign in again',
		],
		said: [
			'svt-tui: error: dc1: no password is stored for this profile: sign in again',
			'svt-tui: hint: sign in again: svt-tui login dc1',
		],
	});
	world.secrets.lock();
	expect(await keepAlive(world, seconds(10), ['dc1'], {renew: 'auto'})).toMatchObject({
		code: 8,
		said: ['svt-tui: error: dc1: the keychain is locked'],
	});
});

test.each<[string, string]>([
	['14s', 'is between 15 s and 5 min: more often is only a load'],
	['6m', 'is between 15 s and 5 min: less often leaves no room for one that fails'],
])('an interval of %s is refused with the reason', async (interval, words) => {
	const world = await signedIn(dc1);
	expect(await keepAlive(world, seconds(1), ['dc1'], {interval})).toEqual({
		code: 2,
		events: [],
		said: [`svt-tui: error: dc1: with an idle limit of 10 min, --interval ${words}`],
	});
});

describe('beside another process that keeps the session', () => {
	/** Process 4242 keeps dc1; a second `keep-alive` runs until it is told to end. */
	async function secondOf(world: World) {
		const first = world.open(dc1);
		first.dispatch({type: 'restore-requested'});
		await world.pass(seconds(1));
		const controller = new AbortController();
		const said = {stdout: '', stderr: ''};
		const ended = tryCommand(run, {
			words: ['dc1'],
			ports: {...world.ports, processId: 7},
			stop: controller.signal,
			onData: text => {
				said.stdout = text;
			},
			onTalk: text => {
				said.stderr = text;
			},
		});
		await world.pass(seconds(30));
		return {first, said, ended, end: (signal: string) => controller.abort(signal)};
	}

	const standsBy = 'dc1 is kept alive by process 4242; this one stands by, and takes over when that ends';

	test('it says so, and on the way out that the session is still kept', async () => {
		const world = await signedIn(dc1);
		const {said, ended, end} = await secondOf(world);
		expect(said.stdout).toMatch(/ {2}dc1 {2}another svt-tui \(process 4242\) keeps it alive\n$/);
		end('SIGTERM');
		const {code, stderr} = await ended;
		expect([code, stderr.split('\n')]).toEqual([143, [standsBy, 'dc1 is still kept alive by process 4242', '']]);
	});

	test('it takes over when that ends, and says so and what its own end means', async () => {
		const world = await signedIn(dc1);
		const {first, ended, end} = await secondOf(world);
		await first.stop();
		await world.pass(minutes(10));
		end('SIGINT');
		const {code, stdout, stderr} = await ended;
		expect(code).toBe(130);
		expect(stdout).toMatch(
			/ {2}dc1 {2}took over the keep-alive: the other svt-tui is gone\n(.* tickle accepted, .*\n){3}$/,
		);
		expect(stderr.split('\n')).toEqual([
			standsBy,
			expect.stringMatching(/^dc1 is not kept alive any more: it ends if idle at /),
			'',
		]);
	});

	test('it ends with 4 when the session is over for both', async () => {
		const world = await signedIn(dc1);
		const {ended} = await secondOf(world);
		await world.pass(hours(25));
		expect(await ended).toMatchObject({
			code: 4,
			stderr: expect.stringMatching(/\nsvt-tui: hint: sign in again: svt-tui login dc1\n$/),
		});
	});
});

test('one that is started again and again waits for its turn to sign in, and needs nobody', async () => {
	const world = await signedIn(dc1);
	const forget = () => world.secrets.forget({holds: 'token', username: dc1.username, origin: dc1.origin});
	forget();
	expect(await keepAlive(world, seconds(10), ['dc1'], {renew: 'auto', for: '5s'})).toMatchObject({code: 0});
	forget();
	const {code, events} = await keepAlive(world, minutes(3), ['dc1'], {renew: 'auto', for: '2m'});
	expect(code).toBe(0);
	expect(events).toEqual([
		'dc1  signing in as administrator@vsphere.local',
		expect.stringMatching(/^dc1 {2}signed in by itself often enough lately, again at the earliest \S+$/),
		'dc1  signing in as administrator@vsphere.local',
		expect.stringMatching(/^dc1 {2}signed in, token [0-9a-f]{4}$/),
	]);
	expect(world.appliance.requests('login')).toHaveLength(2);
});
