import {describe, expect, test} from 'vitest';
import {happeningInWords} from '../../source/domain/happening-in-words.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, noon, type Player, password, profileNamed, sinceNoon} from '../support/sessions.ts';

const idledOut = refusal('idle-expired');

/** What was learnt, in words, and what is stored of it. */
function learnt(player: Player) {
	const words = player
		.session()
		.journal.flatMap(({at, happening}) =>
			happening.what === 'limit-learnt' ? [happeningInWords(happening, at, {})] : [],
		);
	const {idleLimit, absoluteLimit} = player.session().profile;
	const stored = player.effects().flatMap(effect => (effect.type === 'store-limits' ? [effect.profile] : []));
	return {words, stored: stored.map(profile => [profile.idleLimit, profile.absoluteLimit]), idleLimit, absoluteLimit};
}

const nothing = {words: [], stored: [], idleLimit: minutes(10), absoluteLimit: hours(24)};

function tickling(more: Partial<Profile> = {}): Player {
	const player = createPlayer(profileNamed('dc1', more));
	player.signIn();
	player.pass(minutes(3));
	return player;
}

describe('the idle limit', () => {
	test('is at most the silence after which the appliance ended the session, and counts from then on', () => {
		const player = tickling();
		player.answerTickle({refusal: idledOut});
		expect(learnt(player)).toEqual({
			words: [
				'the appliance ended an unused session after 3 min, not 10 min: from now on that is taken for its idle limit',
			],
			stored: [[minutes(3), hours(24)]],
			idleLimit: minutes(3),
			absoluteLimit: hours(24),
		});
		// What other processes read agrees with the limit.
		expect(player.phase('expired').deadlines.idle).toEqual({earliest: afterNoon(180), latest: afterNoon(180)});

		player.findNothing();
		player.send({type: 'sign-in-requested', password, profile: player.session().profile});
		player.grant('second-token');
		const {deadlines, tickle, touchedAt} = player.phase('active');
		expect(deadlines.idle.earliest - touchedAt).toBe(180_000);
		expect(tickle).toEqual({state: 'waiting', at: afterNoon((touchedAt - noon) / 1000 + 54)});
	});

	test('is also learnt from a request of somebody else’s that went through the session', () => {
		const player = tickling({keepAlive: false});
		const {fingerprint} = player.phase('active').token;
		const [sentAt, receivedAt] = [player.now(), player.now()];
		player.send({type: 'token-used', fingerprint, sentAt, receivedAt, refusal: idledOut});
		expect(learnt(player).idleLimit).toBe(minutes(3));
	});

	test('is cut down to whole seconds, and again by the next refusal', () => {
		const player = tickling();
		player.answerTickle({took: milliseconds(0)});
		player.pass(milliseconds(95_700));
		player.send({type: 'tickle-requested'});
		player.answerTickle({refusal: idledOut});
		expect(learnt(player).idleLimit).toBe(95_000);
	});

	test.each<[string, (player: Player) => void]>([
		[
			'a refusal after our clock saw it over',
			player => {
				player.answerTickle();
				player.sleep(minutes(20));
				player.ring();
				player.pass(seconds(1));
				player.answerTickle({refusal: idledOut});
			},
		],
		['a refusal that is no word about idling', player => player.answerTickle({refusal: refusal('unknown-token')})],
		[
			'one right after a request that was accepted',
			player => {
				player.answerTickle({took: milliseconds(0)});
				player.pass(seconds(4));
				player.send({type: 'tickle-requested'});
				player.answerTickle({refusal: idledOut});
			},
		],
		[
			'one after somebody set the clock forward',
			player => {
				player.send({type: 'clock-stepped', step: {what: 'wall-clock-set', by: minutes(5)}});
				player.answerTickle({refusal: idledOut});
			},
		],
		[
			'the answer to a question that nobody waits for',
			player => {
				player.send({
					type: 'tickle-answered',
					request: 99,
					sentAt: player.now(),
					receivedAt: player.now(),
					status: 401,
					refusal: idledOut,
				});
			},
		],
	])('is not learnt from %s', (_what, happen) => {
		const player = tickling();
		happen(player);
		expect(learnt(player)).toEqual(nothing);
	});

	test('is not learnt from a token whose last use another process wrote down', () => {
		const first = tickling();
		const {token} = first.phase('active');
		const player = createPlayer(profileNamed('dc1'));
		player.pass(minutes(2));
		player.send({type: 'restore-requested'});
		player.send({type: 'token-restored', request: 1, token, record: undefined});
		player.send({type: 'tickle-requested'});
		player.answerTickle({refusal: idledOut});
		expect(player.phase('expired').ending).toBe('idle');
		expect(learnt(player)).toEqual(nothing);
	});
});

