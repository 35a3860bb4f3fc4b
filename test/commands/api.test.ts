import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/api.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {type Duration, hours, milliseconds, minutes, seconds, until} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, noon, password, profileNamed, tokenOf} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');
const auto = profileNamed('dc1', {renew: 'auto'});

/** A world in which the profile was signed in to at noon, by a program that has ended. */
async function signedIn(profile: Profile = dc1, lifetime?: number): Promise<World> {
	const world = createWorld();
	const {username, origin} = profile;
	await world.profiles.store.save(profile);
	world.secrets.put({holds: 'token', username, origin}, storedToken(tokenOf('first', noon, lifetime)));
	world.secrets.put({holds: 'password', username, origin}, password);
	return world;
}

type Asked = Partial<Parameters<typeof tryCommand>[1]> & {readonly takes?: Duration};

/** Another process than those of the world. */
async function api(world: World, args: string, {takes = seconds(6), ...more}: Asked = {}) {
	const ports = {...world.ports, processId: 7, isRunning: (pid: number) => pid === 4242};
	const told = tryCommand(run, {words: args.split(' '), ports, ...more});
	await world.pass(takes);
	return told;
}

const sent = (world: World) => world.appliance.requests('request').map(({secret}) => secret);
const logins = (world: World) => world.appliance.requests('login').length;

