import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import type {TimeSources} from '../../source/adapters/time-sources.ts';
import {hours, type Instant, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {createMachine} from '../support/machine.ts';
import {noon} from '../support/sessions.ts';

const sinceNoon = (at: Instant) => at - noon;

describe('the time', () => {
	test('starts at the wall clock and passes', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		expect(clock.now()).toBe(noon);
		machine.run(1234);
		expect(sinceNoon(clock.now())).toBe(1234);
	});

	test('is not moved when somebody sets the wall clock', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		machine.setWall(noon + hours(5));
		expect(clock.now()).toBe(noon);
		machine.setWall(0);
		machine.run(1000);
		expect(sinceNoon(clock.now())).toBe(1000);
	});

	test('counts the hours that the machine slept', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		machine.run(minutes(1));
		machine.sleep(hours(8));
		expect(sinceNoon(clock.now())).toBe(minutes(1) + hours(8));
		machine.run(seconds(1));
		machine.sleep(hours(1));
		expect(sinceNoon(clock.now())).toBe(minutes(1) + hours(9) + seconds(1));
	});

	test('counts the minutes that the process was stopped, once', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		machine.stop(minutes(5));
		expect(sinceNoon(clock.now())).toBe(minutes(5));
	});

	test('does not take the coarseness of the boot clock for sleep', () => {
		const machine = createMachine({coarse: true});
		const clock = createSystemClock(machine.sources);
		for (let passed = 0; passed < 5000; passed += 7) {
			expect(sinceNoon(clock.now())).toBe(passed);
			machine.run(7);
		}
	});

	test('many short sleeps add up', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		for (let nap = 0; nap < 10; nap += 1) {
			machine.sleep(400);
			clock.now();
		}
		// The last 400 ms may still be missing: less than a second is not believed.
		expect(sinceNoon(clock.now())).toBe(3600);
	});

	test.each(['throws', 'infinite'] as const)('passes without a boot clock: %s', how => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		machine.breakBoot(how);
		machine.run(2000);
		expect(sinceNoon(clock.now())).toBe(2000);
	});

	test('passes where there never was a boot clock', () => {
		const machine = createMachine();
		machine.breakBoot('throws');
		const clock = createSystemClock(machine.sources);
		machine.run(2000);
		expect(sinceNoon(clock.now())).toBe(2000);
	});

	test('comes in whole milliseconds and never goes back, whatever the clocks do', () => {
		const happening = fc.tuple(
			fc.constantFrom('run' as const, 'sleep' as const, 'stop' as const, 'setWall' as const, 'rewindBoot' as const),
			fc.double({min: 0, max: 1e7, noNaN: true}),
		);
		fc.assert(
			fc.property(fc.array(happening), happenings => {
				const machine = createMachine();
				const clock = createSystemClock(machine.sources);
				let before = clock.now();
				for (const [what, span] of happenings) {
					machine[what](span);
					const now = clock.now();
					expect(now).toBeGreaterThanOrEqual(before);
					expect(Number.isInteger(now)).toBe(true);
					before = now;
				}
			}),
		);
	});
});

describe('an alarm', () => {
	test('rings once, when it is due', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		const rung: number[] = [];
		clock.after(minutes(3), () => rung.push(sinceNoon(clock.now())));
		machine.run(minutes(3) - 1);
		expect(rung).toEqual([]);
		machine.run(minutes(10));
		expect(rung).toEqual([minutes(3)]);
		expect(machine.timers.alarms()).toBe(0);
	});

	test('that became due while the machine slept rings within a second of waking', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		const rung: number[] = [];
		clock.after(minutes(3), () => rung.push(sinceNoon(clock.now())));
		machine.run(minutes(1));
		machine.sleep(minutes(20));
		machine.run(999);
		machine.run(1);
		expect(rung).toEqual([minutes(21) + 1000]);
	});

	test('does not ring after it was cancelled, however long it has waited', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		const cancel = clock.after(minutes(3), () => expect.fail('it rang'));
		machine.run(minutes(2));
		cancel();
		cancel();
		expect(machine.timers.alarms()).toBe(0);
		machine.run(minutes(2));
	});

	test.each([0, -1, Number.NEGATIVE_INFINITY])('with a delay of %d rings as soon as possible, not at once', delay => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		let rung = 0;
		clock.after(milliseconds(delay), () => {
			rung += 1;
		});
		expect(rung).toBe(0);
		machine.run(1);
		expect(rung).toBe(1);
		expect(machine.waits()[0]).toBe(0);
	});

	test('in a month never asks for more than a timer can hold', () => {
		const machine = createMachine();
		const clock = createSystemClock(machine.sources);
		let rung = 0;
		clock.after(hours(30 * 24), () => {
			rung += 1;
		});
		machine.stop(hours(29 * 24));
		machine.run(hours(24) - 1);
		expect(rung).toBe(0);
		machine.run(1);
		expect(rung).toBe(1);
		expect(Math.max(...machine.waits())).toBe(1000);
	});

	test('that a timer rings too early is held until it is due', () => {
		const machine = createMachine();
		const hasty: TimeSources = {
			...machine.sources,
			wait: (count, ring) => machine.sources.wait(count > 1 ? count - 1 : count, ring),
		};
		const clock = createSystemClock(hasty);
		const rung: number[] = [];
		clock.after(milliseconds(500), () => rung.push(sinceNoon(clock.now())));
		machine.run(499);
		expect(rung).toEqual([]);
		machine.run(1);
		expect(rung).toEqual([500]);
	});
});

test('the real clock rings, and not before its time', async () => {
	const clock = createSystemClock();
	const start = clock.now();
	await new Promise<void>(resolve => void clock.after(milliseconds(20), resolve));
	expect(clock.now() - start).toBeGreaterThanOrEqual(20);
});
