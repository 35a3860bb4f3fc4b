import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {Secret} from '../../source/domain/secret.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {type Duration, hours, milliseconds, minutes, seconds, until} from '../../source/domain/time.ts';
import {createPassage} from '../../source/engine/passage.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, profileNamed, sinceNoon, tokenOf} from '../support/sessions.ts';
import {createWorld, settle} from '../support/world.ts';

const auto = profileNamed('dc1', {renew: 'auto'});

type Said = {readonly at: number | undefined; readonly with: string | undefined; readonly came: string};

/** A session whose first token has half an hour, and a client that sends requests through it. */
async function passing(profile: Profile = auto, first = 'first') {
	const world = createWorld();
	const dc1 = world.open(profile);
	world.appliance.next('login', {token: first, lifetime: 1800});
	dc1.signIn();
	await world.pass(seconds(1));
	const stop = new AbortController();
	const passage = createPassage(dc1, world.clock, stop.signal);
	const {origin, trust, grant} = profile;
	const about = {origin, trust, grant, headers: {}, body: undefined, timeout: minutes(1)};

	/** When it went out for the last time, with which token, and what came of it. */
	async function ask(method: 'GET' | 'POST' = 'GET'): Promise<Said> {
		let bearer: string | undefined;
		const exchange = await passage.send(token => {
			bearer = token.bearer.reveal();
			return world.ports.appliance.request({...about, method, path: '/api/hosts', bearer: token.bearer});
		});
		const {outcome, sentAt} = exchange ?? {};
		const came = outcome === undefined ? 'no token' : outcome.ok ? 'accepted' : outcome.failure.kind;
		return {at: sinceNoon(sentAt), with: bearer, came};
	}

	return {
		world,
		dc1,
		stop,
		ask,
		/** As `ask`, after so long. */
		async told(work: Promise<Said>, span: Duration = seconds(6)) {
			await world.pass(span);
			return work;
		},
		until: (second: number) => world.pass(until(afterNoon(second), world.clock.now())),
		sent: () => world.appliance.requests('request').map(({at, secret}) => [sinceNoon(at), secret]),
	};
}

describe('at the end of a token', () => {
	test('where the server gives the next one ahead, no request waits', async () => {
		const {world, ask, until, told} = await passing();
		world.appliance.next('login', {token: 'second', takes: seconds(3)});
		await until(1681);
		// The sign-in is under way, and the old token lives.
		expect(await told(ask())).toEqual({at: 1681, with: 'first', came: 'accepted'});
		expect(await told(ask())).toEqual({at: 1687, with: 'second', came: 'accepted'});
	});

	test('where it gives the same one until that is dead, requests are held while nobody knows', async () => {
		const {world, ask, until, told, sent} = await passing();
		world.appliance.next('login', {token: 'first', lifetime: 120}, {token: 'second'});
		await until(1799.9);
		expect(await told(ask(), milliseconds(38))).toEqual({at: 1799.9, with: 'first', came: 'accepted'});
		await until(1800.1);
		// The second in which it may have ended, the sign-in, and its proof.
		expect(await told(ask('POST'))).toEqual({at: 1801.326, with: 'second', came: 'accepted'});
		expect(sent()).toHaveLength(2);
	});

	test('nothing is held longer than five seconds', async () => {
		const {world, ask, until, told, dc1} = await passing();
		world.appliance.next('login', {token: 'first', lifetime: 120}, {token: 'second', takes: seconds(20)});
		await until(1800.5);
		const asked = ask();
		await world.pass(seconds(4.99));
		expect(await Promise.race([asked, settle()])).toBeUndefined();
		expect(await told(asked, milliseconds(10))).toEqual({at: undefined, with: undefined, came: 'no token'});
		await world.pass(minutes(1));
		expect(await told(ask())).toMatchObject({with: 'second', came: 'accepted'});
		expect(dc1.session().phase.name).toBe('active');
	});

	test('nor before and after a refusal together', async () => {
		const {world, ask, until, told} = await passing();
		world.appliance.next('login', {token: 'first', lifetime: 120}, {token: 'second'});
		await until(1800.5);
		world.appliance.next('request', {refusal: refusal('unknown-token')});
		const asked = ask();
		await world.pass(seconds(4.99));
		expect(await Promise.race([asked, settle()])).toBeUndefined();
		// What it was under way does not count.
		expect(await told(asked, milliseconds(10 + 38))).toEqual({at: 1801.326, with: 'second', came: 'unknown-token'});
	});

	test('a signal is not waited for longer', async () => {
		const {world, ask, until, stop} = await passing();
		world.appliance.next('login', {token: 'first', lifetime: 120}, {token: 'second', takes: seconds(20)});
		await until(1800.5);
		const asked = ask();
		await settle();
		stop.abort();
		expect(await asked).toMatchObject({came: 'no token'});
		expect(await ask()).toMatchObject({came: 'no token'});
	});

	test('a request that met the end on its way is sent once more', async () => {
		const {world, ask, until, told, sent} = await passing();
		world.appliance.next('login', {token: 'first', lifetime: 120}, {token: 'second'});
		await until(1799.99);
		world.appliance.next('request', {refusal: refusal('absolute-expired')});
		expect(await told(ask('POST'))).toMatchObject({with: 'second', came: 'accepted'});
		expect(sent()).toEqual([
			[1799.99, 'first'],
			[1800.104, 'second'],
		]);
	});

	test('a person is asked where the profile says so, and the refusal is told at once', async () => {
		const {world, ask, until, told, sent} = await passing(profileNamed('dc1', {renew: 'ask'}));
		await until(1799.99);
		world.appliance.next('request', {refusal: refusal('absolute-expired')});
		expect(await told(ask(), milliseconds(38))).toEqual({at: 1799.99, with: 'first', came: 'absolute-expired'});
		expect(await told(ask(), milliseconds(0))).toEqual({at: undefined, with: undefined, came: 'no token'});
		expect(sent()).toHaveLength(1);
	});
});

