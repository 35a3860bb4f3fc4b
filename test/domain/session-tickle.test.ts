import {describe, expect, test} from 'vitest';
import {hours, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, createPlayer, type Player, password, profileNamed, sinceNoon, told} from '../support/sessions.ts';

const dc1 = profileNamed('dc1');
const types = (player: Player) => player.effects().map(effect => effect.type);

function signedIn(more: Parameters<typeof profileNamed>[1] = {}, lifetime?: number): Player {
	const player = createPlayer(profileNamed('dc1', more));
	player.signIn('first-token', lifetime);
	return player;
}

/** Signed in, and the first tickle is under way. */
function tickling(more: Parameters<typeof profileNamed>[1] = {}): Player {
	const player = signedIn(more);
	player.pass(minutes(3));
	player.effects();
	return player;
}

describe('a tickle', () => {
	test('leaves when it is due, with the bearer and a time limit', () => {
		const player = signedIn();
		player.pass(seconds(179));
		expect(player.effects()).toEqual([]);
		player.pass(seconds(1));
		const {bearer} = player.phase('active').token;
		expect(player.effects()).toEqual([
			{type: 'send-tickle', request: 2, profile: player.session().profile, bearer, timeout: seconds(10)},
		]);
		expect(player.phase('active').tickle).toEqual({state: 'in-flight', request: 2, sentAt: afterNoon(180)});
	});

	test('that is accepted moves the idle deadline, counted from anywhere in its round trip, and nothing else', () => {
		const player = tickling();
		player.answerTickle({took: seconds(2)});
		const active = player.phase('active');
		expect(active.deadlines.idle).toEqual({earliest: afterNoon(780), latest: afterNoon(782)});
		expect(sinceNoon(active.deadlines.absolute?.latest)).toBe(86_400);
		expect(active.touchedAt).toBe(afterNoon(180));
		expect(active.tickle).toEqual({state: 'waiting', at: afterNoon(360)});
		expect(player.session()).toMatchObject({
			network: 'ok',
			tickles: {sent: 1, failed: 0, failuresInARow: 0},
			lastTickle: {at: afterNoon(180), outcome: 'accepted', status: 200, roundTrip: 2000},
		});
		expect(player.session().journal.at(-1)).toEqual({
			at: afterNoon(182),
			happening: {what: 'tickle-accepted', status: 200, roundTrip: 2000},
		});
	});

	test('by hand leaves at once, also without keep-alive, and leaves it off', () => {
		const player = signedIn({keepAlive: false});
		player.pass(minutes(5));
		player.send({type: 'tickle-requested'});
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle();
		expect(player.phase('active').tickle).toEqual({state: 'off'});
		expect(sinceNoon(player.phase('active').deadlines.idle.latest)).toBe(900.038);
	});

	test('by hand re-arms the keep-alive', () => {
		const player = signedIn();
		player.pass(minutes(2));
		player.send({type: 'tickle-requested'});
		player.answerTickle();
		expect(player.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(300)});
	});

	test('is the only one in flight, however often it is asked for', () => {
		const player = tickling();
		player.send({type: 'tickle-requested'});
		player.send({type: 'keep-alive-requested', on: false});
		player.send({type: 'keep-alive-requested', on: true});
		player.ring();
		player.pass(minutes(5));
		expect(types(player)).toEqual([]);
	});

	test('answered twice counts once, and a stranger’s answer not at all', () => {
		const player = tickling();
		const answer = {sentAt: player.now(), receivedAt: player.now(), status: 200, refusal: undefined};
		player.send({type: 'tickle-answered', request: 1, ...answer});
		expect(player.session().tickles.sent).toBe(0);
		player.send({type: 'tickle-answered', request: 2, ...answer});
		player.send({type: 'tickle-answered', request: 2, ...answer});
		expect(player.session().tickles.sent).toBe(1);
	});
});

describe('the keep-alive', () => {
	test('turned off leaves the session to itself; turned on it takes up where it stands', () => {
		const player = signedIn();
		player.pass(minutes(1));
		player.send({type: 'keep-alive-requested', on: false});
		expect(player.phase('active').tickle).toEqual({state: 'off'});
		player.pass(minutes(7));
		player.send({type: 'keep-alive-requested', on: true});
		expect(told(player.session()).slice(-2)).toEqual(['keep-alive-turned', 'keep-alive-turned']);
		player.pass(seconds(0));
		expect(types(player)).toEqual(['send-tickle']);
	});

	test('turned off while a tickle is under way sends no other', () => {
		const player = tickling();
		player.send({type: 'keep-alive-requested', on: false});
		player.answerTickle();
		expect(player.phase('active').tickle).toEqual({state: 'off'});
	});

	test('turned to what it is changes nothing', () => {
		const player = signedIn();
		const before = player.session();
		player.send({type: 'keep-alive-requested', on: true});
		expect(player.session()).toBe(before);
	});

	test('turned on for a session that seems over asks the server', () => {
		const player = signedIn({keepAlive: false});
		player.pass(minutes(11));
		expect(player.phase('expired').tickle).toEqual({state: 'off'});
		player.send({type: 'keep-alive-requested', on: true});
		player.pass(seconds(1));
		expect(types(player)).toEqual(['send-tickle']);
	});
});

