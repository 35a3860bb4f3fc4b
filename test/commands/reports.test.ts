import fc from 'fast-check';
import {expect, test} from 'vitest';
import {profilesReport} from '../../source/commands/profiles-report.ts';
import {profileReport, standingOf} from '../../source/commands/status-report.ts';
import {parseEvent} from '../../source/domain/event-format.ts';
import {eventReport} from '../../source/domain/event-report.ts';
import {placeOf} from '../../source/domain/profile.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {hours, later, minutes} from '../../source/domain/time.ts';
import {arbitraryProfiles} from '../support/arbitrary-profile.ts';
import {refusal} from '../support/refusals.ts';
import {faultsBy} from '../support/schemas.ts';
import {createPlayer, noon, type Player, profileNamed} from '../support/sessions.ts';

const profiles = [
	profileNamed('dc1'),
	profileNamed('dc2', {renew: 'auto', grant: 'emergency', trust: {mode: 'pinned', sha256: 'ab'.repeat(32)}}),
	profileNamed('dc3', {keepAlive: false, storage: 'memory', trust: {mode: 'ca-file', path: '/etc/ca.pem'}}),
];

const steps: Readonly<Record<string, (player: Player, kind: (typeof refusalKinds)[number]) => void>> = {
	'sign in': player => player.signIn(),
	'sign in, told no lifetime': player => player.signIn('second-token', 'untold'),
	'be refused': (player, kind) => {
		player.send({type: 'stored-sign-in-requested', profile: player.session().profile});
		player.refuse(refusal(kind));
	},
	tickle: player => player.answerTickle(),
	'tickle in vain': (player, kind) => player.answerTickle({refusal: refusal(kind)}),
	wait: player => player.pass(minutes(4)),
	'wait a day': player => player.pass(hours(24)),
	'turn keep-alive off': player => player.send({type: 'keep-alive-requested', on: false}),
	'sign out': player => player.send({type: 'sign-out-requested', forgetPassword: false}),
};

test('whatever happens to a session, status and events are as their schemas say', () => {
	const chosen = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.constantFrom(...refusalKinds)), {
		maxLength: 10,
	});
	fc.assert(
		fc.property(fc.constantFrom(...profiles), chosen, fc.boolean(), (profile, life, isRunning) => {
			const player = createPlayer(profile);
			for (const [step, kind] of life) {
				steps[step]?.(player, kind);
				const record = recordOf(player.session(), 4242, player.now());
				const reports = [player.now(), later(player.now(), minutes(11))].map(now =>
					profileReport(standingOf(profile, record, now, () => isRunning)),
				);
				const status = {schema: 'svt-tui/status/v1', generatedAt: '2026-11-22T12:00:00Z', profiles: reports};
				expect(faultsBy('status-v1', JSON.parse(JSON.stringify(status)))).toEqual([]);
			}
			for (const entry of player.session().journal) {
				const report = eventReport('dc1', entry);
				const written = JSON.parse(JSON.stringify(report));
				expect(faultsBy('event-v1', written)).toEqual([]);
				expect(parseEvent(written)).toEqual(report);
			}
		}),
		{numRuns: 300},
	);
});

test('a profile without a session is as the schema says', () => {
	const report = profileReport(standingOf(profileNamed('dc1'), undefined, noon, () => false));
	const status = {schema: 'svt-tui/status/v1', generatedAt: '2026-11-22T12:00:00Z', profiles: [report]};
	expect(faultsBy('status-v1', status)).toEqual([]);
	expect(report).toMatchObject({state: 'signed-out', token: null, idle: null});
});

test('a list of profiles is as the schema says, whatever they are', () => {
	fc.assert(
		fc.property(arbitraryProfiles, all => {
			const [first] = all;
			const wipes = first === undefined ? [] : [{...placeOf(first, 'token'), since: noon}];
			const report = JSON.parse(JSON.stringify(profilesReport({profiles: all, standard: first?.name}, wipes)));
			expect(faultsBy('profiles-v1', report)).toEqual([]);
			expect(report.profiles).toHaveLength(all.length);
		}),
	);
});

test('what is no event is read as none, whatever it is', () => {
	fc.assert(
		fc.property(fc.anything(), value => {
			expect(parseEvent(value)).toBeUndefined();
			expect(parseEvent({schema: 'svt-tui/event/v1', at: value})).toBeUndefined();
		}),
	);
});
