import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {type RunOptions, runCli} from './run-cli.ts';
import {runSimulator, simulatedPassword} from './running-simulator.ts';
import {startSecretService} from './secret-service.ts';

/** A session in the keychain, with all the files that come with it; `shell` is what one does before the sign-in. */
export async function signedIn(shell = '') {
	const running = await runSimulator();
	const service = await startSecretService();
	onTestFinished(() => service.close());
	const {home} = service;
	const around = {home, env: service.environment};
	const login = [...running.loginArgs, '--profile', 'dc1'];
	const [settings, state] = [join(home.configuration, 'svt-tui'), join(home.state, 'svt-tui')];
	const svt = async (args: readonly string[], options: RunOptions = {}) => {
		const {code, stdout, stderr} = await runCli(args, {...around, input: simulatedPassword, ...options});
		return {code, stdout, stderr: stderr.replaceAll(home.path, 'HOME')};
	};
	expect(await svt(login, {shell})).toMatchObject({code: 0});
	return {...running, home, around, login, settings, state, svt, record: join(state, 'sessions', 'dc1.json')};
}