describe('a failed tickle', () => {
	test('is tried again, and the idle deadline stays where it was', () => {
		const player = tickling();
		player.answerTickle({took: seconds(10), refusal: refusal('unreachable', {phase: 'connect'})});
		const active = player.phase('active');
		expect(active.deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(600)});
		expect(active.tickle).toEqual({state: 'waiting', at: afterNoon(192)});
		expect(player.session()).toMatchObject({
			network: 'failing',
			tickles: {sent: 1, failed: 1, failuresInARow: 1},
			lastTickle: {outcome: 'failed', status: undefined, roundTrip: undefined},
			refusals: [{at: afterNoon(190)}],
		});
		expect(player.session().journal.at(-1)?.happening).toMatchObject({
			what: 'tickle-failed',
			retryAt: afterNoon(192),
		});
	});

	test('with an unknown outcome may have counted: only the latest instant moves', () => {
		const player = tickling();
		player.answerTickle({took: seconds(10), refusal: refusal('unreachable', {phase: 'answer'})});
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(790)});
		player.pass(seconds(2));
		player.answerTickle({took: seconds(10), refusal: refusal('unreachable', {phase: 'connect'})});
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(790)});
	});

	test('keeps the session for as long as one of them may have counted, then it is over', () => {
		const player = signedIn({keepAlive: false});
		player.pass(minutes(5));
		player.send({type: 'tickle-requested'});
		player.answerTickle({took: seconds(10), refusal: refusal('slow')});
		player.pass(seconds(599));
		player.phase('active');
		player.pass(seconds(1));
		expect(player.phase('expired')).toMatchObject({ending: 'idle', at: afterNoon(910), refusal: undefined});
	});

	test('that is answered after all takes the doubt away', () => {
		const player = tickling();
		player.answerTickle({took: seconds(10), refusal: refusal('slow')});
		player.pass(seconds(2));
		player.answerTickle();
		expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(792), latest: afterNoon(792.038)});
		expect(player.session().tickles).toEqual({sent: 2, failed: 1, failuresInARow: 0});
		expect(player.session().network).toBe('ok');
	});

	test('with Retry-After waits as asked', () => {
		const player = tickling();
		player.answerTickle({took: milliseconds(0), refusal: refusal('busy', {retryAfter: seconds(90)})});
		expect(player.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(270)});
	});

	test('by hand without keep-alive is not repeated', () => {
		const player = signedIn({keepAlive: false});
		player.send({type: 'tickle-requested'});
		player.answerTickle({refusal: refusal('busy')});
		expect(player.phase('active').tickle).toEqual({state: 'off'});
		expect(player.session().journal.at(-1)?.happening).toMatchObject({what: 'tickle-failed', retryAt: undefined});
	});

	test('because of a path that we may not read proves that the token lives', () => {
		const player = tickling();
		player.answerTickle({refusal: refusal('not-permitted')});
		expect(sinceNoon(player.phase('active').deadlines.idle.earliest)).toBe(780);
		expect(player.session().refusals.at(-1)?.refusal.kind).toBe('not-permitted');
		expect(player.session().tickles.failuresInARow).toBe(0);
	});
});

describe('somebody else answers', () => {
	const stops = [
		refusal('certificate-changed'),
		refusal('untrusted-certificate'),
		refusal('not-simplivity', {status: 302}),
	];

	test.each(stops)('$kind stops everything until a person looks', no => {
		const player = tickling({renew: 'auto'});
		player.answerTickle({refusal: no});
		expect(player.phase('active').tickle).toEqual({state: 'stopped', refusal: no});
		expect(told(player.session()).at(-1)).toBe('keep-alive-stopped');
		player.pass(hours(48));
		expect(player.phase('expired')).toMatchObject({renewAt: undefined, tickle: {state: 'stopped'}});
		expect(types(player)).toEqual([]);
	});

	test('also when a sign-in was tried and failed meanwhile', () => {
		const player = tickling();
		player.answerTickle({refusal: refusal('certificate-changed')});
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.refuse(refusal('certificate-changed'));
		player.effects();
		player.pass(hours(1));
		expect(types(player)).toEqual([]);
	});

	test.each([
		['tickles by hand', {type: 'tickle-requested'}],
		['turns the keep-alive off and on', {type: 'keep-alive-requested', on: true}],
	] as const)('a person who %s goes on', (_what, event) => {
		const player = tickling();
		player.answerTickle({refusal: refusal('not-simplivity', {status: 302})});
		player.send({type: 'keep-alive-requested', on: false});
		player.send(event);
		player.pass(minutes(6));
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle();
		expect(player.session().network).toBe('ok');
	});
});

