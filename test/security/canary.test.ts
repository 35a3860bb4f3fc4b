import {rmSync, writeFileSync} from 'node:fs';
import {describe, expect, onTestFinished, test} from 'vitest';
import {aviary, password, wrongPassword} from '../support/aviary.ts';
import {http, sharedCertificate, startHostileServer} from '../support/hostile-server.ts';
import {simulatedUser} from '../support/running-simulator.ts';
import {skipsSecretService} from '../support/secret-service.ts';

describe.skipIf(skipsSecretService())('password and token stand nowhere', {timeout: 120_000}, () => {
	test('when they are typed and pasted into the sign-in form', async () => {
		const {open, origin, traces, look, svt} = await aviary();
		const typed = open(['login', origin, '--username', simulatedUser, '--profile', 'dc1']);
		await typed.waitFor(/Trust this certificate\?/);
		typed.press('y');
		await typed.waitFor(/> Password/);
		typed.type(`${wrongPassword}\r`);
		await typed.waitFor(/refused/);
		await typed.waitFor(/> Password/);
		typed.type(`${password}\r`);
		await typed.waitFor(/no tickle yet/);
		typed.press('t');
		await typed.waitFor(/tickle accepted/);
		look();
		typed.press('q');
		await typed.exited;
		await svt(['logout', '--forget-password']);
		const pasted = open([]);
		await pasted.waitFor(/> Password|> Appliance|sign in/);
		pasted.press('s');
		await pasted.waitFor(/> Password/);
		pasted.paste(password);
		pasted.press('enter');
		await pasted.waitFor(/no tickle yet/);
		pasted.press('ctrl+c');
		await pasted.exited;
		expect(traces()).toEqual([]);
	});

	test('with every command, what is told of it, and what runs meanwhile', async () => {
		const {svt, start, login, simulator, traces, look, appliancesLog} = await aviary();
		simulator.faults.add({when: {path: '/api/oauth/token', times: 1}, what: {type: 'hang'}});
		const cut = start(login);
		cut.endInput(password);
		await arrival(simulator);
		look();
		cut.kill('SIGTERM');
		expect(await cut.exited).toMatchObject({code: 143});
		expect(await svt([...login, '--idle-limit', '20s', '--verbose'], {input: password})).toMatchObject({code: 0});
		for (const form of [[], ['--json'], ['--short'], ['--check'], ['dc1', '--verbose']]) await svt(['status', ...form]);
		for (const [form, sign] of keepers) {
			const keeper = start(['keep-alive', 'dc1', ...form]);
			await keeper.waitFor(sign);
			// The child that asked the keychain rests beside it.
			look();
			keeper.kill('SIGINT');
			await keeper.exited;
		}
		for (const form of [[], ['--header'], ['--curl-config']]) {
			const {stdout} = await svt(['token', ...form], {but: 'stdout'});
			expect(stdout).toContain('feathered-t0ken-1/+~.=');
		}
		for (const form of [[], ['--include'], ['--verbose'], ['-X', 'DELETE']]) await svt(['api', '/api/hosts', ...form]);
		await svt(['api', '--include', '/api/nothing?password=x']);
		const pasted = `curl -k https://dc1/api/hosts -u 'simplivity:' -H "Authorization: Bearer feathered-t0ken-1/+~.="
curl -k https://dc1/api/oauth/token -d grant_type=password -d ${new URLSearchParams({password})}
{"timestamp":"2026-11-22T01:02:03Z","status":401,"error":"invalid_token","error_description":"feathered-t0ken-1/+~.="}`;
		for (const form of [[], ['--json'], ['--verbose']]) await svt(['explain', '-', ...form], {input: pasted});
		for (const form of [[], ['--json'], ['--verbose']]) await svt(['log', '-', ...form], {input: appliancesLog()});
		for (const args of [['profile', 'list'], ['profile', 'list', '--json'], ['profile', 'default', 'dc1'], ['--help']])
			await svt(args);
		expect(await svt(['logout', '--verbose'])).toMatchObject({code: 0});
		expect(await svt(['login', 'dc1', '--no-input'])).toMatchObject({code: 0});
		expect(await svt(['logout', '--forget-password'])).toMatchObject({code: 0});
		expect(await svt(['profile', 'remove', 'dc1'])).toMatchObject({code: 0});
		expect(traces()).toEqual([]);
	});

	test('when the appliance, the keychain and the disk fail', async () => {
		const {svt, login, simulator, service, home, traces} = await aviary();
		expect(await svt(login, {input: wrongPassword})).toMatchObject({code: 5});
		expect(await svt(login, {input: `${wrongPassword}\n${password}`})).toMatchObject({code: 2});
		expect(await svt(login, {input: `${password}\u0007`})).toMatchObject({code: 2});
		for (const type of ['reset', 'cut', 'garbage', 'portal'] as const) {
			simulator.faults.add({when: {path: '/api/oauth/token', times: 1}, what: {type}});
			expect((await svt(login, {input: password})).code).toBeGreaterThan(5);
		}
		simulator.faults.clear();
		expect(await svt(login, {input: password})).toMatchObject({code: 0});
		for (const type of ['reset', 'cut', 'garbage', 'portal'] as const) {
			simulator.faults.add({when: {path: '/api/hosts', times: 1}, what: {type}});
			await svt(['api', '--include', '/api/hosts']);
		}
		simulator.restart();
		// The body of an answer is what was asked for, and the appliance names the token in it.
		const {stderr} = await svt(['api', '/api/hosts'], {but: 'stdout'});
		expect(stderr).toMatch(/the server says: «Invalid access token: token [0-9a-f]{4}»/);
		for (const args of [['keep-alive', '--json', '--for', '1s'], ['status'], ['logout']]) await svt(args);
		expect(await svt(login, {input: password})).toMatchObject({code: 0});
		await service.lock();
		for (const args of [['token'], ['logout'], login])
			expect(await svt(args, {input: password})).toMatchObject({code: 8});
		await service.unlock();
		// What was signed out of is removed by now.
		expect(await svt(login, {input: password})).toMatchObject({code: 0});
		await simulator.renewCertificate();
		for (const args of [['api', '/api/hosts'], ['logout'], login])
			expect([60, 5]).toContain((await svt(args, {input: password})).code);
		for (const folder of [home.configuration, home.state]) {
			rmSync(`${folder}/svt-tui`, {recursive: true});
			writeFileSync(`${folder}/svt-tui`, 'in the way');
		}
		await svt(login, {input: password});
		expect(traces()).toEqual([]);
	});

	test('when errors send back what they were sent, in any form', async () => {
		const {svt, login, traces} = await aviary();
		const [type, echo, isGranting] = [{now: ''}, {now: (request: string) => request}, {now: false}];
		const granted = JSON.stringify({access_token: 'feathered-t0ken-1/+~.=', expires_in: 86_399});
		const server = await startHostileServer({
			reply(socket, request) {
				if (isGranting.now) socket.end(http('200 OK', {'Content-Type': 'application/json'}, granted));
				else socket.end(http('500 Internal Server Error', {'Content-Type': type.now}, echo.now(request)));
			},
		});
		onTestFinished(() => server.stop());
		const {sha256} = await sharedCertificate();
		const here = login.with(1, server.origin).with(login.indexOf('--fingerprint') + 1, sha256);
		isGranting.now = true;
		expect(await svt(here, {input: password})).toMatchObject({code: 0});
		isGranting.now = false;
		for (const [called, form] of echoes) {
			[type.now, echo.now] = [called, form];
			expect(await svt([...here, '--verbose'], {input: password})).toMatchObject({code: 7});
			// Its body is the data that were asked for; all that is said of it is not.
			expect(await svt(['api', '--include', '/api/hosts'], {but: 'stdout'})).toMatchObject({code: 7});
		}
		for (const args of [['keep-alive', '--json', '--for', '1s'], ['status', '--json'], ['logout']]) await svt(args);
		expect(server.received()).toContain('Bearer feathered-t0ken-1');
		expect(traces()).toEqual([]);
	});
});

