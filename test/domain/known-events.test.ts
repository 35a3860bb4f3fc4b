import {expect, test} from 'vitest';
import {eventReport} from '../../source/domain/event-report.ts';
import {knownEvents} from '../../source/domain/known-events.ts';
import {minutes} from '../../source/domain/time.ts';
import {afterNoon, createPlayer, profileNamed} from '../support/sessions.ts';

/** Signed in at noon, tickled once. */
function tickled() {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	player.pass(minutes(3));
	player.answerTickle();
	return player.session();
}

test('what was not written is known all the same, each thing once and in the order of time', () => {
	const session = tickled();
	const own = session.journal.map(entry => eventReport('dc1', entry));
	const others = [-60, 60, 600].map(after =>
		eventReport('dc1', {at: afterNoon(after), happening: {what: 'process-stopped', span: minutes(1)}}),
	);
	expect(knownEvents([], session)).toEqual(own);
	expect(knownEvents(own, session)).toEqual(own);
	const [first, second, third] = others;
	const [signingIn, signedIn, accepted] = own;
	// Another process wrote all of its own, this one only that it signs in.
	const written = [first, signingIn, second, third].filter(event => event !== undefined);
	expect(knownEvents(written, session)).toEqual([first, signingIn, signedIn, second, accepted, third]);
});
