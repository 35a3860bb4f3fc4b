import {mkdirSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {filesBelow, tracesOf} from '../support/canary.ts';
import {createPrivateHome, type Environment} from '../support/private-home.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import {startCli} from '../support/start-cli.ts';

const secrets = [simulatedPassword, 'canary-token'];

/** A sign-in under these circumstances, and where its password and token then stand. */
async function signIn(env: Environment) {
	const {simulator, loginArgs} = await runSimulator();
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const cwd = home.file('cwd');
	mkdirSync(cwd);
	const program = startCli([...loginArgs, '--storage', 'memory', '--verbose'], {home, cwd, env});
	onTestFinished(() => program.close());
	program.endInput(simulatedPassword);
	const {code, stdout, stderr} = await program.exited;
	const traces = tracesOf(secrets, {stdout, stderr, ...filesBelow(home.path)});
	return {code, stderr, traces, files: Object.keys(filesBelow(cwd)), requests: simulator.requests().length};
}

const refused = (text: string) => new RegExp(`^svt-tui: error: ${text}\nsvt-tui: hint: run it `, 'm');
const withoutOptions = (name: string) => refused(`Node was told ${name}, which shows passwords and tokens to others`);

test.each([
	['NODE_DEBUG', 'stream', refused('NODE_DEBUG is set: Node would print passwords as they come in')],
	['NODE_DEBUG', 'http,https,undici,tls,net', refused('NODE_DEBUG is set: Node would print passwords as they come in')],
	['NODE_OPTIONS', '--inspect=127.0.0.1:0', refused('a debugger can be attached here, and could .*')],
	['NODE_OPTIONS', '--no-warnings --inspect=0', refused('a debugger can be attached here, and could .*')],
	['NODE_OPTIONS', '--heapsnapshot-signal=SIGUSR2', withoutOptions('--heapsnapshot-signal')],
	['NODE_OPTIONS', '--heapsnapshot_near_heap_limit=1', withoutOptions('--heapsnapshot-near-heap-limit')],
	['NODE_OPTIONS', '"--tls-keylog=keys"', withoutOptions('--tls-keylog')],
	['NODE_OPTIONS', '--trace-tls', withoutOptions('--trace-tls')],
	['NODE_OPTIONS', '--abort-on-uncaught-exception', withoutOptions('--abort-on-uncaught-exception')],
])('under %s=%s nothing is begun', async (name, value, said) => {
	const {code, stderr, traces, files, requests} = await signIn({[name]: value});
	expect(stderr).toMatch(said);
	expect({code, traces, files, requests}).toEqual({code: 2, traces: [], files: [], requests: 0});
});

test('doctor, through which no secret passes, runs all the same and tells of it', async () => {
	const {stdout} = await runCli(['doctor', '--no-input'], {env: {NODE_OPTIONS: '--trace-tls', NODE_DEBUG: 'timer'}});
	expect(stdout).toContain('NODE_DEBUG');
	expect(stdout).toContain('svt-tui doctor finds');
});

test('the help is read whatever Node was told', async () => {
	expect(await runCli(['login', '--help'], {env: {NODE_OPTIONS: '--trace-tls'}})).toMatchObject({code: 0});
});

test.each([
	['reports', '--report-on-signal --report-on-fatalerror --report-uncaught-exception --report-signal=SIGUSR2'],
	[
		'traces of what happens',
		'--trace-event-categories=v8,node,node.async_hooks,node.http,node.fs.sync,node.environment',
	],
	['traces of warnings and exits', '--trace-warnings --trace-exit --trace-uncaught --trace-deprecation'],
	['a name for the process', '--title=canary'],
])('%s hold neither password nor token', async (_what, options) => {
	const {code, traces, requests} = await signIn({NODE_OPTIONS: options});
	expect({code, traces, requests}).toEqual({code: 0, traces: [], requests: 1});
});

test('neither does what is measured for coverage', async () => {
	const {code, traces, files} = await signIn({NODE_V8_COVERAGE: 'coverage'});
	expect({code, traces}).toEqual({code: 0, traces: []});
	expect(files.join()).toContain('coverage-');
});

test.each(['SIGUSR1', 'SIGUSR2'] as const)('%s, asked for as the signal for a report, writes none', async signal => {
	const {program, home} = await signingIn({NODE_OPTIONS: `--report-on-signal --report-signal=${signal}`});
	program.kill(signal);
	program.kill('SIGTERM');
	const {stdout, stderr} = await program.exited;
	expect(tracesOf(secrets, {stdout, stderr, ...filesBelow(home.path)})).toEqual([]);
	expect(Object.keys(filesBelow(home.file('cwd')))).toEqual([]);
});

test('a signal for a debugger that comes before anybody listens ends the program', async () => {
	const early = `--import=data:text/javascript,${encodeURIComponent("process.kill(process.pid, 'SIGUSR1')")}`;
	const {code, stderr, traces, requests} = await signIn({NODE_OPTIONS: early});
	expect(stderr).toMatch(refused('a debugger can be attached here, and could .*'));
	expect({code, traces, requests}).toEqual({code: 2, traces: [], requests: 0});
});

test('later, it does nothing', async () => {
	const program = startCli(['simulate', '--json']);
	onTestFinished(() => program.close());
	await program.waitFor(/"origin"/);
	program.kill('SIGUSR1');
	program.writeInput('counts\n');
	await program.waitForTalk(/requests/);
	program.kill('SIGTERM');
	const {code, stderr} = await program.exited;
	expect(code).toBe(0);
	expect(stderr).not.toMatch(/debugger/i);
});

test.each([
	['SIGQUIT', 131],
	['SIGABRT', 134],
] as const)('%s ends it in the ordinary way, and leaves no core', async (signal, code) => {
	const {program} = await signingIn({});
	program.kill(signal);
	expect(await program.exited).toEqual({code, signal: undefined, stdout: '', stderr: ''});
});

/** A sign-in that has sent its password, and gets no answer. */
async function signingIn(env: Environment) {
	const {simulator, loginArgs} = await runSimulator({faults: [{when: {}, what: {type: 'hang'}}]});
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	mkdirSync(home.file('cwd'));
	const program = startCli([...loginArgs, '--storage', 'memory'], {home, cwd: home.file('cwd'), env});
	onTestFinished(() => program.close());
	program.endInput(simulatedPassword);
	while (simulator.counts().requests === 0) await new Promise(resolve => setImmediate(resolve));
	return {program, home};
}
