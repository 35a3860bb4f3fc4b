import {describe, expect, test} from 'vitest';
import {complainsOfGrant} from '../../source/domain/client-login.ts';
import {apiFinding, clientLoginFinding, clockFinding} from '../../source/domain/doctor-appliance.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import type {Refusal, RefusalKind} from '../../source/domain/refusal.ts';
import {type Duration, later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {foundIn} from '../support/findings.ts';
import {refusal} from '../support/refusals.ts';
import {noon, profileNamed} from '../support/sessions.ts';

const about = {profile: profileNamed('dc1')};
const trip = {sentAt: noon, receivedAt: later(noon, milliseconds(38))};

test('the version', () => {
	const told = (svtfs: string | undefined) =>
		foundIn(apiFinding({...trip, serverTime: undefined, outcome: success({restApi: '1.25', svtfs})}, about));
	expect(told('5.3.1.120')).toEqual(['ok', 'REST API 1.25, SVTFS 5.3.1.120, in 38 ms']);
	expect(told(undefined)).toEqual(['ok', 'REST API 1.25, in 38 ms']);
	const page = refusal('not-simplivity', {serverSays: 'Welcome to nginx'});
	const finding = apiFinding({...trip, serverTime: undefined, outcome: failure(page)}, about);
	expect(foundIn(finding)).toEqual([
		'fail',
		'A web page answered, not the SimpliVity API. The address leads to something other than a SimpliVity appliance, or a portal or proxy stands before https://dc1.example. That says nothing about the session. It says: «Welcome to nginx»',
		'Check the address: it must be a virtual controller or the Management Virtual Appliance: svt-tui profile list',
		'If this network has a sign-in page, open any web page in a browser and sign in there',
	]);
	expect(finding.failure).toBe('not-simplivity');
});

describe('the clock of the appliance', () => {
	const clock = (ahead: Duration | undefined, more: object = {}) => {
		const serverTime = ahead === undefined ? undefined : later(noon, ahead);
		return foundIn(clockFinding({...trip, serverTime, outcome: success(undefined), ...more}));
	};
	const step = 'See whether this machine keeps time, then let the appliance follow a time server: timedatectl';

	test('agrees, is off, or is not told', () => {
		expect(clock(seconds(3))).toEqual(['ok', "the appliance's agrees with ours"]);
		expect(clock(seconds(-29))).toEqual(['ok', "the appliance's agrees with ours"]);
		expect(clock(seconds(31))).toEqual(['warn', "the appliance's is 30 s ahead of ours; svt-tui counts by ours", step]);
		expect(clock(minutes(-7))).toEqual([
			'warn',
			"the appliance's is 7 min behind ours, so far that directories may refuse a sign-in; svt-tui counts by ours",
			step,
		]);
		const untold = ['skipped', 'the answer does not tell the time of the appliance'];
		expect(clock(undefined)).toEqual(untold);
		// Within so long an answer it could have been any time.
		expect(clock(minutes(7), {receivedAt: later(noon, seconds(3))})).toEqual(untold);
	});
});

describe('the client login', () => {
	const login = (no: Refusal | undefined) => {
		const outcome = no === undefined ? success(undefined) : failure(no);
		return clientLoginFinding({...trip, serverTime: undefined, outcome}, about);
	};

	test('is taken', () => {
		expect(foundIn(login(undefined))).toEqual([
			'ok',
			'taken, as far as a token request without grant, user and password tells',
		]);
	});

	test('is refused, and the server names it', () => {
		const finding = login(refusal('client-login-refused'));
		expect(foundIn(finding).slice(0, 1)).toEqual(['fail']);
		expect(finding.failure).toBe('client-login-refused');
	});

	test('is refused, as it seems: no password was there to be wrong', () => {
		expect(foundIn(login(refusal('wrong-credentials', {serverSays: 'Bad Credentials'})))).toEqual([
			'warn',
			'refused, though neither user nor password was sent («Bad Credentials»). A sign-in may fail likewise, whatever the password',
			'Look for a proxy or gateway that takes the Authorization header off',
			'See what a sign-in comes to before you change a password',
		]);
	});

	test.each<RefusalKind>(['busy', 'server-error', 'not-permitted'])('cannot be told from %s', kind => {
		expect(foundIn(login(refusal(kind)))).toEqual([
			'warn',
			'the answer tells nothing about it',
			'Try again in a moment: svt-tui doctor',
		]);
	});

	test('is judged before the grant: who complains of that has taken it', () => {
		const complaint = (error: string | undefined, kind: RefusalKind = 'bad-request') =>
			complainsOfGrant(refusal(kind, {error, shape: 'api'}));
		expect(complaint('invalid_request')).toBe(true);
		expect(complaint('unsupported_grant_type', 'grant-unsupported')).toBe(true);
		expect(complaint(undefined)).toBe(false);
		expect(complaint('invalid_client', 'client-login-refused')).toBe(false);
		// A page of somebody's is no complaint.
		expect(complainsOfGrant(refusal('grant-unsupported', {shape: 'page'}))).toBe(false);
	});
});
