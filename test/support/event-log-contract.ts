import {expect, test} from 'vitest';
import {type EventReport, eventReport} from '../../source/domain/event-report.ts';
import {later, milliseconds, seconds} from '../../source/domain/time.ts';
import type {EventLog} from '../../source/ports.ts';
import {refusal} from './refusals.ts';
import {noon} from './sessions.ts';

/** A tickle that was accepted so many seconds after noon. */
export const acceptedEvent = (profile: string, after: number): EventReport =>
	eventReport(profile, {
		at: later(noon, seconds(after)),
		happening: {what: 'tickle-accepted', status: 200, roundTrip: milliseconds(38)},
	});

const failedEvent = eventReport('dc1', {
	at: later(noon, seconds(9)),
	happening: {
		what: 'tickle-failed',
		refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'}),
		retryAt: later(noon, seconds(11)),
	},
});

/** What any log of events does. `make` gives an empty one. */
export function eventLogContract(make: () => EventLog): void {
	const done = {ok: true, value: undefined};

	test('has none at first', async () => {
		expect(await make().read('dc1')).toEqual([]);
	});

	test('gives back what was appended, newest last', async () => {
		const log = make();
		expect(await log.append([acceptedEvent('dc1', 1), acceptedEvent('dc1', 2)])).toEqual(done);
		expect(await log.append([])).toEqual(done);
		expect(await log.append([failedEvent])).toEqual(done);
		expect(await log.read('dc1')).toEqual([acceptedEvent('dc1', 1), acceptedEvent('dc1', 2), failedEvent]);
	});

	test('keeps profiles apart', async () => {
		const log = make();
		const names = ['dc1', 'DC1', 'Büro', '10.1.1.16', '東京', 'a'.repeat(40)];
		for (const name of names) expect(await log.append([acceptedEvent(name, 1)])).toEqual(done);
		for (const name of names) expect(await log.read(name)).toEqual([acceptedEvent(name, 1)]);
		for (const name of ['', 'dc', 'dc1"', '/etc/passwd', 'x'.repeat(5000), '\ud800'])
			expect(await log.read(name)).toEqual([]);
	});

	test('leaves out what is too old, and keeps the second', async () => {
		const log = make();
		await log.append([1, 2, 3].map(after => acceptedEvent('dc1', after)));
		expect(await log.read('dc1', later(noon, milliseconds(2400)))).toEqual([
			acceptedEvent('dc1', 2),
			acceptedEvent('dc1', 3),
		]);
	});

	test('gives the latest two thousand at most', async () => {
		const log = make();
		await log.append(Array.from({length: 2500}, (_, index) => acceptedEvent('dc1', index)));
		const events = await log.read('dc1');
		expect([events.length, events[0], events.at(-1)]).toEqual([
			2000,
			acceptedEvent('dc1', 500),
			acceptedEvent('dc1', 2499),
		]);
	});
}
