import {expect, test} from 'vitest';
import {milliseconds} from '../../source/domain/time.ts';
import {tripsView} from '../../source/tui/trips-view.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, profileNamed} from '../support/sessions.ts';

test('the strip of round trips is as high as they were long, and says where none was accepted', () => {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	expect(tripsView(player.session(), 10)).toBeUndefined();
	for (const took of [38, 38, 100, 200, 38]) {
		player.send({type: 'tickle-requested'});
		player.answerTickle({took: milliseconds(took)});
	}
	expect(tripsView(player.session(), 10)?.strip).toBe('▂▂▅█▂');
	expect(tripsView(player.session(), 2)?.strip).toBe('█▂');
});

test('an answer that is a no is no good round trip, however quick', () => {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn();
	for (const kind of ['busy', 'unreachable', undefined, 'certificate-changed', 'unknown-token'] as const) {
		player.send({type: 'tickle-requested'});
		player.answerTickle(kind === undefined ? {} : {refusal: refusal(kind)});
	}
	expect(tripsView(player.session(), 10)?.strip).toBe('✕✕▂✕✕');
});
