import {describe, expect, test} from 'vitest';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {hours, instant, later, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {
	afterNoon,
	createPlayer,
	noon,
	type Player,
	password,
	profileNamed,
	sinceNoon,
	tokenOf,
	told,
} from '../support/sessions.ts';

const dc1 = profileNamed('dc1');
const stored = tokenOf('first-token', noon);
const types = (player: Player) => player.effects().map(effect => effect.type);

/** What a process that signed in at noon and tickled until 12:06 left behind. */
function leftBehind(more: Parameters<typeof profileNamed>[1] = {}): SessionRecord {
	const player = createPlayer(profileNamed('dc1', more));
	player.signIn();
	player.pass(minutes(6));
	player.send({type: 'tickle-requested'});
	player.answerTickle({took: seconds(0)});
	return recordOf(player.session(), 1, player.now());
}

type Start = {
	readonly at: number;
	readonly record?: SessionRecord;
	readonly more?: Parameters<typeof profileNamed>[1];
	readonly token?: typeof stored;
};

/** Another process starts so many seconds after noon and finds the stored token. */
function started({at, record, more = {}, token = stored}: Start): Player {
	const player = createPlayer(profileNamed('dc1', more));
	player.sleep(seconds(at));
	player.send({type: 'restore-requested'});
	player.effects();
	player.send({type: 'token-restored', request: 1, token, record});
	return player;
}

describe('a stored token', () => {
	test('is asked for once', () => {
		const player = createPlayer(dc1);
		player.send({type: 'restore-requested'});
		player.send({type: 'restore-requested'});
		expect(player.effects()).toEqual([{type: 'restore', request: 1, profile: dc1}]);
		expect(player.phase('restoring').request).toBe(1);
	});

	test('that is not there leaves the session signed out, without a word', () => {
		const player = createPlayer(dc1);
		player.send({type: 'restore-requested'});
		player.send({type: 'nothing-restored', request: 1, problem: undefined, record: undefined});
		expect([player.session().phase, player.session().journal]).toEqual([{name: 'signed-out', refusal: undefined}, []]);
	});

	test('that can’t be read is told', () => {
		const player = createPlayer(dc1);
		player.send({type: 'restore-requested'});
		player.send({type: 'nothing-restored', request: 1, problem: 'the keychain is locked', record: undefined});
		player.phase('signed-out');
		expect(player.session().journal.at(-1)?.happening).toEqual({
			what: 'storing-failed',
			where: 'secrets',
			text: 'the keychain is locked',
		});
	});

	test('is not waited for by a person who gives up, or who signs in', () => {
		const patient = createPlayer(dc1);
		patient.send({type: 'restore-requested'});
		patient.send({type: 'cancel-requested'});
		patient.phase('signed-out');
		expect(types(patient)).toEqual(['restore', 'cancel-request']);

		const player = createPlayer(dc1);
		player.send({type: 'restore-requested'});
		player.send({type: 'sign-in-requested', password, profile: dc1});
		expect(types(player)).toEqual(['restore', 'cancel-request', 'request-token']);
		player.send({type: 'token-restored', request: 1, token: stored, record: undefined});
		player.phase('signing-in');
	});

	test('does not replace a session that lives', () => {
		const player = createPlayer(dc1);
		player.signIn('second-token');
		player.send({type: 'restore-requested'});
		player.send({type: 'token-restored', request: 1, token: stored, record: undefined});
		expect(player.phase('active').token.bearer.reveal()).toBe('second-token');
		expect(types(player)).toEqual([]);
	});
});

describe('with the record of the process that used it', () => {
	test('the session goes on where that left it', () => {
		const player = started({at: 420, record: leftBehind()});
		const active = player.phase('active');
		expect(active.touchedAt).toBe(afterNoon(360));
		expect(active.deadlines).toEqual({
			idle: {earliest: afterNoon(960), latest: afterNoon(960)},
			absolute: {earliest: afterNoon(86_399), latest: afterNoon(86_400)},
		});
		expect(active.tickle).toEqual({state: 'waiting', at: afterNoon(540)});
		expect(told(player.session())).toEqual(['session-restored']);
	});

	test('a tickle that is overdue leaves at once', () => {
		const player = started({at: 900, record: leftBehind()});
		player.pass(seconds(0));
		expect(types(player)).toEqual(['send-tickle']);
	});

	test('without keep-alive nothing is sent, and the session idles out in time', () => {
		const player = started({at: 420, record: leftBehind(), more: {keepAlive: false}});
		player.pass(hours(1));
		expect(player.phase('expired')).toMatchObject({ending: 'idle', at: afterNoon(960)});
		expect(types(player)).toEqual([]);
	});

	test('one that should have idled out is asked about once', () => {
		const player = started({at: 3600, record: leftBehind()});
		expect(player.phase('expired')).toMatchObject({ending: 'idle', refusal: undefined});
		expect(told(player.session())).toEqual(['session-restored', 'ran-out']);
		player.pass(seconds(1));
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle({refusal: refusal('unknown-token')});
		expect(player.phase('expired')).toMatchObject({ending: 'idle', refusal: {kind: 'unknown-token'}});
	});

	test('another idle limit than its writer’s is counted from the same last use', () => {
		const player = started({at: 420, record: leftBehind(), more: {idleLimit: minutes(5)}});
		expect(sinceNoon(player.phase('active').deadlines.idle.latest)).toBe(660);
	});

	test('what may have counted for its writer may have counted for us', () => {
		const record = {...leftBehind(), idle: {earliest: afterNoon(960), latest: afterNoon(1010)}};
		const player = started({at: 420, record});
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(960), latest: afterNoon(1010)});
	});

	test('a use in the future is none: somebody set the clock back', () => {
		const record = {...leftBehind(), idle: {earliest: afterNoon(1e6), latest: afterNoon(1e7)}};
		const player = started({at: 420, record});
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(1020), latest: afterNoon(1020)});
		expect(player.phase('active').touchedAt).toBe(afterNoon(420));
	});
});

