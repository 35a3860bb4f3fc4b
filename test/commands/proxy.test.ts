import {type AddressInfo, createServer} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {startProxy} from '../support/recording-proxy.ts';
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
		async svt(args: readonly string[], input = '') {
			const run = await runCli(args, {home, env, input});
			// Node 22 warns by itself that NODE_USE_ENV_PROXY is an experiment.
			return {...run, stderr: run.stderr.replace(/^\(node:\d+\) \[UNDICI-EHPA\].*\n\(Use .*\n/, '')};
		},
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
		'\nsvt-tui: hint: svt-tui goes through no proxy unless asked to, although https_proxy names one: if that is the only way, sign in by it: svt-tui login https://127.0.0.1:1 --proxy env\n',
	);
	expect(run.stderr).not.toContain('canary');
	expect(connections()).toBe(0);
});

/** An appliance, and a home of one's own from which to ask it. */
async function story(env: Readonly<Record<string, string>> = {}) {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const running = await runSimulator();
	const storage = ['--storage', 'memory', '--profile', 'dc1'];
	const svt = (args: readonly string[], input = '') =>
		runCli(args, {home, env: {...env, SVT_STORAGE: 'memory'}, input});
	return {
		...running,
		svt,
		login: (...more: readonly string[]) => svt([...running.loginArgs, ...storage, ...more], simulatedPassword),
	};
}

const bare = (origin: string) => origin.replace('http://', '');

