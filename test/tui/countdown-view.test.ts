import {expect, test} from 'vitest';
import {hours, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {absoluteView, clockOf, idleView, toneOf} from '../../source/tui/countdown-view.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, noon, profileNamed} from '../support/sessions.ts';

process.env.TZ = 'Europe/Berlin';

function signedIn(lifetime: number | 'untold' = 86_399) {
	const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
	player.signIn('first-token', lifetime);
	return player;
}

test('counts down to the deadline in whole seconds', () => {
	const {profile} = signedIn().session();
	const held = signedIn().phase('active');
	expect(idleView(held, profile, afterNoon(139))).toEqual({
		label: 'Idle',
		clock: '07:41',
		tone: 'calm',
		sign: '',
		part: 461 / 600,
		words: 'ends 13:10:00 unless used',
		shortWords: 'ends 13:10:00',
	});
	expect(absoluteView(held, profile, afterNoon(139))).toMatchObject({
		clock: '23:57:40',
		words: 'ends Mon 12:59:59',
	});
});

test('a request with an unknown outcome leaves a doubt, which is drawn as one', () => {
	const player = signedIn();
	player.pass(minutes(5));
	player.send({type: 'tickle-requested'});
	player.answerTickle({took: seconds(10), refusal: refusal('unreachable', {code: 'SVT_TIMEOUT', phase: 'answer'})});
	const held = player.phase('active');
	const {profile} = player.session();
	// Proven until the old deadline, possible until ten minutes after the request.
	expect(idleView(held, profile, afterNoon(599)).clock).toBe('00:01');
	expect(idleView(held, profile, afterNoon(601))).toMatchObject({
		clock: '~05:09',
		tone: 'alarm',
		sign: '!!',
		words: 'unproven, over by 13:15:10',
	});
});

test('a token whose end the appliance does not tell has no absolute countdown', () => {
	const player = signedIn('untold');
	expect(absoluteView(player.phase('active'), player.session().profile, noon)).toMatchObject({
		clock: '--:--',
		words: 'the appliance did not say',
	});
});

test.each([
	['idle', 120, 'calm'],
	['idle', 119, 'warn'],
	['idle', 30, 'warn'],
	['idle', 29, 'alarm'],
	['absolute', 900, 'calm'],
	['absolute', 899, 'warn'],
	['absolute', 119, 'alarm'],
] as const)('%s with %i s left is %s', (ending, left, tone) => {
	expect(toneOf(ending, seconds(left), ending === 'idle' ? minutes(10) : hours(24))).toBe(tone);
});

test('where a limit is short the marks are a fifth and a twentieth of it', () => {
	expect(toneOf('idle', seconds(13), minutes(1))).toBe('calm');
	expect(toneOf('idle', seconds(11), minutes(1))).toBe('warn');
	expect(toneOf('idle', seconds(2), minutes(1))).toBe('alarm');
	expect(toneOf('absolute', seconds(61), minutes(5))).toBe('calm');
});

test('a deadline that is over shows zero, never less', () => {
	expect(clockOf({earliest: noon, latest: noon}, later(noon, milliseconds(1)))).toBe('~00:00');
	expect(clockOf(undefined, noon)).toBe('--:--');
});
