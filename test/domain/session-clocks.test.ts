import {describe, expect, test} from 'vitest';
import {happeningInWords} from '../../source/domain/happening-in-words.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {nextAlarm} from '../../source/domain/session.ts';
import {type Duration, hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, type Player, password, profileNamed, sinceNoon, told} from '../support/sessions.ts';

function signedIn(more: Partial<Profile> = {}, lifetime?: number): Player {
	const player = createPlayer(profileNamed('dc1', more), {passwordStored: true});
	player.signIn('first-token', lifetime);
	return player;
}

/** Signed in, and the first tickle left 180 s after noon. */
function tickling(more: Partial<Profile> = {}): Player {
	const player = signedIn(more);
	player.pass(minutes(3));
	player.effects();
	return player;
}

const slept = (player: Player, by: Duration) => player.send({type: 'clock-stepped', step: {what: 'slept', by}});
const stopped = (player: Player, by: Duration) => player.send({type: 'clock-stepped', step: {what: 'stopped', by}});
const clockSet = (player: Player, by: Duration) =>
	player.send({type: 'clock-stepped', step: {what: 'wall-clock-set', by}});
const drop = {type: 'drop-connections'} as const;
const words = (player: Player) =>
	player.session().journal.map(({at, happening}) => happeningInWords(happening, at, {}));
const types = (player: Player) => player.effects().map(effect => effect.type);

describe('after a sleep', () => {
	test('the planned tickle leaves a second later, on a new connection', () => {
		const player = signedIn();
		player.pass(minutes(1));
		player.sleep(minutes(1));
		slept(player, minutes(1));
		expect(player.effects()).toEqual([drop]);
		expect(player.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(121)});
		expect(sinceNoon(player.phase('active').deadlines.idle.latest)).toBe(600);
		player.pass(seconds(1));
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle();
		expect(player.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(301)});
	});

	test('a tickle under way is given up: the server may have heard it until now, and its answer is a stranger', () => {
		const player = tickling();
		player.sleep(minutes(5));
		slept(player, minutes(5));
		expect(player.effects()).toEqual([{type: 'cancel-request', request: 2}, drop]);
		expect(player.phase('active')).toMatchObject({
			deadlines: {idle: {earliest: afterNoon(600), latest: afterNoon(480 + 600)}},
			tickle: {state: 'waiting', at: afterNoon(481)},
		});
		const waiting = player.session();
		player.answerTickle();
		expect(player.session()).toBe(waiting);
		player.pass(seconds(1));
		const {bearer} = player.phase('active').token;
		expect(player.effects()).toMatchObject([{type: 'send-tickle', request: 3, bearer, timeout: seconds(10)}]);
		expect(player.session().tickles).toEqual({sent: 0, failed: 0, failuresInARow: 0});
	});

	test('a tickle that the alarm has sent since is kept, and no other leaves', () => {
		const player = signedIn();
		player.pass(minutes(2));
		player.sleep(minutes(5));
		player.ring();
		expect(types(player)).toEqual(['send-tickle']);
		player.pass(milliseconds(900));
		slept(player, minutes(5));
		expect(player.effects()).toEqual([drop]);
		player.pass(seconds(5));
		expect(player.effects()).toEqual([]);
		player.answerTickle({took: milliseconds(0)});
		expect(sinceNoon(player.phase('active').deadlines.idle.latest)).toBe(425.9 + 600);
	});

	test.each([
		['the clocks first', (player: Player) => [() => slept(player, hours(8)), () => player.ring()]],
		['the alarm first', (player: Player) => [() => player.ring(), () => slept(player, hours(8))]],
		['twice', (player: Player) => [() => slept(player, hours(8)), () => stopped(player, seconds(12))]],
	])('past the idle limit there is doubt, and one probe: %s', (_order, happenings) => {
		const player = signedIn();
		player.pass(minutes(2));
		player.sleep(hours(8));
		for (const happen of happenings(player)) happen();
		expect(player.phase('expired')).toMatchObject({
			ending: 'idle',
			refusal: undefined,
			tickle: {state: 'waiting', at: afterNoon(28_921)},
		});
		player.pass(minutes(5));
		expect(types(player).filter(type => type !== 'drop-connections')).toEqual(['send-tickle']);
	});

	test('an answer from before that comes first proves what it proves, and one probe follows', () => {
		const player = tickling();
		player.sleep(hours(8));
		const answered = {request: 2, sentAt: afterNoon(180), receivedAt: player.now(), status: 200};
		player.send({type: 'tickle-answered', ...answered, refusal: undefined});
		player.ring();
		slept(player, hours(8));
		player.pass(minutes(5));
		expect(types(player)).toEqual(['send-tickle', 'drop-connections']);
		expect(told(player.session()).slice(2)).toEqual(['tickle-accepted', 'machine-slept']);
	});

	test('failures from before do not put the probe off; should it fail, the ladder goes on', () => {
		const player = tickling();
		const lost = refusal('unreachable', {phase: 'connect'});
		for (let failure = 0; failure < 4; failure += 1) {
			player.answerTickle({took: seconds(10), refusal: lost});
			player.pass(minutes(1));
		}
		player.answerTickle({took: seconds(10), refusal: lost});
		player.effects();
		player.sleep(hours(1));
		slept(player, hours(1));
		const wokenAt = player.now();
		expect(nextAlarm(player.session())).toBe(wokenAt + 1000);
		player.pass(seconds(1));
		player.answerTickle({took: seconds(3), refusal: lost});
		const {tickle} = player.phase('expired');
		expect(tickle.state === 'waiting' && tickle.at - player.now()).toBe(33_000);
	});

	test('past the absolute limit nothing is asked: that is certain', () => {
		const player = tickling();
		player.sleep(hours(30));
		slept(player, hours(30));
		expect(player.effects()).toEqual([{type: 'cancel-request', request: 2}, drop]);
		expect(player.phase('expired')).toMatchObject({ending: 'absolute', tickle: {state: 'off'}, renewAt: undefined});
		player.pass(hours(1));
		expect(player.effects()).toEqual([]);
	});

	test('past the absolute limit one sign-in follows where that is wanted', () => {
		const player = signedIn({renew: 'auto'});
		player.sleep(hours(30));
		slept(player, hours(30));
		expect(player.effects()).toEqual([drop]);
		player.pass(seconds(1));
		expect(types(player)).toEqual(['request-token-with-stored-password']);
	});

	test('in the last moments before the absolute limit nothing is asked', () => {
		const player = signedIn({}, 300);
		player.sleep(seconds(295));
		slept(player, seconds(295));
		player.pass(minutes(1));
		expect(types(player)).toEqual(['drop-connections']);
		expect(player.phase('expired').ending).toBe('absolute');
	});

	test('what nobody keeps alive is not asked about; a tickle by hand from before is given up', () => {
		const player = signedIn({keepAlive: false});
		player.send({type: 'tickle-requested'});
		player.effects();
		player.sleep(minutes(5));
		slept(player, minutes(5));
		expect(player.effects()).toEqual([{type: 'cancel-request', request: 2}, drop]);
		expect(player.phase('active').tickle).toEqual({state: 'off'});
		player.sleep(hours(1));
		slept(player, hours(1));
		player.pass(hours(1));
		expect(player.effects()).toEqual([drop]);
		expect(player.phase('expired').ending).toBe('idle');
	});

	test('what another process keeps is that one’s to ask about', () => {
		const player = signedIn();
		player.send({type: 'keeper-found', record: undefined});
		player.effects();
		player.sleep(minutes(5));
		slept(player, minutes(5));
		expect(player.effects()).toEqual([drop]);
		expect(player.phase('active').tickle).toEqual({state: 'off'});
	});

	test('where something else than the appliance answered, nothing is asked', () => {
		const player = tickling();
		player.answerTickle({refusal: refusal('certificate-changed')});
		player.sleep(minutes(1));
		slept(player, minutes(1));
		player.pass(hours(1));
		expect(types(player)).toEqual(['drop-connections']);
	});

	test('a sign-in under way is neither given up nor sent again', () => {
		const player = signedIn();
		player.send({type: 'sign-in-requested', password, profile: player.session().profile});
		player.effects();
		player.sleep(hours(1));
		slept(player, hours(1));
		expect(player.effects()).toEqual([drop]);
		expect(player.phase('signing-in').request).toBe(2);
		player.refuse(refusal('unreachable', {code: 'SVT_TIMEOUT', phase: 'answer'}), seconds(0));
		player.pass(minutes(1));
		expect(types(player)).toEqual(['send-tickle']);
	});

	test('nothing is told where nothing goes on', () => {
		const player = createPlayer(profileNamed('dc1'));
		for (const step of [slept, stopped, clockSet]) step(player, hours(1));
		expect(player.session().journal).toEqual([]);
		expect(player.effects()).toEqual([]);
	});
});

