import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {type Instant, instant, later, seconds} from '../../source/domain/time.ts';
import type {SimulatorOptions} from '../../source/simulator/server.ts';
import {startSimulator} from '../simulator/started.ts';
import {accepted, hardPassword, refused, startAsking} from '../support/asking.ts';

const users = {administrator: hardPassword, 'CLOUD\\Ron.Dharma': 'x=1&y=2;%zz', svtcli: 'lökal'};

/** A simulator and the adapter, on one clock that stands. */
async function start(options: Partial<SimulatorOptions> = {}) {
	const {clock, simulator, address} = await startSimulator({users, ...options});
	const {origin, certificate} = address;
	const asking = startAsking({origin, clock, trust: {mode: 'pinned', sha256: certificate?.sha256 ?? ''}});
	return {...asking, clock, simulator, address};
}

const middleOfSecond = (at: Instant) => instant(Math.floor(at / 1000) * 1000 + 500);
const hostOf = ({origin}: {readonly origin: string}) => new URL(origin).host;

describe('a login', () => {
	test('sends the form and the fixed client login, and nothing else', async () => {
		const {login, clock, simulator, address} = await start();
		const granted = await login();
		const [token] = simulator.sessions();
		expect({...granted, outcome: undefined}).toEqual({
			sentAt: clock.now(),
			receivedAt: clock.now(),
			status: 200,
			// `Date` says only the second.
			serverTime: middleOfSecond(clock.now()),
			outcome: undefined,
		});
		const {bearer, ...rest} = accepted(granted);
		expect(bearer.reveal()).toBe(token?.value);
		expect(rest).toEqual({
			fingerprint: bearer.fingerprint,
			grantedAt: clock.now(),
			absolute: {earliest: later(clock.now(), seconds(86_399)), latest: later(clock.now(), seconds(86_400))},
			serverUpdatedAt: clock.now(),
		});
		expect(simulator.requests()).toEqual([
			{
				at: clock.now(),
				connection: 1,
				method: 'POST',
				target: '/api/oauth/token',
				path: '/api/oauth/token',
				headers: [
					['host', hostOf(address)],
					['connection', 'keep-alive'],
					['accept', 'application/json'],
					['accept-encoding', 'identity'],
					['user-agent', 'svt-tui'],
					['authorization', 'Basic c2ltcGxpdml0eTo='],
					['content-type', 'application/x-www-form-urlencoded'],
					['content-length', '77'],
				],
				body: 'grant_type=password&username=administrator&password=p%C3%A4%24s+w%2Bo%26rd%25',
				status: 200,
				verdict: 'token-granted',
				faults: [],
			},
		]);
	});

	test('takes a user name as it was typed', async () => {
		const {login, simulator} = await start();
		accepted(await login({username: 'CLOUD\\Ron.Dharma', password: new Secret('x=1&y=2;%zz')}));
		expect(simulator.requests()[0]?.body).toBe(
			'grant_type=password&username=CLOUD%5CRon.Dharma&password=x%3D1%26y%3D2%3B%25zz',
		);
	});

	test('with an emergency grant is one for the local account', async () => {
		const {login, tickle, simulator} = await start();
		const {bearer} = accepted(await login({grant: 'emergency', username: 'svtcli', password: new Secret('lökal')}));
		// It may list hosts, but not filter them.
		accepted(await tickle({grant: 'emergency', bearer}));
		expect(simulator.requests().map(({target, status}) => [target, status])).toEqual([
			['/api/oauth/token', 200],
			['/api/hosts', 200],
		]);
	});

	test('that is refused says what the server said, and is not repeated', async () => {
		const {login, simulator} = await start();
		expect(refused(await login({password: new Secret('horse')}))).toMatchObject({
			kind: 'wrong-credentials',
			status: 400,
			path: '/api/oauth/token',
			error: 'invalid_grant',
			serverSays: 'Bad credentials',
			shape: 'api',
		});
		expect(simulator.counts().requests).toBe(1);
	});

	test('has a connection of its own, while tickles share one', async () => {
		const {login, tickle, simulator} = await start();
		const {bearer} = accepted(await login());
		accepted(await tickle({bearer}));
		accepted(await tickle({bearer}));
		accepted(await login());
		accepted(await tickle({bearer}));
		expect(simulator.requests().map(({method, connection}) => [method, connection])).toEqual([
			['POST', 1],
			['GET', 1],
			['GET', 1],
			['POST', 2],
			['GET', 2],
		]);
	});
});

describe('a tickle', () => {
	test('is one cheap list with the token, and no cookie', async () => {
		const {login, tickle, simulator, address} = await start();
		const {bearer} = accepted(await login());
		expect(await tickle({bearer})).toMatchObject({outcome: {ok: true, value: undefined}, status: 200});
		expect(simulator.requests()[1]).toMatchObject({
			method: 'GET',
			target: '/api/hosts?fields=id&limit=1&show_optional_fields=false',
			headers: [
				['host', hostOf(address)],
				['connection', 'keep-alive'],
				['accept', 'application/json'],
				['accept-encoding', 'identity'],
				['user-agent', 'svt-tui'],
				['authorization', `Bearer ${bearer.reveal()}`],
			],
			body: '',
			verdict: 'bearer-accepted',
		});
	});

	test('with a token that the server does not know names it by its fingerprint only', async () => {
		const {tickle} = await start();
		expect(refused(await tickle())).toMatchObject({
			kind: 'unknown-token',
			status: 401,
			error: 'invalid_token',
			token: {fingerprint: expect.stringMatching(/^[0-9a-f]{4}$/), isCurrent: true},
			serverSays: expect.stringMatching(/^Invalid access token: token [0-9a-f]{4}$/),
		});
	});
});

test('a sign-out revokes the token with itself', async () => {
	const {login, tickle, revoke, simulator} = await start();
	const {bearer} = accepted(await login());
	expect(await revoke({bearer})).toMatchObject({outcome: {ok: true, value: undefined}, status: 200});
	expect(simulator.requests()[1]).toMatchObject({
		method: 'GET',
		target: '/api/oauth/revoke',
		headers: expect.arrayContaining([['authorization', `Bearer ${bearer.reveal()}`]]),
		verdict: 'revoked',
	});
	expect(simulator.sessions()).toEqual([]);
	expect(refused(await tickle({bearer})).kind).toBe('unknown-token');
});

test.each([
	['a controller', 'ovc', {restApi: '1.25', svtfs: '5.3.1.120'}],
	['a Management Virtual Appliance', 'mva', {restApi: '1.25', svtfs: undefined}],
] as const)('%s says its version to whoever asks', async (_name, machine, version) => {
	const {version: ask, simulator, clock} = await start({switches: {machine}});
	expect(await ask()).toEqual({
		sentAt: clock.now(),
		receivedAt: clock.now(),
		outcome: {ok: true, value: version},
		status: 200,
		serverTime: middleOfSecond(clock.now()),
	});
	expect(simulator.requests()[0]?.headers.map(([name]) => name)).toEqual([
		'host',
		'connection',
		'accept',
		'accept-encoding',
		'user-agent',
	]);
});

test('the simulator may be asked in plain HTTP, which stays on this machine', async () => {
	const {clock, address} = await startSimulator({users, protocol: 'http', host: '::1'});
	const {login, look} = startAsking({origin: address.origin, clock, trust: {mode: 'system'}});
	accepted(await login());
	expect(await look()).toEqual({ok: true, value: {certificate: undefined, verified: true, problem: undefined}});
});
