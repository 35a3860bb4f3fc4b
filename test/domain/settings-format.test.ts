import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {noSettings, type Settings} from '../../source/domain/settings.ts';
import {parseSettings, storedSettings} from '../../source/domain/settings-format.ts';
import {hours, milliseconds, minutes} from '../../source/domain/time.ts';
import {arbitraryProfiles} from '../support/arbitrary-profile.ts';
import {profileNamed} from '../support/sessions.ts';

const schema = 'svt-tui/settings/v1';
const dc1 = {name: 'dc1', origin: 'https://dc1.example', username: 'ada'};
const asRead = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function readAll(value: unknown) {
	const read = parseSettings(value);
	if (!read.ok) throw new Error(`not settings: ${JSON.stringify(read.failure)}`);
	return read.value;
}

describe('the settings file', () => {
	test('names its units and holds nothing that is not set', () => {
		const profile = profileNamed('dc1', {trust: {mode: 'pinned', sha256: 'ab'.repeat(32)}, tickleInterval: minutes(2)});
		const settings: Settings = {profiles: [profile, profileNamed('dc2')], standard: 'dc1', unreadable: []};
		expect(asRead(storedSettings(settings))).toEqual({
			schema: 'svt-tui/settings/v1',
			default: 'dc1',
			profiles: [
				{
					name: 'dc1',
					origin: 'https://dc1.example',
					username: 'administrator@vsphere.local',
					grant: 'password',
					trust: {mode: 'pinned', sha256: 'ab'.repeat(32)},
					storage: 'keychain',
					savePassword: true,
					idleLimitSeconds: 600,
					absoluteLimitSeconds: 86_400,
					keepAlive: true,
					tickleIntervalSeconds: 120,
					renew: 'ask',
				},
				{
					name: 'dc2',
					origin: 'https://dc2.example',
					username: 'administrator@vsphere.local',
					grant: 'password',
					trust: {mode: 'system'},
					storage: 'keychain',
					savePassword: true,
					idleLimitSeconds: 600,
					absoluteLimitSeconds: 86_400,
					keepAlive: true,
					renew: 'ask',
				},
			],
		});
	});

	test('gives back what was put in, whatever it was', () => {
		fc.assert(
			fc.property(arbitraryProfiles, fc.nat(), (profiles, chosen) => {
				const settings: Settings = {profiles, standard: profiles[chosen % 7]?.name, unreadable: []};
				expect(readAll(asRead(storedSettings(settings)))).toEqual({settings, problems: []});
			}),
		);
	});

	test('takes no field along that is not a setting', () => {
		const profile = {
			...profileNamed('dc1', {trust: {mode: 'system', password: 'hunter2'} as never}),
			password: 'hunter2',
		};
		expect(JSON.stringify(storedSettings({...noSettings, profiles: [profile]}))).not.toContain('hunter2');
	});

	test('of a person who wrote the least fills in the defaults', () => {
		expect(readAll({schema, profiles: [dc1]})).toEqual({
			settings: {
				profiles: [
					{
						...dc1,
						grant: 'password',
						trust: {mode: 'system'},
						storage: 'keychain',
						savePassword: false,
						idleLimit: minutes(10),
						absoluteLimit: hours(24),
						keepAlive: false,
						tickleInterval: undefined,
						renew: 'ask',
					},
				],
				standard: undefined,
				unreadable: [],
			},
			problems: [],
		});
	});

	test('may write an address and a fingerprint as people do', () => {
		const stored = {
			...dc1,
			origin: 'HTTPS://DC1.example:443/api',
			trust: {mode: 'pinned', sha256: `SHA256:${'AB:'.repeat(31)}AB`},
			idleLimitSeconds: 90.5,
		};
		const [profile] = readAll({schema, profiles: [stored]}).settings.profiles;
		expect(profile).toMatchObject({
			origin: 'https://dc1.example',
			trust: {mode: 'pinned', sha256: 'ab'.repeat(32)},
			idleLimit: milliseconds(90_500),
		});
	});

	test.each([{}, {schema}, {schema, profiles: []}])('may be as good as empty: %j', value => {
		expect(readAll(value)).toEqual({settings: noSettings, problems: []});
	});
});

describe('the helper', () => {
	test('is a program with its arguments', () => {
		const helper = ['/home/ada/bin/svt-op', '--vault', 'Private "x" ü', ''] as const;
		const read = readAll(asRead(storedSettings({...noSettings, helper})));
		expect([read.settings.helper, read.problems]).toEqual([helper, []]);
		expect(readAll({schema}).settings).toEqual(noSettings);
	});

	test.each([
		[[]],
		[['']],
		['/usr/bin/svt-pass'],
		[['/usr/bin/svt-pass', 1]],
		[['/usr/bin/svt-pass\0']],
		[['x'.repeat(4097)]],
		[Array(65).fill('x')],
		[{0: '/usr/bin/svt-pass'}],
		[null],
	])('that is %j is none, and a person is told', helper => {
		const read = readAll({schema, helper});
		expect(read.settings.helper).toBeUndefined();
		expect(read.problems).toEqual([
			'"helper" is not the path of a program and its arguments; set it with svt-tui login --helper',
		]);
	});
});

