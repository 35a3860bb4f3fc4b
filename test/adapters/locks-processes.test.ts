import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, type TestContext, test} from 'vitest';
import {createLocks} from '../../source/adapters/locks.ts';
import {buildProgram} from '../support/built-program.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {keepAlive} from '../support/locks-contract.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {startCli} from '../support/start-cli.ts';

let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
	program = await buildProgram(new URL('./lock-holder.ts', import.meta.url));
});
afterAll(() => program.remove());

/** Instead of ten seconds, in ms. */
const silence = '2000';
const quietly = {code: 0, signal: undefined, stdout: '', stderr: ''};
const taken = {ok: false, failure: {kind: 'taken'}};

/** A state folder, and programs that hold the lock in it. */
function createPlace({onTestFinished}: TestContext) {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const folder = home.state;

	function start(what: string, ...args: readonly string[]) {
		const running = startCli([what, folder, ...args], {program: program.path, home});
		onTestFinished(() => running.close());
		return running;
	}

	async function hold(...args: readonly string[]) {
		const running = start('hold', ...args);
		await running.waitFor(/^held$/m);
		return running;
	}

	return {
		folder,
		file: home.file,
		start,
		hold,
		tryAcquire: () => createLocks({folder, clock: createFakeClock()}).tryAcquire(keepAlive),
		left: () => readdirSync(join(folder, 'locks')),
	};
}

describe.concurrent('a lock whose holder', () => {
	test('was killed is held by another within 15 s', {timeout: 30_000}, async context => {
		const {start, hold, left} = createPlace(context);
		const killed = await hold();
		const next = start('hold');
		killed.kill('SIGKILL');
		await killed.exited;
		const since = performance.now();
		await next.waitFor(/^held$/m);
		expect(performance.now() - since).toBeLessThan(15_000);
		expect(left()).toHaveLength(1);
	});

	test('was stopped is lost to it, as it finds out when it goes on', async context => {
		const {hold, tryAcquire} = createPlace(context);
		const stopped = await hold(silence);
		stopped.kill('SIGSTOP');
		const next = await hold(silence);
		stopped.kill('SIGCONT');
		await stopped.waitFor(/^lost$/m);
		stopped.kill('SIGTERM');
		expect(await stopped.exited).toEqual({
			code: 143,
			signal: undefined,
			stdout: 'held\nlost\ncleaning up\n',
			stderr: '',
		});
		expect(await tryAcquire()).toEqual(taken);
		expect(next.stdout()).toBe('held\n');
	});

	test('ends before it finds that out leaves it to who has it now', async context => {
		const {start, tryAcquire} = createPlace(context);
		const blocked = start('block', silence);
		await blocked.waitFor(/^held$/m);
		const next = start('hold', silence);
		const first = await Promise.race([next.waitFor(/^held$/m), blocked.exited]);
		expect(first).toEqual(expect.arrayContaining(['held']));
		expect((await blocked.exited).code).toBe(0);
		expect(await tryAcquire()).toEqual(taken);
		expect(next.stdout()).toBe('held\n');
	});

	test('answers a signal cleans up as it would without, and is free', async context => {
		const {hold, left} = createPlace(context);
		const running = await hold();
		running.kill('SIGTERM');
		expect(await running.exited).toEqual({code: 143, signal: undefined, stdout: 'held\ncleaning up\n', stderr: ''});
		expect(left()).toEqual([]);
	});

	test('does not know a signal is ended by it, and is free', async context => {
		const {hold, left} = createPlace(context);
		const running = await hold();
		running.kill('SIGQUIT');
		expect(await running.exited).toEqual({code: undefined, signal: 'SIGQUIT', stdout: 'held\n', stderr: ''});
		expect(left()).toEqual([]);
	});

	test.for(['end', 'exit'])('comes to its %s without a release is free', async (how, context) => {
		const {folder, left} = createPlace(context);
		expect(await program.run([how, folder])).toEqual(quietly);
		expect(left()).toEqual([]);
	});
});

describe.concurrent('of several processes', () => {
	test('exactly one holds a lock at a time', async context => {
		const {folder, file, left} = createPlace(context);
		const runs = await Promise.all(Array.from({length: 8}, () => program.run(['work', folder, file('work')])));
		expect(runs).toEqual(Array.from({length: 8}, () => quietly));
		const lines = readFileSync(file('work'), 'utf8').trimEnd().split('\n');
		expect(lines).toHaveLength(48);
		const begun = lines.filter((_, index) => index % 2 === 0).map(line => line.replace('begins', 'ends'));
		expect(lines.filter((_, index) => index % 2 === 1)).toEqual(begun);
		expect(left()).toEqual([]);
	});

	test('that die while they hold it, exactly one is next', async context => {
		const {folder, file} = createPlace(context);
		mkdirSync(join(folder, 'locks'), {recursive: true});
		for (let round = 1; round <= 3; round += 1) {
			const runs = await Promise.all(Array.from({length: 8}, () => program.run(['die', folder, file('mark')])));
			expect(runs).toEqual(Array.from({length: 8}, () => ({...quietly, code: undefined, signal: 'SIGKILL'})));
		}
	});
});
