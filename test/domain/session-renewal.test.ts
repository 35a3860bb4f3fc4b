import {describe, expect, test} from 'vitest';
import {type RefusalKind, refusalKinds} from '../../source/domain/refusal.ts';
import {Secret} from '../../source/domain/secret.ts';
import {hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, type Player, password, profileNamed, sinceNoon, told} from '../support/sessions.ts';

const auto = profileNamed('dc1', {renew: 'auto'});
const elsewhere = profileNamed('dc1', {renew: 'auto', username: 'other@vsphere.local'});

const types = (player: Player) => player.effects().map(effect => effect.type);

/** A session whose tickle was just refused; the next request is number 3. */
function refusedAs(kind: RefusalKind, profile = auto): Player {
	const player = createPlayer(profile);
	player.signIn();
	player.pass(minutes(3));
	player.answerTickle({refusal: refusal(kind)});
	player.effects();
	return player;
}

describe('renew: auto', () => {
	test('signs in with the stored password as soon as the token is dead for sure', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.pass(seconds(100));
		player.phase('active');
		expect(types(player)).toEqual(['open-connection']);
		player.pass(seconds(1));
		// Our clock may run a little ahead of the server's.
		expect(player.phase('expired')).toMatchObject({ending: 'absolute', renewAt: afterNoon(101.25)});
		expect(types(player)).toEqual([]);
		player.pass(seconds(0.25));
		expect(player.phase('signing-in').before).toMatchObject({name: 'expired', ending: 'absolute', refusal: undefined});
		expect(player.phase('signing-in')).toMatchObject({by: 'renewal', password: 'stored'});
		expect(types(player)).toEqual(['request-token-with-stored-password']);
		player.grant('second-token');
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle();
		expect(types(player)).toEqual(['store-token']);
		expect(player.phase('active').token.bearer.reveal()).toBe('second-token');
		expect(told(player.session()).slice(-3)).toEqual(['ran-out', 'signing-in', 'signed-in']);
	});

	test.each([
		['ask', {renew: 'ask'}],
		['without keep-alive', {keepAlive: false}],
		['without a stored password', {savePassword: false}],
	] as const)('not with %s', (_what, change) => {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto', ...change}));
		player.signIn('first-token', 100);
		player.pass(hours(24));
		expect(player.phase('expired').renewAt).toBeUndefined();
		expect(types(player)).toEqual([]);
	});

	const renewing: readonly RefusalKind[] = ['idle-expired', 'absolute-expired', 'unknown-token', 'unauthorized'];
	test.each(renewing)('signs in again after %s', kind => {
		const player = refusedAs(kind);
		player.phase('expired');
		player.findNothing();
		expect(types(player)).toEqual(['request-token-with-stored-password']);
	});

	test.each(refusalKinds.filter(kind => !renewing.includes(kind)))('never signs in because of %s', kind => {
		const player = refusedAs(kind);
		player.pass(minutes(9));
		expect(types(player)).not.toContain('request-token-with-stored-password');
	});

	test('does not sign in while only our clock says that the session idled out', () => {
		const player = refusedAs('unreachable');
		player.sleep(minutes(20));
		player.ring();
		expect(player.phase('expired')).toMatchObject({ending: 'idle', refusal: undefined, renewAt: undefined});
		player.pass(seconds(36));
		expect(types(player)).toEqual(['send-tickle']);
	});

	test('signs in at the absolute deadline, though nobody ever said that the session idled out', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 3600);
		player.pass(seconds(180));
		// The network is gone for good.
		for (let tries = 0; tries < 9999 && player.session().phase.name !== 'signing-in'; tries++) {
			const {phase} = player.session();
			if ((phase.name === 'active' || phase.name === 'expired') && phase.tickle.state === 'in-flight')
				player.answerTickle({refusal: refusal('unreachable', {phase: 'connect'}), took: seconds(0)});
			else player.pass(seconds(1));
		}
		expect(player.phase('signing-in').by).toBe('renewal');
		expect(sinceNoon(player.now())).toBe(3602);
		expect(player.phase('signing-in').before).toMatchObject({name: 'expired', ending: 'absolute'});
	});

	test('signs in when the keep-alive is turned on again, and not once it was turned off', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.pass(seconds(90));
		player.send({type: 'keep-alive-requested', on: false});
		player.pass(hours(1));
		expect(types(player)).toEqual([]);
		player.send({type: 'keep-alive-requested', on: true});
		expect(types(player)).toEqual(['request-token-with-stored-password']);
	});
});