describe('the absolute limit', () => {
	/** A session whose token the appliance ended at 100 s, signed in to again so much later. */
	function signedInAgain(lifetime: number, {wait = 2, text = 'second-token', kind = 'absolute-expired'} = {}) {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
		player.signIn('first-token', 100);
		player.pass(milliseconds(100_500));
		player.send({type: 'tickle-requested'});
		player.answerTickle({refusal: refusal(kind === 'absolute-expired' ? kind : 'unknown-token')});
		player.findNothing();
		player.pass(seconds(wait));
		player.send({type: 'sign-in-requested', password, profile: player.session().profile});
		player.effects();
		player.grant(text, lifetime);
		return player;
	}

	test('is what a token says that came right after the end of another', () => {
		const player = signedInAgain(43_199);
		expect(player.session().journal.at(-1)?.happening).toMatchObject({what: 'signed-in', age: 1000});
		expect(learnt(player)).toEqual({
			words: ['the appliance gives its tokens 12 h, not 24 h: from now on that is taken for its absolute limit'],
			stored: [[minutes(10), hours(12)]],
			idleLimit: minutes(10),
			absoluteLimit: hours(12),
		});
	});

	test('is longer for sure when any token says so', () => {
		const player = createPlayer(profileNamed('dc1'));
		player.send({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		player.grant('first-token', 172_799);
		expect(learnt(player)).toMatchObject({absoluteLimit: hours(48), stored: [[minutes(10), hours(48)]]});
	});

	test.each<[string, number, Parameters<typeof signedInAgain>[1]?]>([
		['a fresh token of the limit that is known', 86_399],
		['one that took a few seconds to come', 86_391],
		['one that others may have got before', 43_199, {wait: 61}],
		['the same token again', 43_199, {text: 'first-token'}],
		['one after another that was revoked', 43_199, {kind: 'unknown-token'}],
		['one that is dead on arrival', 0],
	])('is not learnt from %s', (_what, lifetime, after) => {
		expect(learnt(signedInAgain(lifetime, after))).toEqual(nothing);
	});

	test('is not learnt from a token that nobody waits for any more: another is being proven', () => {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto'}), {passwordStored: true});
		player.signIn('first-token', 100);
		player.pass(seconds(102));
		player.grant('second-token');
		player.effects();
		expect(player.phase('signing-in').unproven?.bearer.reveal()).toBe('second-token');
		player.grant('stranger', 43_199);
		expect(learnt(player)).toEqual(nothing);
	});

	test('stays learnt where the session in reserve goes on', () => {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto'}), {passwordStored: true});
		player.signIn('first-token', 200);
		for (let tries = 0; tries < 99 && player.session().phase.name !== 'signing-in'; tries++) player.pass(seconds(1));
		player.grant('second-token', 172_799);
		player.answerTickle({refusal: refusal('unknown-token')});
		expect(player.phase('active').token.bearer.reveal()).toBe('first-token');
		expect(learnt(player).absoluteLimit).toBe(hours(48));
		expect(sinceNoon(player.phase('active').deadlines.absolute?.earliest)).toBe(200);
	});
});
