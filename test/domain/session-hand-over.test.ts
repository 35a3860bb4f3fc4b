import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/domain/session-event.ts';
import {tokenForUse} from '../../source/domain/session-use.ts';
import {hours, milliseconds, minutes, seconds, until} from '../../source/domain/time.ts';
import {parseToken} from '../../source/domain/token.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, type Player, password, profileNamed, sinceNoon, told} from '../support/sessions.ts';

const auto = profileNamed('dc1', {renew: 'auto'});

const types = (player: Player) => player.effects().map(effect => effect.type);

/** What somebody's request goes out with. */
function usable(player: Player): string {
	const token = tokenForUse(player.session(), player.now());
	return typeof token === 'string' ? token : token.bearer.reveal();
}

/** Lets time pass while every tickle is accepted, until something else than a tickle is asked for; says what, and when. */
function liveUntilAsked(player: Player): readonly [second: number | undefined, effects: readonly string[]] {
	for (let step = 0; step < 100_000; step++) {
		player.pass(milliseconds(500));
		const asked = types(player);
		if (asked.some(type => type !== 'send-tickle')) return [sinceNoon(player.now()), asked];
		if (asked.length > 0) player.answerTickle({took: milliseconds(0)});
	}
	throw new Error('nothing happens any more');
}

/** Two minutes before the end of its first token, which has half an hour: the sign-in is under way. */
function signingInAhead(): Player {
	const player = createPlayer(auto);
	player.signIn('first-token', 1800);
	expect(liveUntilAsked(player)).toEqual([1680, ['request-token-with-stored-password']]);
	return player;
}

describe('where the server gives a new token while the old one lives', () => {
	test('it is proven, and then takes over before the old one ends', () => {
		const player = signingInAhead();
		expect(player.phase('signing-in')).toMatchObject({by: 'renewal', before: {name: 'active'}});
		player.grant('second-token');
		// Whoever asks now is still given the old one.
		expect(player.phase('signing-in').before?.token.bearer.reveal()).toBe('first-token');
		expect(player.effects()).toMatchObject([{type: 'send-tickle', bearer: {fingerprint: expect.any(String)}}]);
		player.answerTickle();
		expect(types(player)).toEqual(['store-token']);
		const {token, deadlines, handOver} = player.phase('active');
		expect(token.bearer.reveal()).toBe('second-token');
		expect(sinceNoon(deadlines.absolute?.earliest)).toBe(1680 + 86_399);
		expect(handOver).toEqual({state: 'ahead', at: afterNoon(1680 + 86_399 - 120)});
		expect(told(player.session()).slice(-2)).toEqual(['signing-in', 'signed-in']);
	});

	test('one that is refused at once is not used, and the old one lives on', () => {
		const player = signingInAhead();
		player.grant('second-token');
		player.effects();
		player.answerTickle({refusal: refusal('unknown-token')});
		expect(player.phase('active').token.bearer.reveal()).toBe('first-token');
		expect(player.phase('active').handOver).toEqual({state: 'none'});
		expect(told(player.session()).at(-1)).toBe('rejected');
	});

	test('one that could not be tried is not used while the old one lives: there is another try', () => {
		const player = signingInAhead();
		player.grant('second-token');
		player.effects();
		player.answerTickle({refusal: refusal('busy')});
		expect(player.phase('active').token.bearer.reveal()).toBe('first-token');
		expect(player.phase('active').handOver).toEqual({state: 'ahead', at: afterNoon(1740)});
	});

	test('a sign-in that fails for a moment is tried again before the end', () => {
		const player = signingInAhead();
		player.refuse(refusal('unreachable', {phase: 'connect'}), seconds(3));
		expect(player.phase('active').handOver).toEqual({state: 'ahead', at: afterNoon(1690)});
		expect(liveUntilAsked(player)).toEqual([1690, ['request-token-with-stored-password']]);
	});

	test('a password that is refused costs one try, and the session lives to its end', () => {
		const player = signingInAhead();
		player.refuse(refusal('wrong-credentials'));
		expect(player.phase('active').handOver).toEqual({state: 'none'});
		player.effects();
		player.pass(hours(2));
		expect(types(player).filter(type => type.startsWith('request-token'))).toEqual([]);
	});

	test('after a sleep past the lead it waits for the end', () => {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto', idleLimit: hours(1)}));
		player.signIn('first-token', 1800);
		player.sleep(seconds(1800.5));
		player.ring();
		expect(player.phase('active').handOver).toEqual({state: 'connected'});
		player.pass(seconds(1));
		expect(player.phase('signing-in').by).toBe('renewal');
	});
});