describe('a profile that is wrong', () => {
	type Wrong = readonly [what: string, stored: unknown, words: string];
	const noSpan = 'is not a number of seconds of at most 366 days';

	const wholes: readonly Wrong[] = [
		['no object', 'hello', 'profile number 2 is left out until it is corrected: it is not an object'],
		['a list', [1], 'profile number 2 is left out until it is corrected: it is not an object'],
		['null', null, 'profile number 2 is left out until it is corrected: it is not an object'],
		[
			'nothing in it',
			{},
			'profile number 2 is left out until it is corrected: "name" is not a name of 1 to 40 letters, digits, dots and dashes; "origin" is not an address such as https://10.1.1.16; "username" is not a user name of 1 to 512 characters',
		],
		[
			'a name that is taken',
			{...dc1, origin: 'https://other.example'},
			'profile "dc1" is left out until it is corrected: there is another one of this name before it',
		],
	];

	const fields: readonly Wrong[] = (
		[
			['origin', 'https://ada@dc2', 'is not an address such as https://10.1.1.16'],
			['origin', ['https://dc2'], 'is not an address such as https://10.1.1.16'],
			['username', '', 'is not a user name of 1 to 512 characters'],
			['username', 'a\u0000b', 'is not a user name of 1 to 512 characters'],
			['username', '\ud800', 'is not a user name of 1 to 512 characters'],
			['username', 'x'.repeat(513), 'is not a user name of 1 to 512 characters'],
			['grant', 'implicit', 'is not "password" or "emergency"'],
			['grant', null, 'is not "password" or "emergency"'],
			['storage', 'plain', 'is not "keychain" or "file" or "memory" or "helper"'],
			['savePassword', 'yes', 'is not true or false'],
			['idleLimitSeconds', 0, noSpan],
			['idleLimitSeconds', -1, noSpan],
			['idleLimitSeconds', '600', noSpan],
			['idleLimitSeconds', 1e300, noSpan],
			['absoluteLimitSeconds', Number.NaN, noSpan],
			['tickleIntervalSeconds', null, noSpan],
			['keepAlive', 1, 'is not true or false'],
			['renew', 'never', 'is not "ask" or "auto"'],
			['trust', 'system', 'has no "mode" that is "system" or "ca-file" or "pinned"'],
			['trust', {mode: 'off'}, 'has no "mode" that is "system" or "ca-file" or "pinned"'],
		] as const
	).map(([field, value, says]) => [
		`${field} ${JSON.stringify(value).slice(0, 30)}`,
		{...dc1, name: 'dc2', [field]: value},
		`profile "dc2" is left out until it is corrected: "${field}" ${says}`,
	]);

	const trusts: readonly Wrong[] = (
		[
			['a pin without a fingerprint', {mode: 'pinned', sha256: 'abcd'}, 'sha256'],
			['a pin with half of one', {mode: 'pinned', sha256: 'ab'.repeat(32), publicKeySha256: 'ab'}, 'publicKeySha256'],
		] as const
	).map(([what, trust, field]) => [
		what,
		{...dc1, name: 'dc2', trust},
		`profile "dc2" is left out until it is corrected: "trust.${field}" is not a SHA-256 fingerprint of 64 hex digits`,
	]);

	const pathless: Wrong = [
		'a CA file without a path',
		{...dc1, name: 'dc2', trust: {mode: 'ca-file'}},
		'profile "dc2" is left out until it is corrected: "trust.path" is not the path of a file',
	];

	test.each([...wholes, ...fields, ...trusts, pathless])('costs only itself: %s', (_what, wrong, words) => {
		const {settings, problems} = readAll({schema, default: 'dc1', profiles: [dc1, wrong, {...dc1, name: 'dc3'}]});
		expect(settings.profiles.map(({name}) => name)).toEqual(['dc1', 'dc3']);
		expect(settings.standard).toBe('dc1');
		expect(problems).toEqual([words]);
	});

	test('goes back into the file as it was, and counts again once it is corrected', () => {
		const wrong = {...dc1, name: 'dc2', idleLimitSeconds: 'ten minutes', trust: {mode: 'pinned', sha256: 'short'}};
		const {settings} = readAll({schema, default: 'dc2', profiles: [wrong, dc1]});
		const stored = asRead(storedSettings(settings));
		expect(stored).toMatchObject({default: 'dc2', profiles: [{name: 'dc1'}], unreadable: [wrong]});
		expect(readAll(stored).settings).toEqual(settings);

		const corrected = {...dc1, name: 'dc2', idleLimitSeconds: 600, trust: {mode: 'pinned', sha256: 'ab'.repeat(32)}};
		const again = readAll({...(stored as object), unreadable: [corrected]});
		expect(again.problems).toEqual([]);
		expect(again.settings.profiles.map(({name}) => name)).toEqual(['dc1', 'dc2']);
		expect(again.settings.standard).toBe('dc2');
		expect(again.settings.unreadable).toEqual([]);
	});

	test('leaves behind what was never a setting, such as a password', () => {
		const wrong = {
			name: 'dc2',
			password: 'hunter2',
			grant: {password: 'hunter2'},
			trust: {mode: 'pinned', sha256: ['hunter2'], password: 'hunter2'},
		};
		const {settings} = readAll({schema, profiles: [wrong, ['hunter2'], 17]});
		expect(asRead(storedSettings(settings))).toEqual({
			schema,
			profiles: [],
			unreadable: [{name: 'dc2', grant: null, trust: {mode: 'pinned', sha256: null}}, null, 17],
		});
	});
});

