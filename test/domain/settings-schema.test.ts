import {Ajv2020} from 'ajv/dist/2020.js';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {parseSettings, storedSettings} from '../../source/domain/settings-format.ts';
import {profileFields, settingsFields, settingsSchema} from '../../source/domain/settings-schema.ts';
import {arbitraryProfiles} from '../support/arbitrary-profile.ts';
import {profileNamed} from '../support/sessions.ts';

const validate = new Ajv2020({strict: true, allErrors: true}).compile(settingsSchema);
const asRead = (value: unknown) => JSON.parse(JSON.stringify(value));
const stored = () => asRead(storedSettings({profiles: [profileNamed('dc1')], standard: 'dc1', unreadable: []}));

test('whatever is stored is as the schema says', () => {
	fc.assert(
		fc.property(arbitraryProfiles, profiles => {
			const value = asRead(storedSettings({profiles, standard: profiles[0]?.name, unreadable: []}));
			expect([validate(value), validate.errors]).toEqual([true, null]);
		}),
	);
});

test('so is what a person left wrong in the file', () => {
	const wrong = fc.record(
		{
			name: fc.jsonValue(),
			trust: fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('mode', 'x'), fc.jsonValue())),
		},
		{requiredKeys: []},
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(wrong, fc.jsonValue())), profiles => {
			const read = parseSettings({schema: 'svt-tui/settings/v1', profiles});
			expect([read.ok && validate(asRead(storedSettings(read.value.settings))), validate.errors]).toEqual([true, null]);
		}),
	);
});

test('a stray password is in no place as the schema says', () => {
	for (const place of [
		(value: ReturnType<typeof stored>) => value,
		(value: ReturnType<typeof stored>) => value.profiles[0],
		(value: ReturnType<typeof stored>) => value.profiles[0].trust,
	]) {
		const value = stored();
		expect(validate(value)).toBe(true);
		place(value).password = 'hunter2';
		expect(validate(value)).toBe(false);
	}
	const aside = {...stored(), unreadable: [{name: 'dc2', password: 'hunter2'}]};
	expect(validate(aside)).toBe(false);
	expect(validate({...stored(), unreadable: [{name: 'dc2', trust: {password: 'hunter2'}}]})).toBe(false);
});

test.each([
	['origin', 'dc1'],
	['username', ''],
	['trust', {mode: 'off'}],
	['trust', {mode: 'pinned'}],
	['trust', {mode: 'system', sha256: 'ab'.repeat(32)}],
	['idleLimitSeconds', 0],
	['idleLimitSeconds', '600'],
	['renew', 'never'],
	['name', '../dc1'],
])('neither is a profile whose %s is %j', (field, wrong) => {
	const value = stored();
	value.profiles[0][field] = wrong;
	expect(validate(value)).toBe(false);
});

test('it knows the fields by name', () => {
	expect(settingsFields).toEqual(['schema', 'default', 'helper', 'profiles', 'unreadable']);
	expect(profileFields).toEqual([
		'name',
		'origin',
		'username',
		'grant',
		'trust',
		'proxy',
		'storage',
		'savePassword',
		'idleLimitSeconds',
		'absoluteLimitSeconds',
		'keepAlive',
		'tickleIntervalSeconds',
		'renew',
	]);
});
