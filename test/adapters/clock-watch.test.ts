import {describe, expect, onTestFinished, test} from 'vitest';
import {createClockWatch} from '../../source/adapters/clock-watch.ts';
import type {ClockStep} from '../../source/domain/clock-step.ts';
import {hours, minutes, seconds} from '../../source/domain/time.ts';
import {buildProgram} from '../support/built-program.ts';
import {createMachine} from '../support/machine.ts';

function createWatched(options: Parameters<typeof createMachine>[0] = {}) {
	const machine = createMachine(options);
	const watch = createClockWatch(machine.sources);
	const steps: ClockStep[] = [];
	const cancel = watch.watch(step => steps.push(step));
	onTestFinished(cancel);
	return {machine, watch, steps, cancel};
}

describe('clocks that agree', () => {
	test.each([{coarse: false}, {coarse: true}])('say nothing in a day of seconds: %o', options => {
		const {machine, steps} = createWatched(options);
		// Timers of a busy machine are late, now more and now less.
		for (let second = 0; second < 86_400; second += 1) {
			machine.stop((second * 137) % 900);
			machine.run(1000);
		}
		expect(steps).toEqual([]);
	});

	test('say nothing while the wall clock is put right little by little, for days', () => {
		const {machine, steps} = createWatched({coarse: true});
		for (let second = 0; second < 200_000; second += 1) {
			machine.run(1000);
			machine.moveWall(second < 100_000 ? 0.5 : -0.5);
		}
		expect(steps).toEqual([]);
	});

	test('that drift apart, the boot clock by a second an hour, say nothing', () => {
		const {machine, steps} = createWatched();
		for (let minute = 0; minute < 600; minute += 1) {
			machine.run(minutes(1));
			machine.rewindBoot(-17);
		}
		expect(steps).toEqual([]);
	});

	test('say nothing of a program that thinks for 3 s', () => {
		const {machine, steps} = createWatched();
		machine.stop(3990);
		machine.run(minutes(1));
		expect(steps).toEqual([]);
	});
});

describe('a machine that sleeps', () => {
	test.each([
		[seconds(5), {coarse: false}],
		[hours(8), {coarse: false}],
		[hours(8), {coarse: true}],
	])('%d ms is told once, within a second of waking: %o', (span, options) => {
		const {machine, steps} = createWatched(options);
		machine.run(10_300);
		machine.sleep(span);
		machine.run(699);
		expect(steps).toEqual([]);
		machine.run(1);
		expect(steps).toEqual([{what: 'slept', by: expect.closeTo(span, -4)}]);
		if (!options.coarse) expect(steps).toEqual([{what: 'slept', by: span}]);
		machine.run(minutes(5));
		expect(steps).toHaveLength(1);
	});

	test('and was asleep before, for hardly a moment, is told of by its long sleep only', () => {
		const {machine, steps} = createWatched();
		machine.sleep(1900);
		machine.run(5000);
		machine.sleep(minutes(1));
		machine.run(5000);
		expect(steps).toEqual([{what: 'slept', by: minutes(1)}]);
	});

	test.each([1900, 2000, 2400, 2900])(
		'%d ms is never taken for somebody who set the clock, however coarse the boot clock is',
		span => {
			for (let phase = 0; phase < 1000; phase += 50) {
				const {machine, steps} = createWatched({coarse: true});
				machine.run(10_000 + phase);
				machine.sleep(span);
				machine.run(5000);
				expect(steps.filter(({what}) => what !== 'slept')).toEqual([]);
			}
		},
	);

	test('and takes seconds to wake up was stopped for as long', () => {
		const {machine, steps} = createWatched();
		machine.sleep(hours(1));
		machine.stop(seconds(5));
		machine.run(1);
		expect(steps).toEqual([
			{what: 'slept', by: hours(1)},
			{what: 'stopped', by: seconds(4)},
		]);
	});
});

