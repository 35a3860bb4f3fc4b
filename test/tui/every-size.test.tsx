import fc from 'fast-check';
import {renderToString} from 'ink';
import {expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import type {Session} from '../../source/domain/session.ts';
import {createSignIn} from '../../source/domain/sign-in.ts';
import {hours, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {createSignInEngine} from '../../source/engine/sign-in-engine.ts';
import {cellsOf} from '../../source/tui/cells.ts';
import {Frame} from '../../source/tui/frame.tsx';
import {roomOf} from '../../source/tui/layout.ts';
import {createNavigation, type Navigation, type Place, signInPlace} from '../../source/tui/navigation.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, password, profileNamed} from '../support/sessions.ts';
import {emptyDraft} from '../support/story-screen.tsx';
import {createWorld} from '../support/world.ts';

const profiles = fc.constantFrom(
	profileNamed('dc1'),
	profileNamed('東京データセンター', {
		username: '管理者@vsphere.local',
		trust: {mode: 'pinned', sha256: 'a3'.repeat(32)},
	}),
	profileNamed('n'.repeat(40), {
		username: `${'very.long.'.repeat(20)}name`,
		origin: `https://${'host.'.repeat(40)}example`,
	}),
	profileNamed('eve', {username: '\u001b[2J\u{202e}evil\r\n', storage: 'memory', renew: 'auto'}),
	profileNamed('10.1.1.16', {idleLimit: seconds(20), absoluteLimit: minutes(5), storage: 'file', savePassword: false}),
);

const said = fc.constantFrom(
	undefined,
	'Bad credentials',
	'x'.repeat(500),
	'管理者 '.repeat(100),
	'\u001b]0;owned\u0007',
);

const refusals = fc.record({kind: fc.constantFrom(...refusalKinds), serverSays: said}).map(({kind, serverSays}) =>
	refusal(kind, {
		serverSays,
		path: `/api/${'hosts/'.repeat(30)}`,
		exception: 'UnauthorizedException',
		code: 'ECONNREFUSED',
	}),
);

/** Sessions in all their phases, reached as sessions reach them. */
const sessions = fc
	.record({
		profile: profiles,
		first: fc.constantFrom('nothing', 'restore', 'sign-in', 'sign-in-under-way', 'refused'),
		lifetime: fc.constantFrom(86_399, 81_301, 30, 'untold' as const),
		refusal: refusals,
		answers: fc.integer({min: 0, max: 90}),
		last: fc.constantFrom('none', 'tickle', 'sign-out', 'sign-in', 'keep-alive'),
		later: fc.constantFrom(milliseconds(0), seconds(1), minutes(9), minutes(11), hours(30)),
	})
	.map(({profile, first, lifetime, refusal: no, answers, last, later: span}): Session => {
		const player = createPlayer(profile, {passwordStored: profile.savePassword});
		if (first === 'restore') player.send({type: 'restore-requested'});
		if (first === 'sign-in') player.signIn('first-token', lifetime);
		if (first === 'sign-in-under-way' || first === 'refused')
			player.send({type: 'sign-in-requested', password, profile});
		if (first === 'refused') player.refuse(no);
		for (let answer = 0; first === 'sign-in' && answer < answers; answer += 1) {
			player.send({type: 'tickle-requested'});
			player.answerTickle({took: milliseconds(answer * 13), ...(answer % 7 === 3 ? {refusal: refusal('slow')} : {})});
		}
		if (last === 'tickle') {
			player.send({type: 'tickle-requested'});
			player.answerTickle({refusal: no});
		}
		if (last === 'sign-out') player.send({type: 'sign-out-requested', forgetPassword: true});
		if (last === 'sign-in') player.send({type: 'sign-in-requested', password, profile});
		if (last === 'keep-alive') player.send({type: 'keep-alive-requested', on: false});
		player.pass(span);
		return player.session();
	});

const steps = fc.constantFrom('address', 'looking', 'trust', 'credentials', 'again', 'refused');

/** The form at one of its steps. */
function formAt(step: 'address' | 'looking' | 'trust' | 'credentials' | 'again' | 'refused', profile: Profile): Place {
	const draft = {...emptyDraft, address: profile.origin, username: profile.username, profileName: profile.name};
	const engine = createSignInEngine(createSignIn(draft, []), createWorld().appliance.appliance, () => undefined);
	if (step !== 'address') engine.dispatch({type: 'address-given', text: profile.origin});
	const certificate = {
		subject: `CN=${'東京'.repeat(60)}`,
		issuer: 'CN=an authority',
		selfSigned: false,
		names: Array.from({length: 20}, (_, index) => `name-${index}.example`),
		validFrom: undefined,
		validTo: noon,
		sha256: 'a3'.repeat(32),
		publicKeySha256: 'b4'.repeat(32),
	};
	const seen = {
		trust: {ok: true, value: {certificate, verified: false, problem: 'CERT_HAS_EXPIRED'}},
		credentials: {ok: true, value: {certificate, verified: true, problem: undefined}},
		again: {ok: true, value: {certificate, verified: true, problem: undefined}},
		refused: {ok: false, failure: refusal('untrusted-certificate', {code: 'CERT_REVOKED'})},
	} as const;
	if (step !== 'address' && step !== 'looking')
		engine.dispatch({type: 'certificate-seen', request: 1, seen: seen[step]});
	return {...signInPlace(engine), refusal: step === 'again' ? refusal('wrong-credentials') : undefined};
}

const navigations = (shown: Session) =>
	fc
		.record({
			screen: fc.constantFrom('session', 'sessions', 'refusal', 'help', 'sign-in'),
			step: steps,
			question: fc.constantFrom(undefined, 'quit', 'sign-out'),
			isHidden: fc.boolean(),
			notices: fc.constantFrom([], ['the settings file was damaged '.repeat(20)]),
			filter: fc.constantFrom('', 'dc', '管'),
			scroll: fc.constantFrom(0, 3, 1000),
			shows: fc.constantFrom('explained', 'original'),
		})
		.map(({screen, step, question, isHidden, notices, filter, scroll, shows}): Navigation => {
			const profile = shown.profile.name;
			const base: Place = {screen: 'session', profile};
			const top = {
				session: base,
				sessions: {screen: 'sessions'},
				refusal: {screen: 'refusal', profile, since: undefined, shows, scroll},
				help: {screen: 'help', scroll},
				'sign-in': formAt(step, shown.profile),
			} as const satisfies Readonly<Record<string, Place>>;
			return {
				...createNavigation(base, notices),
				places: [base, top[screen]],
				question: question === undefined ? undefined : {about: question, profile},
				isHidden,
				filter: {text: filter, isTyped: filter !== ''},
			};
		});

const frames = sessions.chain(session =>
	fc.record({
		session: fc.constant(session),
		navigation: navigations(session),
		others: fc.array(sessions, {maxLength: 3}),
		columns: fc.integer({min: 20, max: 160}),
		rows: fc.integer({min: 5, max: 50}),
		late: fc.constantFrom(milliseconds(0), minutes(5), hours(50)),
	}),
);

test('every state fits every size, and no frame is torn', () => {
	fc.assert(
		fc.property(frames, ({session, navigation, others, columns, rows, late}) => {
			const room = roomOf({columns, rows});
			const unlike = others.filter(({profile}) => profile.name !== session.profile.name).slice(0, 1);
			const shown = {
				navigation,
				sessions: [session, ...unlike],
				pastEvents: () => [],
				extraKeys: [{key: '1', help: () => 'cut the network', press: () => undefined}],
				now: later(noon, late),
				room,
			};
			const here = navigation.places.at(-1);
			const signIn = here?.screen === 'sign-in' ? here.signIn.getSnapshot() : undefined;
			const lines = renderToString(<Frame shown={shown} signIn={signIn} />, {columns}).split('\n');
			expect(lines.length).toBeLessThanOrEqual(rows);
			for (const line of lines) {
				expect(cellsOf(line)).toBeLessThanOrEqual(columns);
				// Nothing that a server or a person wrote reaches the terminal as a command.
				expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
				if (room.shape === 'panels' && /^[│╭╰]/.test(line)) {
					expect(line).toMatch(/[│╮╯]$/);
					expect(cellsOf(line)).toBe(columns);
				}
			}
			if (room.shape === 'panels')
				expect(lines.filter(line => line.startsWith('╭'))).toHaveLength(
					lines.filter(line => line.startsWith('╰')).length,
				);
		}),
		{numRuns: 300},
	);
});
