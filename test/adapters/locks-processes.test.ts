import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {createLocks} from '../../source/adapters/locks.ts';
import {buildProgram} from '../support/built-program.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {keepAlive} from '../support/locks-contract.ts';
import {createPrivateHome, type PrivateHome} from '../support/private-home.ts';
import {startCli} from '../support/start-cli.ts';

let program: Awaited<ReturnType<typeof buildProgram>>;
let home: PrivateHome;
beforeAll(async () => {
	program = await buildProgram(new URL('./lock-holder.ts', import.meta.url));
});
afterAll(() => program.remove());
beforeEach(() => {
	home = createPrivateHome();
});
afterEach(() => home.remove());

/** In ms. */
const silence = '2000';
const tryAcquire = () => createLocks({folder: home.state, clock: createFakeClock()}).tryAcquire(keepAlive);
const left = () => readdirSync(join(home.state, 'locks'));
const quietly = {code: 0, signal: undefined, stdout: '', stderr: ''};

function started(...args: readonly string[]) {
	const running = startCli(args, {program: program.path, home});
	onTestFinished(() => running.close());
	return running;
}

async function holder(...args: readonly string[]) {
	const running = started('hold', home.state, ...args);
	await running.waitFor(/^held$/m);
	return running;
}

describe('a lock whose holder', () => {
	test('was killed is held by another within 15 s', async () => {
		const killed = await holder();
		const next = started('hold', home.state);
		killed.kill('SIGKILL');
		await killed.exited;
		const start = performance.now();
		await next.waitFor(/^held$/m);
		expect(performance.now() - start).toBeLessThan(15_000);
		expect(left()).toHaveLength(1);
	}, 30_000);

	test('was stopped is lost to it, as it finds out when it goes on', async () => {
		const stopped = await holder(silence);
		stopped.kill('SIGSTOP');
		const next = await holder(silence);
		stopped.kill('SIGCONT');
		await stopped.waitFor(/^lost$/m);
		stopped.kill('SIGTERM');
		expect(await stopped.exited).toEqual({
			code: 143,
			signal: undefined,
			stdout: 'held\nlost\ncleaning up\n',
			stderr: '',
		});
		expect(await tryAcquire()).toEqual({ok: false, failure: {kind: 'taken'}});
		expect(next.stdout()).toBe('held\n');
	});

	test('ends before it finds that out leaves it to who has it now', async () => {
		const stopped = await holder(silence);
		stopped.kill('SIGSTOP');
		const next = await holder(silence);
		stopped.kill('SIGTERM');
		stopped.kill('SIGCONT');
		expect((await stopped.exited).code).toBe(143);
		expect(await tryAcquire()).toEqual({ok: false, failure: {kind: 'taken'}});
		expect(next.stdout()).toBe('held\n');
	});

	test('answers a signal cleans up as it would without, and is free', async () => {
		const running = await holder();
		running.kill('SIGTERM');
		expect(await running.exited).toEqual({code: 143, signal: undefined, stdout: 'held\ncleaning up\n', stderr: ''});
		expect(left()).toEqual([]);
	});

	test('does not know a signal is ended by it, and is free', async () => {
		const running = await holder();
		running.kill('SIGQUIT');
		expect(await running.exited).toEqual({code: undefined, signal: 'SIGQUIT', stdout: 'held\n', stderr: ''});
		expect(left()).toEqual([]);
	});

	test.each(['end', 'exit'])('comes to its %s without a release is free', async how => {
		expect(await program.run([how, home.state])).toEqual(quietly);
		expect(left()).toEqual([]);
	});
});

describe('of several processes', () => {
	test('exactly one holds a lock at a time', async () => {
		const file = home.file('work');
		const runs = await Promise.all(Array.from({length: 8}, () => program.run(['work', home.state, file])));
		expect(runs).toEqual(Array.from({length: 8}, () => quietly));
		const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
		expect(lines).toHaveLength(48);
		const begun = lines.filter((_, index) => index % 2 === 0).map(line => line.replace('begins', 'ends'));
		expect(lines.filter((_, index) => index % 2 === 1)).toEqual(begun);
		expect(left()).toEqual([]);
	});

	test('that die while they hold it, exactly one is next', async () => {
		mkdirSync(join(home.state, 'locks'), {recursive: true});
		for (let round = 1; round <= 3; round += 1) {
			const args = ['die', home.state, home.file('mark')];
			const runs = await Promise.all(Array.from({length: 8}, () => program.run(args)));
			expect(runs).toEqual(Array.from({length: 8}, () => ({...quietly, code: undefined, signal: 'SIGKILL'})));
		}
	});
});
