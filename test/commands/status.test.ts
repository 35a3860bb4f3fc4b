import {expect, test} from 'vitest';
import {run} from '../../source/commands/status.ts';
import {type EventReport, eventReport} from '../../source/domain/event-report.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {noSettings, withProfile} from '../../source/domain/settings.ts';
import {type Duration, hours, later, minutes, seconds} from '../../source/domain/time.ts';
import {createMemoryEvents, createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {refusal} from '../support/refusals.ts';
import {faultsBy} from '../support/schemas.ts';
import {noon, profileNamed} from '../support/sessions.ts';
import {createStoryClock} from '../support/story-clock.ts';
import {tryCommand} from '../support/try-command.ts';

const dc1 = profileNamed('dc1');
const after = (span: Duration) => later(noon, span);
const exactly = (span: Duration) => ({earliest: after(span), latest: after(span)});

/** As a keeper with number 4242 wrote it at noon. */
const kept: SessionRecord = {
	profile: 'dc1',
	origin: dc1.origin,
	username: dc1.username,
	grant: 'password',
	storage: 'keychain',
	renew: 'ask',
	state: 'active',
	reason: undefined,
	network: 'ok',
	writtenAt: noon,
	token: {fingerprint: 'a3f9', reused: true, shared: false, grantedAt: noon, issuedAt: after(hours(-1))},
	idleLimitMilliseconds: 600_000,
	idle: exactly(minutes(10)),
	absolute: exactly(hours(22)),
	keepAlive: {
		state: 'on',
		keeperPid: 4242,
		intervalMilliseconds: 180_000,
		nextAt: after(minutes(3)),
		last: {at: noon, outcome: 'accepted', httpStatus: 200, roundTripMilliseconds: 38},
		sent: 41,
		failuresInARow: 0,
	},
	passwordStored: true,
	blocked: undefined,
	blockedAt: undefined,
	clockSkewMilliseconds: -3000,
};

type Told = {
	readonly record?: SessionRecord | undefined;
	/** What is written of it; unless told, to read that is a mistake. */
	readonly events?: readonly EventReport[];
	/** Since noon. */
	readonly at?: Duration;
	readonly running?: readonly number[];
	readonly options?: Readonly<Record<string, boolean>>;
	readonly words?: readonly string[];
	readonly storage?: 'keychain' | 'memory';
};

function status(told: Told = {}) {
	const {record, events, at = seconds(20), running = [4242], options = {}, words = [], storage = 'keychain'} = told;
	const ports = {
		clock: createStoryClock(after(at)),
		profiles: createMemoryProfiles(withProfile(noSettings, {...dc1, storage})),
		records: createMemoryRecords(record === undefined ? [] : [record]),
		...(events !== undefined && {eventLog: createMemoryEvents(events)}),
		isRunning: (processId: number) => running.includes(processId),
	};
	return tryCommand(run, {words, options, ports});
}

/** The lines that a session is told in, without the time zone of whoever runs this. */
async function lines(told: Told): Promise<readonly string[]> {
	const {stdout} = await status(told);
	return stdout
		.replace(/(?<=request|reached|from|to|slept from .* to) \d\d:\d\d:\d\d/g, ' TIME')
		.replace(/ends (?:[A-Z][a-z]{2} )?\d\d:\d\d:\d\d|ended \d\d:\d\d:\d\d|accepted \d\d:\d\d:\d\d/g, found =>
			found.replace(/(?:[A-Z][a-z]{2} )?\d\d:\d\d:\d\d/, 'TIME'),
		)
		.trimEnd()
		.split('\n');
}

test('a session that is kept alive', async () => {
	expect(await lines({record: kept})).toEqual([
		'dc1 (default)  active',
		'  user        administrator@vsphere.local at https://dc1.example, token a3f9',
		'  idle        09:40     ends TIME unless used',
		'  absolute    21:59:40  ends TIME',
		'  keep-alive  on by process 4242, next tickle in 02:40, last accepted TIME, 41 sent',
		'  token       reused, issued about 1 h ago',
		'  renew       ask, password in the keychain',
	]);
});

test('a token that others use, and a clock that is far off, are told', async () => {
	const token = {fingerprint: 'a3f9', reused: false, shared: true, grantedAt: noon, issuedAt: noon};
	const told = await lines({record: {...kept, token, clockSkewMilliseconds: -192_000}});
	expect(told.slice(-3)).toEqual([
		'  token       somebody else uses it as well',
		"  clock       the appliance's is 3 min 12 s behind ours",
		'  renew       ask, password in the keychain',
	]);
	expect(await lines({record: {...kept, clockSkewMilliseconds: 30_000}})).not.toContainEqual(
		expect.stringContaining('clock'),
	);
});

const unstored: SessionRecord = {
	...kept,
	storage: 'helper',
	token: {fingerprint: 'a3f9', reused: false, shared: false, grantedAt: noon, issuedAt: noon, onlyIn: 4242},
	passwordStored: false,
};

test('a token that could not be stored is told to be where it is', async () => {
	expect((await lines({record: unstored})).slice(-2)).toEqual([
		'  token       in memory only: it is not stored; process 4242 has it',
		'  renew       ask, no password stored',
	]);
	const {stdout} = await status({record: unstored, options: {json: true}});
	expect(JSON.parse(stdout).profiles[0]).toMatchObject({state: 'active', token: {onlyInProcess: 4242}});
	expect(faultsBy('status-v1', JSON.parse(stdout))).toEqual([]);
});

test('a token that could not be stored is gone with the program that had it', async () => {
	const told = {record: unstored, running: []};
	const forgotten = /^ {2}token {7}the appliance forgets it at \S+ unless somebody uses it, at the latest .*$/;
	expect(await lines(told)).toEqual([
		'dc1 (default)  signed out: its token was not stored, and is gone with process 4242',
		'  user        administrator@vsphere.local at https://dc1.example',
		expect.stringMatching(forgotten),
		'  renew       ask, no password stored',
	]);
	expect(await status({...told, options: {check: true, short: true}})).toMatchObject({
		code: 4,
		stdout: 'dc1 signed-out\n',
	});
	const {stdout} = await status({...told, options: {json: true}});
	expect(JSON.parse(stdout).profiles[0]).toMatchObject({state: 'signed-out', reason: 'token-lost', token: null});
	expect(faultsBy('status-v1', JSON.parse(stdout))).toEqual([]);
	expect((await lines({...told, record: {...unstored, storage: 'memory'}, storage: 'memory'}))[0]).toBe(
		'dc1 (default)  signed out: its token was in memory, and is gone with process 4242',
	);
});

test('a keeper that is gone keeps nothing alive, nor does one that missed its own tickle', async () => {
	expect(await lines({record: kept, running: []})).toContain('  keep-alive  off');
	expect(await lines({record: kept, at: minutes(6)})).toContain('  keep-alive  off');
	expect(await lines({record: kept, at: minutes(4)})).toContain(
		'  keep-alive  on by process 4242, next tickle in 00:00, last accepted TIME, 41 sent',
	);
});

test('what may be over already is marked', async () => {
	const record = {...kept, idle: {earliest: after(minutes(10)), latest: after(minutes(14))}};
	const told = {record, at: minutes(11)};
	expect(await lines(told)).toContain('  idle        03:00     unproven,  ends TIME unless used');
	expect(await status({...told, options: {short: true}})).toMatchObject({stdout: 'dc1 ~03:00\n'});
});

test('what ran out since is told as expired, by our clock', async () => {
	expect(await lines({record: kept, events: [], at: minutes(11)})).toEqual([
		'dc1 (default)  expired: it was idle for too long, by our clock',
		'  user        administrator@vsphere.local at https://dc1.example, token a3f9',
		'  idle        ended TIME',
		'  why         last accepted request TIME; nothing kept it alive after that; idle limit reached TIME',
		'  renew       ask, password in the keychain',
	]);
	const used = {...kept, idle: exactly(hours(23))};
	expect((await lines({record: used, events: [], at: hours(22)}))[0]).toBe(
		'dc1 (default)  expired: its time was up, by our clock',
	);
});

test('why it is over is told from what is written, which is not read for anything else', async () => {
	const tries = [2, 3, 4, 5, 6, 7, 8, 9].map(minute =>
		eventReport('dc1', {
			at: after(minutes(minute)),
			happening: {
				what: 'tickle-failed',
				refusal: refusal('unreachable', {code: 'ENETUNREACH'}),
				retryAt: after(minutes(minute + 1)),
			},
		}),
	);
	expect((await lines({record: kept, events: tries, at: minutes(30)}))[3]).toBe(
		'  why         last accepted request TIME; no route from TIME to the end (8 tries); idle limit reached TIME; the machine did not sleep',
	);
	const slept = eventReport('dc1', {at: after(hours(7)), happening: {what: 'machine-slept', span: hours(6)}});
	expect((await lines({record: kept, events: [slept], at: hours(8)}))[3]).toBe(
		'  why         last accepted request TIME; nothing kept it alive after that; idle limit reached TIME',
	);
	// Neither a living session nor a shorter line needs it.
	expect(await status({record: kept})).toMatchObject({code: 0});
	for (const option of ['short', 'json'])
		expect(await status({record: kept, at: minutes(30), options: {[option]: true}})).toMatchObject({code: 0});
});

test.each<[string, Partial<SessionRecord>, string]>([
	['refused', {state: 'expired', reason: 'unknown-token'}, 'expired: the appliance does not know the token any more'],
	['blocked', {state: 'blocked', reason: 'wrong-credentials'}, 'blocked: user name or password refused'],
	['signed out', {state: 'signed-out', reason: undefined}, 'signed out'],
	['signed out of', {state: 'signed-out', reason: 'signed-out'}, 'signed out: somebody signed out'],
	['of another user', {username: 'other'}, 'signed out'],
	['signing in', {state: 'signing-in', idle: undefined, absolute: undefined}, 'signing in'],
])('a session that is %s', async (_what, more, words) => {
	expect((await lines({record: {...kept, ...more}, events: []}))[0]).toBe(`dc1 (default)  ${words}`);
});

test('a sign-in that was never finished is none', async () => {
	const record: SessionRecord = {...kept, state: 'signing-in', token: undefined, idle: undefined, absolute: undefined};
	expect((await lines({record, at: minutes(2)}))[0]).toBe('dc1 (default)  signed out');
});

test.each<[string, Told]>([
	['nothing is known', {}],
	['it is kept alive', {record: kept}],
	['it expired', {record: kept, at: minutes(11)}],
	['it is blocked', {record: {...kept, state: 'blocked', reason: 'account-locked', blocked: 'account-locked'}}],
])('JSON as its schema has it when %s', async (_when, told) => {
	const {code, stdout, stderr} = await status({...told, options: {json: true}});
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	expect(faultsBy('status-v1', JSON.parse(stdout))).toEqual([]);
});

test('JSON tells all that is known', async () => {
	const {stdout} = await status({record: kept, options: {json: true}});
	expect(JSON.parse(stdout)).toEqual({
		schema: 'svt-tui/status/v1',
		generatedAt: '2026-11-22T12:00:20Z',
		profiles: [
			{
				name: 'dc1',
				origin: 'https://dc1.example',
				username: 'administrator@vsphere.local',
				grant: 'password',
				state: 'active',
				reason: null,
				network: 'ok',
				token: {
					fingerprint: 'a3f9',
					reused: true,
					shared: false,
					issuedAt: '2026-11-22T11:00:00Z',
					onlyInProcess: null,
				},
				idle: {limitSeconds: 600, remainingSeconds: 580, proven: true, expiresAt: '2026-11-22T12:10:00Z'},
				absolute: {remainingSeconds: 79_180, proven: true, expiresAt: '2026-11-23T10:00:00Z'},
				firstToExpire: 'idle',
				keepAlive: {
					state: 'on',
					keeperPid: 4242,
					intervalSeconds: 180,
					nextAt: '2026-11-22T12:03:00Z',
					last: {at: '2026-11-22T12:00:00Z', outcome: 'accepted', httpStatus: 200, roundTripMs: 38},
					failuresInARow: 0,
				},
				storage: 'keychain',
				wipePending: [],
				renew: {policy: 'ask', passwordStored: true, blocked: null},
				proxy: null,
				trust: {mode: 'system', sha256: null},
				clockSkewSeconds: -3,
			},
		],
	});
});

test('--check is for scripts', async () => {
	const options = {check: true, short: true};
	expect(await status({record: kept, options})).toMatchObject({code: 0, stdout: 'dc1 09:40\n'});
	expect(await status({record: kept, at: minutes(11), options})).toMatchObject({code: 4, stdout: 'dc1 expired\n'});
	expect(await status({options})).toMatchObject({code: 4, stdout: 'dc1 signed-out\n'});
});

test('a profile that is not there is named, with the one that was meant', async () => {
	expect(await status({words: ['dc2']})).toEqual({
		code: 2,
		stdout: '',
		stderr: 'svt-tui: error: there is no profile dc2\nsvt-tui: hint: did you mean dc1?\n',
	});
	expect(await status({words: ['elsewhere']})).toMatchObject({
		stderr: 'svt-tui: error: there is no profile elsewhere\nsvt-tui: hint: there are dc1\n',
	});
});
