import {describe, expect, onTestFinished, test} from 'vitest';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {seconds} from '../../source/domain/time.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {cliPath, startCli} from '../support/start-cli.ts';
import {openTerminal} from '../support/terminal.ts';

/** As a stopped program does it, in real time. */
const passing = (count: number) =>
	new Promise<void>(resolve => void createSystemClock().after(seconds(count), resolve));

describe.skipIf(skipsSecretService())('a keeper that is stopped for some seconds', () => {
	test('says for how long, tickles when it goes on, and makes up for nothing', async () => {
		const {simulator, loginArgs} = await runSimulator();
		const service = await startSecretService();
		onTestFinished(() => service.close());
		const surroundings = {home: service.home, env: service.environment};
		const login = [...loginArgs, '--profile', 'dc1', '--idle-limit', '8s'];
		expect(await runCli(login, {...surroundings, input: simulatedPassword})).toMatchObject({code: 0});
		const keeper = startCli(['keep-alive', 'dc1'], surroundings);
		onTestFinished(() => keeper.close());

		await keeper.waitFor(/tickle accepted/);
		keeper.kill('SIGSTOP');
		const before = keeper.stdout();
		await passing(5);
		expect(keeper.stdout()).toBe(before);
		keeper.kill('SIGCONT');
		await keeper.waitFor(/ {2}dc1 {2}svt-tui was stopped for \d+ s\n(?:.*\n)*?.* {2}dc1 {2}tickle accepted, 200, /);
		keeper.kill('SIGTERM');
		const {code, stdout} = await keeper.exited;
		expect(code).toBe(143);

		const tickled = simulator.requests().filter(({path}) => path === '/api/hosts');
		expect(stdout.match(/tickle accepted/g)).toHaveLength(tickled.length);
		// The interval is 2.4 s; one that was due in the meantime left when the program went on, and no other with it.
		const distances = tickled.slice(1).map(({at}, index) => at - (tickled[index]?.at ?? at));
		expect(Math.min(...distances)).toBeGreaterThan(2000);
	});
});

test('a screen that was put aside with Ctrl-Z says for how long when it comes back, and works', async () => {
	const bash = {command: '/bin/bash', args: ['--norc', '--noprofile', '-i'], env: {PS1: 'shell> '}};
	const shell = openTerminal({...bash, columns: 90});
	onTestFinished(() => shell.close());
	await shell.waitFor('shell>');
	shell.type(`${process.execPath} ${cliPath} demo\r`);
	await shell.waitFor(/signed in, token/);
	shell.press('ctrl+z');
	await shell.waitFor(/Stopped/);
	await passing(5);
	shell.type('fg\r');
	await shell.waitFor(/svt-tui was stopped for \d+ s/);
	shell.press('t');
	await shell.waitFor(/tickle accepted +200/);
	shell.press('ctrl+c');
	await shell.waitFor(/shell>\s*$/);
});
