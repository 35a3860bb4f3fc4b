import {describe, expect, test} from 'vitest';
import {hours, milliseconds, minutes} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, type Player, password, profileNamed, sinceNoon, told} from '../support/sessions.ts';

const dc1 = profileNamed('dc1');

const out = (player: Player, forgetPassword = false) => player.send({type: 'sign-out-requested', forgetPassword});

function answerRevoke(player: Player, no?: ReturnType<typeof refusal>) {
	const at = player.now();
	const {requests: request} = player.session();
	player.send({type: 'revoke-answered', request, sentAt: at, receivedAt: at, status: no?.status ?? 200, refusal: no});
}

/** What the appliance says to the token once more; unless told that it does not know it. */
function answerCheck(player: Player, said: ReturnType<typeof refusal> | 'taken' = refusal('unknown-token')) {
	const no = said === 'taken' ? undefined : said;
	const at = player.now();
	const {requests: request} = player.session();
	const exchange = {request, sentAt: at, receivedAt: at, status: no?.status ?? 200};
	player.send({type: 'revocation-checked', ...exchange, refusal: no});
}

describe('signing out', () => {
	test('revokes the token at the server, forgets it here, and looks whether it is refused from then on', () => {
		const player = createPlayer(dc1);
		player.signIn();
		const {bearer} = player.phase('active').token;
		out(player);
		expect(player.effects()).toEqual([
			{type: 'note-wipes', profile: dc1, password: false},
			{type: 'revoke-token', request: 2, profile: dc1, bearer},
		]);
		answerRevoke(player);
		expect(player.effects()).toEqual([{type: 'check-revocation', request: 3, profile: dc1, bearer}]);
		answerCheck(player);
		expect(player.phase('signed-out').signOut).toMatchObject({revocation: 'confirmed', deadlines: undefined});
		expect(player.effects()).toEqual([{type: 'forget-secrets', profile: dc1, password: false}]);
		expect(player.session().journal.at(-1)?.happening).toEqual({
			what: 'signed-out',
			revocation: 'confirmed',
			refusal: undefined,
		});
	});

	test('to which the server says yes, and then still takes the token, ends that idle from the last request on', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.pass(minutes(2));
		out(player);
		answerRevoke(player);
		player.pass(minutes(1));
		answerCheck(player, 'taken');
		const {signOut} = player.phase('signed-out');
		expect(signOut?.revocation).toBe('still-accepted');
		expect(sinceNoon(signOut?.deadlines?.idle.latest)).toBe(13 * 60);
	});

	test.each([
		[
			'a revoke that is refused with another answer, by a token that is dead afterwards',
			'not-found',
			'unknown-token',
			'confirmed',
		],
		['a revoke that met trouble, by a token that is dead afterwards', 'slow', 'unauthorized', 'confirmed'],
		['a yes, where nobody can be asked afterwards', undefined, 'unreachable', 'unchecked'],
		['a no, where nobody can be asked afterwards', 'server-error', 'unreachable', 'unknown'],
		['a header that was lost on the way', 'no-token', 'no-token', 'unknown'],
	] as const)('%s', (_what, revoked, checked, revocation) => {
		const player = createPlayer(dc1);
		player.signIn();
		out(player);
		answerRevoke(player, revoked && refusal(revoked));
		answerCheck(player, refusal(checked));
		expect(player.phase('signed-out').signOut?.revocation).toBe(revocation);
		expect(player.session().journal.at(-1)?.happening).toMatchObject({what: 'signed-out', revocation});
	});

	test.each([
		['a token that is dead already', refusal('idle-expired'), 'dead-already'],
		['an appliance that does not answer', refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'}), 'unknown'],
		['a certificate that changed', refusal('certificate-changed'), 'unknown'],
	] as const)('sends nothing more to %s', (_what, no, revocation) => {
		const player = createPlayer(dc1);
		player.signIn();
		player.effects();
		out(player);
		player.effects();
		answerRevoke(player, no);
		expect(player.effects().map(({type}) => type)).toEqual(['forget-secrets']);
		expect(player.phase('signed-out').signOut?.revocation).toBe(revocation);
	});

	test('forgets the password only when asked to', () => {
		const player = createPlayer(dc1);
		player.signIn();
		out(player, true);
		answerRevoke(player);
		answerCheck(player);
		expect(player.effects().at(-1)).toEqual({type: 'forget-secrets', profile: dc1, password: true});
		player.send({type: 'session-stored', password: false});
		expect(player.session().passwordStored).toBe(false);
	});

	test('while a tickle is in flight gives that up, and its answer brings nothing back', () => {
		const player = createPlayer(dc1);
		player.signIn();
		player.pass(minutes(3));
		player.effects();
		out(player);
		expect(player.effects().map(effect => effect.type)).toEqual(['cancel-request', 'note-wipes', 'revoke-token']);
		const at = player.now();
		const late = {request: 2, sentAt: at, receivedAt: at, status: 200, refusal: undefined};
		player.send({type: 'tickle-answered', ...late});
		player.phase('signing-out');
		answerRevoke(player);
		answerCheck(player);
		player.send({type: 'tickle-answered', ...late});
		player.phase('signed-out');
		expect(player.session().tickles.sent).toBe(0);
	});

	test('while signing in gives that up', () => {
		const player = createPlayer(dc1);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.effects();
		out(player);
		expect(player.effects().map(effect => effect.type)).toEqual(['cancel-request', 'forget-secrets']);
		player.grant('late-token');
		player.phase('signed-out');
	});

	test('is not disturbed by anything else', () => {
		const player = createPlayer(dc1);
		player.signIn();
		out(player);
		player.effects();
		out(player, true);
		player.send({type: 'sign-in-requested', password, profile: dc1});
		player.send({type: 'stored-sign-in-requested'});
		player.send({type: 'tickle-requested'});
		player.send({type: 'restore-requested'});
		player.send({type: 'cancel-requested'});
		player.pass(hours(48));
		player.phase('signing-out');
		expect(player.effects()).toEqual([]);
	});

	test('of an expired session revokes too: our clock may be wrong', () => {
		const player = createPlayer(profileNamed('dc1', {keepAlive: false}));
		player.signIn();
		player.pass(minutes(11));
		out(player);
		expect(player.effects().map(effect => effect.type)).toEqual(['note-wipes', 'revoke-token']);
	});

	test('without a session still forgets what is stored', () => {
		const player = createPlayer(dc1);
		out(player, true);
		expect(player.effects()).toEqual([{type: 'forget-secrets', profile: dc1, password: true}]);
		player.phase('signed-out');
	});

	test('and in again starts afresh', () => {
		const player = createPlayer(dc1);
		player.signIn();
		out(player);
		answerRevoke(player);
		answerCheck(player);
		player.pass(milliseconds(1));
		player.signIn('second-token');
		expect(player.phase('active').token.bearer.reveal()).toBe('second-token');
		expect(told(player.session())).toEqual(['signing-in', 'signed-in', 'signed-out', 'signing-in', 'signed-in']);
	});
});
