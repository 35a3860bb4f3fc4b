import {type AddressInfo, createServer} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import {createPrivateHome} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword, simulatedUser} from '../support/running-simulator.ts';

/** A proxy that nobody may talk to, and an environment that names it in every way that programs know. */
async function temptation() {
	let connections = 0;
	const proxy = createServer(socket => {
		connections += 1;
		socket.destroy();
	});
	await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void proxy.close());
	const url = `http://proxy-user:canary-proxy-password@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	const names = [
		'HTTP_PROXY',
		'HTTPS_PROXY',
		'ALL_PROXY',
		'http_proxy',
		'https_proxy',
		'all_proxy',
		'npm_config_proxy',
	];
	const env = {...Object.fromEntries(names.map(name => [name, url])), NODE_USE_ENV_PROXY: '1'};
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	return {
		svt: (args: readonly string[], input = '') => runCli(args, {home, env, input}),
		connections: () => connections,
	};
}

test('no variable sends anything through a proxy', async () => {
	const {svt, connections} = await temptation();
	const {loginArgs, simulator} = await runSimulator();
	const signedIn = await svt([...loginArgs, '--profile', 'dc1', '--storage', 'memory'], simulatedPassword);
	expect(signedIn).toMatchObject({code: 0});
	expect(await svt(['api', '/api/version'])).toMatchObject({code: 0, stderr: ''});
	expect(await svt(['trust', 'show'])).toMatchObject({code: 0, stderr: ''});
	expect(simulator.requests().map(({path}) => path)).toEqual(['/api/oauth/token', '/api/version']);
	expect(connections()).toBe(0);
});

test('where that is why an appliance is not reached, it is said, without the password of the proxy', async () => {
	const {svt, connections} = await temptation();
	const args = ['login', 'https://127.0.0.1:1', '--username', simulatedUser, '--password-stdin', '--storage', 'memory'];
	const run = await svt(args, simulatedPassword);
	expect(run).toMatchObject({code: 6, stdout: ''});
	expect(run.stderr).toMatch(/^svt-tui: error: https:\/\/127\.0\.0\.1:1: nothing listens there\n/);
	expect(run.stderr).toContain(
		'\nsvt-tui: hint: svt-tui goes through no proxy, although https_proxy names one: connect from where the appliance is reached without\n',
	);
	expect(run.stderr).not.toContain('canary');
	expect(connections()).toBe(0);
});
