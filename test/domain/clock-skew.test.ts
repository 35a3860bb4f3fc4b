import {describe, expect, test} from 'vitest';
import {skewInWords} from '../../source/domain/clock-skew.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {instant, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, password, profileNamed, tokenOf} from '../support/sessions.ts';

function signedIn() {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	player.pass(minutes(3));
	return player;
}

/** The session as another appliance's, or another process, may show it. */
const elsewhere = profileNamed('dc1', {origin: 'https://dc2.example'});

describe('the skew of the server’s clock', () => {
	test('is not known while no answer told a time', () => {
		const player = signedIn();
		player.answerTickle();
		expect(player.session().clockSkew).toBeUndefined();
	});

	test('is measured against the middle of the round trip, also by a refusal, and told to other processes', () => {
		const player = signedIn();
		player.answerTickle({took: milliseconds(200), skew: seconds(-192)});
		expect(player.session().clockSkew).toBe(-191_900);
		expect(recordOf(player.session(), 4242, player.now()).clockSkewMilliseconds).toBe(-191_900);
		player.pass(minutes(3));
		player.answerTickle({took: milliseconds(0), skew: seconds(45), refusal: refusal('busy', {status: 503})});
		expect(player.session().clockSkew).toBe(45_000);
	});

	test('stays as it was after an answer that took too long to say, and after one that was somebody else’s', () => {
		const player = signedIn();
		player.answerTickle({took: milliseconds(0), skew: seconds(40)});
		player.pass(minutes(3));
		player.answerTickle({took: seconds(2), skew: minutes(9)});
		player.pass(minutes(3));
		player.answerTickle({skew: minutes(9), refusal: refusal('not-simplivity', {status: 200})});
		expect(player.session().clockSkew).toBe(40_000);
	});

	test('moves no deadline and no tickle', () => {
		const [right, wrong] = [signedIn(), signedIn()];
		right.answerTickle();
		wrong.answerTickle({skew: minutes(-90)});
		expect(wrong.phase('active')).toEqual(right.phase('active'));
		expect(wrong.session().clockSkew).toBeDefined();
	});

	test('is known to the millisecond from a token, unless its time is of another use than this', () => {
		const granted = (updatedAt: number, dateAt: number | undefined) => {
			const player = createPlayer(profileNamed('dc1'));
			player.send({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
			const token = {...tokenOf('first-token', noon), serverUpdatedAt: instant(noon + updatedAt)};
			const answer = {request: 1, sentAt: noon, receivedAt: instant(noon + 100), status: 200};
			const serverTime = dateAt === undefined ? undefined : instant(noon + dateAt);
			player.send({type: 'token-granted', ...answer, serverTime, token, password});
			return player.session().clockSkew;
		};
		expect(granted(60_050, 60_500)).toBe(60_000);
		expect(granted(60_050, undefined)).toBe(60_000);
		expect(granted(-5_000_000, 60_500)).toBe(60_450);
	});

	test('is forgotten with the appliance', () => {
		const player = signedIn();
		player.answerTickle({skew: minutes(5)});
		player.send({type: 'sign-in-requested', password, profile: elsewhere});
		expect(player.session().clockSkew).toBeUndefined();
	});
});

test('it is worth a word from 30 s on', () => {
	const words = [30, 31, -30, -192, 7200].map(count => skewInWords(seconds(count)));
	expect(words).toEqual([undefined, '31 s ahead of', undefined, '3 min 12 s behind', '2 h ahead of']);
	expect(skewInWords(undefined)).toBeUndefined();
});
