import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Death, deathOf, deathOfRecord} from '../../source/domain/death.ts';
import {parseEvent} from '../../source/domain/event-format.ts';
import {type EventReport, eventReport} from '../../source/domain/event-report.ts';
import type {Happening} from '../../source/domain/journal.ts';
import {postMortem} from '../../source/domain/post-mortem.ts';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {revocations} from '../../source/domain/sign-out.ts';
import {
	type Duration,
	hours,
	type Instant,
	instant,
	later,
	milliseconds,
	minutes,
	seconds,
} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {profileNamed} from '../support/sessions.ts';
import {createWorld, settle} from '../support/world.ts';

process.env.TZ = 'UTC';

/** A night in which things go wrong: `03:01:10` on 2026-11-22, or `Sat 22:14:00` the evening before. */
function clock(time: string): Instant {
	const [day, hour] = time.startsWith('Sat ') ? ['21', time.slice(4)] : ['22', time];
	return instant(Date.parse(`2026-11-${day}T${hour}Z`));
}

const exactly = (at: Instant) => ({earliest: at, latest: at});

type Telling = readonly [time: string, happening: Happening];

const events = (...told: readonly Telling[]): readonly EventReport[] =>
	told.map(([time, happening]) => eventReport('dc1', {at: clock(time), happening}));

const accepted: Happening = {what: 'tickle-accepted', status: 200, roundTrip: milliseconds(38)};
const restored: Happening = {what: 'session-restored', fingerprint: 'f744'};
const ranOut: Happening = {what: 'ran-out', ending: 'idle'};
const slept = (span: Duration): Happening => ({what: 'machine-slept', span});
const failed = (kind: Parameters<typeof refusal>[0], code?: string): Happening => ({
	what: 'tickle-failed',
	refusal: refusal(kind, {code}),
	retryAt: clock('03:04:00'),
});

/** An idle death ten minutes after the last accepted request, which nobody was there to see. */
function idleDeath(touched: string, more: Partial<Death> = {}): Death {
	const touchedAt = clock(touched);
	return {
		ending: 'idle',
		refusal: undefined,
		at: undefined,
		touchedAt,
		deadlines: {idle: exactly(later(touchedAt, minutes(10))), absolute: exactly(later(touchedAt, hours(20)))},
		idleLimit: minutes(10),
		absoluteLimit: hours(24),
		keepAlive: 'unknown',
		seenAt: undefined,
		...more,
	};
}

const tell = (told: readonly EventReport[], death: Death, now = '09:30:00') => postMortem(told, death, clock(now));

/** Every 75 s, so that nobody can have been away. */
const outage = (happening: Happening, ...times: readonly string[]): readonly Telling[] =>
	times.map(time => [time, happening] as const);
const night = ['03:03:02', '03:04:10', '03:05:20', '03:06:30', '03:07:40', '03:08:50', '03:10:00'];

