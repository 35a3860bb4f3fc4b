import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import {seconds} from '../../source/domain/time.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {cliPath, startCli} from '../support/start-cli.ts';

/** The built program in a place of its own, from which its packages are found. */
function installed() {
	const packages = fileURLToPath(new URL('../../node_modules/', import.meta.url));
	const folder = mkdtempSync(join(packages, '.svt-tui-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	cpSync(dirname(cliPath), folder, {recursive: true});
	return {program: join(folder, 'cli.js'), takeAway: () => rmSync(join(folder, 'chunks'), {recursive: true})};
}

test.skipIf(skipsSecretService())(
	'a keeper whose files are replaced by an update signs in anew all the same',
	async () => {
		const {loginArgs} = await runSimulator({switches: {absoluteLimit: seconds(8)}});
		const service = await startSecretService();
		onTestFinished(() => service.close());
		const surroundings = {home: service.home, env: service.environment};
		const login = await runCli([...loginArgs, '--profile', 'dc1'], {...surroundings, input: simulatedPassword});
		expect(login.code).toBe(0);
		const {program, takeAway} = installed();
		const keeper = startCli(['keep-alive', 'dc1', '--renew', 'auto'], {...surroundings, program});
		onTestFinished(() => keeper.close());
		await keeper.waitFor(/went on with the stored token/);
		await keeper.waitForTalk(/keeping dc1 alive/);
		takeAway();
		await keeper.waitFor(/signed in, token/);
		keeper.kill('SIGTERM');
		expect(await keeper.exited).toMatchObject({code: 143});
	},
);