describe('the answer', () => {
	test('is for a program what came, and for a person what can be read', async () => {
		const world = await signedIn();
		const body = '{"name":"a\\u001bb","list":[]} \n';
		world.appliance.always('request', {body});
		expect(await api(world, '/api/hosts')).toEqual({code: 0, stdout: body, stderr: ''});
		const laidOut = '{\n  "name": "a\\u001bb",\n  "list": []\n}\n';
		expect(await api(world, '/api/hosts', {isTerminal: true})).toEqual({code: 0, stdout: laidOut, stderr: ''});
		expect(sent(world)).toEqual(['first', 'first']);
	});

	test('that is no JSON can steer no terminal', async () => {
		const world = await signedIn();
		world.appliance.always('request', {body: 'one\r\n\u001b[2J two\n\n'});
		expect(await api(world, '/api/hosts', {isTerminal: true})).toMatchObject({stdout: 'one\n\\u{1b}[2J two\n'});
		world.appliance.always('request', {body: 'x'.repeat(1024 * 1024 + 1)});
		const long = await api(world, '/api/hosts', {isTerminal: true});
		expect(long.stdout).toHaveLength(1024 * 1024 + 1);
		expect(long.stderr).toBe('svt-tui: hint: only the first 1 MiB is shown: write the answer to a file with > FILE\n');
	});

	test('that takes its time is said to be waited for, to a person', async () => {
		const world = await signedIn();
		world.appliance.always('request', {takes: seconds(4)});
		expect(await api(world, '/api/hosts')).toMatchObject({code: 0, stderr: ''});
		expect(await api(world, '/api/hosts', {isTerminal: true})).toMatchObject({
			code: 0,
			stderr: 'waiting for https://dc1.example; Ctrl-C gives up\n',
		});
	});

	test('comes with its head where that is wanted', async () => {
		const world = await signedIn();
		expect(await api(world, '/api/hosts', {options: {include: true}})).toMatchObject({
			code: 0,
			stdout: 'HTTP/1.1 200 OK\ncontent-type: application/json\n\n{}',
		});
	});

	test('that is a no is printed all the same, and explained', async () => {
		const world = await signedIn();
		world.appliance.always('request', {refusal: refusal('not-found', {serverSays: 'no such host'}), body: '{"no":1}'});
		expect(await api(world, '/api/hosts/1')).toEqual({
			code: 7,
			stdout: '{"no":1}',
			stderr: [
				'svt-tui: error: dc1: the REST service has no such path',
				'The path is misspelt or newer than the REST API of this appliance, or its REST service is not fully up. The session is not affected.',
				'the server says: «no such host»',
				'svt-tui: hint: compare the path with the API description of this version',
				'svt-tui: hint: look at the session: svt-tui status dc1',
				'',
			].join('\n'),
		});
	});

	test('that never came says so, and that a change may have been made', async () => {
		const world = await signedIn();
		const lost = refusal('unreachable', {code: 'ECONNRESET', phase: 'answer'});
		world.appliance.always('request', {refusal: lost});
		const hint = 'svt-tui: hint: it may have been carried out all the same: look before you send it again\n';
		const got = await api(world, '/api/hosts');
		expect(got).toMatchObject({code: 6, stdout: ''});
		expect(got.stderr).not.toContain(hint);
		expect((await api(world, 'DELETE /api/hosts')).stderr).toContain(hint);
		world.appliance.always('request', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
		expect((await api(world, 'DELETE /api/hosts')).stderr).not.toContain(hint);
		expect(sent(world)).toHaveLength(3);
	});
});

test('use is written down for others, and no tickle leaves', async () => {
	const world = await signedIn();
	await world.pass(minutes(5));
	await api(world, '/api/hosts', {takes: milliseconds(38)});
	expect(world.records.of('dc1')).toMatchObject({
		state: 'active',
		idle: {earliest: afterNoon(900), latest: afterNoon(900.038)},
		keepAlive: {state: 'off', keeperPid: undefined},
	});
	await world.pass(hours(1));
	expect(world.appliance.requests('tickle')).toEqual([]);
});

describe('without a session nothing is sent', () => {
	const nobody = (text: string) => ({
		code: 4,
		stdout: '',
		stderr: `svt-tui: error: dc1: ${text}\nsvt-tui: hint: sign in: svt-tui login dc1\n`,
	});

	test('where there is none', async () => {
		const world = createWorld();
		await world.profiles.store.save(dc1);
		expect(await api(world, '/api/hosts')).toEqual(nobody('there is no session'));
		expect(sent(world)).toEqual([]);
	});

	test('where it is over', async () => {
		const world = await signedIn();
		await world.pass(hours(25));
		expect(await api(world, '/api/hosts')).toEqual(nobody('the session is over'));
		expect(sent(world)).toEqual([]);
	});

	test('where it is in the memory of another program', async () => {
		const world = createWorld();
		await world.profiles.store.save({...dc1, storage: 'memory'});
		expect(await api(world, '/api/hosts')).toMatchObject({
			code: 4,
			stderr:
				'svt-tui: error: dc1: its token is only in the memory of the program that signed in\n' +
				'svt-tui: hint: keep it for other programs: svt-tui login dc1 --storage keychain, or --storage file\n',
		});
	});

	test('where the keychain is locked', async () => {
		const world = await signedIn();
		world.secrets.lock();
		expect(await api(world, '/api/hosts')).toEqual({
			code: 8,
			stdout: '',
			stderr: 'svt-tui: error: dc1: the keychain is locked\n',
		});
	});

	test('where the appliance only then says that it is over', async () => {
		const world = await signedIn();
		world.appliance.always('request', {refusal: refusal('idle-expired', {serverSays: 'too long'}), body: '{"no":1}'});
		const {code, stdout, stderr} = await api(world, '/api/hosts', {takes: milliseconds(38)});
		expect({code, stdout}).toEqual({code: 4, stdout: '{"no":1}'});
		expect(stderr).toMatch(/^svt-tui: error: dc1: the session ended: it was not used for too long\n/);
		expect(stderr).toContain('svt-tui: hint: sign in again; the password is stored: svt-tui login dc1\n');
		expect(world.records.of('dc1')).toMatchObject({state: 'expired', reason: 'idle'});
		expect(logins(world)).toBe(0);
	});
});

describe('a profile that renews by itself', () => {
	test('is signed in to for the request where nobody keeps it', async () => {
		const world = await signedIn(auto);
		world.appliance.next('request', {refusal: refusal('idle-expired')}, {body: '[]'});
		world.appliance.next('login', {token: 'second'});
		expect(await api(world, 'POST /api/hosts')).toEqual({code: 0, stdout: '[]', stderr: ''});
		expect(sent(world)).toEqual(['first', 'second']);
		expect(logins(world)).toBe(1);
		expect(world.profiles.saved()).toEqual([auto]);

		// And so it is when its day is over, or has not begun.
		await world.pass(hours(25));
		world.appliance.next('login', {token: 'third'});
		expect(await api(world, '/api/hosts')).toMatchObject({code: 0});
		world.secrets.forget({holds: 'token', username: auto.username, origin: auto.origin});
		await world.pass(minutes(5));
		world.appliance.next('login', {token: 'fourth'});
		expect(await api(world, '/api/hosts')).toMatchObject({code: 0});
		expect(sent(world)).toEqual(['first', 'second', 'third', 'fourth']);
	});

	test('with a password that the appliance refuses is tried once, in whichever process', async () => {
		const world = await signedIn(auto);
		await world.pass(hours(25));
		world.appliance.always('login', {refusal: refusal('wrong-credentials')});
		const first = await api(world, '/api/hosts');
		expect(first).toMatchObject({code: 5, stdout: ''});
		expect(first.stderr).toMatch(/^svt-tui: error: dc1: sign-in refused, and the reason is not clear\n/);
		expect(await api(world, '/api/hosts')).toMatchObject({
			code: 5,
			stderr: expect.stringContaining('so the stored password is not sent again by itself\n'),
		});
		expect(logins(world)).toBe(1);
		expect(sent(world)).toEqual([]);
	});

	test('and is kept by another process, gets its next token from that', async () => {
		const world = createWorld();
		await world.profiles.store.save(auto);
		const keeper = world.open(auto);
		world.appliance.next('login', {token: 'first', lifetime: 1800}, {token: 'first', lifetime: 120}, {token: 'second'});
		keeper.signIn();
		await world.pass(until(afterNoon(1800.2), world.clock.now()));
		world.appliance.next('request', {refusal: refusal('absolute-expired')}, {body: '[2]'});
		expect(await api(world, '/api/hosts')).toEqual({code: 0, stdout: '[2]', stderr: ''});
		expect(sent(world)).toEqual(['first', 'second']);
		// The one at noon, the one ahead of the end, and the one at it, all by the keeper.
		expect(logins(world)).toBe(3);
		expect(world.records.of('dc1')).toMatchObject({state: 'active', keepAlive: {state: 'on', keeperPid: 4242}});
	});

	test('only today, as whoever keeps it was told, gets its next token from that as well', async () => {
		const world = createWorld();
		await world.profiles.store.save(dc1);
		const keeper = world.open(auto);
		world.appliance.next('login', {token: 'first', lifetime: 100}, {token: 'second', takes: seconds(2)});
		keeper.signIn();
		await world.pass(until(afterNoon(101.5), world.clock.now()));
		expect(await api(world, '/api/hosts')).toMatchObject({code: 0});
		expect(sent(world)).toEqual(['second']);
		expect(world.appliance.requests('login')).toHaveLength(2);
	});

	test('whose next token does not come is not waited for longer than five seconds', async () => {
		const world = await signedIn(auto);
		await world.pass(hours(25));
		world.appliance.always('login', {takes: seconds(20)});
		expect(await api(world, '/api/hosts', {takes: seconds(30)})).toEqual({
			code: 4,
			stdout: '',
			stderr:
				'svt-tui: error: dc1: the session is over, and no new token came within 5 s\n' +
				'svt-tui: hint: ask again, or sign in: svt-tui login dc1\n',
		});
	});
});

describe('the token of the environment', () => {
	const environment = {SVT_TOKEN: 'from-outside'};

	test('is used at the profile’s appliance, and the stored one is not touched', async () => {
		const world = createWorld();
		await world.profiles.store.save(dc1);
		expect(await api(world, '/api/hosts', {environment})).toMatchObject({code: 0});
		expect(world.appliance.requests('request')).toMatchObject([{origin: dc1.origin, secret: 'from-outside'}]);
		expect(world.secrets.asked()).toEqual([]);
		expect(world.records.of('dc1')).toBeUndefined();
		world.appliance.always('request', {refusal: refusal('unknown-token')});
		expect(await api(world, '/api/hosts', {environment})).toMatchObject({code: 4});
		expect(sent(world)).toHaveLength(2);
	});

	test('gives way to a profile that is named, and must be one', async () => {
		const world = await signedIn();
		await api(world, '/api/hosts', {environment, options: {profile: 'dc1'}});
		expect(sent(world)).toEqual(['first']);
		expect(await api(world, '/api/hosts', {environment: {SVT_TOKEN: 'two words'}})).toEqual({
			code: 2,
			stdout: '',
			stderr: 'svt-tui: error: SVT_TOKEN holds no token\n',
		});
	});
});

test('the version needs no token', async () => {
	const world = createWorld();
	await world.profiles.store.save(dc1);
	world.appliance.always('request', {body: '{"REST_API_Version":"1.25"}'});
	expect(await api(world, '/api/version')).toMatchObject({code: 0, stdout: '{"REST_API_Version":"1.25"}'});
	expect(sent(world)).toEqual([undefined]);
});

describe('the body', () => {
	test('that cannot be read is sent nowhere', async () => {
		const world = await signedIn();
		for (const [data, words] of [
			['@nowhere', 'there is no file nowhere'],
			['@', '--data @ names no file; @- is stdin'],
		] as const)
			expect(await api(world, '/api/hosts', {options: {data}})).toEqual({
				code: 2,
				stdout: '',
				stderr: `svt-tui: error: ${words}\n`,
			});
		expect(sent(world)).toEqual([]);
	});

	test('a person at a terminal is told how to end', async () => {
		const world = await signedIn();
		const {stderr} = await api(world, '/api/hosts', {options: {data: '@-'}, input: '{}', isTerminal: true});
		expect(stderr).toBe('type the body, then press Enter and Ctrl-D\n');
	});
});

test.each<[string, Duration, object]>([
	['while it is under way', seconds(1), {takes: seconds(30)}],
	['before anything was done', milliseconds(-1), {}],
])('a signal ends it %s', async (_when, after, reply) => {
	const world = await signedIn();
	world.appliance.always('request', reply);
	const stop = new AbortController();
	if (after < 0) stop.abort('SIGTERM');
	const told = api(world, '/api/hosts', {stop: stop.signal, takes: after < 0 ? milliseconds(0) : after});
	if (after > 0) await world.pass(after);
	stop.abort('SIGTERM');
	expect(await told).toEqual({code: 143, stdout: '', stderr: ''});
	expect(world.appliance.underWay()).toBe(0);
});