describe('a stopped process', () => {
	test('that goes on soon has lost nothing, also not the tickle under way', () => {
		const player = tickling();
		player.sleep(milliseconds(9900));
		stopped(player, milliseconds(9900));
		expect(player.effects()).toEqual([]);
		player.answerTickle({took: milliseconds(0)});
		expect(told(player.session()).slice(-2)).toEqual(['process-stopped', 'tickle-accepted']);
	});

	test('that stood still for 10 s is as one that slept', () => {
		const player = tickling();
		player.sleep(seconds(10));
		stopped(player, seconds(10));
		expect(player.effects()).toEqual([{type: 'cancel-request', request: 2}, drop]);
		player.pass(seconds(1));
		expect(types(player)).toEqual(['send-tickle']);
	});
});

describe('a clock that somebody set', () => {
	test.each([hours(1), hours(-1)])('by %d ms moves nothing', by => {
		const player = tickling();
		const before = player.session();
		clockSet(player, by);
		expect(player.effects()).toEqual([]);
		expect(player.session()).toEqual({
			...before,
			clockSetAt: by > 0 ? afterNoon(180) : undefined,
			journal: [...before.journal, {at: afterNoon(180), happening: {what: 'clock-set', by}}],
		});
	});

	test('back does not make forgotten that it was set forward', () => {
		const player = tickling();
		clockSet(player, hours(1));
		player.pass(seconds(5));
		clockSet(player, hours(-1));
		expect(player.session().clockSetAt).toBe(afterNoon(180));
	});
});

test('what the clocks say stands in the journal, in words', () => {
	const player = signedIn();
	slept(player, milliseconds(3 * 3_600_000 + 12 * 60_000 + 300));
	stopped(player, milliseconds(24_600));
	clockSet(player, milliseconds(3_599_990));
	clockSet(player, milliseconds(-86_400_400));
	expect(words(player).slice(2)).toEqual([
		'the machine slept for 3 h 12 min',
		'svt-tui was stopped for 25 s',
		'the clock was set forward by 1 h; no countdown changes',
		'the clock was set back by 24 h; no countdown changes',
	]);
});
