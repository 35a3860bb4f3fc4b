import {mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {createSettings} from '../../source/adapters/settings.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {createCertificate, type ServerCertificate} from '../../source/simulator/certificate.ts';
import {withMethods} from '../support/bus-watch.ts';
import {type HostileOptions, http, sharedCertificate, startHostileServer} from '../support/hostile-server.ts';
import {createPrivateHome, type PrivateHome} from '../support/private-home.ts';
import {type RunOptions, runCli} from '../support/run-cli.ts';
import {faultsBy} from '../support/schemas.ts';
import {skipsSecretService, startSecretService} from '../support/secret-service.ts';
import {profileNamed} from '../support/sessions.ts';
import {startCli} from '../support/start-cli.ts';

const user = 'administrator@vsphere.local';
const canaryPassword = 'canary-password-5up3r';
const canaryToken = 'canary-token-0123456789abcdef';
const canaries = [canaryPassword, canaryToken, user];

let certificate: ServerCertificate;
let other: ServerCertificate;
beforeAll(async () => {
	[certificate, other] = await Promise.all([sharedCertificate(), createCertificate()]);
});

/** An appliance that remembers every byte, gives a token to who brings a password, and lets its answers be replaced. */
async function startRecording(more: HostileOptions = {}) {
	const json = {'Content-Type': 'application/json', Date: new Date().toUTCString()};
	const server = await startHostileServer({
		reply(socket, request) {
			const isLogin = request.includes('grant_type=password');
			if (request.startsWith('GET /api/version'))
				socket.write(http('200 OK', json, '{"REST_API_Version":"1.25","SVTFS_Version":"5.3.1.120"}'));
			else if (isLogin)
				socket.write(
					http('200 OK', json, `{"access_token":"${canaryToken}","token_type":"bearer","expires_in":86399}`),
				);
			else
				socket.write(
					http('400 Bad Request', json, '{"error":"invalid_request","error_description":"Missing grant type"}'),
				);
		},
		...more,
	});
	onTestFinished(() => server.stop());
	return server;
}

async function saveProfile(home: PrivateHome, profile: Partial<Profile> & {readonly origin: string}) {
	const settings = createSettings({folder: join(home.configuration, 'svt-tui'), clock: createSystemClock()});
	await settings.save(profileNamed('dc1', {trust: {mode: 'pinned', sha256: certificate.sha256}, ...profile}));
}

function newHome(): PrivateHome {
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	return home;
}

/** Lines of the report that begin with this title, with what stands below them. */
function linesOf(stdout: string, title: string): readonly string[] {
	const lines = stdout.split('\n');
	const start = lines.findIndex(line => line.slice(8).startsWith(title));
	const end = lines.findIndex((line, index) => index > start && !line.startsWith('        '));
	return lines.slice(start, end).map(line => line.trim().replace(/ {2,}/g, '  '));
}

/** Path, mode, time and text of everything below. */
const everythingIn = (folder: string): readonly string[] =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => {
		const stats = statSync(join(folder, name));
		const text = stats.isFile() ? readFileSync(join(folder, name), 'utf8') : '';
		return [name, stats.mode, stats.mtimeMs, text].join(' ');
	});

const requests = (port: number) =>
	[
		`GET /api/version HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\naccept: application/json\r\naccept-encoding: identity\r\nuser-agent: svt-tui\r\n\r\n`,
		`POST /api/oauth/token HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\naccept: application/json\r\naccept-encoding: identity\r\nuser-agent: svt-tui\r\nauthorization: Basic c2ltcGxpdml0eTo=\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 11\r\n\r\ngrant_type=`,
	].join('');

