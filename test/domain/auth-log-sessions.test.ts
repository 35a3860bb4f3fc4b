import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fingerprintOf} from '../../source/domain/secret.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {login, loginToken, use} from '../simulator/raw-client.ts';
import {startSimulator} from '../simulator/started.ts';
import {logFixture, readSessions} from '../support/read-log.ts';
import {faultsBy} from '../support/schemas.ts';

const administrator = 'administrator';

/** A simulator that writes its log into a text. */
async function startLogging(switches: Parameters<typeof startSimulator>[0] = {}) {
	let log = '';
	const started = await startSimulator({...switches, log: line => (log += `${line}\n`)});
	return {...started, read: () => readSessions(log), lines: () => log.split('\n')};
}

describe("the simulator's life is told as it was", () => {
	test('a sign-in, uses, tickles by the server, and an end by idling out', async () => {
		const {address, clock, read, lines} = await startLogging({switches: {tickler: true}});
		const token = await loginToken(address);
		clock.move(minutes(2));
		await use(address, token);
		clock.move(minutes(9));
		await use(address, token);
		clock.move(minutes(11));
		await use(address, token);
		await use(address, token);
		const {sessions, refusals, open} = read();
		const lineOf = (pattern: RegExp, nth = 0) =>
			lines().flatMap((line, index) => (pattern.test(line) ? [index + 1] : []))[nth];
		expect(sessions).toEqual([
			{
				schema: 'svt-tui/log/v1',
				type: 'session',
				token: fingerprintOf(token),
				user: administrator,
				grant: 'password',
				process: 13_430,
				firstSeen: {at: '2016-04-29T18:36:48.387', line: 3},
				issued: {at: '2016-04-29T18:36:48.387', line: 3},
				signIns: 1,
				uses: 2,
				lastUse: {at: '2016-04-29T18:47:48.387', line: lineOf(/remoteAddress/, 1)},
				longestSilence: {at: '2016-04-29T18:47:48.387', line: lineOf(/remoteAddress/, 1), seconds: 540},
				addresses: [{address: '127.0.0.1', line: lineOf(/remoteAddress/), uses: 2}],
				usesElsewhere: 0,
				tickles: {
					count: 241,
					first: {at: '2016-04-29T18:36:53.842', line: 9},
					last: {at: '2016-04-29T18:58:43.042', line: lineOf(/tickled/, 240)},
				},
				end: {
					how: 'idle',
					at: '2016-04-29T18:58:48.387',
					line: lineOf(/due to inactivity\. /),
					silenceSeconds: 660,
					limitSeconds: 600,
					text: 'not used for 11 min, at an idle limit of 10 min',
				},
				refusedAfterwards: 1,
			},
		]);
		expect(refusals.map(({cause, count, lines: at}) => [cause, count, at])).toEqual([
			['idle-expired', 1, [lineOf(/message=Access token expired due/)]],
			['unknown-token', 1, [lineOf(/message=Invalid/)]],
		]);
		expect(open).toBe(0);
	});

	test.each(['older', 'newer'] as const)('the absolute limit, with the %s form of elapsed time', async elapsedForm => {
		const {address, clock, read} = await startLogging({switches: {elapsedForm, absoluteLimit: minutes(20)}});
		const token = await loginToken(address);
		for (let count = 0; count < 5; count += 1) {
			clock.move(minutes(4) + 1);
			await use(address, token);
		}
		const {sessions, totals} = read();
		expect(sessions).toMatchObject([
			{
				uses: 4,
				longestSilence: {seconds: 240.001},
				end: {how: 'absolute', text: 'its absolute limit was reached', limitSeconds: null},
			},
		]);
		expect(totals.unplacedUses).toBe(0);
	});

	test('a token that was replaced when its time was up, of which the appliance writes nothing', async () => {
		const {address, clock, read} = await startLogging({switches: {idleLimit: hours(2)}});
		const first = await loginToken(address);
		for (let hour = 0; hour < 23; hour += 1) {
			clock.move(hours(1));
			await use(address, first);
		}
		clock.move(minutes(55));
		await use(address, first);
		clock.move(minutes(5) + 1);
		await login(address);
		clock.move(1);
		const {sessions} = read();
		expect(sessions.map(({end}) => end?.how ?? 'open')).toEqual(['absolute', 'open']);
	});

	test('a revoke, a restart, a token that is got again, and what is still open', async () => {
		const {address, clock, read, simulator} = await startLogging();
		const revoked = await loginToken(address);
		clock.move(seconds(5));
		await use(address, revoked, '/api/oauth/revoke');
		const lost = await loginToken(address);
		clock.move(minutes(1));
		expect(await loginToken(address)).toBe(lost);
		simulator.restart();
		clock.move(minutes(1));
		const open = await loginToken(address);
		const told = read();
		expect(told.sessions.map(({token, end, signIns, process}) => [token, end?.how, signIns, process])).toEqual([
			[fingerprintOf(revoked), 'revoked', 1, 13_430],
			[fingerprintOf(lost), 'restarted', 2, 13_430],
			[fingerprintOf(open), undefined, 1, 14_950],
		]);
		expect([told.open, told.totals.restarts]).toEqual([1, 1]);
	});

	test('refused sign-ins by cause and user, and tokens that nobody knows', async () => {
		const {address, read, simulator} = await startLogging();
		await login(address, {password: 'wrong'});
		await login(address, {username: 'eve\u001b[2J', password: 'wrong'});
		await login(address, {password: 'wrong'});
		simulator.change({hms: 'down'});
		await login(address);
		await use(address, '4a1da31f-5405-4a93-af5c-799403ea70d6');
		const {refusals, sessions} = read();
		expect(sessions).toEqual([]);
		expect(refusals).toMatchObject([
			{
				of: 'sign-in',
				cause: 'wrong-credentials',
				text: 'user name or password refused',
				count: 3,
				lines: [1, 2, 3],
				whose: [
					{user: administrator, token: null, count: 2},
					{user: 'eve?[2J', token: null, count: 1},
				],
			},
			{of: 'sign-in', cause: 'server-error', count: 1, lines: [4]},
			{of: 'token', cause: 'unknown-token', whose: [{token: '0414', user: null, count: 1}]},
		]);
		for (const group of refusals) expect(faultsBy('log-v1', group)).toEqual([]);
	});

	test('a token for each sign-in: those that nobody shows again are told once they cannot live', async () => {
		const {address, clock, read} = await startLogging({switches: {reuse: false, tickler: true}});
		await login(address);
		clock.move(minutes(3));
		await login(address);
		clock.move(hours(26));
		const used = await loginToken(address);
		clock.move(minutes(1));
		await use(address, used);
		const {sessions} = read();
		expect(
			sessions.map(({end, uses, tickles}) => [end?.how ?? 'open', end?.line ?? null, uses, tickles !== null]),
		).toEqual([
			['abandoned', null, 0, true],
			['abandoned', null, 0, true],
			['open', null, 1, true],
		]);
	});
});

