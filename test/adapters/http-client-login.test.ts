import {expect, test} from 'vitest';
import {newShape, oldShape} from '../../source/simulator/switches.ts';
import {startSimulator} from '../simulator/started.ts';
import {accepted, hardPassword, refused, startAsking} from '../support/asking.ts';
import {answering, startHostile} from '../support/hostile-asking.ts';

test.each([
	['old', oldShape],
	['new', newShape],
] as const)(
	'an appliance that takes the client login says so by complaining of the grant (%s words)',
	async (_words, shape) => {
		const users = {administrator: hardPassword};
		const {simulator, address, clock} = await startSimulator({users, switches: {shape, lockAfter: 1}});
		const trust = {mode: 'pinned', sha256: address.certificate?.sha256 ?? ''} as const;
		const {clientLogin, login} = startAsking({origin: address.origin, trust, clock});
		for (let time = 0; time < 10; time += 1) accepted(await clientLogin());
		expect(simulator.requests()[0]).toMatchObject({method: 'POST', path: '/api/oauth/token', status: 400});
		expect(simulator.requests()[0]?.body).toBe('grant_type=');
		// It has asked for nobody, so it has locked nobody out, and got no token.
		expect(simulator.sessions()).toEqual([]);
		accepted(await login());
	},
);

const json = {'Content-Type': 'application/json'};

test.each<[string, string, Readonly<Record<string, string>>, string, string]>([
	[
		'refuses the client',
		'401 Unauthorized',
		{...json, 'WWW-Authenticate': 'Basic realm="oauth2/client"'},
		'{"exception":"BadCredentialsException","message":"Bad Credentials","status":"401"}',
		'client-login-refused',
	],
	[
		'lost the header on the way',
		'401 Unauthorized',
		json,
		'{"error":"unauthorized","error_description":"Full authentication is required to access this resource"}',
		'client-login-refused',
	],
	[
		'says only that something is wrong',
		'401 Unauthorized',
		json,
		'{"exception":"BadCredentialsException","message":"Bad Credentials","status":"401"}',
		'wrong-credentials',
	],
	['gives a token to anybody', '200 OK', json, '{"access_token":"canary"}', 'not-simplivity'],
	[
		'shows a page that speaks of the grant',
		'400 Bad Request',
		{},
		'<html>Unsupported grant type</html>',
		'bad-request',
	],
	['sends somewhere else', '307 Temporary Redirect', {Location: 'https://127.0.0.1:1/'}, '', 'not-simplivity'],
	['is down', '503 Service Unavailable', {}, '', 'busy'],
])('one that %s has not taken it', async (_what, status, headers, body, kind) => {
	const {clientLogin, server} = await startHostile(answering(status, headers, body));
	expect(refused(await clientLogin()).kind).toBe(kind);
	expect(server.received().match(/POST/g)).toHaveLength(1);
});