describe.skipIf(skipsSecretService())('doctor, with a password and a token in a real keyring', () => {
	async function signedIn() {
		const server = await startRecording();
		const service = await startSecretService();
		onTestFinished(() => service.close());
		const [cwd, tmp] = [service.home.file('cwd'), service.home.file('tmp')];
		for (const folder of [cwd, tmp]) mkdirSync(folder);
		const options: RunOptions = {home: service.home, cwd, env: {...service.environment, TMPDIR: tmp}};
		const login = ['login', server.origin, '--profile', 'dc1', '--username', user, '--password-stdin'];
		const args = [...login, '--fingerprint', certificate.sha256, '--storage', 'keychain'];
		expect(await runCli(args, {...options, input: canaryPassword})).toMatchObject({code: 0});
		expect(service.entries()).toContain(canaryPassword);
		expect(service.entries()).toContain(canaryToken);
		return {server, service, options, sent: server.received().length};
	}

	test('sends the appliance two requests, in which there is none of them, and changes nothing', async () => {
		const {server, service, options, sent} = await signedIn();
		const before = everythingIn(service.home.path);
		const {value: text, methods} = await withMethods(service.environment, () => runCli(['doctor'], options));
		expect(text).toMatchObject({code: 0, stderr: ''});
		expect(server.received().slice(sent)).toBe(requests(server.port));
		// Of the keyring it asks how that stands; whoever asks for a secret would be seen.
		expect(methods).toEqual(['NameHasOwner', 'ReadAlias', 'Get']);
		const token = await withMethods(service.environment, () => runCli(['token'], options));
		expect(token.methods).toContain('GetSecrets');
		const json = await runCli(['doctor', 'dc1', '--json'], options);
		expect(json).toMatchObject({code: 0, stderr: ''});
		const address = await runCli(['doctor', server.origin], options);
		expect(address).toMatchObject({code: 0, stderr: ''});
		expect(faultsBy('doctor-v1', JSON.parse(json.stdout))).toEqual([]);
		expect(server.received().slice(sent)).toBe(requests(server.port).repeat(3));
		const all = [server.received().slice(sent), text.stdout, json.stdout, address.stdout].join('\n');
		for (const canary of canaries) expect(all).not.toContain(canary);
		expect(everythingIn(service.home.path)).toEqual(before);
		expect(linesOf(text.stdout, 'keychain')).toEqual(['ok  keychain  the keyring runs and is unlocked']);
		expect(linesOf(text.stdout, 'token')).toEqual([
			expect.stringMatching(
				/^ok {2}token {2}[0-9a-f]{4}, active, idle 09:\d\d, absolute 23:\d\d:\d\d, nobody keeps it alive$/,
			),
		]);
	});

	test('tells how the keyring is when it is not well, and ends soon', async () => {
		const {service, options} = await signedIn();
		await service.lock();
		const locked = await runCli(['doctor'], {...options, within: 8000});
		expect(locked.code).toBe(8);
		expect(linesOf(locked.stdout, 'keychain')).toEqual([
			'FAIL  keychain  the keyring is locked, and no window can open to unlock it',
			'- Unlock it: with gnome-keyring, type its password and Enter',
			'read -rs p && printf %s "$p" | gnome-keyring-daemon --replace --unlock --components=secrets; unset p',
			'- Or keep secrets in a file under a passphrase',
			'svt-tui login --storage file',
			'- Or in memory, for as long as svt-tui runs',
			'svt-tui login --storage memory',
		]);
		await service.unlock();
		service.freeze();
		const frozen = await runCli(['doctor'], {...options, within: 8000});
		expect(frozen.code).toBe(8);
		expect(linesOf(frozen.stdout, 'keychain')[0]).toBe('FAIL  keychain  the keyring does not answer');
		service.thaw();
		await service.stop();
		const none = await runCli(['doctor'], {...options, within: 8000});
		expect(none.code).toBe(8);
		expect(linesOf(none.stdout, 'keychain')[0]).toBe(
			'FAIL  keychain  no keyring runs in this session, and none would be started',
		);
		const noBus = {...options, env: {...service.environment, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus'}};
		const alone = await runCli(['doctor'], {...noBus, within: 8000});
		expect(alone.code).toBe(8);
		expect(linesOf(alone.stdout, 'keychain')[0]).toBe(
			'FAIL  keychain  without a session bus there is no keyring; see D-Bus',
		);
		expect(linesOf(alone.stdout, 'D-Bus')[0]).toBe(
			'warn  D-Bus  no session bus answers where DBUS_SESSION_BUS_ADDRESS says',
		);
	});
});

describe('doctor', () => {
	test('sends nothing where the certificate is another one, whatever Node is told', async () => {
		const server = await startRecording({certificate: other});
		const home = newHome();
		await saveProfile(home, {origin: server.origin, storage: 'memory'});
		const env = {NODE_TLS_REJECT_UNAUTHORIZED: '0'};
		const {code, stdout} = await runCli(['doctor', 'dc1', server.origin], {home, env});
		expect(code).toBe(60);
		// Each is knocked at, and its certificate looked at.
		expect(server.connections()).toBe(4);
		expect(server.received()).toBe('');
		expect(stdout.match(/another one than is pinned/g)).toHaveLength(2);
		expect(stdout.match(/svt-tui trust accept dc1/g)).toHaveLength(2);
		expect(linesOf(stdout, 'environment')).toEqual([
			'warn  environment  NODE_TLS_REJECT_UNAUTHORIZED is 0, which svt-tui ignores; other programs of Node from here believe any certificate',
			'- Take it away',
			'unset NODE_TLS_REJECT_UNAUTHORIZED',
		]);
	});

	test('works with nothing at all: no bus, no profile, folders that cannot be made', async () => {
		const env = {
			SVT_CONFIG_DIR: '/proc/none/svt-tui',
			SVT_STATE_DIR: '/proc/none/svt-tui',
			XDG_RUNTIME_DIR: undefined,
			HOME: '/nowhere',
		};
		const {code, stdout, stderr} = await runCli(['doctor'], {env});
		expect(code).toBeLessThan(2);
		expect(stderr).toBe('svt-tui: hint: to try the way to an appliance: svt-tui doctor HOST\n');
		expect(stdout).toMatch(/^This machine\n {2}ok {4}svt-tui /);
		expect(linesOf(stdout, 'D-Bus')[0]).toBe(
			'warn  D-Bus  there is no session bus: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set',
		);
	});

	test('waits for nobody longer than the limits say, and for all of them at once', async () => {
		const silent = await startHostileServer({onConnection: () => undefined});
		const mute = await startHostileServer({reply: () => undefined});
		const dripping = await startHostileServer({
			reply(socket) {
				socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
				const drip = setInterval(() => socket.write(' '), 200);
				socket.on('close', () => clearInterval(drip));
			},
		});
		for (const server of [silent, mute, dripping]) onTestFinished(() => server.stop());
		const origins = [silent.origin.replace('http:', 'https:'), mute.origin, dripping.origin];
		const {code, stdout} = await runCli(['doctor', ...origins], {within: 12_000});
		expect(code).toBe(6);
		const [, first = '', second = '', third = ''] = stdout.split('\n\n');
		expect(linesOf(first, 'TLS')[0]).toMatch(/^FAIL {2}TLS {2}The TLS handshake did not come to an end\./);
		expect(linesOf(second, 'API')[0]).toMatch(
			/^FAIL {2}API {2}The appliance accepts connections but does not answer\./,
		);
		expect(linesOf(third, 'API')[0]).toMatch(/^FAIL {2}API {2}/);
	});

	test('shows no control character of what others say', async () => {
		const reply: HostileOptions['reply'] = socket =>
			socket.write(http('500 \u001b[2J', {}, '{"message":"\u001b]0;x\u0007 \u202e look\\u001b[31m"}'));
		const server = await startRecording({reply});
		const text = await runCli(['doctor', server.origin], {env: {TERM: '\u001b[2J', LANG: 'x\u0007'}});
		const json = await runCli(['doctor', server.origin, '--json'], {});
		expect(text.code).toBe(7);
		expect(text.stdout).toContain('look\\u{1b}[31m');
		expect(`${text.stdout}${text.stderr}${json.stdout}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
	});

	test('ends at once with Ctrl-C, and its child too', async () => {
		const silent = await startHostileServer({onConnection: () => undefined});
		onTestFinished(() => silent.stop());
		const program = startCli(['doctor', silent.origin.replace('http:', 'https:')]);
		onTestFinished(() => program.close());
		await program.waitFor(/^ {2}ok {4}locks /m);
		const start = performance.now();
		program.kill('SIGINT');
		expect(await program.exited).toMatchObject({code: 130, stderr: ''});
		expect(performance.now() - start).toBeLessThan(2000);
		expect(program.stdout()).not.toContain('https://127.0.0.1');
	});
});
