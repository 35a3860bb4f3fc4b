import {expect, test} from 'vitest';
import type {PendingWipe} from '../../source/domain/pending-wipe.ts';
import {later, seconds} from '../../source/domain/time.ts';
import type {PendingWipes} from '../../source/ports.ts';
import {noon} from './sessions.ts';

const token: PendingWipe = {
	storage: 'keychain',
	holds: 'token',
	username: 'DOMAIN\\user',
	origin: 'https://10.1.1.16',
	since: noon,
};

/** What every store of pending wipes does. */
export function pendingWipesContract(create: () => PendingWipes) {
	test('notes what is to be removed, oldest first, each once', async () => {
		const wipes = create();
		expect(await wipes.list()).toEqual([]);
		const password = {...token, holds: 'password', since: later(noon, seconds(-5))} as const;
		expect(await wipes.note(token)).toEqual({ok: true, value: undefined});
		await wipes.note(password);
		const again = {...token, since: later(noon, seconds(9)), unrevokedUntil: later(noon, seconds(99))};
		await wipes.note(again);
		expect(await wipes.list()).toEqual([password, again]);
	});

	test('calls off one of them, whenever it was noted, and what is not there', async () => {
		const wipes = create();
		const other = {...token, origin: 'https://10.1.1.17'};
		await wipes.note(token);
		await wipes.note(other);
		const {since: _since, ...place} = token;
		expect(await wipes.callOff(place)).toEqual({ok: true, value: undefined});
		expect(await wipes.callOff(place)).toEqual({ok: true, value: undefined});
		expect(await wipes.list()).toEqual([other]);
	});

	test('notes no name that could not be read again', async () => {
		const wipes = create();
		expect(await wipes.note({...token, origin: 'ftp://x'})).toMatchObject({ok: false, failure: {kind: 'unwritable'}});
		expect(await wipes.list()).toEqual([]);
	});
}
