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
