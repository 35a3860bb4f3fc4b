import {expect, test} from 'vitest';
import type {Appliance} from '../../source/appliance-port.ts';
import type {Address} from '../../source/domain/address.ts';
import {Secret} from '../../source/domain/secret.ts';
import {milliseconds, seconds, until} from '../../source/domain/time.ts';
import {accepted, refused} from './asking.ts';
import type {FakeClock} from './fake-clock.ts';

type Made = {
	readonly appliance: Appliance;
	readonly clock: FakeClock;
	readonly address: Address;
	/** Lets the answer come. */
	readonly answered: <Value>(work: Promise<Value>) => Promise<Value>;
	/** The next login is refused. */
	readonly refuseLogin: () => void;
	/** Requests are not answered from now on. */
	readonly fallSilent: () => void;
	/** Resolves once a request has got through to an appliance that is silent. */
	readonly arrived: () => Promise<unknown>;
};

/** What any appliance does, the scripted one of stories as well as a real one. */
export function applianceContract(make: () => Promise<Made>): void {
	const timeout = seconds(8);
	const user = {grant: 'password', username: 'administrator', password: new Secret('secret')} as const;

	async function made() {
		const parts = await make();
		const {appliance, address, answered} = parts;
		const to = {...address, timeout};
		return {...parts, to, login: () => answered(appliance.requestToken({...to, ...user}))};
	}

	test('grants a token from when the request left', async () => {
		const {login, clock} = await made();
		const leftAt = clock.now();
		const granted = await login();
		expect(granted).toMatchObject({sentAt: leftAt, receivedAt: clock.now(), status: 200});
		const token = accepted(granted);
		expect(token.grantedAt).toBe(leftAt);
		expect(until(token.absolute?.earliest ?? leftAt, leftAt)).toBe(86_399_000);
		expect(token.fingerprint).toBe(token.bearer.fingerprint);
		expect(clock.alarms()).toBe(0);
	});

	test('says yes to a tickle and a revoke, and no more', async () => {
		const {login, appliance, answered, to, clock} = await made();
		const {bearer} = accepted(await login());
		for (const ask of [appliance.tickle, appliance.revoke]) {
			const leftAt = clock.now();
			const {serverTime, ...exchange} = await answered(ask({...to, grant: 'password', bearer}));
			expect(exchange).toEqual({
				sentAt: leftAt,
				receivedAt: clock.now(),
				outcome: {ok: true, value: undefined},
				status: 200,
			});
			expect(Math.abs(until(serverTime ?? leftAt, leftAt))).toBeLessThan(1000);
		}
	});

	test('takes a request of somebody’s own, and gives back what came', async () => {
		const {login, appliance, answered, to, clock} = await made();
		const {bearer} = accepted(await login());
		const leftAt = clock.now();
		const request = {...to, method: 'GET', path: '/api/hosts?limit=1', headers: {}, body: undefined} as const;
		const exchange = await answered(appliance.request({...request, grant: 'password', bearer}));
		expect(exchange).toMatchObject({
			sentAt: leftAt,
			receivedAt: clock.now(),
			outcome: {ok: true, value: undefined},
			status: 200,
			answer: {status: 200, headers: {'content-type': expect.stringContaining('json')}},
		});
		expect(JSON.parse(Buffer.from(exchange.answer?.body ?? []).toString())).toBeTypeOf('object');
		expect(clock.alarms()).toBe(0);
	});

	test('refuses with the status that came', async () => {
		const {login, refuseLogin} = await made();
		refuseLogin();
		const exchange = await login();
		const refusal = refused(exchange);
		expect(refusal.kind).toBe('wrong-credentials');
		expect(exchange.status).toBe(refusal.status);
		expect([refusal.code, refusal.phase, refusal.certificate]).toEqual([undefined, undefined, undefined]);
	});

	test('shows its certificate without a request', async () => {
		const {appliance, answered, to} = await made();
		expect(await answered(appliance.lookAtCertificate(to))).toMatchObject({
			ok: true,
			value: {certificate: {subject: 'CN=omnicube-ip1-23', selfSigned: true}, verified: true, problem: undefined},
		});
	});

	test('is waited for as long as was said, to the millisecond', async () => {
		const {appliance, clock, to, fallSilent, arrived} = await made();
		fallSilent();
		const sentAt = clock.now();
		const asked = appliance.requestToken({...to, ...user});
		await arrived();
		clock.advance(milliseconds(timeout - 1));
		expect(clock.alarms()).toBeGreaterThan(0);
		clock.advance(milliseconds(1));
		const exchange = await asked;
		expect(exchange).toMatchObject({sentAt, receivedAt: sentAt + timeout, status: undefined});
		expect(refused(exchange)).toMatchObject({kind: 'unreachable', code: 'SVT_TIMEOUT', status: undefined});
		expect(clock.alarms()).toBe(0);
	});

	test('is given up at once by the signal, also before it was asked', async () => {
		const {appliance, clock, to, fallSilent, arrived} = await made();
		fallSilent();
		const controller = new AbortController();
		const bearer = new Secret('a-token');
		const request = {...to, grant: 'password', bearer, signal: controller.signal} as const;
		const asked = appliance.tickle(request);
		await arrived();
		controller.abort();
		for (const exchange of [await asked, await appliance.tickle(request)]) {
			expect(refused(exchange)).toMatchObject({kind: 'unreachable', code: 'SVT_CANCELLED'});
			expect(exchange.status).toBeUndefined();
		}
		expect(clock.alarms()).toBe(0);
	});
}