describe('the server refuses the token', () => {
	test.each([
		['idle-expired', 'idle', ['store-limits']],
		['absolute-expired', 'absolute', []],
		['unknown-token', 'rejected', []],
		['unauthorized', 'rejected', []],
	] as const)('%s ends the session as %s', (kind, ending, learning) => {
		const player = tickling();
		player.answerTickle({refusal: refusal(kind), took: milliseconds(0)});
		expect(player.phase('expired')).toMatchObject({
			ending,
			at: afterNoon(180),
			refusal: {kind},
			tickle: {state: 'off'},
			renewAt: undefined,
		});
		expect(player.session()).toMatchObject({
			network: 'ok',
			refusals: [{refusal: {kind}, at: afterNoon(180)}],
			lastTickle: {outcome: 'refused', status: 401},
		});
		expect(told(player.session())).toContain('rejected');
		expect(types(player)).toEqual(['find-newer-token', ...learning]);
		player.findNothing();
		player.pass(hours(48));
		expect(types(player)).toEqual([]);
	});

	test('as unknown after it idled out: the first refusal went to somebody else, our clock knows better', () => {
		const player = signedIn();
		player.sleep(minutes(11));
		player.ring();
		player.pass(seconds(1));
		player.answerTickle({refusal: refusal('unknown-token')});
		expect(player.phase('expired')).toMatchObject({ending: 'idle', refusal: {kind: 'unknown-token'}});
	});
});

describe('without use', () => {
	test('the session runs out at its idle deadline, to the millisecond', () => {
		const player = signedIn({keepAlive: false});
		player.pass(milliseconds(599_999));
		player.phase('active');
		player.pass(milliseconds(1));
		expect(player.phase('expired')).toMatchObject({
			ending: 'idle',
			at: afterNoon(600),
			refusal: undefined,
			tickle: {state: 'off'},
		});
		expect(player.session().journal.at(-1)?.happening).toEqual({what: 'ran-out', ending: 'idle'});
		player.effects();
		player.pass(hours(10));
		expect(types(player)).toEqual([]);
	});

	test('a person may ask whether it is really over, and hears it from the server', () => {
		const player = signedIn({keepAlive: false});
		player.pass(minutes(11));
		player.send({type: 'tickle-requested'});
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle({refusal: refusal('idle-expired')});
		expect(player.phase('expired')).toMatchObject({ending: 'idle', refusal: {kind: 'idle-expired'}});
		expect(types(player)).toEqual(['find-newer-token']);
		player.send({type: 'tickle-requested'});
		expect(types(player)).toEqual([]);
	});

	test('or finds that somebody else’s use kept it alive', () => {
		const player = signedIn({keepAlive: false});
		player.pass(minutes(11));
		player.send({type: 'tickle-requested'});
		player.answerTickle({took: milliseconds(0)});
		expect(sinceNoon(player.phase('active').deadlines.idle.latest)).toBe(1260);
	});
});