const record = (time: string, rest: string, {process = 7, thread = 'qtp1-22'} = {}) =>
	`2026-11-22 ${time}.000 DEBUG ${process} --- [${thread.padStart(15)}] c.s.restapi.security.${rest}\n`;
const [one, other] = ['11111111-2222-3333-4444-555555555555', '66666666-7777-8888-9999-000000000000'];
const lookUp = (token: string, span: number) =>
	`SvtTokenServices : Time elapsed (ms: ${span} since last update of access token: ${token}`;
const used = (user: string) =>
	`AuditListener : AuditEvent [timestamp=Sun Nov 22 01:00:00 UTC 2026, principal=${user}, type=AUTHENTICATION_SUCCESS, data={details=remoteAddress=10.0.0.1, tokenType=BearertokenValue=<TOKEN>}]`;
const issued = (token: string) => `SvtTokenEnhancer : enhancing accessToken ${token} with updated_at=1`;
const tickled = (id: string) => `SessionTickler : HMS Session ${id} tickled.`;

test('a token in the place of a name is told by its fingerprint', () => {
	const {sessions} = readSessions(record('01:00:00', lookUp(one, 5000)) + record('01:00:00', used(other)));
	expect(sessions).toMatchObject([{user: `token ${fingerprintOf(other)}`}]);
});

test('a look at a token is no use of it: only the audit says so', () => {
	const {sessions} = readSessions(
		record('01:00:00', lookUp(one, 5000)) +
			record('01:00:00', lookUp(other, 7000), {thread: 'qtp1-23'}) +
			record('01:00:01', used('a')),
	);
	expect(sessions).toMatchObject([{token: fingerprintOf(one), user: 'a', uses: 1, issued: null, signIns: 0}]);
});

test('without a name of the token a use is laid to the session that was silent for so long, or to none', () => {
	const older = (span: number) => `SvtTokenServices : Time elapsed (ms) since last update of access token: ${span}`;
	const begin = (time: string, token: string) => record(time, lookUp(token, 1)) + record(time, used('a'));
	const {sessions, totals} = readSessions(
		begin('01:00:00', one) +
			begin('01:01:00', other) +
			record('01:05:00', older(240_000)) +
			record('01:05:00', used('a')) +
			record('01:06:00', older(90_000)) +
			record('01:06:00', used('a')),
	);
	expect(sessions.map(({uses}) => uses)).toEqual([1, 2]);
	expect(totals.unplacedUses).toBe(1);
});