describe('a session that idled out', () => {
	test('because nothing could be reached', () => {
		const route = failed('unreachable', 'ENETUNREACH');
		const told = events(['03:01:10', accepted], ...outage(route, ...night), ['03:11:10', ranOut]);
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; no route from 03:03:02 to the end (7 tries); idle limit reached 03:11:10; the machine did not sleep',
		);
		// What was tried after it ended is no reason of its end.
		const more = events(...outage(route, '03:11:40', '03:12:10', '03:12:40'));
		expect(tell([...told, ...more], idleDeath('03:01:10', {keepAlive: 'on'}))).toBe(tell(told, idleDeath('03:01:10')));
	});

	test('because first this and then that was wrong', () => {
		const told = events(
			['03:01:10', accepted],
			...outage(failed('unreachable', 'ECONNREFUSED'), '03:03:02', '03:04:10', '03:05:20'),
			...outage(failed('busy'), '03:06:30'),
			...outage(failed('server-error'), '03:07:40', '03:08:50', '03:10:00'),
		);
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; connection refused from 03:03:02 to 03:05:20 (3 tries); appliance busy at 03:06:30 (1 try); server error from 03:07:40 to the end (3 tries); idle limit reached 03:11:10; the machine did not sleep',
		);
	});

	test('because one thing after the other was wrong', () => {
		const ways = [
			failed('unreachable', 'ECONNREFUSED'),
			failed('busy'),
			failed('unreachable', 'SVT_TIMEOUT'),
			failed('tls'),
			failed('busy'),
			failed('no-token'),
			failed('not-simplivity'),
		];
		const told = events(['03:01:10', accepted], ...ways.map((way, index) => [night[index] ?? '', way] as const));
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; 7 tries failed from 03:03:02 to the end: connection refused, appliance busy, no answer, TLS failure; idle limit reached 03:11:10; the machine did not sleep',
		);
	});

	test('because the machine slept', () => {
		const told = events(['02:08:00', accepted], ['09:02:00', slept(minutes(6 * 60 + 52))], ['09:02:00', ranOut]);
		const words =
			'last accepted request 02:08:00; the machine slept from 02:10:00 to 09:02:00; idle limit reached 02:18:00';
		expect(tell(told, idleDeath('02:08:00', {keepAlive: 'on', at: clock('09:02:00')}))).toBe(words);
		// Two processes tell of one sleep, to the second.
		const twice = [...told, ...events(['09:02:01', slept(minutes(6 * 60 + 52))])];
		expect(tell(twice, idleDeath('02:08:00'))).toBe(words.replace('09:02:00', '09:02:01'));
	});

	test('because the machine slept again and again', () => {
		const naps = ['03:02:30', '03:04:30', '03:06:30', '03:08:30', '03:10:30'];
		const told = events(['03:01:10', accepted], ...naps.map(time => [time, slept(seconds(60))] as const));
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; the machine slept from 03:01:30 to 03:02:30 and 4 times after that; idle limit reached 03:11:10',
		);
	});

	test('because svt-tui was stopped', () => {
		const told = events(
			['03:01:10', accepted],
			['03:40:00', {what: 'process-stopped', span: minutes(37)}],
			['03:40:00', ranOut],
		);
		expect(tell(told, idleDeath('03:01:10', {keepAlive: 'on'}))).toBe(
			'last accepted request 03:01:10; svt-tui was stopped from 03:03:00 to 03:40:00; idle limit reached 03:11:10',
		);
	});

	test('because nobody was to keep it alive', () => {
		const told = events(
			['03:01:10', {what: 'signed-in', fingerprint: 'f744', age: undefined, limit: hours(24), isSame: false}],
			['03:11:10', ranOut],
		);
		expect(tell(told, idleDeath('03:01:10', {keepAlive: 'off'}))).toBe(
			'last accepted request 03:01:10; keep-alive was off; idle limit reached 03:11:10',
		);
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; nothing kept it alive after that; idle limit reached 03:11:10',
		);
	});

	test('because somebody turned keep-alive off', () => {
		const told = events(
			['03:01:10', accepted],
			['03:02:00', {what: 'keep-alive-turned', on: false}],
			['03:11:10', ranOut],
		);
		const words =
			'last accepted request 03:01:10; somebody turned keep-alive off 03:02:00; idle limit reached 03:11:10';
		expect(tell(told, idleDeath('03:01:10', {keepAlive: 'off'}))).toBe(words);
		expect(tell(told, idleDeath('03:01:10'))).toBe(words);
	});

	test('because nobody was running, until somebody came', () => {
		const evening = events(['Sat 22:11:04', accepted], ['07:50:12', restored], ['07:50:12', ranOut]);
		const death = idleDeath('Sat 22:11:04', {keepAlive: 'on', at: clock('07:50:12'), seenAt: clock('Sat 22:14:03')});
		expect(tell(evening, death, '07:51:00')).toBe(
			'last accepted request Sat 22:11:04; svt-tui did not run from Sat 22:14:03 to 07:50:12; idle limit reached Sat 22:21:04',
		);
		expect(tell(evening.slice(0, 1), {...death, at: undefined}, '07:51:00')).toBe(
			'last accepted request Sat 22:11:04; nothing kept it alive after Sat 22:14:03; idle limit reached Sat 22:21:04',
		);
	});

	test('because svt-tui was ended while it could not reach it', () => {
		const told = events(['03:01:10', accepted], ...outage(failed('busy'), '03:03:02', '03:04:10'));
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; appliance busy from 03:03:02 to 03:04:10 (2 tries); nothing kept it alive after 03:04:10; idle limit reached 03:11:10',
		);
	});

	test('because the certificate changed', () => {
		const changed: Happening = {what: 'keep-alive-stopped', refusal: refusal('certificate-changed')};
		expect(
			tell(events(['03:01:10', accepted], ['03:04:10', changed], ['03:11:10', ranOut]), idleDeath('03:01:10')),
		).toBe(
			'last accepted request 03:01:10; keep-alive stopped 03:04:10: the appliance showed another certificate; idle limit reached 03:11:10',
		);
	});

	test('at a time that is not sure', () => {
		const idle = {earliest: clock('03:11:10'), latest: clock('03:14:20')};
		const told = events(['03:01:10', accepted], ...outage(failed('unreachable', 'SVT_TIMEOUT'), ...night), [
			'03:13:00',
			failed('busy'),
		]);
		expect(tell(told, idleDeath('03:01:10', {deadlines: {idle, absolute: undefined}}))).toBe(
			'last accepted request 03:01:10; no answer from 03:03:02 to 03:10:00 (7 tries); appliance busy from 03:13:00 to the end (1 try); idle limit reached 03:11:10, or at the latest 03:14:20; the machine did not sleep',
		);
	});

	test('and could not be renewed', () => {
		const told = events(
			['03:01:10', accepted],
			...outage(failed('busy'), ...night),
			['03:11:10', ranOut],
			['03:12:30', {what: 'sign-in-refused', refusal: refusal('wrong-credentials')}],
			['03:14:00', {what: 'sign-in-refused', refusal: refusal('account-locked')}],
		);
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; appliance busy from 03:03:02 to the end (7 tries); idle limit reached 03:11:10; sign-in refused 03:12:30: user name or password refused; sign-in refused 03:14:00: the account is locked or its password expired; the machine did not sleep',
		);
	});
});