describe('a proxy that was asked for', () => {
	test('is gone through by every command, shown, and left again', async () => {
		const {svt, login, origin} = await story();
		const proxy = await startProxy();
		const signedIn = await login('--proxy', proxy.origin);
		expect(signedIn).toMatchObject({code: 0});
		expect(signedIn.stderr).toContain(`as ${simulatedUser}, through the proxy ${bare(proxy.origin)}\n`);
		expect((await svt(['status'])).stdout).toContain(`\n  proxy       ${bare(proxy.origin)}\n`);
		expect(JSON.parse((await svt(['status', '--json'])).stdout).profiles[0].proxy).toBe(proxy.origin);
		expect((await svt(['profile', 'list'])).stdout).toMatch(/STORAGE +PROXY\n.*memory +127\.0\.0\.1:\d+\n$/);
		expect(JSON.parse((await svt(['profile', 'list', '--json'])).stdout).profiles[0].proxy).toBe(proxy.origin);
		for (const args of [
			['api', '/api/version'],
			['trust', 'show'],
			['doctor', 'dc1'],
		]) {
			const before = proxy.connections();
			const {stdout, code} = await svt(args);
			expect(proxy.connections(), args[0]).toBeGreaterThan(before);
			if (args[0] !== 'api') expect(stdout).toContain(bare(proxy.origin));
			if (args[0] !== 'doctor') expect(code).toBe(0);
		}
		for (const head of proxy.heads()) expect(head).toContain(`CONNECT ${origin.replace('https://', '')} HTTP/1.1`);
		for (const secret of [simulatedPassword, 'canary-token']) expect(proxy.through()).not.toContain(secret);
		expect(await login('--proxy', 'none')).toMatchObject({code: 0});
		const before = proxy.connections();
		expect((await svt(['status'])).stdout).not.toContain('proxy');
		expect(await svt(['trust', 'show'])).toMatchObject({code: 0});
		expect(proxy.connections()).toBe(before);
	});

	test('stays that of its profile at the next sign-in', async () => {
		const {login} = await story();
		const proxy = await startProxy();
		await login('--proxy', proxy.origin);
		const before = proxy.connections();
		expect(await login()).toMatchObject({code: 0});
		expect(proxy.connections()).toBeGreaterThan(before);
	});

	test('may be the one that the environment names, and NO_PROXY counts then', async () => {
		const proxy = await startProxy();
		const {login} = await story({HTTPS_PROXY: proxy.origin});
		expect((await login('--proxy', 'env')).stderr).toContain(`through the proxy ${bare(proxy.origin)}\n`);
		const {login: exempt} = await story({HTTPS_PROXY: proxy.origin, NO_PROXY: '127.0.0.1'});
		const before = proxy.connections();
		const run = await exempt('--proxy', 'env');
		expect(run).toMatchObject({code: 0});
		expect(run.stderr).toMatch(/^127\.0\.0\.1 is exempt from proxies by NO_PROXY: the way there is direct\n/);
		expect(proxy.connections()).toBe(before);
	});

	test('named by the environment is not left for want of an address, and NO_PROXY is not passed over', async () => {
		const home = createPrivateHome();
		onTestFinished(() => home.remove());
		const args = ['login', '--proxy', 'env', '--username', simulatedUser, '--password-stdin', '--storage', 'memory'];
		const named = {HTTPS_PROXY: 'http://proxy.example.com:3128'};
		expect(await runCli(args, {home, env: named, input: simulatedPassword})).toMatchObject({
			code: 2,
			stdout: '',
			stderr: 'svt-tui: error: which appliance?\nsvt-tui: hint: name its address or a profile: svt-tui login HOST\n',
		});
		const run = await runCli(args, {
			home,
			env: {...named, NO_PROXY: 'localhost, 10.0.0.0/8'},
			input: simulatedPassword,
		});
		expect(run).toMatchObject({
			code: 2,
			stdout: '',
			stderr:
				'svt-tui: error: NO_PROXY exempts some hosts from the proxy, and nobody has said yet which appliance it is\n' +
				'svt-tui: hint: name its address: svt-tui login HOST --proxy env\n',
		});
	});

	test('that cannot be one is refused without an echo, and before anything is sent', async () => {
		const {login, simulator} = await story({ALL_PROXY: 'http://ada:canary-proxy-password@proxy.example:3128'});
		const hint = 'svt-tui: hint: such as --proxy http://proxy.example.com:3128, or --proxy none to go without one\n';
		for (const [wish, why] of [
			['env', 'what ALL_PROXY names holds a login, and svt-tui sends a proxy none'],
			['http://canary-proxy-login@p:1', 'what --proxy names holds a login, and svt-tui sends a proxy none'],
			['socks5://canary-proxy:1080', 'what --proxy names is a SOCKS proxy, and svt-tui speaks HTTP to a proxy'],
			['http://canary-proxy/path', 'what --proxy names is not of the form http://HOST:PORT'],
		] as const) {
			const run = await login('--proxy', wish);
			expect(run).toMatchObject({code: 2, stdout: '', stderr: `svt-tui: error: ${why}\n${hint}`});
		}
		const {login: unset} = await story({HTTPS_PROXY: ''});
		expect((await unset('--proxy', 'env')).stderr).toBe(
			`svt-tui: error: none of HTTPS_PROXY and ALL_PROXY names a proxy\n${hint}`,
		);
		expect(simulator.requests()).toEqual([]);
	});

	test('that says no is told from the appliance, with the next step', async () => {
		const {login} = await story();
		const proxy = await startProxy({answer: socket => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')});
		const run = await login('--proxy', proxy.origin);
		expect(run.code).toBe(6);
		expect(run.stderr).toMatch(/: the proxy does not allow the way to the appliance\n/);
		expect(run.stderr).toContain(`the proxy ${bare(proxy.origin)} answered 403`);
		expect(run.stderr).toContain('--proxy none');
	});

	test('that opens TLS connections is caught by the certificate, which is said', async () => {
		const {login, svt, origin} = await story();
		const other = await runSimulator({certificate: await createCertificate()});
		const liar = await startProxy({routes: {[origin.replace('https://', '')]: Number(new URL(other.origin).port)}});
		const run = await login('--proxy', liar.origin);
		expect(run.code).toBe(60);
		expect(await login()).toMatchObject({code: 0});
		const later = await svt(['login', 'dc1', '--password-stdin', '--proxy', liar.origin], simulatedPassword);
		expect(later.code).toBe(60);
		expect(later.stderr).toContain(`leads through the proxy ${bare(liar.origin)}; one that opens TLS`);
		expect(other.simulator.requests()).toEqual([]);
	});
});
