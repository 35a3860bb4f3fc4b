import {expect, test} from 'vitest';
import {later, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {createFakeClock, fakeStart} from './fake-clock.ts';

test('alarms ring in order, each at its own instant, and those that ring set others', () => {
	const clock = createFakeClock();
	const rung: string[] = [];
	const note = (name: string) => () => rung.push(`${name} ${(clock.now() - fakeStart) / 1000}`);
	clock.after(seconds(5), note('late'));
	clock.after(seconds(2), note('second'));
	clock.after(seconds(2), note('after it'));
	const cancel = clock.after(seconds(3), note('cancelled'));
	clock.after(seconds(1), () => {
		note('first')();
		cancel();
		clock.after(seconds(1.5), note('set while ringing'));
	});

	clock.advance(seconds(4));
	expect(rung).toEqual(['first 1', 'second 2', 'after it 2', 'set while ringing 2.5']);
	expect(clock.now()).toBe(later(fakeStart, seconds(4)));
	expect(clock.nextAlarm()).toBe(later(fakeStart, seconds(5)));

	clock.sleep(minutes(1));
	expect(rung).toHaveLength(4);
	clock.advance(milliseconds(0));
	expect(rung.at(-1)).toBe('late 64');
	expect(clock.alarms()).toBe(0);
});

test('work that waits for time is led to its end', async () => {
	const clock = createFakeClock();
	const wait = (count: number) => new Promise<void>(resolve => void clock.after(seconds(count), resolve));
	const work = async () => {
		await wait(10);
		await wait(20);
		return 'done';
	};
	expect(await clock.advanceUntil(work())).toBe('done');
	expect(clock.now()).toBe(later(fakeStart, seconds(30)));
});

test('work that ends badly fails its caller, and work that nothing moves is told', async () => {
	const clock = createFakeClock();
	await expect(clock.advanceUntil(Promise.reject(new Error('no')))).rejects.toThrow('no');
	await expect(clock.advanceUntil(new Promise(() => {}))).rejects.toThrow('it has not ended and waits for no alarm');
});

test('what an alarm sets off happens before the next one', async () => {
	const clock = createFakeClock();
	const told: string[] = [];
	for (const count of [1, 2]) {
		clock.after(seconds(count), async () => {
			told.push(`rung ${count}`);
			await Promise.resolve();
			told.push(`done ${count}`);
		});
	}
	await clock.advanceSettled(seconds(3));
	expect(told).toEqual(['rung 1', 'done 1', 'rung 2', 'done 2']);
	expect(clock.now()).toBe(later(fakeStart, seconds(3)));
});

test('an alarm that sets itself again without delay is found out', () => {
	const clock = createFakeClock();
	const again = () => void clock.after(milliseconds(0), again);
	again();
	expect(() => clock.advance(seconds(1))).toThrow('still one due');
});
