import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, noon, password, profileNamed, sinceNoon, told} from '../support/sessions.ts';

const dc1 = profileNamed('dc1');
const dc2 = profileNamed('dc2', {username: 'other@vsphere.local'});

describe('signing in', () => {
	test('asks for a token with what was typed, and waits for nothing else', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		expect(player.effects()).toEqual([{type: 'request-token', request: 1, profile: dc1, by: 'person', password}]);
		expect(player.phase('signing-in')).toMatchObject({request: 1, by: 'person', startedAt: noon, before: undefined});
	});

	test('with the stored password asks the store for it', () => {
		const player = createPlayer(dc1, {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		expect(player.effects()).toEqual([
			{type: 'request-token-with-stored-password', request: 1, profile: dc1, by: 'key', held: undefined},
		]);
	});

	test('with the stored password, but as a person has set the profile since', () => {
		const player = createPlayer(dc1, {passwordStored: true});
		const pinned = {...dc1, trust: {mode: 'pinned', sha256: 'ab'.repeat(32)}} as const;
		player.send({type: 'stored-sign-in-requested', profile: pinned});
		expect(player.effects()).toEqual([
			{type: 'request-token-with-stored-password', request: 1, profile: pinned, by: 'key', held: undefined},
		]);
	});

	test('brings a session that counts from when the request left, and stores what worked', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.effects();
		player.grant('first-token', 81_301);
		const active = player.phase('active');
		expect(active.deadlines).toEqual({
			idle: {earliest: afterNoon(600), latest: afterNoon(600.038)},
			absolute: {earliest: afterNoon(81_301), latest: afterNoon(81_302)},
		});
		expect(active.touchedAt).toBe(noon);
		expect(active.tickle).toEqual({state: 'waiting', at: afterNoon(180)});
		expect(player.session()).toMatchObject({network: 'ok', refusals: []});
		expect(player.session().journal.map(entry => entry.happening)).toEqual([
			{what: 'signing-in', username: 'administrator@vsphere.local', by: 'person'},
			{
				what: 'signed-in',
				fingerprint: active.token.fingerprint,
				age: seconds(5099),
				limit: hours(24),
				isSame: false,
			},
		]);
		expect(player.effects()).toEqual([{type: 'store-session', profile: dc1, token: active.token, password}]);
	});

	test('without keep-alive brings a session that is left alone', () => {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
		player.signIn();
		expect(player.phase('active').tickle).toEqual({state: 'off'});
	});

	test('to a server that does not say how long leaves only the idle deadline', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.grant('first-token', 'untold');
		expect(player.phase('active').deadlines.absolute).toBeUndefined();
	});

	test.each(['wrong-credentials', 'account-locked', 'client-login-refused'] as const)(
		'refused as %s is blocked: only a person goes on',
		kind => {
			const player = createPlayer(dc1);
			player.send({type: 'sign-in-requested', password, profile: dc1});
			player.refuse(refusal(kind));
			expect(player.phase('blocked').refusal.kind).toBe(kind);
			expect(player.session().refusals).toEqual([
				{refusal: refusal(kind), since: player.now(), at: player.now(), times: 1, ownClocks: undefined},
			]);
			expect(player.session().network).toBe('ok');
			player.effects();
			player.pass(hours(48));
			expect(player.effects()).toEqual([]);
			player.send({type: 'sign-in-requested', password: new Secret('another'), profile: dc1});
			expect(player.phase('signing-in').request).toBe(2);
		},
	);

	test('that fails otherwise is signed out with the reason', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.refuse(refusal('unreachable', {code: 'ECONNREFUSED'}));
		expect(player.phase('signed-out').refusal?.code).toBe('ECONNREFUSED');
		expect(player.session().network).toBe('unknown');
		expect(told(player.session())).toEqual(['signing-in', 'sign-in-refused']);
	});

	test('can be given up', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.effects();
		player.send({type: 'cancel-requested'});
		expect(player.phase('signed-out').refusal).toBeUndefined();
		expect(player.effects()).toEqual([{type: 'cancel-request', request: 1}]);
		player.send({type: 'cancel-requested'});
		expect(told(player.session())).toEqual(['signing-in', 'sign-in-cancelled']);
	});
});