describe('a token that is refused', () => {
	test('is replaced, and what was refused is sent once more and not again', async () => {
		const {world, ask, told, sent, dc1} = await passing();
		world.appliance.next('request', ...[1, 2, 3].map(() => ({refusal: refusal('unknown-token')})));
		world.appliance.next('login', {token: 'second'});
		expect(await told(ask())).toMatchObject({with: 'second', came: 'unknown-token'});
		expect(sent().map(([, token]) => token)).toEqual(['first', 'second']);
		// A second token that nobody knows so soon is a matter for a person.
		expect(dc1.happenings().at(-1)).toBe('renewal-stopped');
	});

	test('is another one than the next also where their fingerprints are the same', async () => {
		const seen = new Map<string, string>();
		let alike: readonly [string, string] | undefined;
		for (let number = 0; alike === undefined; number += 1) {
			const {fingerprint} = new Secret(`token-${number}`);
			const same = seen.get(fingerprint);
			if (same !== undefined) alike = [same, `token-${number}`];
			seen.set(fingerprint, `token-${number}`);
		}
		const {world, ask, told, sent} = await passing(auto, alike[0]);
		world.appliance.next('request', {refusal: refusal('idle-expired')});
		world.appliance.next('login', {token: alike[1]});
		expect(await told(ask())).toMatchObject({with: alike[1], came: 'accepted'});
		expect(sent().map(([, token]) => token)).toEqual(alike);
	});

	test('while the next one is being asked for, that one is waited for', async () => {
		const {world, ask, told, until} = await passing();
		world.appliance.next('login', {token: 'second', takes: seconds(3)});
		await until(1681);
		world.appliance.next('request', {refusal: refusal('unknown-token')});
		expect(await told(ask())).toMatchObject({with: 'second', came: 'accepted'});
	});

	test('says nothing of the one that has taken its place meanwhile', async () => {
		const {world, ask, told, until, dc1} = await passing();
		world.appliance.next('login', {token: 'second'});
		await until(1679.9);
		world.appliance.next('request', {refusal: refusal('absolute-expired'), takes: seconds(3)});
		const asked = ask();
		await world.pass(seconds(2));
		expect(dc1.phase('active').token.bearer.reveal()).toBe('second');
		expect(await told(asked)).toMatchObject({at: 1682.9, with: 'second', came: 'accepted'});
		expect(dc1.happenings()).not.toContain('rejected');
	});

	test('which another process has replaced already, is replaced by that', async () => {
		const {world, ask, told, dc1, sent} = await passing(profileNamed('dc1', {renew: 'ask', keepAlive: false}));
		const {username, origin} = auto;
		const held = dc1.phase('active').token;
		world.secrets.put({holds: 'token', username, origin}, storedToken(tokenOf('second', afterNoon(1))));
		world.appliance.next('request', {refusal: refusal('unknown-token')});
		expect(held.bearer.reveal()).toBe('first');
		expect(await told(ask())).toMatchObject({with: 'second', came: 'accepted'});
		expect(sent()).toHaveLength(2);
		expect(world.appliance.requests('login')).toHaveLength(1);
	});
});

describe('a request that passes', () => {
	test('counts as use: no tickle while a client is busy', async () => {
		const {world, ask, dc1} = await passing(profileNamed('dc1'));
		for (let minute = 0; minute < 20; minute += 1) {
			void ask();
			await world.pass(minutes(1));
		}
		expect(world.appliance.requests('tickle')).toEqual([]);
		expect(sinceNoon(dc1.phase('active').touchedAt)).toBe(1 + 19 * 60);
		await world.pass(minutes(3));
		expect(world.appliance.requests('tickle')).toHaveLength(1);
	});

	test('also when it is refused for what it asks', async () => {
		const {world, ask, told, dc1} = await passing();
		await world.pass(minutes(2));
		world.appliance.next('request', {refusal: refusal('not-found')});
		expect(await told(ask())).toMatchObject({came: 'not-found'});
		expect(sinceNoon(dc1.phase('active').touchedAt)).toBe(121);
	});

	test('and gets no answer is not sent again', async () => {
		const {world, ask, told, sent, dc1} = await passing();
		world.appliance.next('request', {refusal: refusal('unreachable', {code: 'ECONNRESET', phase: 'answer'})});
		expect(await told(ask())).toMatchObject({came: 'unreachable'});
		expect(sent()).toHaveLength(1);
		expect(dc1.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(601.038)});
	});

	test('proves that a session lives which seemed to be over', async () => {
		const {world, ask, told, dc1} = await passing(profileNamed('dc1', {keepAlive: false}));
		await world.pass(minutes(11));
		expect(dc1.phase('expired')).toMatchObject({ending: 'idle', refusal: undefined});
		expect(await told(ask())).toMatchObject({with: 'first', came: 'accepted'});
		dc1.phase('active');
	});
});

test('without a session nothing is sent', async () => {
	const {world, ask, told, dc1, sent} = await passing();
	dc1.dispatch({type: 'sign-out-requested', forgetPassword: false});
	await world.pass(hours(1));
	expect(await told(ask(), milliseconds(0))).toEqual({at: undefined, with: undefined, came: 'no token'});
	expect(sent()).toEqual([]);
});
