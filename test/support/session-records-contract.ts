import {expect, test} from 'vitest';
import type {SessionRecord} from '../../source/domain/session-record.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {minutes} from '../../source/domain/time.ts';
import type {SessionRecords} from '../../source/ports.ts';
import {createPlayer, profileNamed} from './sessions.ts';

/** The record of an active session that was tickled once. */
export function activeRecord(profile: string): SessionRecord {
	const player = createPlayer(profileNamed('dc1'));
	player.signIn('first-token', 81_301);
	player.pass(minutes(3));
	player.answerTickle();
	return {...recordOf(player.session(), 4242, player.now()), profile};
}

/** What any store of session records does. `make` gives an empty one. */
export function sessionRecordsContract(make: () => SessionRecords): void {
	const done = {ok: true, value: undefined};

	test('has none at first', async () => {
		expect(await make().read('dc1')).toBeUndefined();
	});

	test('gives back what was written last', async () => {
		const records = make();
		const first = activeRecord('dc1');
		const second: SessionRecord = {...first, state: 'expired', reason: 'idle', idle: undefined, token: undefined};
		expect(await records.write(first)).toEqual(done);
		expect(await records.read('dc1')).toEqual(first);
		expect(await records.write(second)).toEqual(done);
		expect(await records.read('dc1')).toEqual(second);
	});

	test('keeps profiles apart', async () => {
		const records = make();
		const names = ['dc1', 'DC1', 'dc1.json', 'Büro', 'büro', 'con', '1', 'a'.repeat(40)];
		for (const name of names)
			expect(await records.write({...activeRecord(name), passwordStored: name === '1'})).toEqual(done);
		for (const name of names) {
			expect(await records.read(name)).toEqual({...activeRecord(name), passwordStored: name === '1'});
		}
	});

	test('forgets what is removed, and has no trouble with what is not there', async () => {
		const records = make();
		await records.write(activeRecord('dc1'));
		await records.write(activeRecord('dc2'));
		expect(await records.remove('dc1')).toEqual(done);
		expect(await records.remove('dc1')).toEqual(done);
		expect(await records.read('dc1')).toBeUndefined();
		expect(await records.read('dc2')).toEqual(activeRecord('dc2'));
	});

	test('refuses what it could not read again', async () => {
		const records = make();
		expect(await records.write(activeRecord('../dc1'))).toMatchObject({
			ok: false,
			failure: {kind: 'unwritable', text: expect.stringContaining('the record is not right')},
		});
	});

	test.each(['', '.', '..', '../dc1', '/etc/passwd', 'a\u0000b', 'x'.repeat(5000), '\ud800'])(
		'has nothing under %j',
		async name => {
			const records = make();
			await records.write(activeRecord('dc1'));
			expect(await records.read(name)).toBeUndefined();
			expect(await records.remove(name)).toEqual(done);
			expect(await records.read('dc1')).toEqual(activeRecord('dc1'));
		},
	);
}