describe('a session that', () => {
	test('met its absolute limit', () => {
		const death = idleDeath('03:01:10', {
			ending: 'absolute',
			deadlines: {idle: exactly(clock('03:11:10')), absolute: exactly(clock('03:02:00'))},
		});
		const told = events(['03:01:10', accepted], ['03:02:00', {what: 'ran-out', ending: 'absolute'}]);
		expect(tell(told, death)).toBe(
			'last accepted request 03:01:10; the 24-hour limit reached 03:02:00: nothing can move it',
		);
		expect(tell(told, {...death, absoluteLimit: minutes(90)})).toContain('the 1 h 30 min limit reached');
	});

	test('was refused while our clocks saw time left', () => {
		const no: Happening = {what: 'rejected', refusal: refusal('unknown-token')};
		const told = events(['03:01:10', accepted], ['03:04:10', no]);
		const words =
			'last accepted request 03:01:10; token refused 03:04:10 with 7 min left by our clocks: it was revoked elsewhere, the service restarted, another controller answered, or the idle limit is shorter than 10 min';
		expect(
			tell(told, idleDeath('03:01:10', {ending: 'rejected', at: clock('03:04:10'), refusal: 'unknown-token'})),
		).toBe(words);
		// As a record of it says, whose events know the rest.
		expect(tell(told, idleDeath('03:01:10', {ending: 'rejected'}))).toBe(words);
	});

	test('the appliance called idle too early', () => {
		const told = events(['03:01:10', accepted], ['03:04:10', {what: 'rejected', refusal: refusal('idle-expired')}]);
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; the appliance called it idle 03:04:10, with 7 min left by our clocks: its idle limit is shorter than 10 min',
		);
	});

	test('the appliance ended before its time was up', () => {
		const told = events(['03:01:10', accepted], ['03:04:10', {what: 'rejected', refusal: refusal('absolute-expired')}]);
		expect(tell(told, idleDeath('03:01:10', {ending: 'absolute'}))).toBe(
			'last accepted request 03:01:10; the appliance ended it by its absolute limit 03:04:10, with 7 min left by our clocks: the token was older than it said',
		);
	});

	test('another process used after all that we saw', () => {
		const told = events(['03:01:10', accepted], ['03:04:10', accepted], ['03:14:10', ranOut]);
		expect(tell(told, idleDeath('03:01:10'))).toBe(
			'last accepted request 03:04:10; nothing kept it alive after that; idle limit reached 03:14:10',
		);
	});

	test('nothing is known of but its record', () => {
		expect(tell([], idleDeath('03:01:10'))).toBe(
			'last accepted request 03:01:10; nothing kept it alive after that; idle limit reached 03:11:10',
		);
	});
});

