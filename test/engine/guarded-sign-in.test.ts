import {describe, expect, test} from 'vitest';
import {accountIdentity} from '../../source/domain/login-guard.ts';
import {type Profile, secretNameOf} from '../../source/domain/profile.ts';
import type {SignInBy} from '../../source/domain/session.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import type {Right} from '../../source/ports.ts';
import {refusal} from '../support/refusals.ts';
import {noon, password, profileNamed, sinceNoon, tokenOf} from '../support/sessions.ts';
import {createWorld, settle, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1', {renew: 'auto'});
const passwordName = secretNameOf(dc1, 'password');
const tokenName = secretNameOf(dc1, 'token');
const turn: Right = {to: 'sign-in', username: accountIdentity(dc1), origin: dc1.origin};
/** What one appliance refuses, the others would refuse too. */
const anywhere = {username: dc1.username, origin: ''};
const usersTurn: Right = {to: 'sign-in', username: accountIdentity(anywhere), origin: ''};
const wrong = {refusal: refusal('wrong-credentials')};

function createStored() {
	const world = createWorld();
	world.secrets.put(passwordName, password);
	return world;
}

const logins = (world: World) => world.appliance.requests('login').map(({at}) => sinceNoon(at));

/** So many processes, each with an engine that wants to sign in with the stored password at the same instant. */
function eight(world: World, by: SignInBy = 'program', profile: Profile = dc1) {
	const engines = [1, 2, 3, 4, 5, 6, 7, 8].map(processId => world.open(profile, {processId}));
	for (const engine of engines) engine.dispatch({type: 'stored-sign-in-requested', by});
	return engines;
}

const tokens = (engines: ReturnType<typeof eight>) =>
	engines.map(engine => engine.phase('active').token.bearer.reveal());

describe('eight at once without a token', () => {
	test.each<SignInBy>(['program', 'key'])('sign in once, whoever wants it: %s', async by => {
		const world = createStored();
		const engines = eight(world, by);
		await world.pass(minutes(1));
		expect(logins(world)).toHaveLength(1);
		expect(new Set(tokens(engines))).toEqual(new Set(['token-1']));
		expect(engines.filter(engine => engine.session().keeper.who === 'us')).toHaveLength(1);
		expect(world.records.of('dc1')).toMatchObject({state: 'active'});
		await world.pass(hours(2));
		expect(logins(world)).toHaveLength(1);
		expect(new Set(tokens(engines))).toEqual(new Set(['token-1']));
	});

	test('sign in once also when the appliance gives the token that it gave before', async () => {
		const world = createStored();
		const first = world.open();
		first.signIn();
		await world.pass(seconds(1));
		await first.stop();
		// It idled out by our clocks, and others of the same user kept it alive.
		await world.pass(minutes(20));
		world.appliance.always('login', {token: 'token-1'});
		// What the first of them writes comes later than the token.
		world.records.hold();
		const engines = eight(world, 'key');
		await world.pass(seconds(20));
		world.records.open();
		expect(logins(world)).toHaveLength(2);
		expect(new Set(tokens(engines))).toEqual(new Set(['token-1']));
	});

	test('of whom one is killed during its login: the next one signs in, the others take its token', async () => {
		const world = createStored();
		world.appliance.next('login', {takes: hours(1)});
		const engines = eight(world, 'key');
		await settle();
		world.locks.kill(turn);
		world.locks.kill(usersTurn);
		await world.pass(seconds(15));
		expect(logins(world)).toEqual([0, 10]);
		expect(new Set(tokens(engines.slice(1)))).toEqual(new Set(['token-1']));
	});
});

describe('eight at once with a password that was changed', () => {
	test.each<SignInBy>(['program', 'key'])('are refused once, and so are all that come later: %s', async by => {
		const world = createStored();
		world.appliance.always('login', wrong);
		const engines = eight(world, by);
		await world.pass(minutes(1));
		expect(logins(world)).toHaveLength(1);
		expect(engines.map(engine => engine.session().refusedPassword)).toEqual(
			engines.map(() => ({which: 'stored', kind: 'wrong-credentials'})),
		);
		expect(world.loginGuards.of(anywhere).refused).toHaveLength(1);
		for (const round of [1, 2, 3]) {
			const later = eight(world, by);
			await world.pass(hours(round));
			expect(later.map(engine => engine.phase('signed-out').name)).toEqual(later.map(() => 'signed-out'));
		}
		expect(logins(world)).toHaveLength(1);
	});

	test('have it sent again by a person who types it, and go on with what that brings', async () => {
		const world = createStored();
		world.appliance.next('login', wrong);
		const engines = eight(world);
		await world.pass(minutes(1));
		const [typist] = engines;
		typist?.signIn();
		await world.pass(seconds(1));
		expect(logins(world)).toHaveLength(2);
		expect(typist?.phase('active').token.bearer.reveal()).toBe('token-1');
		expect(world.loginGuards.of(anywhere).refused).toEqual([]);
		const anew = world.open(dc1, {processId: 20});
		anew.dispatch({type: 'restore-requested'});
		await world.pass(seconds(1));
		expect(anew.phase('active').token.bearer.reveal()).toBe('token-1');
		expect(logins(world)).toHaveLength(2);
	});

	test('stay refused when the account is written with other capitals', async () => {
		const world = createStored();
		const shouted = {...dc1, username: dc1.username.toUpperCase()};
		world.secrets.put(secretNameOf(shouted, 'password'), password);
		world.appliance.always('login', wrong);
		eight(world);
		eight(world, 'key', shouted);
		await world.pass(minutes(1));
		expect(logins(world)).toHaveLength(1);
	});
});

test('an engine that is started anew every five seconds signs in as the guard allows, not more', async () => {
	const world = createStored();
	// It gets tokens that are dead at once, and loses them.
	world.appliance.always('tickle', {refusal: refusal('unknown-token')});
	for (let round = 0; round < 12 * 60; round += 1) {
		const engine = world.open(dc1, {processId: round + 1});
		engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(seconds(4));
		await engine.stop();
		world.secrets.forget(tokenName);
		await world.pass(seconds(1));
	}
	expect(logins(world)).toEqual([0, 60, 120, 180, 240, 300]);
});

describe('where no turn can be had', () => {
	test('a person may sign in, a program not, and keep-alive tickles', async () => {
		const world = createStored();
		world.locks.breakDown('the disk is full');
		const program = world.open(dc1);
		program.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(seconds(1));
		program.phase('signed-out');
		expect(program.lastHappening()).toEqual({what: 'storing-failed', where: 'files', text: 'the disk is full'});
		expect(logins(world)).toEqual([]);
		program.signIn();
		await world.pass(minutes(4));
		expect(logins(world)).toHaveLength(1);
		expect(program.session().tickles.sent).toBe(1);
	});

	test('because its holder is stuck, a person is asked to wait no longer than 45 s, and a program leaves it for later', async () => {
		const world = createStored();
		await world.locks.locks.tryAcquire(turn);
		const program = world.open(dc1);
		program.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		const person = world.open(dc1, {processId: 7});
		person.signIn();
		await world.pass(seconds(46));
		program.phase('signed-out');
		expect(program.lastHappening()).toMatchObject({what: 'sign-in-postponed'});
		person.phase('active');
	});
});

describe('where what was refused is not known', () => {
	test.each([
		['damaged', (world: World) => world.loginGuards.damage('it holds no login guard')],
		['not writable', (world: World) => world.loginGuards.breakDown('the disk is full')],
	])('a person may sign in, a program not (the guard is %s)', async (_, spoil) => {
		const world = createStored();
		spoil(world);
		const program = world.open(dc1);
		program.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(seconds(1));
		program.phase('signed-out');
		expect(program.lastHappening()).toMatchObject({what: 'storing-failed', where: 'files'});
		expect(logins(world)).toEqual([]);
		program.signIn();
		await world.pass(minutes(4));
		expect(logins(world)).toHaveLength(1);
		expect(program.session().tickles.sent).toBe(1);
	});
});

test('a keychain that is locked is said, nothing is sent, and the turn is free again', async () => {
	const world = createStored();
	world.secrets.lock();
	const engines = eight(world, 'key');
	await world.pass(seconds(1));
	expect(engines.map(engine => engine.lastHappening())).toEqual(
		engines.map(() => ({what: 'storing-failed', where: 'secrets', text: 'the keychain is locked'})),
	);
	expect(logins(world)).toEqual([]);
	expect(world.locks.isHeld(turn)).toBe(false);
});

describe('the turn is given back', () => {
	/** One signs in and is slow at it, another waits behind it. */
	async function waiting(world: World) {
		world.appliance.next('login', {takes: seconds(20)});
		const first = world.open(dc1, {processId: 1});
		first.dispatch({type: 'stored-sign-in-requested'});
		await settle();
		const second = world.open(dc1, {processId: 2});
		second.dispatch({type: 'stored-sign-in-requested'});
		await settle();
		return {first, second};
	}

	test('by who is cancelled while waiting for it, and the other goes on', async () => {
		const world = createStored();
		const {first, second} = await waiting(world);
		second.dispatch({type: 'cancel-requested'});
		await world.pass(seconds(1));
		second.phase('signed-out');
		await world.pass(seconds(20));
		first.phase('active');
		expect(logins(world)).toEqual([0]);
		expect(world.locks.isHeld(turn)).toBe(false);
	});

	test('by who is cancelled during the login, and the next one signs in at once', async () => {
		const world = createStored();
		const {first, second} = await waiting(world);
		await world.pass(seconds(2));
		first.dispatch({type: 'cancel-requested'});
		await world.pass(seconds(1));
		first.phase('signed-out');
		second.phase('active');
		expect(logins(world)).toEqual([0, 2]);
		expect(world.locks.isHeld(turn)).toBe(false);
	});

	test.each<[string, (world: World) => void]>([
		['waiting for its turn', world => void world.locks.locks.tryAcquire(turn)],
		['asking the keychain', world => world.secrets.hold()],
		['reading the guard', world => world.loginGuards.hold()],
		['asking the appliance', world => world.appliance.always('login', {takes: hours(1)})],
	])('by an engine that is stopped while it is %s', async (_, obstruct) => {
		const world = createStored();
		obstruct(world);
		await settle();
		const engine = world.open(dc1);
		engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(milliseconds(10));
		const stopped = engine.stop();
		await world.pass(seconds(4));
		world.secrets.open();
		world.loginGuards.open();
		await stopped;
		await world.pass(seconds(60));
		if (_ !== 'waiting for its turn') expect(world.locks.isHeld(turn)).toBe(false);
		expect(world.appliance.underWay()).toBe(0);
		expect(logins(world).length).toBeLessThanOrEqual(1);
	});
});

test('who was stopped during its login does not put its older token in the place of a newer one', async () => {
	const world = createStored();
	world.appliance.next('login', {takes: seconds(25), token: 'older'}, {token: 'newer'});
	const first = world.open(dc1, {processId: 1});
	first.dispatch({type: 'stored-sign-in-requested'});
	await settle();
	world.locks.stop(turn);
	const second = world.open(dc1, {processId: 2});
	second.signIn();
	await world.pass(seconds(40));
	expect(logins(world)).toEqual([0, 10]);
	expect(JSON.parse(world.secrets.reveal(tokenName) ?? '')).toMatchObject({accessToken: 'newer'});
	expect(first.phase('active').token.bearer.reveal()).toBe('newer');
	expect(second.phase('active').token.bearer.reveal()).toBe('newer');
});

test('a stored token of long ago is no reason not to sign in', async () => {
	const world = createStored();
	world.secrets.put(tokenName, storedToken(tokenOf('of-old', noon)));
	await world.pass(minutes(5));
	const engines = eight(world);
	await world.pass(seconds(10));
	expect(logins(world)).toHaveLength(1);
	expect(new Set(tokens(engines))).toEqual(new Set(['token-1']));
});

test('a password that one appliance refuses is not sent to another of the same user, one at a time', async () => {
	const world = createStored();
	const others = ['dc2', 'dc3'].map(name => profileNamed(name, {renew: 'auto'}));
	for (const profile of others) world.secrets.put(secretNameOf(profile, 'password'), password);
	world.appliance.always('login', wrong);
	const engines = [dc1, ...others].map((profile, index) => world.open(profile, {processId: index + 1}));
	for (const engine of engines) engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
	await world.pass(minutes(30));
	expect(logins(world)).toEqual([0]);
});

test('a keeper whose keychain is locked waits for it, and signs in then', async () => {
	const world = createStored();
	world.secrets.lock();
	const engine = world.open(dc1);
	engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
	await world.pass(seconds(1));
	expect(engine.lastHappening()).toMatchObject({what: 'sign-in-postponed', why: 'keychain'});
	expect(world.secrets.asked().filter(what => what.startsWith('read password'))).toEqual([]);
});

test('a token that the keychain could not take is stored once it can, and others know where it is', async () => {
	const world = createWorld();
	const engine = world.open(dc1);
	world.secrets.lock();
	engine.signIn();
	await world.pass(seconds(1));
	const told = world.records.writes().length;
	await world.pass(minutes(4));
	expect(world.secrets.reveal(tokenName)).toBeUndefined();
	// Also while it is tried again.
	const since = world.records.writes().slice(told - 1);
	expect([since.length, new Set(since.map(({token}) => token?.onlyIn))]).toEqual([3, new Set([4242])]);
	world.secrets.unlock();
	await world.pass(minutes(4));
	expect(world.secrets.reveal(tokenName)).toContain('token-1');
	expect(world.records.of('dc1')).toMatchObject({state: 'active', token: {onlyIn: undefined}});
	expect(engine.happenings().filter(what => what === 'storing-failed')).toHaveLength(1);
});

test('a program that is stopped during a sign-in of its own still remembers that it was refused', async () => {
	const world = createStored();
	world.appliance.next('login', {...wrong, takes: seconds(2)});
	const engine = world.open(dc1);
	engine.dispatch({type: 'stored-sign-in-requested', by: 'program'});
	await world.pass(seconds(1));
	const stopping = engine.stop();
	await world.pass(seconds(3));
	await stopping;
	expect(world.loginGuards.of(anywhere).refused).toHaveLength(1);
});

describe('what a person has signed out of', () => {
	test('no program signs in to again, a key and a person do', async () => {
		const world = createStored();
		const leaving = world.open();
		leaving.dispatch({type: 'sign-out-requested', forgetPassword: false});
		await world.pass(seconds(1));
		const program = world.open(dc1, {processId: 1});
		program.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(minutes(10));
		expect(program.happenings()).toEqual(['signing-in', 'signed-out-elsewhere']);
		expect(logins(world)).toEqual([]);
		const key = world.open(dc1, {processId: 2});
		key.dispatch({type: 'stored-sign-in-requested'});
		await world.pass(seconds(1));
		key.phase('active');
		const other = world.open(dc1, {processId: 3});
		other.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(seconds(1));
		other.phase('active');
	});

	test('while a program signs in has its token taken back at once', async () => {
		const world = createStored();
		world.appliance.next('login', {takes: seconds(2)});
		const program = world.open(dc1, {processId: 1});
		program.dispatch({type: 'stored-sign-in-requested', by: 'program'});
		await world.pass(seconds(1));
		world.open(dc1, {processId: 2}).dispatch({type: 'sign-out-requested', forgetPassword: false});
		await world.pass(minutes(1));
		expect(world.appliance.requests().map(({kind, secret}) => [kind, secret])).toEqual([
			['login', password.reveal()],
			['revoke', 'token-1'],
		]);
		expect(program.happenings()).toEqual(['signing-in', 'signed-out-elsewhere']);
		expect(world.records.of('dc1')).toMatchObject({state: 'signed-out', reason: 'signed-out'});
		expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
	});
});
