import {describe, expect, test} from 'vitest';
import {run} from '../../source/commands/explain.ts';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {noSettings, withProfile, withStandard} from '../../source/domain/settings.ts';
import {createMemoryProfiles, createMemoryRecords} from '../support/memory-ports.ts';
import {noon, profileNamed} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';

const dc1 = profileNamed('dc1');
const dc2 = profileNamed('dc2');
/** Of the token that the answer names. */
const fingerprint = '0414';

const recordOf = (profile: string, token: string | undefined, more: Partial<SessionRecord> = {}): SessionRecord => ({
	profile,
	origin: profileNamed(profile).origin,
	username: dc1.username,
	grant: 'password',
	storage: 'keychain',
	renew: 'ask',
	state: 'active',
	reason: undefined,
	network: 'ok',
	writtenAt: noon,
	token:
		token === undefined
			? undefined
			: {fingerprint: token, reused: false, shared: false, grantedAt: noon, issuedAt: noon},
	idleLimitMilliseconds: 600_000,
	idle: undefined,
	absolute: undefined,
	keepAlive: {
		state: 'off',
		keeperPid: undefined,
		intervalMilliseconds: 180_000,
		nextAt: undefined,
		last: undefined,
		sent: 0,
		failuresInARow: 0,
	},
	passwordStored: false,
	blocked: undefined,
	blockedAt: undefined,
	clockSkewMilliseconds: undefined,
	...more,
});

const input = '{"error":"invalid_token","message":"Invalid access token: 4a1da31f-5405-4a93-af5c-799403ea70d6"}';

type Known = {
	readonly records: readonly SessionRecord[];
	readonly options?: Readonly<Record<string, string | boolean>>;
	readonly standard?: string;
	readonly pasted?: string;
	readonly environment?: Readonly<Record<string, string>>;
};

function explained({records, options = {}, standard, pasted = input, environment = {}}: Known) {
	const both = [dc1, dc2].reduce((settings, profile) => withProfile(settings, profile), noSettings);
	const settings = standard === undefined ? success({...both, standard: undefined}) : withStandard(both, standard);
	if (!settings.ok) throw new Error('there is no such profile');
	const ports = {profiles: createMemoryProfiles(settings.value), records: createMemoryRecords(records)};
	return tryCommand(run, {input: pasted, options, ports, environment});
}

const success = <Value>(value: Value) => ({ok: true, value}) as const;

async function isCurrent(known: Known): Promise<unknown> {
	const {stdout} = await explained({...known, options: {...known.options, json: true}});
	return JSON.parse(stdout).token?.isCurrent;
}

describe('whether the token named is the one in use', () => {
	test('by the default profile', async () => {
		expect(await isCurrent({records: [recordOf('dc1', fingerprint)], standard: 'dc1'})).toBe(true);
		expect(await isCurrent({records: [recordOf('dc1', 'ffff')], standard: 'dc1'})).toBe(false);
	});

	test('by the profile that was named', async () => {
		const records = [recordOf('dc1', fingerprint), recordOf('dc2', 'ffff')];
		expect(await isCurrent({records, standard: 'dc1', options: {profile: 'dc2'}})).toBe(false);
		expect(await isCurrent({records, environment: {SVT_PROFILE: 'dc1'}})).toBe(true);
	});

	test.each<readonly [name: string, known: Known]>([
		['two profiles and none of them is the default', {records: [recordOf('dc1', fingerprint)]}],
		['nobody is signed in', {records: [recordOf('dc1', undefined)], standard: 'dc1'}],
		['there is no record', {records: [], standard: 'dc1'}],
		[
			'it is of another appliance',
			{records: [recordOf('dc1', fingerprint, {origin: 'https://old.example'})], standard: 'dc1'},
		],
		['it is of another user', {records: [recordOf('dc1', fingerprint, {username: 'eve'})], standard: 'dc1'}],
	])('nobody knows: %s', async (_name, known) => {
		expect(await isCurrent(known)).toBe(null);
	});

	test('is said in words, and the advice is for that profile', async () => {
		const {stdout} = await explained({records: [recordOf('dc1', fingerprint)], standard: 'dc1'});
		expect(stdout).toBe(`The appliance does not know this token

It was revoked (a sign-out with the same account ends it for everybody), it had ended before, the REST service restarted, or another controller answered.

What to do:
  Sign in again
      svt-tui login dc1
  If it comes back within a minute, use the address of one controller: a load balancer may stand between, and each controller knows only its own tokens

The server says: «Invalid access token: token 0414»

kind         unknown-token
error        invalid_token
token        0414, the one in use by dc1
`);
	});

	test('is said of another one, too', async () => {
		const {stdout} = await explained({records: [recordOf('dc1', 'ffff')], standard: 'dc1'});
		expect(stdout).toContain(' The answer names another token than the one in use.\n');
		expect(stdout).toContain('      svt-tui login\n');
		expect(stdout).toContain('\ntoken        0414, another one than dc1 uses\n');
	});

	test('is known of the token that was sent, where the answer names none', async () => {
		const pasted =
			'> GET /api/hosts HTTP/1.1\n> Authorization: Bearer 4A1DA31F-5405-4a93-af5c-799403ea70d6\n>\n< HTTP/1.1 401\n<\n';
		expect(await isCurrent({records: [recordOf('dc1', fingerprint)], standard: 'dc1', pasted})).toBe(true);
	});
});

test('a profile that there is not is no reason to guess', async () => {
	const {code, stdout, stderr} = await explained({records: [], options: {profile: 'dc3'}});
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toBe('svt-tui: error: there is no profile of that name\nsvt-tui: hint: did you mean dc1?\n');
});

test('profiles that cannot be read are no reason to fail, unless one was named', async () => {
	const profiles = {
		...createMemoryProfiles(),
		load: async () => ({ok: false, failure: {kind: 'unreadable', path: '/x', text: '/x cannot be read'}}) as const,
	};
	const ports = {profiles, records: createMemoryRecords()};
	expect((await tryCommand(run, {input, ports})).code).toBe(0);
	expect(await tryCommand(run, {input, ports, options: {profile: 'dc1'}})).toEqual({
		code: 1,
		stdout: '',
		stderr: 'svt-tui: error: /x cannot be read\n',
	});
});