describe('an answer that nobody waits for any more', () => {
	test('does not sign in after a cancel', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.send({type: 'cancel-requested'});
		player.effects();
		player.grant('late-token');
		player.refuse(refusal('wrong-credentials'));
		player.send({type: 'password-missing', request: 1, problem: undefined});
		player.phase('signed-out');
		expect(player.effects()).toEqual([]);
	});

	test('does not disturb the next sign-in', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.send({type: 'cancel-requested'});
		player.send({type: 'sign-in-requested', password, profile: dc1});
		const late = {request: 1, sentAt: noon, receivedAt: noon, status: 401};
		player.send({type: 'token-refused', ...late, refusal: refusal('wrong-credentials')});
		expect(player.phase('signing-in').request).toBe(2);
	});
});

describe('signing in again while the old session lives', () => {
	test('keeps it in reserve, untouched, until the new token is there', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.pass(minutes(1));
		player.send({type: 'sign-in-requested', password, profile: dc1});
		expect(player.phase('signing-in').before?.token.bearer.reveal()).toBe('first-token');
		player.pass(minutes(5));
		expect(player.effects().map(effect => effect.type)).toEqual(['request-token']);
		player.grant('second-token');
		expect(player.phase('active').token.bearer.reveal()).toBe('second-token');
	});

	test.each(['wrong-credentials', 'unreachable', 'certificate-changed'] as const)(
		'goes back to it when the new one is refused as %s',
		kind => {
			const player = createPlayer(dc1);
			player.signIn();
			player.pass(minutes(1));
			player.send({type: 'sign-in-requested', password, profile: dc1});
			player.refuse(refusal(kind), seconds(4));
			const active = player.phase('active');
			expect(active.token.bearer.reveal()).toBe('first-token');
			expect(sinceNoon(active.deadlines.idle.latest)).toBe(600);
			expect(active.tickle).toEqual({state: 'waiting', at: afterNoon(180)});
			expect(player.session().refusals.at(-1)?.refusal.kind).toBe(kind);
		},
	);

	test('goes back to it when it is given up', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.send({type: 'cancel-requested'});
		expect(player.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(180)});
	});

	test('tickles at once if that became due meanwhile', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.pass(seconds(170));
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.refuse(refusal('slow'), seconds(30));
		player.effects();
		player.pass(seconds(0));
		expect(player.effects().map(effect => effect.type)).toEqual(['send-tickle']);
	});

	test('finds it over if it ended meanwhile', () => {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
		player.signIn();
		player.pass(seconds(590));
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.refuse(refusal('slow'), seconds(30));
		player.pass(seconds(0));
		expect(player.phase('expired').ending).toBe('idle');
	});
});

describe('a password and a bearer go to no origin but their own', () => {
	test('a sign-in elsewhere that fails leaves the old session with its own appliance', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: dc2});
		player.refuse(refusal('unreachable'));
		expect(player.session().profile).toBe(dc1);
		player.effects();
		player.pass(minutes(3));
		expect(player.effects()).toMatchObject([{type: 'send-tickle', profile: dc1}]);
	});

	test('so does one that is given up', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: dc2});
		player.send({type: 'cancel-requested'});
		expect(player.session().profile).toBe(dc1);
	});

	test('signing out meanwhile revokes the old token where it came from', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: dc2});
		player.effects();
		player.send({type: 'sign-out-requested', forgetPassword: false});
		expect(player.effects()).toMatchObject([
			{type: 'cancel-request', request: 2},
			{type: 'note-wipes', profile: dc1},
			{type: 'revoke-token', profile: dc1},
		]);
	});

	test('one that is asked for while another is under way changes nothing', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.effects();
		player.send({type: 'sign-in-requested', password: new Secret('for dc2'), profile: dc2});
		expect(player.session().profile).toBe(dc1);
		player.grant('first-token');
		expect(player.effects()).toMatchObject([{type: 'store-session', profile: dc1, password}]);
	});

	test('one that succeeds moves the session over', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.send({type: 'sign-in-requested', password, profile: dc2});
		player.grant('second-token');
		player.effects();
		player.pass(minutes(3));
		expect(player.effects()).toMatchObject([{type: 'send-tickle', profile: dc2}]);
	});
});
