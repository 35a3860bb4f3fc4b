import {openSync, unlinkSync} from 'node:fs';
import {createFileLock} from '../../source/adapters/file-lock.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {seconds} from '../../source/domain/time.ts';

/**
 * A program that takes the lock at a path so many times, and each time makes a file that nobody else may have made. It ends without
 * releasing the lock.
 */
const [path = '', mark = '', times = ''] = process.argv.slice(2);
const lock = createFileLock(path, createSystemClock());
for (let time = 1; time <= Number(times); time += 1) {
	const held = await lock.acquire(seconds(20));
	if (!held.ok) throw new Error(held.failure.text);
	openSync(mark, 'wx');
	unlinkSync(mark);
	if (time === Number(times)) process.exit(0);
	await held.value.release();
}