test('a log of audit events alone, as where DEBUG is off, is counted, and nothing is invented', () => {
	const {sessions, totals} = readSessions(record('01:00:00', used('a')) + record('01:05:00', used('a')));
	expect([sessions, totals.unplacedUses]).toEqual([[], 2]);
});

test("the server's tickles are told where they can be of one session only", () => {
	const [first, second] = ['aaaaaaaa-2222-3333-4444-555555555555', 'bbbbbbbb-2222-3333-4444-555555555555'];
	const counts = (text: string) => readSessions(text).sessions.map(({tickles}) => tickles?.count);
	expect(
		counts(
			record('01:00:00', issued(one)) +
				record('01:00:05', tickled(first)) +
				record('01:00:07', issued(other)) +
				record('01:00:10', tickled(first)) +
				record('01:00:10', tickled(second)),
		),
	).toEqual([2, 1]);
	// Which is whose?
	expect(
		counts(
			record('01:00:00', issued(one)) +
				record('01:00:01', issued(other)) +
				record('01:00:05', tickled(first)) +
				record('01:00:05', tickled(second)),
		),
	).toEqual([undefined, undefined]);
	// The log begins in the midst of another's session.
	expect(
		counts(record('01:00:00', issued(one)) + record('01:00:05', tickled(first)) + record('01:00:05', tickled(second))),
	).toEqual([undefined]);
});

test('lines of the old process that come late are no restart, but the same number later on is', () => {
	const begin = (time: string, process: number) => record(time, issued(one), {process, thread: `qtp${process}-1`});
	expect(readSessions(begin('01:00:00', 7) + begin('01:00:10', 8) + begin('01:00:11', 7)).totals.restarts).toBe(1);
	expect(readSessions(begin('01:00:00', 7) + begin('01:00:10', 8) + begin('01:30:00', 7)).totals.restarts).toBe(2);
});

test('a token that is refused as unknown while it seemed to live was forgotten', () => {
	const refused = `AuditListener : AuditEvent [timestamp=Sun Nov 22 01:00:00 UTC 2026, principal=access-token, type=AUTHENTICATION_FAILURE, data={type=a.BadCredentialsException, message=Invalid access token: ${one}}]`;
	const {sessions} = readSessions(
		record('01:00:00', issued(one)) + record('01:01:00', refused) + record('01:01:30', refused),
	);
	expect(sessions).toMatchObject([{end: {how: 'forgotten', line: 2}, refusedAfterwards: 1}]);
});

test('what it holds is bounded: the oldest of ten thousand sessions makes room', () => {
	const uuid = (index: number) => `${String(index).padStart(8, '0')}-2222-3333-4444-555555555555`;
	const text = Array.from({length: 10_005}, (_, index) => record('01:00:00', issued(uuid(index)))).join('');
	const {open, sessions} = readSessions(text);
	expect([open, sessions.length]).toEqual([10_000, 10_005]);
});

test('times that jump, and sessions that all end at once, cost neither time nor memory', () => {
	const uuid = (index: number) => `${String(index).padStart(8, '0')}-2222-3333-4444-555555555555`;
	const ended = (index: number) =>
		`SvtTokenServices : Removing token ${uuid(index)} due to inactivity. inactiveTokenExpiration is 600000`;
	const started = performance.now();
	const text = Array.from({length: 20_000}, (_, index) => {
		const time = index % 2 === 0 ? '01:00:00' : '09:00:00';
		return record(time, issued(uuid(index))) + record(time, ended(index + 1_000_000));
	}).join('');
	expect(readSessions(text).sessions).toHaveLength(40_000);
	expect(performance.now() - started).toBeLessThan(10_000);
});

test('every story fits the schema, and holds nothing that steers a terminal and no token', () => {
	const lines = logFixture('rest-api-log.txt').split('\n');
	const spoilt = fc.tuple(fc.constantFrom(...lines), fc.nat(250), fc.string({unit: 'binary', maxLength: 3}));
	const anyLine = fc.oneof(
		fc.constantFrom(...lines),
		spoilt.map(([line, at, piece]) => line.slice(0, at) + piece + line.slice(at)),
	);
	fc.assert(
		fc.property(fc.array(anyLine, {maxLength: 60}), written => {
			const {sessions, refusals, events} = readSessions(Buffer.from(written.join('\n')).toString('latin1'));
			for (const report of [...sessions, ...refusals]) expect(faultsBy('log-v1', report)).toEqual([]);
			const told = JSON.stringify([sessions, refusals]);
			expect(told).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
			expect(told).not.toMatch(/28b42cf2-|ec7b184f-|2d65e35f-/);
			expect(events.length).toBeGreaterThanOrEqual(sessions.filter(({end}) => end !== null).length);
		}),
		{numRuns: 100},
	);
});
