import {describe, expect, test} from 'vitest';
import {happeningInWords} from '../../source/domain/happening-in-words.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, type Player, password, profileNamed, tokenOf} from '../support/sessions.ts';

const words = (player: Player) =>
	player.session().journal.map(({at, happening}) => happeningInWords(happening, at, {}));
const seen = (player: Player) => words(player).filter(text => text.includes('somebody else'));

/** Used at noon, and asked about again 20 minutes later. */
function overslept(): Player {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	player.sleep(minutes(20));
	player.ring();
	player.pass(seconds(1));
	return player;
}

describe('a token that lives though we did not use it', () => {
	test('is used by somebody else, which is said once and told to other processes', () => {
		const player = overslept();
		player.answerTickle();
		const told =
			'accepted after 20 min 1 s without use by svt-tui: somebody else uses this token, or its idle limit is longer than 10 min';
		expect(seen(player)).toEqual([told]);
		expect(recordOf(player.session(), 4242, player.now()).token).toMatchObject({shared: true});
		player.sleep(minutes(20));
		player.ring();
		player.pass(seconds(1));
		player.answerTickle();
		expect(seen(player)).toEqual([told]);
	});

	test('is nobody’s news when the appliance refuses it, or says nothing of it', () => {
		for (const kind of ['idle-expired', 'slow', 'unreachable'] as const) {
			const player = overslept();
			player.answerTickle({refusal: refusal(kind)});
			expect([seen(player), player.session().sharedToken]).toEqual([[], undefined]);
		}
	});

	test('may be so because a request of ours counted that was never answered', () => {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
		player.signIn();
		player.pass(minutes(5));
		player.send({type: 'tickle-requested'});
		player.answerTickle({took: seconds(10), refusal: refusal('slow')});
		player.pass(minutes(7));
		player.send({type: 'tickle-requested'});
		player.answerTickle();
		expect(seen(player)).toEqual([]);
	});

	test('proves nothing after somebody set the clock', () => {
		const player = overslept();
		player.send({type: 'clock-stepped', step: {what: 'wall-clock-set', by: minutes(20)}});
		player.answerTickle();
		expect(seen(player)).toEqual([]);
	});

	test('is known as shared from the record of who saw it', () => {
		const first = overslept();
		first.answerTickle();
		const record = recordOf(first.session(), 4242, first.now());
		const player = createPlayer(profileNamed('dc1'));
		player.sleep(minutes(21));
		player.send({type: 'restore-requested'});
		player.send({type: 'token-restored', request: 1, token: first.phase('active').token, record});
		expect([seen(player), player.session().sharedToken]).toEqual([[], record.token?.fingerprint]);
	});
});

describe('a sign-in says what its token is', () => {
	/** The words after another sign-in at `after`, with what it brought. */
	function again(text: string, after: number, lifetime: number): string | undefined {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
		player.signIn('first-token');
		player.pass(seconds(after));
		player.send({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		player.grant(text, lifetime);
		return words(player).at(-1);
	}
	const [first, second] = ['first-token', 'second-token'].map(text => tokenOf(text, noon).fingerprint);

	test.each([
		['a new one', 'second-token', 60, 86_399, `signed in, token ${second}`],
		[
			'the one that was held',
			'first-token',
			5099,
			81_300,
			`signed in, token ${first}: same token as before, issued about 1 h 25 min ago; its 24 h go on`,
		],
		['the one that was got a moment ago', 'first-token', 5, 86_394, `signed in, token ${first}: same token as before`],
		[
			'an old one of somebody else',
			'second-token',
			60,
			81_301,
			`signed in, token ${second}: reused, issued about 1 h 25 min ago; other programs may share it`,
		],
	])('%s', (_what, text, after, lifetime, told) => {
		expect(again(text, after, lifetime)).toBe(told);
	});

	test('and counts the absolute limit on from when it was issued', () => {
		const player = createPlayer(profileNamed('dc1'));
		player.signIn('first-token', 81_301);
		expect(player.phase('active').deadlines.absolute?.earliest).toBe(noon + 81_301_000);
		player.pass(milliseconds(1));
	});
});