test('a process that is stopped for 10 s says so when it goes on', () => {
	const {machine, steps} = createWatched();
	machine.run(seconds(30));
	machine.stop(seconds(11));
	machine.run(1);
	expect(steps).toEqual([{what: 'stopped', by: seconds(10)}]);
	machine.run(minutes(5));
	expect(steps).toHaveLength(1);
});

describe('a wall clock that is set', () => {
	test.each([
		['forward', hours(1)],
		['back', -hours(1)],
		['forward by days', hours(80)],
	])('%s is told by how much', (_where, by) => {
		const {machine, steps} = createWatched();
		machine.run(1500);
		machine.moveWall(by);
		machine.run(minutes(2));
		expect(steps).toEqual([{what: 'wall-clock-set', by}]);
	});

	test.each([hours(1), -hours(1)])('by %d ms while the machine sleeps is told as well', by => {
		const {machine, steps} = createWatched();
		machine.run(1500);
		machine.sleep(hours(8));
		machine.moveWall(by);
		machine.run(minutes(2));
		expect(steps).toEqual([
			{what: 'slept', by: hours(8)},
			{what: 'wall-clock-set', by},
		]);
	});

	test('by a second is no news', () => {
		const {machine, steps} = createWatched();
		machine.moveWall(1000);
		machine.run(5000);
		machine.moveWall(-1900);
		machine.run(5000);
		expect(steps).toEqual([]);
	});
});

describe.each(['throws', 'infinite', 'no number'] as const)('a boot clock that %s', how => {
	test('is done without: a stop and a set clock are told, and a sleep looks as if somebody had set the clock', () => {
		const {machine, steps} = createWatched();
		machine.breakBoot(how);
		machine.run(minutes(1));
		expect(steps).toEqual([]);
		machine.stop(seconds(11));
		machine.run(1000);
		machine.moveWall(-hours(1));
		machine.run(1000);
		machine.sleep(hours(8));
		machine.run(1000);
		expect(steps).toEqual([
			{what: 'stopped', by: seconds(10)},
			{what: 'wall-clock-set', by: -hours(1)},
			{what: 'wall-clock-set', by: hours(8)},
		]);
	});
});

describe('who watches', () => {
	test('fifty cost one timer, and nobody none', () => {
		const {machine, watch, cancel} = createWatched();
		const cancels = Array.from({length: 50}, () => watch.watch(() => undefined));
		machine.run(minutes(1));
		expect(machine.timers.alarms()).toBe(1);
		expect(machine.waits()).toHaveLength(61);
		for (const each of [...cancels, ...cancels]) each();
		expect(machine.timers.alarms()).toBe(1);
		cancel();
		expect(machine.timers.alarms()).toBe(0);
		expect(machine.waits().every(wait => wait === 1000)).toBe(true);
	});

	test('and then does not is told nothing any more, not even of what it was told in the middle of', () => {
		const {machine, watch, cancel} = createWatched();
		const told: string[] = [];
		watch.watch(({what}) => {
			told.push(what);
			cancelOther();
		});
		const cancelOther = watch.watch(() => expect.fail('it was told'));
		cancel();
		machine.sleep(hours(1));
		machine.run(5000);
		expect(told).toEqual(['slept']);
	});

	test('begins with the clocks as they are then', () => {
		const machine = createMachine();
		const watch = createClockWatch(machine.sources);
		machine.sleep(hours(8));
		machine.stop(hours(1));
		machine.moveWall(hours(3));
		const steps: ClockStep[] = [];
		const watching = () => watch.watch(step => steps.push(step));
		watching()();
		machine.sleep(hours(1));
		const cancel = watching();
		machine.run(minutes(1));
		cancel();
		expect(steps).toEqual([]);
	});
});

test('the real one keeps no program from ending', async () => {
	const program = await buildProgram(new URL('./clock-watcher.ts', import.meta.url));
	onTestFinished(() => program.remove());
	expect(await program.run([])).toEqual({code: 0, signal: undefined, stdout: 'watching\n', stderr: ''});
});
