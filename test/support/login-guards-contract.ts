import {expect, test} from 'vitest';
import {type LoginGuard, noGuard, withAttempt, withRefusal} from '../../source/domain/login-guard.ts';
import type {Outcome} from '../../source/domain/outcome.ts';
import {Secret} from '../../source/domain/secret.ts';
import type {Account, FileFailure, LoginGuards} from '../../source/ports.ts';
import {afterNoon, noon} from './sessions.ts';

export const administrator: Account = {username: 'administrator@vsphere.local', origin: 'https://dc1.example'};

/** A guard that holds all it may: eight refused passwords, one of which stands for the forgotten, and six sign-ins. */
export function fullGuard(): LoginGuard {
	let guard = noGuard;
	for (let count = 1; count <= 12; count += 1) {
		guard = withRefusal(guard, `0000002a.${`${count}`.padStart(64, '0')}`, 'wrong-credentials', afterNoon(count));
		guard = withAttempt(guard, afterNoon(60 * count));
	}
	return guard;
}

/** What any store of login guards does. `make` gives an empty one. */
export function loginGuardsContract(make: () => LoginGuards): void {
	const done = {ok: true, value: undefined};
	const [right, wrong] = [new Secret('correct horse battery staple'), new Secret('incorrect horse')];

	test('has an empty one at first', async () => {
		expect(await make().read(administrator)).toEqual({ok: true, value: noGuard});
	});

	test('gives back what was written last', async () => {
		const guards = make();
		expect(await guards.write(administrator, withAttempt(noGuard, noon))).toEqual(done);
		expect(await guards.read(administrator)).toEqual({ok: true, value: withAttempt(noGuard, noon)});
		expect(await guards.write(administrator, fullGuard())).toEqual(done);
		expect(await guards.read(administrator)).toEqual({ok: true, value: fullGuard()});
		expect(await guards.write(administrator, noGuard)).toEqual(done);
		expect(await guards.read(administrator)).toEqual({ok: true, value: noGuard});
	});

	test('keeps accounts apart, but not by capitals', async () => {
		const guards = make();
		const accounts: readonly Account[] = [
			{...administrator, username: '../../etc/passwd'},
			{...administrator, username: 'x'.repeat(512)},
			{...administrator, username: 'x'.repeat(511)},
			{...administrator, username: 'administrator@vsphere.locals'},
			{...administrator, origin: 'https://dc1.example:8443'},
			administrator,
		];
		for (const [index, account] of accounts.entries()) {
			expect(await guards.write(account, withAttempt(noGuard, afterNoon(index)))).toEqual(done);
		}
		for (const [index, account] of accounts.entries()) {
			expect(await guards.read(account)).toEqual({ok: true, value: withAttempt(noGuard, afterNoon(index))});
		}
		const shouted = {...administrator, username: 'Administrator@VSPHERE.LOCAL'};
		expect(await guards.read(shouted)).toEqual(await guards.read(administrator));
		expect(await guards.markOf(shouted, right)).toEqual(await guards.markOf(administrator, right));
	});

	test('knows a password again, as that of this account', async () => {
		const guards = make();
		const mark = had(await guards.markOf(administrator, right));
		expect(mark).toMatch(/^[0-9a-f]{8}\.[0-9a-f]{64}$/);
		expect(await guards.markOf(administrator, new Secret(right.reveal()))).toEqual({ok: true, value: mark});
		const others = await Promise.all([
			guards.markOf(administrator, wrong),
			guards.markOf(administrator, new Secret('')),
			guards.markOf({...administrator, origin: 'https://dc2.example'}, right),
			guards.markOf({...administrator, username: 'operator'}, right),
		]);
		expect(new Set([mark, ...others.map(had)]).size).toBe(5);
		expect(await guards.write(administrator, withRefusal(noGuard, mark, 'account-locked', noon))).toEqual(done);
	});

	test('refuses what it could not read again', async () => {
		const guards = make();
		await guards.write(administrator, withAttempt(noGuard, noon));
		const outcome = await guards.write(administrator, withRefusal(noGuard, 'no mark', 'wrong-credentials', noon));
		expect(outcome).toMatchObject({
			ok: false,
			failure: {kind: 'unwritable', text: expect.stringContaining('not right')},
		});
		expect(await guards.read(administrator)).toEqual({ok: true, value: withAttempt(noGuard, noon)});
	});
}

function had<Value>(outcome: Outcome<Value, FileFailure>): Value {
	if (!outcome.ok) throw new Error(outcome.failure.text);
	return outcome.value;
}
