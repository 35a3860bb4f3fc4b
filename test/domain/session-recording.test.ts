import {describe, expect, test} from 'vitest';
import {recordOf} from '../../source/domain/session-recording.ts';
import {hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, noon, type Player, password, profileNamed} from '../support/sessions.ts';

const dc1 = profileNamed('dc1');
const recorded = (player: Player) => recordOf(player.session(), 4242, player.now());

describe('what other processes are told', () => {
	test('of a session that is kept alive', () => {
		const player = createPlayer(dc1);
		player.signIn('first-token', 81_301);
		player.pass(minutes(3));
		player.answerTickle();
		expect(recorded(player)).toEqual({
			profile: 'dc1',
			origin: 'https://dc1.example',
			username: 'administrator@vsphere.local',
			grant: 'password',
			storage: 'keychain',
			renew: 'ask',
			state: 'active',
			reason: undefined,
			network: 'ok',
			writtenAt: player.now(),
			token: {
				fingerprint: player.phase('active').token.fingerprint,
				reused: true,
				shared: false,
				grantedAt: noon,
				issuedAt: afterNoon(-5099),
			},
			idleLimitMilliseconds: 600_000,
			idle: {earliest: afterNoon(780), latest: afterNoon(780.038)},
			absolute: {earliest: afterNoon(81_301), latest: afterNoon(81_302)},
			keepAlive: {
				state: 'on',
				keeperPid: 4242,
				intervalMilliseconds: 180_000,
				nextAt: afterNoon(360),
				last: {at: afterNoon(180), outcome: 'accepted', httpStatus: 200, roundTripMilliseconds: 38},
				sent: 1,
				failuresInARow: 0,
			},
			passwordStored: true,
			blocked: undefined,
			blockedAt: undefined,
			clockSkewMilliseconds: undefined,
		});
	});

	test('of one that nobody keeps alive: no keeper, no next tickle', () => {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false, tickleInterval: minutes(4)}));
		player.signIn();
		expect(recorded(player).keepAlive).toEqual({
			state: 'off',
			keeperPid: undefined,
			intervalMilliseconds: 240_000,
			nextAt: undefined,
			last: undefined,
			sent: 0,
			failuresInARow: 0,
		});
	});

	test('of a token whose lifetime the server did not tell', () => {
		const player = createPlayer(dc1);
		player.signIn('first-token', 'untold');
		expect(recorded(player)).toMatchObject({absolute: undefined, token: {reused: false, issuedAt: undefined}});
	});

	test('of a sign-in: the session in reserve, by nobody kept', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: dc1});
		expect(recorded(player)).toMatchObject({
			state: 'signing-in',
			idle: {latest: afterNoon(600)},
			keepAlive: {keeperPid: undefined, nextAt: undefined},
		});
	});

	test('of a sign-in elsewhere: still where the session in reserve belongs', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: profileNamed('dc2')});
		expect(recorded(player)).toMatchObject({profile: 'dc1', origin: 'https://dc1.example'});
		player.grant('second-token');
		expect(recorded(player)).toMatchObject({profile: 'dc2', origin: 'https://dc2.example'});
	});

	test('that a password was refused, also while an older session goes on', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		expect(recorded(player)).toMatchObject({state: 'active', reason: undefined, blocked: 'wrong-credentials'});
	});

	test('no secret, whatever was typed, granted and refused', () => {
		const player = createPlayer(dc1);
		player.signIn('first-token');
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.refuse(refusal('wrong-credentials'));
		expect(JSON.stringify(recorded(player))).not.toMatch(/first-token|horse/);
	});
});

describe('the state in a word, and why', () => {
	const said = (player: Player) => {
		const {state, reason} = recorded(player);
		return [state, reason];
	};
	const short = profileNamed('dc1', {keepAlive: false});

	test('signed out', () => {
		expect(said(createPlayer(dc1))).toEqual(['signed-out', undefined]);
	});

	test('signed out because the sign-in failed', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		expect(said(player)).toEqual(['signing-in', undefined]);
		player.refuse(refusal('unreachable'));
		expect(said(player)).toEqual(['signed-out', 'unreachable']);
	});

	test('not more than signed out while a stored token is looked for or a revoked one is waited for', () => {
		const player = createPlayer(dc1);
		player.send({type: 'restore-requested'});
		expect(said(player)).toEqual(['signed-out', undefined]);
		const leaving = createPlayer(dc1);
		leaving.signIn();
		leaving.send({type: 'sign-out-requested', forgetPassword: false});
		expect(said(leaving)).toEqual(['signed-out', 'signed-out']);
	});

	test('expired: idle', () => {
		const player = createPlayer(short);
		player.signIn();
		player.pass(minutes(10));
		expect(said(player)).toEqual(['expired', 'idle']);
	});

	test('expired: absolute', () => {
		const player = createPlayer(short);
		player.signIn('first-token', 60);
		player.pass(hours(1));
		expect(said(player)).toEqual(['expired', 'absolute']);
	});

	test('expired: refused by the server, with its kind', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.pass(seconds(180));
		player.answerTickle({refusal: refusal('unknown-token'), took: milliseconds(0)});
		expect(said(player)).toEqual(['expired', 'unknown-token']);
		expect(recorded(player).keepAlive).toMatchObject({keeperPid: undefined, last: {outcome: 'refused'}});
	});

	test('blocked: the password was refused', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.refuse(refusal('account-locked'));
		expect(said(player)).toEqual(['blocked', 'account-locked']);
		expect(recorded(player).blocked).toBe('account-locked');
	});
});
