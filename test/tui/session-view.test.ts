import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {safeText} from '../../source/domain/server-text.ts';
import {heldBy} from '../../source/domain/session.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {minutes, seconds} from '../../source/domain/time.ts';
import {heldView} from '../../source/tui/session-view.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, type Player, profileNamed} from '../support/sessions.ts';

process.env.TZ = 'UTC';

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
	return heldView(session, held, {now: player.now(), width, shown: safeText})
		[name].map(({text}) => text)
		.join('');
}

describe('the renewal', () => {
	test.each([
		[{storage: 'keychain', renew: 'ask'}, true, 'ask · password in keychain'],
		[{storage: 'file', renew: 'auto'}, true, 'auto · signs in anew Mon 11:57:59 · password in encrypted file'],
		[{storage: 'memory', renew: 'auto'}, true, 'auto · signs in anew Mon 11:57:59 · password in memory'],
		[{storage: 'memory', renew: 'ask'}, false, 'ask · token in memory only, no password kept'],
		[{storage: 'keychain', renew: 'ask'}, false, 'ask · token in keychain, password not stored'],
		[{storage: 'file', renew: 'ask'}, false, 'ask · token in encrypted file, password not stored'],
		[{storage: 'helper', renew: 'ask'}, true, 'ask · password in helper'],
		[{storage: 'memory', renew: 'auto'}, false, 'auto · no password is stored, so it has to ask'],
		[{storage: 'keychain', renew: 'auto'}, false, 'auto · no password is stored, so it has to ask'],
	] as const)('with %o and a stored password: %s', (profile, isStored, words) => {
		expect(lineOf(signedIn(profile, isStored), 'renew')).toBe(`Renew       ${words}`);
	});
});

test('a token that could not be stored is not said to be where it is not', () => {
	const player = signedIn({storage: 'keychain', renew: 'ask'});
	player.send({type: 'token-unstored', fingerprint: heldBy(player.session().phase)?.token.fingerprint ?? ''});
	expect(lineOf(player, 'renew')).toBe('Renew       ask · token in memory only: it could not be stored');
});

test('a stopped keep-alive says what a person can do', () => {
	const player = signedIn({});
	player.send({type: 'tickle-requested'});
	player.answerTickle({refusal: refusal('certificate-changed')});
	expect(lineOf(player, 'keepAlive')).toBe('Keep-alive  stopped · nothing is sent: e says why, t tries again');
	expect(lineOf(player, 'keepAlive', 38)).toBe('Keep-alive  stopped · t tries again');
});

describe('a session that another process keeps alive', () => {
	/** Signed in at noon; 45 s later the record of process 4242 is read, whose next tickle is due at 12:01:57. */
	function keptByOther(profile: Partial<Profile> = {}): Player {
		const player = signedIn(profile);
		player.send({type: 'keeper-undecided'});
		player.pass(seconds(45));
		const record = recordOf(player.session(), 4242, player.now());
		const keepAlive = {...record.keepAlive, state: 'on', keeperPid: 4242, nextAt: afterNoon(117)} as const;
		const type = profile.keepAlive === false ? 'record-read' : 'keeper-found';
		player.send({type, record: {...record, keepAlive}});
		return player;
	}

	test('says by which, and when that tickles', () => {
		const player = keptByOther();
		expect(lineOf(player, 'keepAlive')).toBe('Keep-alive  on · by process 4242 · next tickle in 01:12');
		expect(lineOf(player, 'keepAlive', 38)).toBe('Keep-alive  on · by 4242 · next 01:12');
	});

	test('says so too where this process is to keep nothing alive', () => {
		const player = keptByOther({keepAlive: false});
		expect(lineOf(player, 'keepAlive')).toBe('Keep-alive  off here · kept by process 4242 · next tickle in 01:12');
		expect(lineOf(player, 'keepAlive', 38)).toBe('Keep-alive  off here · kept by 4242');
	});

	test('is not taken for kept any more once it has missed its tickle by a minute', () => {
		const player = keptByOther({keepAlive: false});
		const record = recordOf(player.session(), 7, player.now());
		const keepAlive = {...record.keepAlive, keeperPid: 4242, nextAt: afterNoon(117)};
		player.pass(minutes(3));
		player.send({type: 'record-read', record: {...record, keepAlive}});
		expect(lineOf(player, 'keepAlive')).toBe('Keep-alive  off · idles out unless used');
	});

	test('whose number is not known is kept by another svt-tui', () => {
		const player = signedIn({});
		player.send({type: 'keeper-undecided'});
		expect(lineOf(player, 'keepAlive', 38)).toBe('Keep-alive  on · asking who keeps it');
		player.send({type: 'keeper-found', record: undefined});
		expect(lineOf(player, 'keepAlive')).toBe('Keep-alive  on · by another svt-tui');
		expect(lineOf(player, 'keepAlive', 38)).toBe('Keep-alive  on · by another svt-tui');
	});
});
