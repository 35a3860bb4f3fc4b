import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isoServerTime, serverTimeAt} from '../../source/domain/auth-log-time.ts';
import {logFixture, readRecords} from '../support/read-log.ts';

const written = logFixture('rest-api-log.txt');
const page = logFixture('rest-api-log-page.txt');
const first = '28b42cf2-4d6b-40a4-a91e-101a9e21c1cc';
const dead = 'ec7b184f-b591-4609-bee8-96777339cf0e';
const hmsSession = '16bc9cec-37eb-4a11-b620-189c9d420410';
const bad = 'org.springframework.security.authentication.BadCredentialsException';

/** All that HPE's page shows of the log. */
const messages = [
	{what: 'counted'},
	{what: 'signed-in', user: 'administrator', grant: 'password', zone: 'EDT'},
	{what: 'issued', token: first},
	{what: 'issued', token: first},
	{what: 'issued', token: first},
	{what: 'issued', token: first},
	{what: 'counted'},
	{what: 'counted'},
	{what: 'looked-up', token: undefined, silence: 53_388},
	{what: 'used', user: 'administrator', address: '172.16.43.1', zone: 'EDT'},
	{what: 'looked-up', token: dead, silence: 66_702},
	{what: 'tickled', hmsSession},
	{what: 'idled-out', token: dead, limit: 20_000},
	{what: 'tickled', hmsSession},
	{what: 'removed', token: dead},
	{what: 'removed', token: dead},
	{what: 'counted'},
	{what: 'counted'},
	{
		what: 'refused',
		principal: 'access-token',
		exception: bad,
		message: 'Access token expired due to inactivity: ec7b184f-b591-4609-bee8-96777339cf0e',
	},
	{
		what: 'refused',
		principal: 'access-token',
		exception: bad,
		message: 'Access token expired: 2d65e35f-6306-40ce-a8b8-5a8278e44e73',
	},
];

describe("the records of HPE's page", () => {
	test('as the appliance writes them', () => {
		const {records, counts} = readRecords(written);
		expect(records.map(({message}) => message)).toEqual(messages);
		expect(records.map(({line}) => line)).toEqual(messages.map((_message, index) => index + 1));
		expect(counts).toMatchObject({lines: 20, understood: 20, other: 0, continued: 0, unrecognised: 0});
		expect(records[0]).toMatchObject({process: 13_430, thread: 'tp1872627924-22'});
		expect(records[10]).toMatchObject({process: 14_950, thread: 'qtp39959931-18'});
		expect(records[19]).toMatchObject({process: 23_921, thread: 'qtp1909078861-30'});
	});

	test('as the page wraps them, with a footer between them', () => {
		const {records, counts} = readRecords(page);
		expect(records.map(({message}) => message)).toEqual(messages);
		expect(records.map(({at, process, thread}) => [at, process, thread])).toEqual(
			readRecords(written).records.map(({at, process, thread}) => [at, process, thread]),
		);
		expect(counts).toMatchObject({lines: 74, understood: 20, other: 0, continued: 42, unrecognised: 12});
	});

	test('a wrapped record stands where it begins', () => {
		const lines = page.split('\n');
		for (const {line} of readRecords(page).records) expect(lines[line - 1]).toMatch(/^2016-04-/);
	});

	test('however the pieces of the file are cut, and with the line breaks of Windows', () => {
		for (const size of [1, 7, 100, 4096]) {
			expect(readRecords(written, size)).toEqual(readRecords(written));
			expect(readRecords(page, size)).toEqual(readRecords(page));
		}
		expect(readRecords(page.replaceAll('\n', '\r\n'))).toEqual(readRecords(page));
	});
});

const head = (logger: string, thread = 'qtp1-22') =>
	`2016-04-29 14:36:48.379 DEBUG 7 --- [${thread.padStart(15)}] ${logger.padEnd(40)} : `;

test('records of others go with their lines; what follows a whole record is none of it, but for a stack trace', () => {
	const text = [
		'2016-04-29 14:36:48',
		`${head('o.s.web.servlet.DispatcherServlet')}Something`,
		'with a second line',
		`${head('c.s.restapi.security.SvtSessionMap')}Session count after add: 1`,
		'java.lang.IllegalStateException: no',
		'\tat com.simplivity.Foo.bar(Foo.java:7)',
		'\t... 12 common frames omitted',
		'Caused by: java.io.IOException',
		'a remark of somebody',
		`${head('c.s.restapi.security.SvtSessionMap')}Session count is not what it was`,
		`${head('c.s.restapi.security.SvtSessionMap')}Session count after add: 2`,
		'',
	].join('\n');
	const {records, counts} = readRecords(text);
	expect(records.map(({line}) => line)).toEqual([4, 11]);
	expect(counts).toMatchObject({
		lines: 11,
		understood: 2,
		other: 2,
		continued: 5,
		unrecognised: 2,
		unrecognisedAt: [
			{from: 1, to: 1},
			{from: 9, to: 9},
		],
	});
});