describe('sign-ins without a person keep their distance', () => {
	/** The seconds after noon at which renewals left, while each is answered by `refusal`. */
	function renewals(player: Player, kind: RefusalKind, span: number): ReadonlyArray<number | undefined> {
		const sent: Array<number | undefined> = [];
		// As long as one is held back after a token's end.
		player.pass(seconds(0.25));
		for (let second = 0; second < span; second++) {
			player.pass(seconds(1));
			if (player.session().phase.name !== 'signing-in') continue;
			sent.push(sinceNoon(player.now()));
			player.refuse(refusal(kind), milliseconds(0));
		}
		return sent;
	}

	test('a minute at least, and six an hour at most', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		expect(renewals(player, 'unreachable', 2 * 3600)).toEqual([
			101.25, 161.25, 221.25, 281.25, 341.25, 401.25, 3701.25, 3761.25, 3821.25, 3881.25, 3941.25, 4001.25,
		]);
	});

	test('but one that found no connection does not count: nobody has seen a password', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		const sent: Array<number | undefined> = [];
		player.pass(seconds(0.25));
		for (let second = 0; second < 900; second++) {
			player.pass(seconds(1));
			if (player.session().phase.name !== 'signing-in') continue;
			sent.push(sinceNoon(player.now()));
			player.refuse(refusal('unreachable', {phase: 'connect'}), seconds(0));
		}
		// The longer it has been away, the less soon, up to a minute.
		expect(sent.slice(0, 8)).toEqual([101.25, 111.25, 121.25, 131.25, 141.25, 152.25, 164.25, 180.25]);
		const pauses = sent.slice(1).map((second, index) => (second ?? 0) - (sent[index] ?? 0));
		expect(Math.max(...pauses)).toBe(60);
		expect(player.session().renewals).toEqual([]);
	});

	test.each([407, 403, 502, undefined])('a proxy that opens no tunnel for hours (%s) is waited for', status => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		const kind = status === 407 ? 'proxy-login' : 'unreachable';
		const no = refusal(kind, {
			status: undefined,
			phase: 'connect',
			proxy: {origin: 'http://proxy.example.com:3128', status},
		});
		for (let second = 0; second < 5 * 3600; second++) {
			player.pass(seconds(1));
			if (player.session().phase.name === 'signing-in') player.refuse(no, seconds(0));
		}
		expect(player.phase('expired')).toMatchObject({hasGivenUp: false});
		player.pass(minutes(1));
		player.grant('second-token');
		player.answerTickle();
		expect(player.phase('active').token.bearer.reveal()).toBe('second-token');
	});

	test('on fast clocks as much less', () => {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto', absoluteLimit: minutes(4), idleLimit: minutes(1)}));
		player.signIn('first-token', 10);
		// A twentieth of 240 s is 12 s; a twenty-fourth, for six of them, 10 s.
		expect(renewals(player, 'busy', 50)).toEqual([11.25, 23.25, 35.25, 47.25]);
	});

	test.each(['unreachable', 'tls', 'busy', 'slow', 'server-error'] as const)('%s is worth another try', kind => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		expect(renewals(player, kind, 170)).toEqual([101.25, 161.25]);
	});

	const final = refusalKinds.filter(kind => !['unreachable', 'tls', 'busy', 'slow', 'server-error'].includes(kind));
	test.each(final)('%s is not', kind => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		expect(renewals(player, kind, 2 * 3600)).toEqual([101.25]);
	});

	test('a token that is dead on arrival makes no loop', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		let logins = 0;
		for (let second = 0; second < 3600; second++) {
			player.pass(seconds(1));
			if (player.session().phase.name !== 'signing-in') continue;
			logins += 1;
			player.grant('same-token', 0);
		}
		expect(logins).toBe(6);
	});

	test('a person who gives up a sign-in gives up only that', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.pass(seconds(100));
		player.send({type: 'sign-in-requested', password, profile: auto});
		player.pass(seconds(2));
		player.send({type: 'cancel-requested'});
		player.ring();
		expect(player.phase('signing-in').by).toBe('renewal');
		player.send({type: 'cancel-requested'});
		expect(player.phase('expired').renewAt).toBeUndefined();
	});
});

