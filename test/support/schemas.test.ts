import {expect, test} from 'vitest';
import {refusalKinds} from '../../source/domain/refusal.ts';
import {faultsBy, readSchema, type SchemaName} from './schemas.ts';

const status = {
	schema: 'svt-tui/status/v1',
	generatedAt: '2026-11-22T01:02:03Z',
	profiles: [
		{
			name: 'dc1',
			origin: 'https://10.1.1.16',
			username: 'administrator@vsphere.local',
			grant: 'password',
			state: 'active',
			reason: null,
			network: 'ok',
			token: {fingerprint: 'a3f9', reused: true, issuedAt: '2026-11-21T23:00:00Z'},
			idle: {limitSeconds: 600, remainingSeconds: 461, proven: true, expiresAt: '2026-11-22T01:10:00Z'},
			absolute: {remainingSeconds: 81_301, proven: true, expiresAt: '2026-11-22T23:37:04Z'},
			firstToExpire: 'idle',
			keepAlive: {
				state: 'on',
				keeperPid: 4242,
				intervalSeconds: 180,
				nextAt: '2026-11-22T01:04:00Z',
				last: {at: '2026-11-22T01:01:00Z', outcome: 'accepted', httpStatus: 200, roundTripMs: 38},
				failuresInARow: 0,
			},
			storage: 'keychain',
			renew: {policy: 'ask', passwordStored: true, blocked: null},
			trust: {mode: 'pinned', sha256: 'ab'.repeat(32)},
			clockSkewSeconds: -3,
		},
	],
};

const profiles = {
	schema: 'svt-tui/profiles/v1',
	profiles: [
		{
			name: 'dc1',
			origin: 'https://10.1.1.16',
			username: 'administrator@vsphere.local',
			grant: 'password',
			trust: {mode: 'pinned', sha256: 'ab'.repeat(32), subject: 'CN=dc1', validTo: '2049-12-31T00:00:00Z'},
			proxy: 'http://proxy.example.com:3128',
			storage: 'keychain',
			savePassword: true,
			idleLimitSeconds: 600,
			absoluteLimitSeconds: 86_400,
			keepAlive: false,
			tickleIntervalSeconds: null,
			renew: 'ask',
			isDefault: true,
			wipePending: ['token'],
		},
	],
};

const event = {
	schema: 'svt-tui/event/v1',
	at: '2026-11-22T01:02:03Z',
	profile: 'dc1',
	event: 'tickle-accepted',
	text: 'tickle accepted',
	refusal: null,
	code: null,
	httpStatus: 200,
	roundTripMs: 38,
	retryAt: null,
	ending: null,
	keepAlive: null,
	spanMs: null,
	revocation: null,
};

const report = {
	schema: 'svt-tui/error/v1',
	kind: 'idle-expired',
	title: 'The session ended: it was not used for too long',
	cause: 'The appliance ends a token that no request uses for its idle limit (10 min).',
	advice: [{text: 'Sign in again', command: null}],
	httpStatus: 401,
	path: '/api/hosts',
	serverTime: null,
	token: {fingerprint: '0414', isCurrent: null},
	serverSays: null,
};

const logged = {
	schema: 'svt-tui/log/v1',
	type: 'event',
	token: '0414',
	at: '2016-04-29T14:36:48.379',
	line: 3,
	event: 'issued',
	text: 'issued to administrator',
};

test('a log takes each of its objects, and nothing that is missing, more or of another kind', () => {
	expect(faultsBy('log-v1', logged)).toEqual([]);
	expect(faultsBy('log-v1', {...logged, more: 1})).not.toEqual([]);
	for (const key of Object.keys(logged)) {
		expect(faultsBy('log-v1', {...logged, [key]: undefined}), key).not.toEqual([]);
		expect(faultsBy('log-v1', {...logged, [key]: {}}), key).not.toEqual([]);
	}
});

test.each<[SchemaName, object]>([
	['status-v1', status],
	['profiles-v1', profiles],
	['event-v1', event],
	['error-v1', report],
])('%s takes what it is for, and nothing that is missing, more or of another kind', (name, value) => {
	expect(faultsBy(name, value)).toEqual([]);
	expect(faultsBy(name, {...value, more: 1})).toEqual([
		'/ must NOT have additional properties {"additionalProperty":"more"}',
	]);
	for (const key of Object.keys(value)) {
		expect(faultsBy(name, {...value, [key]: undefined})).not.toEqual([]);
		expect(faultsBy(name, {...value, [key]: {}})).not.toEqual([]);
	}
});

test('a profile of a status is as strict', () => {
	const [profile] = status.profiles;
	for (const key of Object.keys(profile ?? {})) {
		expect(faultsBy('status-v1', {...status, profiles: [{...profile, [key]: {}}]}), key).not.toEqual([]);
	}
	expect(faultsBy('status-v1', {...status, profiles: [{...profile, token: null, idle: null, absolute: null}]})).toEqual(
		[],
	);
});

test('so is one of a list, in each of its parts', () => {
	const [profile] = profiles.profiles;
	const faults = (changed: object) => faultsBy('profiles-v1', {...profiles, profiles: [{...profile, ...changed}]});
	expect(faults({more: 1})).not.toEqual([]);
	for (const key of Object.keys(profile ?? {})) {
		expect(faults({[key]: undefined}), key).not.toEqual([]);
		expect(faults({[key]: {}}), key).not.toEqual([]);
	}
	for (const trust of [{mode: 'system'}, {mode: 'ca-file', path: '/etc/ca.pem'}]) {
		expect(faults({trust, proxy: null, tickleIntervalSeconds: 60})).toEqual([]);
		expect(faults({trust: {...trust, sha256: 'ab'.repeat(32)}})).not.toEqual([]);
	}
});

test('all kinds of refusal are in all schemas', () => {
	const [kinds, all] = [readSchema('error-v1'), {enum: [null, ...refusalKinds]}];
	expect(kinds).toMatchObject({properties: {kind: {enum: refusalKinds}}});
	expect(readSchema('event-v1')).toMatchObject({properties: {refusal: all}});
	expect(readSchema('status-v1')).toMatchObject({
		$defs: {
			profile: {
				properties: {
					reason: {enum: [null, 'idle', 'absolute', 'rejected', 'signed-out', 'token-lost', ...refusalKinds]},
					renew: {properties: {blocked: all}},
				},
			},
		},
	});
});