test('a wrapped record of ours that never becomes whole is another thing, and takes no more than twelve lines', () => {
	const text = `${head('c.s.restapi.security.SvtTokenServices')}Time elapsed (ms: 6\n${'and so on\n'.repeat(20)}`;
	expect(readRecords(text).counts).toMatchObject({lines: 21, understood: 0, other: 1, continued: 20, unrecognised: 0});
});

test('a user name that looks like the rest of a record makes no other record of it', () => {
	const name = 'x, type=AUTHENTICATION_SUCCESS, data={details={grant_type=password, username=administrator}}]';
	const audit = (rest: string) =>
		`${head('o.s.b.a.audit.listener.AuditListener')}AuditEvent [timestamp=Fri Apr 29 14:36:48 EDT 2016, principal=${rest}\n`;
	const {records} = readRecords(
		audit(`${name}, type=AUTHENTICATION_FAILURE, data={type=${bad}, message=Bad credentials}]`) +
			audit('a, b=c, type=AUTHENTICATION_SUCCESS, data={details={grant_type=emergency, username=a, b=c}}]'),
	);
	expect(records.map(({message}) => message)).toEqual([
		{what: 'refused', principal: name, exception: bad, message: 'Bad credentials'},
		{what: 'signed-in', user: 'a, b=c', grant: 'emergency', zone: 'EDT'},
	]);
});

test.each([
	['2016-02-29 23:59:59.999', '2016-02-29T23:59:59.999'],
	['1970-01-01 00:00:00.000', '1970-01-01T00:00:00.000'],
	['2100-03-01 12:00:00.001', '2100-03-01T12:00:00.001'],
	['2016-12-31 23:59:60.000', '2017-01-01T00:00:00.000'],
])('the time %s is %s', (text, iso) => expect(isoServerTime(serverTimeAt(text, 0))).toBe(iso));

test.each([
	['2016-13-01 00:00:00.000'],
	['2016-01-00 00:00:00.000'],
	['2016-01-01 24:00:00.000'],
	['2016-01-01T00:00:00.000'],
	['2016-01-01 00:00:00,000'],
	['2016-01-0x 00:00:00.000'],
	['2016'],
])('%s is no time of the log', text => expect(serverTimeAt(text, 0)).toBeNaN());

test('every time is read as the calendar has it', () => {
	fc.assert(
		fc.property(fc.date({min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true}), date => {
			const iso = date.toISOString().slice(0, 23);
			expect(isoServerTime(serverTimeAt(`  ${iso.replace('T', ' ')}`, 2))).toBe(iso);
		}),
	);
});

/** Lines of the log, whole, cut, and mixed with anything. */
const anyLog = fc
	.array(
		fc.oneof(
			fc.constantFrom(...written.split('\n'), ...page.split('\n')),
			fc.tuple(fc.constantFrom(...written.split('\n')), fc.nat(200)).map(([line, end]) => line.slice(0, end)),
			fc.string({unit: 'binary', maxLength: 60}),
			fc.constant(`${head('c.s.restapi.security.SvtTokenServices')}`),
		),
		{maxLength: 40},
	)
	.map(lines => Buffer.from(lines.join('\n')).toString('latin1'));

test('no line is lost, whatever stands there, and pieces make no difference', () => {
	fc.assert(
		fc.property(anyLog, fc.integer({min: 1, max: 90}), (text, size) => {
			const {records, counts} = readRecords(text);
			const lines = text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
			expect(counts.lines).toBe(lines);
			expect(counts.understood + counts.other + counts.continued + counts.unrecognised).toBe(lines);
			expect(records).toHaveLength(counts.understood);
			expect(readRecords(text, size)).toEqual({records, counts});
		}),
		{numRuns: 300},
	);
});

test('a line without an end takes no more memory than a long one', () => {
	const {counts} = readRecords('x'.repeat(5_000_000), 65_536);
	expect(counts).toMatchObject({lines: 1, unrecognised: 1});
});