describe('a refused password is never sent again by itself', () => {
	test('after a renewal that was refused', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.pass(seconds(102));
		player.refuse(refusal('wrong-credentials'));
		player.phase('blocked');
		player.effects();
		player.pass(hours(48));
		expect(types(player)).toEqual([]);
	});

	test('nor at the press of a key: it has to be typed', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.pass(seconds(102));
		player.refuse(refusal('wrong-credentials'));
		player.effects();
		player.send({type: 'stored-sign-in-requested'});
		player.phase('blocked');
		expect(player.effects()).toEqual([]);
		expect(player.session().journal.at(-1)?.happening).toEqual({
			what: 'storing-failed',
			where: 'no-password',
			text: 'the stored password was refused: type it to sign in',
		});
	});

	test('nor at the deadline of the session that was in reserve', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.signIn('first-token', 100);
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		player.phase('active');
		player.effects();
		player.pass(hours(1));
		expect(player.phase('expired').renewAt).toBeUndefined();
		expect(types(player)).toEqual([]);
	});

	test('a typed one may be the stored one: that waits for a person too', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.send({type: 'sign-in-requested', password: new Secret('typo'), profile: auto});
		player.refuse(refusal('wrong-credentials'));
		player.effects();
		player.pass(hours(1));
		expect(types(player)).toEqual([]);
		player.send({type: 'stored-sign-in-requested'});
		expect(types(player)).toEqual(['request-token-with-stored-password']);
	});

	test('a typed one that is refused too does not make the stored one good', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		player.send({type: 'sign-in-requested', password, profile: auto});
		player.refuse(refusal('wrong-credentials'));
		player.effects();
		player.send({type: 'stored-sign-in-requested'});
		expect(types(player)).toEqual([]);
	});

	test('another that is typed, works and is stored clears it', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		player.send({type: 'sign-in-requested', password, profile: auto});
		player.grant('first-token', 100);
		player.send({type: 'session-stored', password: true});
		player.effects();
		player.pass(seconds(102));
		expect(types(player)).toEqual(['open-connection', 'request-token-with-stored-password']);
	});

	test('another that works but is not stored leaves the refused one refused', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		player.send({type: 'sign-in-requested', password, profile: {...auto, savePassword: false}});
		player.grant('first-token', 100);
		player.effects();
		player.pass(hours(1));
		player.send({type: 'stored-sign-in-requested'});
		expect(types(player)).toEqual([]);
	});

	test('another user’s is another matter', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		player.send({type: 'sign-in-requested', password, profile: elsewhere});
		player.grant('first-token');
		expect(player.session()).toMatchObject({passwordStored: false, refusedPassword: undefined});
	});
});

describe('a stored password that can’t be had', () => {
	test('because there is none: the session knows now', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.send({type: 'password-missing', request: 1, problem: undefined});
		player.phase('signed-out');
		expect(player.session().passwordStored).toBe(false);
		expect(player.session().journal.at(-1)?.happening).toEqual({
			what: 'storing-failed',
			where: 'no-password',
			text: 'no password is stored for this profile: sign in again',
		});
	});

	test('because the store is locked: it is still there', () => {
		const player = createPlayer(auto, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.send({type: 'password-missing', request: 1, problem: 'the keychain is locked'});
		expect(player.session().passwordStored).toBe(true);
		expect(player.session().journal.at(-1)?.happening).toEqual({
			what: 'storing-failed',
			where: 'secrets',
			text: 'the keychain is locked',
		});
	});

	test('at a renewal: a person is waited for, not asked again and again to unlock', () => {
		const player = createPlayer(auto);
		player.signIn('first-token', 100);
		player.pass(seconds(102));
		player.effects();
		player.send({type: 'password-missing', request: player.session().requests, problem: 'the keychain is locked'});
		player.pass(hours(2));
		expect(player.phase('expired').renewAt).toBeUndefined();
		expect(types(player)).toEqual([]);
	});
});
