import {describe, expect, test} from 'vitest';
import {storageFinding, tokenFinding} from '../../source/domain/doctor-session.ts';
import {later, minutes} from '../../source/domain/time.ts';
import {foundIn} from '../support/findings.ts';
import {activeRecord} from '../support/session-records-contract.ts';
import {noon, profileNamed} from '../support/sessions.ts';

const about = {profile: profileNamed('dc1')};
const record = activeRecord('dc1');
const known = {record, state: 'active', reason: undefined, keeper: 4242, now: later(noon, minutes(4))} as const;

describe('the token, by its record', () => {
	test.each([
		['kept', known, ['ok', '55b4, active, idle 09:00, absolute 22:31:01, kept alive by process 4242']],
		[
			'alone',
			{...known, keeper: undefined},
			['ok', '55b4, active, idle 09:00, absolute 22:31:01, nobody keeps it alive'],
		],
		[
			'idled out',
			{...known, state: 'expired', reason: 'idle'},
			['warn', 'expired: idle', 'Sign in: svt-tui login dc1'],
		],
		[
			'blocked',
			{...known, state: 'blocked', reason: 'wrong-credentials'},
			['warn', 'none: wrong credentials, so svt-tui does not sign in by itself', 'Sign in: svt-tui login dc1'],
		],
		['none', {...known, record: undefined, state: 'signed-out'}, ['skipped', 'nobody is signed in']],
		[
			'lost',
			{
				...known,
				record: {...record, token: record.token && {...record.token, onlyIn: 77}},
				state: 'signed-out',
				reason: 'token-lost',
			},
			['warn', 'lost: it was only in the memory of process 77, which has ended', 'Sign in: svt-tui login dc1'],
		],
		['soon one', {...known, state: 'signing-in'}, ['skipped', 'somebody is signing in']],
	] as const)('%s', (_what, facts, found) => {
		expect(foundIn(tokenFinding(facts, about))).toEqual(found);
	});
});

test('where secrets are kept', () => {
	const storage = (
		kind: 'keychain' | 'memory' | 'file' | 'helper',
		problem?: {readonly kind: string; readonly text: string},
	) => foundIn(storageFinding(profileNamed('dc1', {storage: kind}), problem));
	expect(storage('keychain')).toEqual(['ok', 'in the keychain']);
	expect(storage('memory')).toEqual(['ok', 'in memory: the token is gone when the program ends that signed in']);
	expect(storage('file')).toEqual(['ok', 'in an encrypted file']);
	expect(storage('file', {kind: 'locked', text: 'give the passphrase'})).toEqual([
		'ok',
		'in an encrypted file, which is locked until it is needed',
	]);
	expect(storage('file', {kind: 'damaged', text: 'the file is damaged'})).toEqual([
		'fail',
		'the file is damaged',
		'Or keep secrets in memory, for as long as svt-tui runs: svt-tui login dc1 --storage memory',
	]);
	expect(storage('helper', {kind: 'refused', text: 'the helper fails'})).toEqual([
		'fail',
		'the helper fails',
		'Or keep secrets in a file under a passphrase: svt-tui login dc1 --storage file',
		'Or in memory, for as long as svt-tui runs: svt-tui login dc1 --storage memory',
	]);
});