describe('where the server gives the same token until it is dead', () => {
	test('the sign-in waits for that, with a connection opened beforehand', () => {
		const player = signingInAhead();
		player.grant('first-token', 120);
		expect(types(player)).toEqual(['store-token']);
		expect(player.phase('active').handOver).toEqual({state: 'at-the-end', connectAt: afterNoon(1798)});
		expect(liveUntilAsked(player)).toEqual([1798.038, ['open-connection']]);
		expect(player.phase('active').handOver).toEqual({state: 'connected'});
		const [second, effects] = liveUntilAsked(player);
		expect(effects).toEqual(['request-token-with-stored-password']);
		// The server cuts the seconds off: a second after the countdown's end it is dead, and a quarter more later by any clock.
		expect(second).toBe(1801.538);
		expect(player.phase('signing-in').before).toMatchObject({name: 'expired', ending: 'absolute'});
		player.grant('second-token');
		player.answerTickle();
		expect(until(player.now(), afterNoon(1801.5))).toBeLessThan(200);
		expect(player.phase('active').token.bearer.reveal()).toBe('second-token');
	});

	test('it is not asked for twice where the first answer took long and the end is a little later than it said', () => {
		const player = signingInAhead();
		// The sign-in of half an hour ago took two seconds to get there.
		player.grant('first-token', 122);
		expect(player.phase('active').handOver).toEqual({state: 'at-the-end', connectAt: afterNoon(1800)});
		player.effects();
		expect(liveUntilAsked(player)[1]).toEqual(['open-connection']);
		expect(liveUntilAsked(player)[1]).toEqual(['request-token-with-stored-password']);
		expect(told(player.session()).filter(what => what === 'signing-in')).toHaveLength(3);
	});

	test('requests of others are held for the second in which nobody knows whether it is dead', () => {
		const player = signingInAhead();
		player.grant('first-token', 120);
		player.pass(seconds(119));
		expect(usable(player)).toBe('first-token');
		player.pass(seconds(1));
		expect(usable(player)).toBe('wait');
		player.pass(seconds(2));
		expect(player.phase('signing-in').before?.name).toBe('expired');
		expect(usable(player)).toBe('wait');
	});

	test('they are not held for as long as an answer was under way, which says less of the end', () => {
		const player = signingInAhead();
		const sentAt = player.now();
		player.pass(seconds(9));
		const trip = {sentAt, receivedAt: player.now()};
		const token = parseToken({access_token: 'first-token', expires_in: 111}, trip);
		if (!token.ok) throw new Error('no token');
		player.send({
			type: 'token-granted',
			request: player.session().requests,
			...trip,
			status: 200,
			token: token.value,
			password,
		});
		expect(sinceNoon(player.phase('active').deadlines.absolute?.earliest)).toBe(1791);
		expect(sinceNoon(player.phase('active').deadlines.absolute?.latest)).toBe(1801);
		player.pass(seconds(109));
		expect(usable(player)).toBe('first-token');
		player.pass(seconds(1));
		expect(usable(player)).toBe('wait');
	});

	test('a refusal that comes first does not wait any longer', () => {
		const player = signingInAhead();
		player.grant('first-token', 120);
		player.effects();
		player.pass(seconds(119.9));
		player.send({type: 'tickle-requested'});
		player.answerTickle({refusal: refusal('absolute-expired')});
		player.findNothing();
		expect(types(player).at(-1)).toBe('request-token-with-stored-password');
	});
});

describe('nobody signs in ahead', () => {
	test.each([
		['when a person is to be asked', {renew: 'ask'}],
		['without keep-alive', {keepAlive: false}],
		['without a stored password', {savePassword: false}],
	] as const)('%s', (_when, change) => {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto', ...change}));
		player.signIn('first-token', 1800);
		expect(player.phase('active').handOver).toEqual({state: 'none'});
	});

	test.each<[string, SessionEvent]>([
		['once a person has turned the keep-alive off', {type: 'keep-alive-requested', on: false}],
		['once another process keeps the session', {type: 'keeper-found', record: undefined}],
	])('%s, also while a tickle is under way', (_when, event) => {
		const player = createPlayer(auto);
		player.signIn('first-token', 310);
		player.pass(seconds(180));
		expect(player.phase('active').tickle).toMatchObject({state: 'in-flight'});
		player.send(event);
		expect(player.phase('active').handOver).toEqual({state: 'none'});
		player.effects();
		player.pass(seconds(60));
		expect(types(player)).toEqual([]);
	});

	test('while another process keeps the session', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 1800);
		player.send({type: 'keeper-found', record: undefined});
		expect(player.phase('active')).toMatchObject({handOver: {state: 'none'}, tickle: {state: 'off'}});
		player.send({type: 'keeper-elected'});
		expect(player.phase('active').handOver).toEqual({state: 'ahead', at: afterNoon(1680)});
	});
});

describe('a token that is unknown twice within a minute', () => {
	test('is no reason to sign in a third time: somebody else answers', () => {
		const player = createPlayer(auto);
		player.signIn();
		player.pass(minutes(3));
		player.answerTickle({refusal: refusal('unknown-token')});
		player.findNothing();
		player.grant('second-token');
		player.answerTickle({refusal: refusal('unknown-token')});
		player.findNothing();
		expect(player.phase('expired')).toMatchObject({ending: 'rejected', renewAt: undefined});
		expect(told(player.session()).slice(-2)).toEqual(['rejected', 'renewal-stopped']);
		player.effects();
		player.pass(hours(48));
		expect(types(player)).toEqual([]);
		player.send({type: 'sign-in-requested', password, profile: auto});
		player.grant('third-token');
		expect(player.session().unknownToken).toBeUndefined();
	});

	test('once in a while it is', () => {
		const player = createPlayer(auto);
		player.signIn();
		for (const name of ['second-token', 'third-token']) {
			player.pass(minutes(3));
			player.answerTickle({refusal: refusal('unknown-token')});
			player.findNothing();
			player.grant(name);
			player.answerTickle();
			expect(player.phase('active').token.bearer.reveal()).toBe(name);
		}
	});
});
