import {describe, expect, test} from 'vitest';
import {milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {startSimulator} from '../simulator/started.ts';
import {accepted, hardPassword, startAsking} from '../support/asking.ts';
import {answering, startHostile} from '../support/hostile-asking.ts';

/** 1994-11-06 08:49:37 UTC, and half of its second. */
const middle = Date.UTC(1994, 10, 6, 8, 49, 37) + 500;

describe('what the appliance’s clock says', () => {
	test('comes with every answer, also with a no', async () => {
		const {clock, simulator, address} = await startSimulator({users: {administrator: hardPassword}});
		simulator.change({clockSkew: minutes(5)});
		const trust = {mode: 'pinned', sha256: address.certificate?.sha256 ?? ''} as const;
		const {login, tickle, revoke, version} = startAsking({origin: address.origin, clock, trust});
		const granted = await login();
		const asked = [
			granted,
			await tickle({bearer: accepted(granted).bearer}),
			await tickle(),
			await revoke(),
			await version(),
		];
		expect(asked.map(({status}) => status)).toEqual([200, 200, 401, 401, 200]);
		for (const {serverTime} of asked)
			expect(Math.abs((serverTime ?? 0) - clock.now() - minutes(5))).toBeLessThanOrEqual(500);
		expect(accepted(granted).serverUpdatedAt).toBe(clock.now() + minutes(5));
	});

	test.each([
		['as senders must write it', 'Sun, 06 Nov 1994 08:49:37 GMT', middle],
		['in the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT', undefined],
		['before there were such appliances', 'Thu, 01 Jan 1970 00:00:00 GMT', undefined],
		['as a number', '784111777', undefined],
		['in words', 'yesterday', undefined],
		['twice', 'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT', undefined],
		['without end', 'Sun, '.repeat(2000), undefined],
	])('is read %s', async (_how, date, expected) => {
		const {tickle} = await startHostile(answering('200 OK', {Date: date, 'Content-Type': 'application/json'}, '{}'));
		expect(await tickle()).toMatchObject({status: 200, serverTime: expected});
	});

	test('is not known without an answer, or without the header', async () => {
		const silent = startAsking({origin: 'https://127.0.0.1:1', trust: {mode: 'system'}, timeout: seconds(1)});
		expect(await silent.tickle()).toMatchObject({status: undefined, serverTime: undefined});
		const {tickle} = await startHostile(answering('503 Busy', {'X-Delay': String(milliseconds(1))}, ''));
		expect(await tickle()).toMatchObject({status: 503, serverTime: undefined});
	});
});