describe.skipIf(skipsSecretService())('of a mistake of our own that holds', () => {
	test.each([
		['the password', 'URLSearchParams.prototype, "toString"', 'password='],
		['the token', 'JSON, "parse"', '"access_token"'],
	])('%s, what is said does not', async (_what, place, sign) => {
		const {svt, login, traces} = await aviary();
		const code = `const [owner, name] = [${place}];
const before = owner[name];
owner[name] = function (...given) {
	const made = before.apply(this, given);
	const text = [given[0], made].find(each => typeof each === 'string');
	if (text?.includes(${JSON.stringify(sign)})) setImmediate(() => { throw new TypeError(text + ' is wrong'); });
	return made;
};`;
		const env = {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`};
		const {stderr} = await svt([...login, '--verbose'], {input: password, env});
		expect(stderr).toMatch(/svt-tui: error: something unexpected happened: TypeError: .*\[secret\]/);
		expect(traces()).toEqual([]);
	});
});

const echoes: ReadonlyArray<readonly [type: string, form: (request: string) => string]> = [
	['text/plain', request => request],
	['application/json', request => JSON.stringify({message: request, error: request})],
	['text/html', request => `<h1>Oops</h1><pre>${request}</pre>`],
	['text/plain', request => Buffer.from(request).toString('base64')],
	['text/plain', request => Buffer.from(request).toString('hex')],
];

/** Until it shows what it says, what is told it. */
const keepers = [
	[[], /tickle accepted/],
	[['--json'], /"session-restored"/],
	[['--verbose'], /went on with the stored token/],
] as const;

/** The simulator has been asked something. */
async function arrival({counts}: {readonly counts: () => {readonly requests: number}}): Promise<void> {
	while (counts().requests === 0) await new Promise(resolve => setImmediate(resolve));
}