describe('after a sleep', () => {
	test('an overslept session is asked about once, not in a burst', () => {
		const player = signedIn();
		player.sleep(hours(3));
		player.ring();
		expect(player.phase('expired')).toMatchObject({ending: 'idle', refusal: undefined});
		player.pass(seconds(30));
		expect(types(player)).toEqual(['send-tickle']);
		player.answerTickle({refusal: refusal('idle-expired')});
		expect(types(player)).toEqual(['find-newer-token']);
		player.findNothing();
		player.pass(hours(3));
		expect(types(player)).toEqual([]);
	});

	test('one that another client kept alive goes on', () => {
		const player = signedIn();
		player.sleep(hours(3));
		player.ring();
		player.pass(seconds(1));
		player.answerTickle({took: milliseconds(0)});
		expect(player.phase('active').tickle).toEqual({state: 'waiting', at: afterNoon(3 * 3600 + 1 + 180)});
	});

	test('while nobody answers it asks every half minute', () => {
		const player = signedIn();
		player.sleep(hours(3));
		player.ring();
		player.pass(seconds(1));
		const asked: number[] = [];
		for (let count = 0; count < 4; count++) {
			asked.push(player.now());
			player.answerTickle({took: milliseconds(0), refusal: refusal('slow')});
			player.pass(seconds(33));
		}
		expect(asked.map(at => (at - Number(asked[0])) / 1000)).toEqual([0, 33, 66, 99]);
		// What left when the session was over can't have revived it.
		expect(sinceNoon(player.phase('expired').deadlines.idle.latest)).toBe(600);
	});

	test('a tickle that was due is still sent, unless the absolute deadline is near', () => {
		const player = signedIn({}, 400);
		player.sleep(seconds(394));
		player.ring();
		expect(types(player)).toEqual(['send-tickle']);
		const late = signedIn({}, 400);
		late.sleep(seconds(396));
		late.ring();
		expect(types(late)).toEqual([]);
		expect(late.phase('active').tickle).toEqual({state: 'off'});
	});

	test('past both deadlines nobody needs to be asked', () => {
		const player = signedIn({}, 7200);
		player.sleep(hours(3));
		player.ring();
		expect(player.phase('expired')).toMatchObject({ending: 'idle', tickle: {state: 'off'}});
		player.send({type: 'tickle-requested'});
		player.pass(hours(3));
		expect(types(player)).toEqual([]);
	});
});

describe('at the absolute deadline', () => {
	test('the session ends whatever was done, and nothing is sent any more', () => {
		const player = signedIn({}, 400);
		player.pass(seconds(180));
		player.answerTickle({took: milliseconds(0)});
		player.pass(seconds(180));
		player.answerTickle({took: milliseconds(0)});
		expect(player.phase('active').tickle).toEqual({state: 'off'});
		player.effects();
		player.pass(seconds(41));
		expect(player.phase('expired')).toMatchObject({ending: 'absolute', at: afterNoon(401), refusal: undefined});
		player.send({type: 'tickle-requested'});
		player.pass(hours(1));
		expect(types(player)).toEqual([]);
	});

	test('a person who asks just as it passes, before the alarm rang, sends nothing', () => {
		const player = signedIn({keepAlive: false}, 400);
		player.sleep(seconds(401));
		player.send({type: 'tickle-requested'});
		expect(types(player)).toEqual([]);
		expect(player.phase('expired').ending).toBe('absolute');
	});

	test('doubt about an idle session ends there', () => {
		const player = signedIn({}, 3600);
		player.sleep(minutes(20));
		player.ring();
		player.pass(seconds(1));
		player.answerTickle({refusal: refusal('slow'), took: milliseconds(0)});
		for (let count = 0; count < 90; count++) {
			player.pass(seconds(33));
			const {phase} = player.session();
			if (phase.name === 'expired' && phase.tickle.state === 'in-flight')
				player.answerTickle({refusal: refusal('slow'), took: milliseconds(0)});
		}
		expect(player.phase('expired')).toMatchObject({ending: 'absolute', at: afterNoon(3601), tickle: {state: 'off'}});
		expect(told(player.session()).filter(what => what === 'ran-out')).toHaveLength(2);
	});
});

test('a sign-in gives up a tickle that is under way, which may have counted all the same', () => {
	const player = tickling();
	player.pass(seconds(5));
	player.send({type: 'sign-in-requested', password, profile: dc1});
	expect(player.effects()).toMatchObject([
		{type: 'cancel-request', request: 2},
		{type: 'request-token', request: 3},
	]);
	player.send({type: 'cancel-requested'});
	expect(player.phase('active').deadlines.idle).toEqual({earliest: afterNoon(600), latest: afterNoon(785)});
});

test('a sign-in that fails leaves a doubtful session where it was: being asked about', () => {
	const player = signedIn();
	player.sleep(minutes(11));
	player.ring();
	player.send({type: 'sign-in-requested', password, profile: dc1});
	player.refuse(refusal('unreachable'));
	player.effects();
	player.pass(seconds(1));
	expect(types(player)).toEqual(['send-tickle']);
});

test('the journal is kept within bounds', () => {
	const player = signedIn();
	for (let count = 0; count < 400; count++) {
		player.pass(seconds(180));
		player.answerTickle({took: milliseconds(count)});
	}
	const {journal, tickles} = player.session();
	expect(tickles.sent).toBe(400);
	expect([journal.length, journal.at(-1)?.happening]).toEqual([
		200,
		{what: 'tickle-accepted', status: 200, roundTrip: 399},
	]);
});
