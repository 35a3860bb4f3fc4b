import {describe, expect, test} from 'vitest';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {recordAfter, recordOf} from '../../source/domain/session-recording.ts';
import {minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, profileNamed} from '../support/sessions.ts';

/** A session that was signed in at noon, and what its record says a minute later. */
function signedIn(): SessionRecord {
	const player = createPlayer(profileNamed('dc1'), {passwordStored: true});
	player.signIn();
	player.pass(minutes(1));
	return recordOf(player.session(), 1, player.now());
}

/** Somebody who asks for a token at so many seconds after noon, and is refused for this reason. */
function refused(kind: Parameters<typeof refusal>[0], after: number): SessionRecord {
	const player = createPlayer(profileNamed('dc1'), {passwordStored: true});
	player.pass(seconds(after));
	player.send({type: 'stored-sign-in-requested'});
	player.refuse(refusal(kind, {status: 400}));
	return recordOf(player.session(), 2, player.now());
}

describe('a sign-in that another process tried in vain', () => {
	test('changes nothing of what is known of the session that lives', () => {
		const living = signedIn();
		expect(recordAfter(living, refused('busy', 90), {standing: 'newcomer', processId: 4242})).toEqual(living);
	});

	test('adds that the credentials were refused', () => {
		const living = signedIn();
		const blocked = refused('wrong-credentials', 90);
		expect(recordAfter(living, blocked, {standing: 'newcomer', processId: 4242})).toEqual({
			...living,
			blocked: 'wrong-credentials',
			blockedAt: blocked.writtenAt,
		});
	});

	test('is told where no session lives any more', () => {
		const late = refused('busy', 3600);
		expect(recordAfter(signedIn(), late, {standing: 'newcomer', processId: 4242})).toEqual(late);
	});
});

describe('a refusal of the credentials', () => {
	const refusedAtTwo = () =>
		recordAfter(signedIn(), refused('wrong-credentials', 120), {standing: 'newcomer', processId: 4242});

	test('stands, whoever goes on with an older token', () => {
		const player = createPlayer(profileNamed('dc1'), {passwordStored: true});
		player.signIn();
		player.pass(minutes(5));
		const kept = recordOf(player.session(), 1, player.now());
		expect(kept.blocked).toBeUndefined();
		expect(recordAfter(refusedAtTwo(), kept, {standing: 'holder', processId: 4242})).toEqual({
			...kept,
			blocked: 'wrong-credentials',
			blockedAt: refusedAtTwo().blockedAt,
		});
	});

	test('is over once a token was granted after it', () => {
		const player = createPlayer(profileNamed('dc1'), {passwordStored: true});
		player.pass(minutes(3));
		player.signIn();
		const granted = recordOf(player.session(), 3, player.now());
		expect(recordAfter(refusedAtTwo(), granted, {standing: 'holder', processId: 4242})).toEqual(granted);
	});

	test('of another user is none of this one', () => {
		const other = {...refusedAtTwo(), username: 'monitor'};
		const mine = signedIn();
		expect(recordAfter(other, mine, {standing: 'holder', processId: 4242})).toEqual(mine);
	});
});

describe('whoever only uses a session', () => {
	const other = {standing: 'holder', processId: 7} as const;

	/** A session that its keeper, process 1, renews by itself, a moment before the end of its token. */
	function atTheEnd() {
		const player = createPlayer(profileNamed('dc1', {renew: 'auto'}), {passwordStored: true});
		player.signIn('first-token', 100);
		player.pass(seconds(99));
		return {player, record: () => recordOf(player.session(), 1, player.now())};
	}

	test('and was told that it is over, leaves who brings it on', () => {
		const {player, record} = atTheEnd();
		const kept = record();
		expect(kept.keepAlive).toMatchObject({state: 'on', keeperPid: 1});
		player.send({type: 'tickle-requested'});
		player.answerTickle({refusal: refusal('absolute-expired')});
		const onlooker = {...player.session(), keepAlive: false};
		const told = recordAfter(kept, recordOf(onlooker, 7, player.now()), other);
		expect(told).toMatchObject({state: 'expired', reason: 'absolute', keepAlive: kept.keepAlive});
	});

	test('leaves what its keeper was told to do at the end, whatever the profile says', () => {
		const {player, record} = atTheEnd();
		const kept = record();
		const session = player.session();
		const onlooker = {...session, keepAlive: false, profile: {...session.profile, renew: 'ask'}} as const;
		expect(recordAfter(kept, recordOf(onlooker, 7, player.now()), other)).toMatchObject({renew: 'auto'});
		const alone = {...kept, keepAlive: {...kept.keepAlive, keeperPid: undefined}};
		expect(recordAfter(alone, recordOf(onlooker, 7, player.now()), other)).toMatchObject({renew: 'ask'});
	});

	test('sees who keeps it also while that one signs in', () => {
		const {player, record} = atTheEnd();
		player.pass(seconds(10));
		expect(record()).toMatchObject({state: 'signing-in', keepAlive: {state: 'on', keeperPid: 1}});
		player.refuse(refusal('busy'));
		expect(record()).toMatchObject({state: 'expired', keepAlive: {keeperPid: 1}});
		player.pass(minutes(2));
		player.refuse(refusal('wrong-credentials'));
		expect(record()).toMatchObject({state: 'blocked', keepAlive: {keeperPid: undefined}});
	});
});