describe('without a record', () => {
	test('it was last used when it was granted, or by anybody since', () => {
		const player = started({at: 420});
		const active = player.phase('active');
		expect(active.touchedAt).toBe(noon);
		expect(active.deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(1020)});
		player.pass(seconds(0));
		expect(types(player)).toEqual(['send-tickle']);
	});

	test('the record of another token tells nothing', () => {
		const player = started({at: 420, record: leftBehind(), token: tokenOf('another-token', noon)});
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(1020)});
	});

	test('nor does one that was written when nobody was signed in', () => {
		const record = recordOf(createPlayer(dc1).session(), 1, noon);
		const player = started({at: 420, record});
		expect(player.phase('active').deadlines.idle.latest).toBe(afterNoon(1020));
	});

	test('it lives unproven until the whole idle limit has passed, then it is asked about', () => {
		const player = started({at: 3000, more: {keepAlive: false}});
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(3600)});
		player.pass(seconds(600));
		expect(player.phase('expired').ending).toBe('idle');
	});

	test('a token past its absolute deadline is over', () => {
		const player = started({at: 2 * 86_400});
		expect(player.phase('expired')).toMatchObject({ending: 'absolute', tickle: {state: 'off'}});
		player.pass(hours(1));
		expect(types(player)).toEqual([]);
	});

	test('a token from the future counts from now', () => {
		const player = started({at: 0, token: tokenOf('first-token', instant(later(noon, hours(5))))});
		expect(player.phase('active').touchedAt).toBe(noon);
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(600)});
	});
});

describe('with the record of a sign-in that was refused', () => {
	/** What a process left behind whose stored password the server did not want. */
	function refusedBefore(more: Parameters<typeof profileNamed>[1] = {}): SessionRecord {
		const player = createPlayer(profileNamed('dc1', more), {passwordStored: true});
		player.send({type: 'stored-sign-in-requested'});
		player.refuse(refusal('wrong-credentials'));
		return recordOf(player.session(), 1, player.now());
	}

	/** The session of a process that starts afterwards, with a token that is over, or with none. */
	function afterwards(found: 'a-dead-token' | 'nothing', record: SessionRecord, passwordStored = true): Player {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto'}), {passwordStored});
		player.sleep(hours(48));
		player.send({type: 'restore-requested'});
		player.effects();
		if (found === 'nothing') player.send({type: 'nothing-restored', request: 1, problem: undefined, record});
		else player.send({type: 'token-restored', request: 1, token: stored, record});
		return player;
	}

	test.each(['a-dead-token', 'nothing'] as const)('and %s, the stored password is not sent', found => {
		const player = afterwards(found, refusedBefore());
		player.pass(hours(1));
		player.send({type: 'stored-sign-in-requested'});
		expect(types(player)).toEqual([]);
		expect(recordOf(player.session(), 2, player.now()).blocked).toBe('wrong-credentials');
	});

	test('it is until a person has typed another, and that is stored', () => {
		const player = afterwards('nothing', refusedBefore());
		player.send({type: 'sign-in-requested', password, profile: player.session().profile});
		player.grant('second-token');
		player.send({type: 'session-stored', password: true});
		expect(recordOf(player.session(), 2, player.now()).blocked).toBeUndefined();
	});

	test('it means nothing once no password is stored', () => {
		const player = afterwards('nothing', refusedBefore(), false);
		expect(player.session().refusedPassword).toBeUndefined();
	});

	test('of another user it means nothing', () => {
		const player = afterwards('a-dead-token', refusedBefore({username: 'somebody@else'}));
		expect(types(player)).toEqual(['request-token-with-stored-password']);
	});
});
