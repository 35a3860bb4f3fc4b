import {describe, expect, test} from 'vitest';
import {locksFinding, recordsFinding, type StoredFacts, settingsFinding} from '../../source/domain/doctor-stores.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import {noSettings, withProfile} from '../../source/domain/settings.ts';
import {foundIn} from '../support/findings.ts';
import {activeRecord} from '../support/session-records-contract.ts';
import {profileNamed} from '../support/sessions.ts';

const settings = withProfile(withProfile(noSettings, profileNamed('dc1')), profileNamed('dc2'));
const facts: StoredFacts = {
	settings: success({settings, problems: []}),
	records: [activeRecord('dc1')],
	damaged: [],
	damagedGuards: [],
	aside: [],
	locks: {held: 0, silent: 0, blocked: []},
};
const [one, two] = ['/s/config.json.corrupt-20261121T120000Z', '/s/config.json.corrupt-20261122T120000Z'];

describe('settings', () => {
	const found = (more: Partial<StoredFacts>) => foundIn(settingsFinding({...facts, ...more}));

	test('that are well, or not there', () => {
		expect(found({})).toEqual(['ok', '2 profiles, dc1 is the default']);
		expect(found({settings: success({settings: {...settings, standard: undefined}, problems: []})})).toEqual([
			'ok',
			'2 profiles',
		]);
		expect(found({settings: success(undefined)})).toEqual([
			'skipped',
			'there are none: no appliance was signed in to yet',
		]);
	});

	test('that were set aside', () => {
		expect(found({settings: success(undefined), aside: [one, two]})).toEqual([
			'warn',
			`there are none, but damaged ones were set aside as ${one}, ${two}`,
			`Take from it what is missed, then remove it: less ${two}`,
		]);
	});

	test('that cannot be read, or not all of them', () => {
		const finding = settingsFinding({
			...facts,
			settings: failure('/s/config.json is damaged: it holds no JSON object'),
		});
		expect(foundIn(finding)).toEqual([
			'fail',
			'/s/config.json is damaged: it holds no JSON object',
			'Correct it by hand, if a profile in it is to be kept: the next command sets it aside when it is damaged',
		]);
		expect(finding.failure).toBe('machine');
		expect(found({settings: success({settings, problems: ['profile "x" is left out\u0007']})})).toEqual([
			'warn',
			'2 profiles, dc1 is the default; profile "x" is left out\\u{7}',
			'Correct the file config.json in the settings folder',
		]);
	});
});

test('records', () => {
	const found = (more: Partial<StoredFacts>) => foundIn(recordsFinding({...facts, ...more}));
	expect(found({})).toEqual(['ok', '1 session']);
	expect(found({records: []})).toEqual(['skipped', 'there are none: no session is known']);
	expect(found({damaged: ['/s/sessions/dc1.json']})).toEqual([
		'warn',
		'/s/sessions/dc1.json cannot be read: damaged, or of another version',
		'Remove it: svt-tui makes a new one: rm /s/sessions/dc1.json',
	]);
	// Removing it would forget which passwords were refused.
	expect(found({damagedGuards: ['/s/guards/a.json']})).toEqual([
		'warn',
		'/s/guards/a.json cannot be read: which passwords were refused is not known',
		'Leave it: the next sign-in sets it aside. Make that one by hand: svt-tui login',
	]);
	expect(found({aside: [one]})).toEqual([
		'warn',
		`1 session; damaged files were set aside: ${one}`,
		`Take from it what is missed, then remove it: less ${one}`,
	]);
});

test('locks', () => {
	const found = (more: Partial<StoredFacts['locks']>) =>
		foundIn(locksFinding({...facts, locks: {...facts.locks, ...more}}));
	expect(found({})).toEqual(['ok', 'none is held']);
	expect(found({held: 2, silent: 1})).toEqual([
		'ok',
		'2 held by running programs, 1 left by a program that was killed, free again for the next one',
	]);
	expect(found({blocked: ['/s/locks/a', '/s/locks/b']})).toEqual([
		'fail',
		'/s/locks/a, /s/locks/b stands in the place of a lock',
		'Move it away',
	]);
});