describe('as a session lives it', () => {
	test('an outage in the night', async () => {
		const world = createWorld({start: clock('03:01:00')});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(4));
		world.appliance.always('tickle', {refusal: refusal('unreachable', {code: 'EHOSTUNREACH', phase: 'connect'})});
		await world.pass(minutes(30));
		const told = await world.events.store.read('dc1');
		const death = deathOf(dc1.session(), told);
		expect(death && postMortem(told, death, world.clock.now())).toBe(
			'last accepted request 03:04:00; no route from 03:07:00 to the end (34 tries); idle limit reached 03:14:00; the machine did not sleep',
		);
		// The same from what is left of it on the disk.
		const record = recordOf(dc1.session(), 1, world.clock.now());
		const left = deathOfRecord(record, 'idle', profileNamed('dc1'));
		expect(left && postMortem(told, left, world.clock.now())).toBe(death && postMortem(told, death, world.clock.now()));
	});

	test('a password that is refused when it is to be renewed', async () => {
		const world = createWorld({start: clock('03:01:00')});
		const dc1 = world.open(profileNamed('dc1', {renew: 'auto'}));
		dc1.signIn();
		await world.pass(minutes(4));
		world.appliance.always('tickle', {refusal: refusal('unknown-token')});
		world.appliance.always('login', {refusal: refusal('wrong-credentials')});
		await world.pass(minutes(30));
		await settle();
		const told = await world.events.store.read('dc1');
		const death = deathOf(dc1.session(), told);
		expect(death && postMortem(told, death, world.clock.now())).toMatch(
			/^last accepted request 03:04:00; token refused 03:07:00 with 7 min left by our clocks: .*; sign-in refused 03:\d\d:\d\d: user name or password refused$/,
		);
	});

	test('one that lives has none', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(4));
		expect(deathOf(dc1.session(), await world.events.store.read('dc1'))).toBeUndefined();
	});
});

test('whatever stands in the events, it is a line of visible characters', () => {
	const moment = fc.integer({min: -62_167_219_200_000, max: 253_402_300_799_000}).map(at => new Date(at).toISOString());
	const near = fc.integer({min: 0, max: 90_000_000}).map(after => new Date(clock('00:00:00') + after).toISOString());
	const arbitrary = fc.record({
		schema: fc.constant('svt-tui/event/v1'),
		at: fc.oneof(near, moment),
		profile: fc.constant('dc1'),
		event: fc.constantFrom(
			'signed-in',
			'session-restored',
			'signing-in',
			'sign-in-refused',
			'tickle-accepted',
			'tickle-failed',
			'keep-alive-turned',
			'keep-alive-stopped',
			'ran-out',
			'rejected',
			'signed-out',
			'machine-slept',
			'process-stopped',
			'clock-set',
		),
		text: fc.string({unit: 'binary'}),
		refusal: fc.option(fc.constantFrom(...refusalKinds)),
		code: fc.option(fc.constantFrom('ECONNREFUSED', 'SVT_TIMEOUT', 'x')),
		retryAt: fc.option(near),
		ending: fc.option(fc.constantFrom('idle', 'absolute')),
		keepAlive: fc.option(fc.constantFrom('on', 'off')),
		spanMs: fc.option(fc.double({min: -8.64e15, max: 8.64e15, noNaN: true})),
		revocation: fc.option(fc.constantFrom(...revocations)),
	});
	const deaths = fc
		.record({
			ending: fc.constantFrom('idle' as const, 'absolute' as const, 'rejected' as const),
			refusal: fc.option(fc.constantFrom(...refusalKinds), {nil: undefined}),
			at: fc.option(fc.integer({min: 0, max: 90_000_000}), {nil: undefined}),
			keepAlive: fc.constantFrom('on' as const, 'off' as const, 'unknown' as const),
		})
		.map(({at, ...death}) =>
			idleDeath('03:01:10', {...death, at: at === undefined ? undefined : later(clock('00:00:00'), milliseconds(at))}),
		);
	fc.assert(
		fc.property(fc.array(arbitrary, {maxLength: 30}), deaths, (lines, death) => {
			const told = lines.map(line => parseEvent(line)).filter(event => event !== undefined);
			expect(told).toHaveLength(lines.length);
			const words = postMortem(told, death, clock('09:30:00'));
			expect(words).toMatch(/^last accepted request [\x20-\x7e]+$/);
			expect(words).not.toMatch(/NaN|undefined|null/);
		}),
		{numRuns: 200},
	);
});