describe('a person is told', () => {
	test('of fields that are no settings, by their names alone', () => {
		const {problems} = readAll({
			schema,
			theme: 'dark',
			profiles: [{...dc1, passWord: 'hunter2', 'to\u001b[31mken': 1, idleLimit: 5}],
		});
		expect(problems).toEqual([
			'"passWord" in profile "dc1" is no setting and will not be kept: take it out of the file, secrets belong in the keychain',
			'"to\\u{1b}[31mken" in profile "dc1" is no setting and will not be kept',
			'"idleLimit" in profile "dc1" is no setting and will not be kept',
			'"theme" in the file is no setting and will not be kept',
		]);
	});

	test('of a default that does not exist', () => {
		for (const standard of ['dc9', 7, null, '']) {
			const {settings, problems} = readAll({schema, default: standard, profiles: [dc1]});
			expect(settings.standard).toBeUndefined();
			expect(problems).toEqual(['the default profile does not exist; choose one with svt-tui profile default']);
		}
	});

	test('no more than a screenful', () => {
		const {problems} = readAll({schema, profiles: Array.from({length: 5000}, () => ({name: 'x'.repeat(1000)}))});
		expect(problems).toHaveLength(21);
		expect(problems.at(-1)).toBe('and 4980 more');
		expect(Math.max(...problems.map(words => words.length))).toBeLessThan(300);
	});
});

describe('what is not ours to change', () => {
	test.each([
		['a later version', {schema: 'svt-tui/settings/v2', profiles: []}, 'svt-tui/settings/v2'],
		['another program', {auths: {}}, undefined],
		['no version', {profiles: [dc1]}, undefined],
		['a version that is hostile', {schema: 'svt-tui/settings/v2\u001b[2J'}, undefined],
		['a version that is no text', {schema: {toString: 'x'}}, undefined],
	])('is told apart: %s', (_what, value, version) => {
		expect(parseSettings(value)).toEqual({ok: false, failure: {kind: 'foreign', version}});
	});

	test.each([[[1, 2]], [null], ['text'], [5], [undefined]])('%j is damaged', value => {
		expect(parseSettings(value)).toEqual({ok: false, failure: {kind: 'damaged', says: 'it holds no JSON object'}});
	});

	test.each([{profiles: {}}, {profiles: 'dc1'}, {unreadable: {}}])('%j is damaged', lists => {
		expect(parseSettings({schema, ...lists})).toEqual({
			ok: false,
			failure: {kind: 'damaged', says: '"profiles" is not a list'},
		});
	});

	test('any JSON is read without a throw, and what is read can be written and read again', () => {
		const value = fc.oneof(
			fc.jsonValue(),
			fc.record({schema: fc.constant(schema), default: fc.jsonValue(), profiles: fc.array(fc.jsonValue())}),
			fc.record({
				schema: fc.constant(schema),
				profiles: fc.array(
					fc.record(
						{
							name: fc.oneof(fc.constantFrom('dc1', 'constructor', '__proto__'), fc.jsonValue()),
							origin: fc.oneof(fc.constant('https://dc1'), fc.jsonValue()),
							username: fc.oneof(fc.constant('ada'), fc.jsonValue()),
							trust: fc.jsonValue(),
							__proto__: fc.jsonValue(),
						},
						{requiredKeys: []},
					),
				),
			}),
		);
		fc.assert(
			fc.property(value, json => {
				// As a file holds it: JSON knows no -0.
				const first = parseSettings(asRead(json));
				if (!first.ok) return;
				const second = readAll(asRead(storedSettings(first.value.settings)));
				expect(second.settings).toEqual(first.value.settings);
			}),
		);
	});
});
