import {execFileSync} from 'node:child_process';
import {describe, expect, onTestFinished, test} from 'vitest';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword, simulatedUser} from '../support/running-simulator.ts';
import {faultsBy} from '../support/schemas.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {startCli} from '../support/start-cli.ts';

/** A simulator and a keychain that holds the password of dc1, and its token until that is forgotten. */
async function signedIn(...more: readonly string[]) {
	const {simulator, loginArgs, origin} = await runSimulator();
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const surroundings = {home: service.home, env: service.environment};
	const login = await runCli([...loginArgs, '--profile', 'dc1', ...more], {...surroundings, input: simulatedPassword});
	expect(login).toMatchObject({code: 0});
	const before = simulator.requests().length;
	return {
		simulator,
		svt: (args: string) => runCli(args.split(' '), surroundings),
		/** The session is there no more, though nobody has signed out. */
		loseToken: () =>
			execFileSync('secret-tool', ['clear', 'service', 'svt-tui', 'account', `token:${simulatedUser}@${origin}`], {
				env: service.environment,
			}),
		/** Eight processes of the same words, started at once. */
		startEight: (args: string) =>
			Array.from({length: 8}, () => {
				const program = startCli(args.split(' '), surroundings);
				onTestFinished(() => program.close());
				program.endInput();
				return program;
			}),
		start(args: string) {
			const program = startCli(args.split(' '), surroundings);
			onTestFinished(() => program.close());
			return program;
		},
		/** Status of each login since. */
		logins: () =>
			simulator
				.requests()
				.slice(before)
				.filter(({path}) => path === '/api/oauth/token')
				.map(({status}) => status),
	};
}

/** Eight on two cores, each with a keychain of its own to ask. */
const within = 25_000;

describe.skipIf(skipsSecretService())('several processes', () => {
	test('eight that are to keep a session that there is not sign in once, and one of them keeps it', async () => {
		const {loseToken, startEight, logins} = await signedIn();
		loseToken();
		const keepers = startEight('keep-alive dc1 --renew auto');
		await Promise.all(keepers.map(keeper => keeper.waitFor(/signed in, token|went on with/, within)));
		await Promise.all(keepers.map(keeper => keeper.waitForTalk(/keeping dc1 alive|is kept alive by/, within)));
		expect(logins()).toEqual([200]);
		const kept = keepers.filter(keeper => keeper.stderr().includes('keeping dc1 alive'));
		expect(kept).toHaveLength(1);
		for (const keeper of keepers) keeper.kill('SIGTERM');
		const ends = await Promise.all(keepers.map(keeper => keeper.exited));
		expect(new Set(ends.map(({code}) => code))).toEqual(new Set([143]));
	});

	test('eight logins without a terminal ask the appliance once', async () => {
		const {svt, startEight, logins} = await signedIn();
		await svt('logout dc1');
		const runs = await Promise.all(startEight('login dc1 --no-input').map(program => program.exited));
		expect(runs.map(({code, stderr}) => ({code, stderr: code === 0 ? '' : stderr}))).toEqual(
			runs.map(() => ({code: 0, stderr: ''})),
		);
		expect(logins()).toEqual([200]);
		const first = runs.map(({stderr}) => stderr.split('\n')[0] ?? '');
		expect(first.filter(line => /^signed in to dc1 /.test(line))).toHaveLength(1);
		expect(first.filter(line => /^another svt-tui has just signed in to dc1 /.test(line))).toHaveLength(7);
	});

	test.each(['keep-alive dc1 --renew auto', 'login dc1 --no-input'])(
		'eight with a password that was changed are refused once: %s',
		async args => {
			const {svt, simulator, startEight, logins, loseToken} = await signedIn();
			loseToken();
			simulator.setPassword(simulatedUser, 'changed-5ince');
			const runs = await Promise.all(startEight(args).map(program => program.exited));
			expect(runs.map(({code, stderr}) => (code === 5 ? 5 : stderr))).toEqual(runs.map(() => 5));
			expect(logins()).toEqual([400]);
			for (const {stderr} of runs) expect(stderr).toMatch(/^svt-tui: hint: .*svt-tui login dc1/m);
			expect(await svt(args)).toMatchObject({code: 5});
			expect(logins()).toEqual([400]);
		},
	);

	test('a second keeper stands by, says so, and takes over within 15 s of the first being killed', async () => {
		const {svt, start, logins} = await signedIn('--idle-limit', '1m');
		const first = start('keep-alive dc1');
		await first.waitForTalk(/^keeping dc1 alive/m);
		const second = start('keep-alive dc1 --json');
		await second.waitForTalk(
			new RegExp(`^dc1 is kept alive by process ${first.pid}; this one stands by, and takes over when that ends\n$`),
		);
		const [found] = await second.waitFor(/^.*"event":"kept-by-other".*$/m);
		expect(faultsBy('event-v1', JSON.parse(found))).toEqual([]);
		const third = start('keep-alive dc1');
		await third.waitForTalk(/this one stands by/);
		third.kill('SIGTERM');
		expect(await third.exited).toMatchObject({
			code: 143,
			stderr: expect.stringMatching(new RegExp(`dc1 is still kept alive by process ${first.pid}\n$`)),
		});

		first.kill('SIGKILL');
		const [took] = await second.waitFor(/^.*"event":"took-over".*$/m, 15_000);
		expect(faultsBy('event-v1', JSON.parse(took))).toEqual([]);
		expect(JSON.parse((await svt('status --json')).stdout).profiles[0].keepAlive).toMatchObject({
			state: 'on',
			keeperPid: second.pid,
		});
		expect((await svt('status')).stdout).toContain(`on by process ${second.pid}`);
		second.kill('SIGINT');
		expect(await second.exited).toMatchObject({
			code: 130,
			stderr: expect.stringMatching(/\ndc1 is not kept alive any more: it ends if idle at /),
		});
		expect(logins()).toEqual([]);
	});
});
