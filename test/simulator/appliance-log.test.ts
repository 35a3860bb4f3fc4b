import {describe, expect, test} from 'vitest';
import {hours, instant, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {createApplianceLog} from '../../source/simulator/appliance-log.ts';
import {createServerCalendar} from '../../source/simulator/server-calendar.ts';
import {login, loginToken, use} from './raw-client.ts';
import {startSimulator} from './started.ts';

/** A log whose lines get these times, one each (milliseconds after `start`). */
function logAt(start: string, offsets: readonly number[], options: {pid: number; threadPool: number}) {
	const times = offsets.map(offset => instant(Date.parse(start) + offset));
	const lines: string[] = [];
	const log = createApplianceLog({
		now: () => times[lines.length] ?? instant(0),
		write: line => lines.push(line),
		timeZone: 'America/New_York',
		elapsedForm: () => (options.pid === 13_430 ? 'older' : 'newer'),
		...options,
	});
	return {log, lines};
}

const token = (value: string, hmsSession = '') => ({
	value,
	username: 'administrator',
	grant: 'password' as const,
	expiresAt: instant(0),
	updatedAt: instant(1_461_955_008_387),
	hmsSession,
});

/** HPE's page prints runs of spaces as one. */
const asPrinted = (line: string) => line.replace(/ +/g, ' ');

// HPE: "Authorization-related REST API log messages and responses", its lines joined again where the page wraps them.
describe("the lines of HPE's page", () => {
	test('a successful token request', () => {
		const {log, lines} = logAt('2016-04-29T14:36:48-04:00', [379, 384, 387, 387, 387, 388, 389, 389], {
			pid: 13_430,
			threadPool: 1_872_627_924,
		});
		log.record(
			{type: 'token-granted', token: token('28b42cf2-4d6b-40a4-a91e-101a9e21c1cc'), users: 1, sessions: 1},
			22,
		);
		expect(lines.map(asPrinted)).toEqual([
			'2016-04-29 14:36:48.379 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtSessionMap : User count after add: 1',
			'2016-04-29 14:36:48.384 INFO 13430 --- [tp1872627924-22] o.s.b.a.audit.listener.AuditListener : AuditEvent [timestamp=Fri Apr 29 14:36:48 EDT 2016, principal=administrator, type=AUTHENTICATION_SUCCESS, data={details={grant_type=password, username=administrator}}]',
			'2016-04-29 14:36:48.387 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtTokenEnhancer : enhancing accessToken 28b42cf2-4d6b-40a4-a91e-101a9e21c1cc with updated_at=1461955008387',
			'2016-04-29 14:36:48.387 DEBUG 13430 --- [tp1872627924-22] c.s.r.security.SvtInMemoryTokenStore : Storing access token 28b42cf2-4d6b-40a4-a91e-101a9e21c1cc',
			'2016-04-29 14:36:48.387 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtTokenEnhancer : enhancing accessToken 28b42cf2-4d6b-40a4-a91e-101a9e21c1cc with updated_at=1461955008387',
			'2016-04-29 14:36:48.388 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtSessionMap : Adding HMS session map with OAuth=28b42cf2-4d6b-40a4-a91e-101a9e21c1cc',
			'2016-04-29 14:36:48.389 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtSessionMap : Session count after add: 1',
			'2016-04-29 14:36:48.389 DEBUG 13430 --- [tp1872627924-22] c.s.restapi.security.SvtSessionMap : Expired session count after add: 0',
		]);
	});

	test('normal use', () => {
		const {log, lines} = logAt('2016-04-29T14:53:29-04:00', [895, 895], {pid: 13_430, threadPool: 1_872_627_924});
		log.record(
			{
				type: 'token-used',
				token: token('28b42cf2-4d6b-40a4-a91e-101a9e21c1cc'),
				elapsed: milliseconds(53_388),
				remoteAddress: '172.16.43.1',
			},
			35,
		);
		expect(lines.map(asPrinted)).toEqual([
			'2016-04-29 14:53:29.895 DEBUG 13430 --- [tp1872627924-35] c.s.restapi.security.SvtTokenServices : Time elapsed (ms) since last update of access token: 53388',
			'2016-04-29 14:53:29.895 INFO 13430 --- [tp1872627924-35] o.s.b.a.audit.listener.AuditListener : AuditEvent [timestamp=Fri Apr 29 14:53:29 EDT 2016, principal=administrator, type=AUTHENTICATION_SUCCESS, data={details=remoteAddress=172.16.43.1, tokenType=BearertokenValue=<TOKEN>}]',
		]);
	});

	test('a token that idled out, and the session tickler', () => {
		const dead = token('ec7b184f-b591-4609-bee8-96777339cf0e', '16bc9cec-37eb-4a11-b620-189c9d420410');
		const {log, lines} = logAt(
			'2016-04-29T16:58:00-04:00',
			[9372, 7953, 11_126, 15_540, 16_573, 16_574, 16_575, 20_820],
			{
				pid: 14_950,
				threadPool: 39_959_931,
			},
		);
		log.record({type: 'session-tickled', hmsSession: dead.hmsSession}, 0);
		log.record(
			{
				type: 'token-idle-expired',
				token: dead,
				elapsed: milliseconds(66_702),
				idleLimit: seconds(20),
				sessions: 0,
				text: `Access token expired due to inactivity: ${dead.value}`,
			},
			18,
		);
		expect(lines.map(asPrinted)).toEqual([
			'2016-04-29 16:58:09.372 DEBUG 14950 --- [ SessionTickler] c.s.restapi.security.SessionTickler : HMS Session 16bc9cec-37eb-4a11-b620-189c9d420410 tickled.',
			'2016-04-29 16:58:07.953 DEBUG 14950 --- [ qtp39959931-18] c.s.restapi.security.SvtTokenServices : Time elapsed (ms: 66702 since last update of access token: ec7b184f-b591-4609-bee8-96777339cf0e',
			'2016-04-29 16:58:11.126 DEBUG 14950 --- [ qtp39959931-18] c.s.restapi.security.SvtTokenServices : Removing token ec7b184f-b591-4609-bee8-96777339cf0e due to inactivity. inactiveTokenExpiration is 20000',
			'2016-04-29 16:58:15.540 DEBUG 14950 --- [ qtp39959931-18] c.s.r.security.SvtInMemoryTokenStore : Removing access token ec7b184f-b591-4609-bee8-96777339cf0e',
			'2016-04-29 16:58:16.573 DEBUG 14950 --- [ qtp39959931-18] c.s.restapi.security.SvtSessionMap : Removing session with oauth id=ec7b184f-b591-4609-bee8-96777339cf0e',
			'2016-04-29 16:58:16.574 DEBUG 14950 --- [ qtp39959931-18] c.s.restapi.security.SvtSessionMap : Session count after remove: 0',
			'2016-04-29 16:58:16.575 DEBUG 14950 --- [ qtp39959931-18] c.s.restapi.security.SvtSessionMap : Expired session count after remove: 0',
			'2016-04-29 16:58:20.820 INFO 14950 --- [ qtp39959931-18] o.s.b.a.audit.listener.AuditListener : AuditEvent [timestamp=Fri Apr 29 16:58:20 EDT 2016, principal=access-token, type=AUTHENTICATION_FAILURE, data={type=org.springframework.security.authentication.BadCredentialsException, message=Access token expired due to inactivity: ec7b184f-b591-4609-bee8-96777339cf0e}]',
		]);
	});

	test('a token after 24 hours, but for the thread column, which that one sample does not cut', () => {
		const {log, lines} = logAt('2016-04-28T10:17:27.605-04:00', [0], {pid: 23_921, threadPool: 1_909_078_861});
		log.record({type: 'token-refused', text: 'Access token expired: 2d65e35f-6306-40ce-a8b8-5a8278e44e73'}, 30);
		expect(lines.map(asPrinted)).toEqual([
			'2016-04-28 10:17:27.605 INFO 23921 --- [tp1909078861-30] o.s.b.a.audit.listener.AuditListener : AuditEvent [timestamp=Thu Apr 28 10:17:27 EDT 2016, principal=access-token, type=AUTHENTICATION_FAILURE, data={type=org.springframework.security.authentication.BadCredentialsException, message=Access token expired: 2d65e35f-6306-40ce-a8b8-5a8278e44e73}]',
		]);
	});
});

test('columns are as wide as the pattern says', () => {
	const {log, lines} = logAt('2016-04-29T14:53:29-04:00', [0, 0], {pid: 7, threadPool: 5});
	log.record({type: 'token-refused', text: 'no'}, 9);
	log.record({type: 'session-tickled', hmsSession: 'x'}, 0);
	expect(lines[0]).toBe(
		'2016-04-29 14:53:29.000  INFO 7 --- [         qtp5-9] o.s.b.a.audit.listener.AuditListener     : AuditEvent [timestamp=Fri Apr 29 14:53:29 EDT 2016, principal=access-token, type=AUTHENTICATION_FAILURE, data={type=org.springframework.security.authentication.BadCredentialsException, message=no}]',
	);
	expect(lines[1]).toBe(
		'2016-04-29 14:53:29.000 DEBUG 7 --- [ SessionTickler] c.s.restapi.security.SessionTickler      : HMS Session x tickled.',
	);
});

test('the hour after midnight is 00, in winter as in summer', () => {
	const calendar = createServerCalendar('America/New_York');
	const midnight = instant(Date.parse('2026-01-01T05:00:00.007Z'));
	expect(calendar.logTime(midnight)).toBe('2026-01-01 00:00:00.007');
	expect(calendar.javaDate(midnight)).toBe('Thu Jan 01 00:00:00 EST 2026');
	expect(createServerCalendar('UTC').javaDate(midnight)).toBe('Thu Jan 01 05:00:00 UTC 2026');
});

test('what a client sends can neither forge a line nor steer a terminal', () => {
	const {log, lines} = logAt('2016-04-29T14:53:29-04:00', [0, 0, 0], {pid: 7, threadPool: 5});
	const username = 'eve\n2016-04-29 14:53:29.000  INFO\u001b[2J\u2028';
	log.record(
		{
			type: 'login-failed',
			login: {username, grant: 'password', exception: 'BadCredentialsException', message: 'Bad credentials'},
		},
		9,
	);
	expect(lines).toHaveLength(1);
	expect(lines[0]).toContain('principal=eve?2016-04-29 14:53:29.000  INFO?[2J?, type=AUTHENTICATION_FAILURE');
});

test('a running appliance logs logins, use, refusals and revokes, and a new process after a restart', async () => {
	const lines: string[] = [];
	const {address, clock, simulator} = await startSimulator({log: line => lines.push(line)});
	const messages = () =>
		lines.splice(0).map(line => line.replace(/^.*?\[(.*?)\] \S+\.(\S+) +: (?:AuditEvent .*? (?=princ))?/, '$1 $2 '));
	const first = await loginToken(address);
	expect(messages()).toEqual([
		'tp1872627924-16 SvtSessionMap User count after add: 1',
		'tp1872627924-16 AuditListener principal=administrator, type=AUTHENTICATION_SUCCESS, data={details={grant_type=password, username=administrator}}]',
		`tp1872627924-16 SvtTokenEnhancer enhancing accessToken ${first} with updated_at=1461955008387`,
		`tp1872627924-16 SvtInMemoryTokenStore Storing access token ${first}`,
		`tp1872627924-16 SvtTokenEnhancer enhancing accessToken ${first} with updated_at=1461955008387`,
		`tp1872627924-16 SvtSessionMap Adding HMS session map with OAuth=${first}`,
		'tp1872627924-16 SvtSessionMap Session count after add: 1',
		'tp1872627924-16 SvtSessionMap Expired session count after add: 0',
	]);
	clock.move(53_388);
	await use(address, first, '/api/oauth/revoke');
	await use(address, first);
	await login(address, {password: 'wrong'});
	const refused = 'data={type=org.springframework.security.authentication.BadCredentialsException, message';
	expect(messages()).toEqual([
		`tp1872627924-17 SvtTokenServices Time elapsed (ms: 53388 since last update of access token: ${first}`,
		'tp1872627924-17 AuditListener principal=administrator, type=AUTHENTICATION_SUCCESS, data={details=remoteAddress=127.0.0.1, tokenType=BearertokenValue=<TOKEN>}]',
		`tp1872627924-17 SvtInMemoryTokenStore Removing access token ${first}`,
		`tp1872627924-17 SvtSessionMap Removing session with oauth id=${first}`,
		'tp1872627924-17 SvtSessionMap Session count after remove: 0',
		'tp1872627924-17 SvtSessionMap Expired session count after remove: 0',
		`tp1872627924-18 AuditListener principal=access-token, type=AUTHENTICATION_FAILURE, ${refused}=Invalid access token: ${first}}]`,
		`tp1872627924-19 AuditListener principal=administrator, type=AUTHENTICATION_FAILURE, ${refused}=Bad credentials}]`,
	]);
	await login(address);
	simulator.restart();
	await login(address);
	expect(new Set(lines.map(line => line.slice(30, 35)))).toEqual(new Set(['13430', '14950']));
});

test('the session tickler runs while a session lives, counts as no use, and rests without one', async () => {
	const lines: string[] = [];
	const {address, clock, simulator} = await startSimulator({
		log: line => lines.push(line),
		switches: {tickler: true, absoluteLimit: hours(1)},
	});
	expect(clock.alarms()).toBe(0);
	const token = await loginToken(address);
	const [session] = simulator.sessions();
	lines.length = 0;
	clock.move(minutes(10) + 1);
	expect(lines).toHaveLength(109);
	expect(lines[0]).toContain('[ SessionTickler] c.s.restapi.security.SessionTickler      : HMS Session ');
	expect(lines.every(line => line.endsWith(`: HMS Session ${session?.hmsSession} tickled.`))).toBe(true);
	expect((await use(address, token)).body).toContain('due to inactivity');
	clock.move(seconds(6));
	expect(clock.alarms()).toBe(0);
	await login(address);
	clock.move(hours(2));
	expect(clock.alarms()).toBe(0);
	await login(address);
	simulator.change({tickler: false});
	clock.move(seconds(6));
	expect(clock.alarms()).toBe(0);
	simulator.change({tickler: true});
	expect(clock.alarms()).toBe(1);
	await simulator.stop();
	expect(clock.alarms()).toBe(0);
});
