import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {heldBy} from '../../source/domain/session.ts';
import {heldView} from '../../source/tui/session-view.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, type Player, profileNamed} from '../support/sessions.ts';

function signedIn(profile: Partial<Profile>, passwordStored = false): Player {
	const player = createPlayer(profileNamed('dc1', {savePassword: passwordStored, ...profile}), {passwordStored});
	player.signIn();
	return player;
}

/** A line of the panel as a person reads it. */
function lineOf(player: Player, name: 'keepAlive' | 'renew', width = 74): string {
	const session = player.session();
	const held = heldBy(session.phase);
	if (held === undefined) throw new Error('no session');
	return heldView(session, held, {now: player.now(), width})
		[name].map(({text}) => text)
		.join('');
}

describe('the renewal', () => {
	test.each([
		[{storage: 'keychain', renew: 'ask'}, true, 'ask · password in keychain'],
		[{storage: 'file', renew: 'auto'}, true, 'auto · password in encrypted file'],
		[{storage: 'memory', renew: 'auto'}, true, 'auto · password in memory'],
		[{storage: 'memory', renew: 'ask'}, false, 'ask · token in memory only, no password kept'],
		[{storage: 'keychain', renew: 'ask'}, false, 'ask · password not stored'],
		[{storage: 'memory', renew: 'auto'}, false, 'auto · no password is stored, so it has to ask'],
		[{storage: 'keychain', renew: 'auto'}, false, 'auto · no password is stored, so it has to ask'],
	] as const)('with %o and a stored password: %s', (profile, isStored, words) => {
		expect(lineOf(signedIn(profile, isStored), 'renew')).toBe(`Renew       ${words}`);
	});
});

test('a stopped keep-alive says what a person can do', () => {
	const player = signedIn({});
	player.send({type: 'tickle-requested'});
	player.answerTickle({refusal: refusal('certificate-changed')});
	expect(lineOf(player, 'keepAlive')).toBe('Keep-alive  stopped · nothing is sent: e says why, t tries again');
	expect(lineOf(player, 'keepAlive', 38)).toBe('Keep-alive  stopped · t tries again');
});
