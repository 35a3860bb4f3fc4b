import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/token.ts';
import type {Trust} from '../../source/domain/certificate.ts';
import {Secret} from '../../source/domain/secret.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {noSettings, withProfile} from '../../source/domain/settings.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {type Duration, hours, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {createPlayer, noon, profileNamed, tokenOf} from '../support/sessions.ts';
import {createStoryClock} from '../support/story-clock.ts';
import {createStorySecrets} from '../support/story-secrets.ts';
import {tryCommand} from '../support/try-command.ts';
import {settle} from '../support/world.ts';

const dc1 = profileNamed('dc1');

type Asked = Partial<Parameters<typeof tryCommand>[1]> & {
	/** Since the token was granted; without a record of its use. */
	readonly at?: Duration;
	readonly stored?: Secret | undefined;
	readonly trust?: Trust;
	readonly records?: readonly SessionRecord[];
};

function token({
	at = minutes(1),
	stored = storedToken(tokenOf('bearer-1', noon)),
	trust,
	records = [],
	...more
}: Asked = {}) {
	const secrets = createStorySecrets();
	secrets.put({holds: 'token', username: dc1.username, origin: dc1.origin}, stored);
	const ports = {
		clock: createStoryClock(later(noon, at)),
		profiles: createMemoryProfiles(withProfile(noSettings, {...dc1, trust: trust ?? dc1.trust})),
		records: createMemoryRecords(records),
		secretsFor: () => secrets.store,
	};
	return tryCommand(run, {ports, ...more});
}

test('is printed for a program, not for a screen', async () => {
	expect(await token()).toEqual({code: 0, stdout: 'bearer-1\n', stderr: ''});
	expect(await token({isTerminal: true})).toEqual({
		code: 2,
		stdout: '',
		stderr: [
			'svt-tui: error: the token would be shown on this terminal',
			'svt-tui: hint: pipe it into a program, or show it all the same: svt-tui token --show',
			'',
		].join('\n'),
	});
	expect(await token({isTerminal: true, options: {show: true}})).toEqual({code: 0, stdout: 'bearer-1\n', stderr: ''});
});

test('is not printed when it is dead for sure, also of old age', async () => {
	const run = await token({at: hours(25)});
	expect(run).toMatchObject({code: 4, stdout: ''});
	expect(run.stderr).toMatch(
		/^svt-tui: error: dc1: the token ran out at .*, by our clock\nsvt-tui: hint: sign in: svt-tui login dc1\n$/,
	);
});

test('that somebody signed out of is none, though it is still there', async () => {
	const leaving = createPlayer(dc1);
	leaving.signIn('bearer-1');
	leaving.send({type: 'sign-out-requested', forgetPassword: false});
	expect(await token({records: [recordOf(leaving.session(), 1, noon)]})).toMatchObject({
		code: 4,
		stdout: '',
		stderr: 'svt-tui: error: dc1: no token is stored\nsvt-tui: hint: sign in: svt-tui login dc1\n',
	});
});

test('what the keychain holds under its name and is none of ours is none', async () => {
	expect(await token({stored: new Secret('{"v":2}')})).toMatchObject({
		code: 4,
		stderr: 'svt-tui: error: dc1: no token is stored\nsvt-tui: hint: sign in: svt-tui login dc1\n',
	});
});

test('lives long enough, or not', async () => {
	expect(await token({options: {'min-ttl': '8m'}})).toMatchObject({code: 0});
	expect(await token({options: {'min-ttl': '10m'}})).toEqual({
		code: 9,
		stdout: '',
		stderr: 'svt-tui: error: dc1: the token lives 9 min more, not 10 min\nsvt-tui: hint: sign in: svt-tui login dc1\n',
	});
});

test('of the environment is used, and its life is not known', async () => {
	const environment = {SVT_TOKEN: 'from-outside'};
	expect(await token({environment})).toEqual({code: 0, stdout: 'from-outside\n', stderr: ''});
	expect(await token({environment, words: ['dc1']})).toMatchObject({stdout: 'bearer-1\n'});
	expect(await token({environment, options: {'min-ttl': '1s'}})).toMatchObject({
		code: 9,
		stderr: 'svt-tui: error: how long the token in SVT_TOKEN lives is not known\n',
	});
	expect(await token({environment: {SVT_TOKEN: 'two words'}})).toEqual({
		code: 2,
		stdout: '',
		stderr: 'svt-tui: error: SVT_TOKEN holds no token\n',
	});
});

test('of the profile that the environment names', async () => {
	expect(await token({environment: {SVT_PROFILE: 'dc1'}})).toMatchObject({code: 0});
	expect(await token({environment: {SVT_PROFILE: 'dc9'}})).toMatchObject({
		code: 2,
		stderr: 'svt-tui: error: there is no profile dc9\nsvt-tui: hint: did you mean dc1?\n',
	});
	expect(await token({words: ['dc1'], options: {profile: 'dc9'}})).toMatchObject({
		code: 2,
		stderr: 'svt-tui: error: two profiles are named, by a word and by --profile: name one\n',
	});
});

test.each<[string, Trust, readonly string[]]>([
	['the system’s roots', {mode: 'system'}, []],
	['a CA file', {mode: 'ca-file', path: '/etc/our "own"/ca.pem'}, ['cacert = "/etc/our \\"own\\"/ca.pem"']],
	[
		'a pinned certificate',
		{mode: 'pinned', sha256: 'ab'.repeat(32), publicKeySha256: '01'.repeat(32)},
		['pinnedpubkey = "sha256//AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="', 'insecure'],
	],
	['a pin from before keys were kept', {mode: 'pinned', sha256: 'ab'.repeat(32)}, []],
])('as curl’s configuration it brings along %s', async (_name, trust, lines) => {
	const {stdout} = await token({options: {'curl-config': true}, trust});
	expect(stdout).toBe(['header = "Authorization: Bearer bearer-1"', ...lines, ''].join('\n'));
});

describe('at the end of a session that another process brings on', () => {
	const held = tokenOf('bearer-1', noon, 100);
	const auto = profileNamed('dc1', {renew: 'auto'});

	/** What that process, number 7, wrote so many seconds after noon. */
	function recordAt(second: number, more: Partial<Parameters<typeof profileNamed>[1]> = {}): SessionRecord {
		const player = createPlayer({...auto, ...more});
		player.signIn('bearer-1', 100);
		player.pass(seconds(second));
		return recordOf(player.session(), 7, player.now());
	}

	async function asked(at: number, record: SessionRecord, {isRunning = true, stop = new AbortController()} = {}) {
		const clock = createStoryClock(later(noon, seconds(at)));
		const secrets = createStorySecrets();
		const name = {holds: 'token', username: auto.username, origin: auto.origin} as const;
		secrets.put(name, storedToken(held));
		const ports = {
			clock,
			profiles: createMemoryProfiles(withProfile(noSettings, auto)),
			records: createMemoryRecords([record]),
			secretsFor: () => secrets.store,
			isRunning: (pid: number) => isRunning && pid === 7,
		};
		const told = tryCommand(run, {ports, stop: stop.signal});
		await settle();
		return {
			told,
			pass: async (span: Duration) => {
				for (const end = later(clock.now(), span); clock.now() < end; await settle())
					clock.moveTo(later(clock.now(), milliseconds(50)));
			},
			store: () => secrets.put(name, storedToken(tokenOf('bearer-2', clock.now()))),
			reads: () => secrets.asked().length,
		};
	}

	test('the next token is waited for, in silence while that is short', async () => {
		for (const [at, written] of [
			[100.3, 99],
			[102, 101.5],
		] as const) {
			const {told, pass, store} = await asked(at, recordAt(written));
			await pass(seconds(0.9));
			store();
			await pass(seconds(0.3));
			expect(await told).toEqual({code: 0, stdout: 'bearer-2\n', stderr: ''});
		}
	});

	test('for five seconds, and not in silence', async () => {
		const {told, pass, reads} = await asked(102, recordAt(99));
		await pass(seconds(4.9));
		expect(reads()).toBe(20);
		await pass(seconds(0.2));
		const {code, stdout, stderr} = await told;
		expect({code, stdout}).toEqual({code: 4, stdout: ''});
		expect(stderr.split('\n')).toEqual([
			'dc1: the token is over; waiting for the next one, which process 7 brings',
			expect.stringMatching(/^svt-tui: error: dc1: the token ran out at .*, by our clock$/),
			'svt-tui: hint: sign in: svt-tui login dc1',
			'',
		]);
	});

	test('a signal ends that', async () => {
		const stop = new AbortController();
		const {told} = await asked(102, recordAt(99), {stop});
		stop.abort('SIGINT');
		expect(await told).toEqual({code: 130, stdout: '', stderr: ''});
	});

	test.each<[string, SessionRecord, boolean]>([
		['that process has gone', recordAt(99), false],
		['a person is to be asked', recordAt(99, {renew: 'ask'}), true],
		['nobody keeps it', recordAt(99, {keepAlive: false}), true],
	])('nothing is waited for where %s', async (_why, record, isRunning) => {
		const {told} = await asked(102, record, {isRunning});
		expect(await told).toMatchObject({code: 4, stdout: ''});
	});

	test('nor while the token lives', async () => {
		const {told} = await asked(99.5, recordAt(99));
		expect(await told).toEqual({code: 0, stdout: 'bearer-1\n', stderr: ''});
	});
});
