import {appendFileSync, openSync, readdirSync, unlinkSync, utimesSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {createLocks} from '../../source/adapters/locks.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import {held, keepAlive} from '../support/locks-contract.ts';

/**
 * A program that takes the lock on keeping a session alive.
 *
 *     hold FOLDER [SILENCE]   says `held` and `lost`, and answers SIGTERM as the command line does
 *     block FOLDER SILENCE    says `held`, does nothing at all for 4.5 s, and ends before it can find out about anything
 *     work FOLDER FILE      takes it three times, and writes to the file when it has it and when it has it no longer
 *     die FOLDER FILE       makes a file that nobody else may have made, and ends without a word, so that the lock seems silent
 *     end FOLDER, exit FOLDER   ends without releasing it
 */
const [what = '', folder = '', more = ''] = process.argv.slice(2);
const silence = (what === 'hold' || what === 'block') && more !== '' ? milliseconds(Number(more)) : seconds(10);
const clock = createSystemClock();
const locks = createLocks({folder, clock, silence});
const take = async () => held(await locks.acquire(keepAlive, seconds(20)));
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function hold(): Promise<void> {
	process.on('SIGTERM', () => {
		say('cleaning up');
		clock.after(milliseconds(50), () => process.exit(143));
	});
	const {lost} = await take();
	lost.addEventListener('abort', () => say('lost'));
	say('held');
	clock.after(seconds(60), () => undefined);
}

async function block(): Promise<void> {
	await take();
	writeSync(1, 'held\n');
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4500);
	process.exit(0);
}

async function work(): Promise<void> {
	for (let time = 1; time <= 3; time += 1) {
		const {release} = await take();
		appendFileSync(more, `${process.pid} begins\n`);
		await new Promise<void>(resolve => clock.after(milliseconds(5), resolve));
		appendFileSync(more, `${process.pid} ends\n`);
		await release();
	}
}

async function die(): Promise<void> {
	await take();
	openSync(more, 'wx');
	unlinkSync(more);
	const lock = readdirSync(join(folder, 'locks')).find(name => /^[0-9a-f]{64}$/.test(name));
	utimesSync(join(folder, 'locks', lock ?? ''), 1, 1);
	process.kill(process.pid, 'SIGKILL');
}

if (what === 'hold') await hold();
else if (what === 'block') await block();
else if (what === 'work') await work();
else if (what === 'die') await die();
else await take();
if (what === 'exit') process.exit(0);
