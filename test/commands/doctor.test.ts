import {describe, expect, test} from 'vitest';
import type {Appliance, CertificateLook, Exchange} from '../../source/appliance-port.ts';
import {run} from '../../source/commands/doctor.ts';
import type {Trust} from '../../source/domain/certificate.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import type {Refusal} from '../../source/domain/refusal.ts';
import {later, milliseconds, seconds} from '../../source/domain/time.ts';
import type {SecretStore} from '../../source/ports.ts';
import {certificate} from '../support/certificates.ts';
import {refusal} from '../support/refusals.ts';
import {faultsBy} from '../support/schemas.ts';
import {activeRecord} from '../support/session-records-contract.ts';
import {noon, profileNamed} from '../support/sessions.ts';
import {createStoryClock} from '../support/story-clock.ts';
import {createSurroundings} from '../support/surroundings.ts';
import {tryCommand} from '../support/try-command.ts';

const trust: Trust = {mode: 'pinned', sha256: certificate.sha256};
const dc1 = profileNamed('dc1', {trust});
const dc2 = profileNamed('dc2', {trust, storage: 'memory'});

type Told = {
	readonly surroundings?: Parameters<typeof createSurroundings>[0];
	readonly look?: Refusal | Partial<CertificateLook>;
	readonly version?: Refusal;
	readonly login?: Refusal;
	readonly words?: readonly string[];
	readonly options?: Readonly<Record<string, string | boolean>>;
	/** Undefined: into a pipe. */
	readonly columns?: number;
	readonly secrets?: Partial<SecretStore>;
	readonly stop?: AbortSignal;
};

/** Doctor on a machine and with appliances that are well, but for what a test says; with all that appliances were asked. */
async function doctor(told: Told = {}) {
	const clock = createStoryClock(noon);
	const asked: Array<readonly [what: string, origin: string, trust: Trust]> = [];
	const trip = {sentAt: noon, receivedAt: later(noon, milliseconds(38)), serverTime: later(noon, milliseconds(500))};
	const answer = <Value>(value: Value, no: Refusal | undefined): Exchange<Value> => ({
		...trip,
		outcome: no === undefined ? success(value) : failure(no),
		status: no === undefined ? 200 : no.status,
	});
	const appliance: Partial<Appliance> = {
		async lookAtCertificate(at) {
			asked.push(['look', at.origin, at.trust]);
			const {look = {}} = told;
			if ('kind' in look) return failure(look);
			const tls = {version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384'};
			return success({certificate, verified: true, problem: undefined, tls, ...look});
		},
		async readVersion(at) {
			asked.push(['version', at.origin, at.trust]);
			return answer({restApi: '1.25', svtfs: '5.3.1.120'}, told.version);
		},
		async tryClientLogin(at) {
			asked.push(['client login', at.origin, at.trust]);
			return answer(undefined, told.login);
		},
	};
	const ran = await tryCommand(run, {
		words: told.words ?? [],
		options: told.options ?? {},
		isTerminal: told.columns !== undefined,
		canvas: {columns: told.columns ?? 80, isAscii: false},
		...(told.stop === undefined ? {} : {stop: told.stop}),
		ports: {
			clock,
			appliance: appliance as Appliance,
			isRunning: () => false,
			surroundings: createSurroundings(told.surroundings),
			secretsFor: () => ({check: async () => success(undefined), ...told.secrets}) as SecretStore,
		},
	});
	return {...ran, asked};
}

const machine = `This machine
  ok    svt-tui          0.0.0
  ok    Node.js          24.12.0 on linux x64, OpenSSL 3.5.4
  ok    terminal         100×30, xterm-256color, UTF-8, 256 colours
  ok    environment      nothing in it changes what svt-tui does
  ok    desktop          on this machine, no screen for windows (DISPLAY, WAYLAND_DISPLAY)
  ok    D-Bus            answers where DBUS_SESSION_BUS_ADDRESS says
  ok    keychain         the keyring runs and is unlocked
  ok    settings folder  /home/ann/.config/svt-tui, for this user alone (0700)
  ok    records folder   /home/ann/.local/state/svt-tui, for this user alone (0700)
  skip  files            there are none yet
`;

const way = `  ok    DNS           dc1.example is 10.1.1.16, in 4 ms
  ok    TCP           10.1.1.16 port 443 in 2 ms
`;

describe('doctor', () => {
	test('without a profile looks at this machine, and says how to look further', async () => {
		expect(await doctor()).toEqual({
			code: 0,
			stdout: `${machine}  skip  settings         there are none: no appliance was signed in to yet
  skip  records          there are none: no session is known
  ok    locks            none is held

10 ok, 3 skipped
`,
			stderr: 'svt-tui: hint: to try the way to an appliance: svt-tui doctor HOST\n',
			asked: [],
		});
	});

	test('looks at all profiles, one after the other', async () => {
		const {code, stdout, stderr, asked} = await doctor({
			surroundings: {profiles: [dc1, dc2], records: [activeRecord('dc1')]},
		});
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toBe(`${machine}  ok    settings         2 profiles, dc1 is the default
  ok    records          1 session
  ok    locks            none is held

dc1  https://dc1.example
${way}  ok    TLS           TLSv1.3, TLS_AES_256_GCM_SHA384
  ok    certificate   CN=omnicube-ip1-23, until 2040-01-01, the pinned one
  ok    API           REST API 1.25, SVTFS 5.3.1.120, in 38 ms
  ok    clock         the appliance's agrees with ours
  ok    client login  taken, as far as a token request without grant, user and password tells
  ok    storage       in the keychain
  ok    token         55b4, active, idle 13:00, absolute 22:35:01, nobody keeps it alive

dc2  https://dc2.example
${way.replace('dc1', 'dc2')}  ok    TLS           TLSv1.3, TLS_AES_256_GCM_SHA384
  ok    certificate   CN=omnicube-ip1-23, until 2040-01-01, the pinned one
  ok    API           REST API 1.25, SVTFS 5.3.1.120, in 38 ms
  ok    clock         the appliance's agrees with ours
  ok    client login  taken, as far as a token request without grant, user and password tells
  ok    storage       in memory: the token is gone when the program ends that signed in
  skip  token         nobody is signed in

29 ok, 2 skipped
`);
		expect(asked.filter(([, origin]) => origin === dc1.origin)).toEqual([
			['look', dc1.origin, trust],
			['version', dc1.origin, trust],
			['client login', dc1.origin, trust],
		]);
	});

	test('stops before a certificate that is another one, and puts that before all else', async () => {
		const changed = refusal('certificate-changed', {certificate: {...certificate, sha256: 'c5'.repeat(32)}});
		const {code, stdout, asked} = await doctor({
			surroundings: {profiles: [dc1], keychain: {state: 'unresponsive'}},
			look: changed,
		});
		expect(code).toBe(60);
		const [, section = ''] = stdout.split('\n\n');
		expect(section).toBe(`dc1  https://dc1.example
${way}  FAIL  certificate   another one than is pinned: CN=omnicube-ip1-23, until 2040-01-01, SHA-256 ${'C5C5C5C5 '.repeat(8).trim()}; pinned is ${'A3A3A3A3 '.repeat(8).trim()}. Nothing was sent
                      - Compare the SHA-256 with that of the appliance's own console; until then do not sign in there
                      - Only if it is the same
                          svt-tui trust accept dc1
  skip  API, clock, client login: the certificate is another one
  ok    storage       in the keychain
  skip  token         nobody is signed in`);
		expect(asked).toEqual([['look', dc1.origin, trust]]);
	});

	test('asks an address that nobody has signed in to over the certificate that it has just shown', async () => {
		const look = {verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'};
		const {code, stdout, asked} = await doctor({words: ['10.1.1.16'], look});
		expect(code).toBe(0);
		expect(stdout.split('\n\n')[1]).toBe(`https://10.1.1.16
  skip  DNS           10.1.1.16 is an address
  ok    TCP           10.1.1.16 port 443 in 2 ms
  ok    TLS           TLSv1.3, TLS_AES_256_GCM_SHA384
  warn  certificate   CN=omnicube-ip1-23, until 2040-01-01: the certificate is self-signed, and nobody has accepted it yet. Its SHA-256: ${'A3A3A3A3 '.repeat(8).trim()}
                      - Compare the SHA-256 with that of the appliance's own console; svt-tui shows it and asks
                          svt-tui login https://10.1.1.16
  ok    API           REST API 1.25, SVTFS 5.3.1.120, in 38 ms
  ok    clock         the appliance's agrees with ours
  ok    client login  taken, as far as a token request without grant, user and password tells`);
		expect(asked).toEqual([
			['look', 'https://10.1.1.16', {mode: 'system'}],
			['version', 'https://10.1.1.16', trust],
			['client login', 'https://10.1.1.16', trust],
		]);
	});

	test('sends nothing to a profile whose certificate nobody vouches for', async () => {
		const system = profileNamed('dc1', {trust: {mode: 'system'}});
		const look = {verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'};
		const told = {surroundings: {profiles: [system]}, look};
		expect(await doctor(told)).toMatchObject({code: 60, asked: [['look', dc1.origin, {mode: 'system'}]]});
		// Nor under its address.
		const named = await doctor({...told, words: ['https://dc1.example']});
		expect(named.asked).toEqual([
			['look', dc1.origin, {mode: 'system'}],
			['version', dc1.origin, trust],
			['client login', dc1.origin, trust],
		]);
	});

	test('on a narrow terminal puts what was found below, and breaks no command', async () => {
		const {stdout} = await doctor({columns: 40, surroundings: {keychain: {state: 'locked'}}});
		const lines = stdout.split('\n');
		const command = lines.filter(line => line.includes('gnome-keyring-daemon --replace'));
		expect(command).toHaveLength(1);
		expect(lines.filter(line => line.length > 40 && line !== command[0])).toEqual([
			'            svt-tui login --storage memory',
		]);
		expect(stdout).toContain(`  warn  keychain
        the keyring is locked, and no
        window can open to unlock it
        - Unlock it: with gnome-keyring,
          type its password and Enter
            read -rs p`);
	});

	test('on a terminal of 80 columns keeps to them', async () => {
		const {stdout} = await doctor({columns: 80, surroundings: {profiles: [dc1]}});
		expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
		expect(stdout).toContain(`  ok    client login  taken, as far as a token request without grant, user and
                      password tells
`);
	});

	test('names the address of whoever has not been signed in to yet, and not the default profile', async () => {
		const knock = async () => failure('ECONNREFUSED');
		const {stdout} = await doctor({words: ['10.1.1.17'], surroundings: {profiles: [dc1], knock}});
		expect(stdout).toContain(`
                      - Check the address that was asked
                      - See whether another controller of the federation answers; each needs its own sign-in
                      - Sign in again afterwards
                          svt-tui login https://10.1.1.17
`);
		const wrong = await doctor({words: ['10.1.1.17'], surroundings: {}, version: refusal('not-found', {status: 404})});
		expect(wrong.stdout).not.toContain('svt-tui status https://');
	});

	test('knows neither profile nor address', async () => {
		expect(await doctor({words: ['dc 1'], surroundings: {profiles: [dc1]}})).toMatchObject({
			code: 2,
			stdout: '',
			stderr: 'svt-tui: error: dc 1 is neither a profile nor an address\nsvt-tui: hint: did you mean dc1?\n',
		});
		expect(await doctor({words: ['dc3'], surroundings: {profiles: [dc1]}})).toMatchObject({
			code: 0,
			stderr: 'svt-tui: hint: there is no profile dc3: it is taken for an address\n',
		});
		// What is said to be a profile is no address.
		expect(await doctor({options: {profile: '10.1.1.16'}})).toMatchObject({code: 2});
		expect(await doctor({options: {profile: 'dc1'}, words: ['dc1'], surroundings: {profiles: [dc1]}})).toMatchObject({
			code: 0,
			asked: [{}, {}, {}],
		});
	});
});

describe('the exit code is that of the gravest failure', () => {
	const broken = {
		keychain: {state: 'locked'},
		machine: {node: '18.0.0'},
		knock: async () => failure('ECONNREFUSED'),
	} as const;
	const untrusted = {verified: false, problem: 'CERT_HAS_EXPIRED'};
	const system = profileNamed('dc1', {trust: {mode: 'system'}});

	test.each<[number, string, Told]>([
		[60, 'a certificate', {surroundings: {profiles: [system], keychain: broken.keychain}, look: untrusted}],
		[6, 'nobody there', {surroundings: {profiles: [dc1], ...broken}}],
		[6, 'no such name', {surroundings: {profiles: [dc1], lookUp: async () => failure('ENOTFOUND')}}],
		[6, 'no TLS', {surroundings: {profiles: [dc1]}, look: refusal('tls', {code: 'EPROTO', phase: 'handshake'})}],
		[
			7,
			'another API',
			{surroundings: {profiles: [dc1], keychain: broken.keychain}, version: refusal('not-simplivity')},
		],
		[
			5,
			'the client login',
			{surroundings: {profiles: [dc1], keychain: broken.keychain}, login: refusal('client-login-refused')},
		],
		[8, 'the keychain', {surroundings: {profiles: [dc1], keychain: broken.keychain, machine: broken.machine}}],
		[8, 'a store', {surroundings: {profiles: [profileNamed('dc1', {trust, storage: 'file'})]}, secrets: lockedFile()}],
		[1, 'this machine', {surroundings: {machine: broken.machine, keychain: broken.keychain}}],
		[0, 'warnings only', {surroundings: {profiles: [dc2], keychain: broken.keychain}}],
	])('%s: %s', async (code, _what, told) => {
		expect((await doctor(told)).code).toBe(code);
	});
});

function lockedFile(): Partial<SecretStore> {
	return {check: async () => failure({kind: 'unsuitable', text: 'the file is damaged'})};
}

describe('as JSON', () => {
	test('it is what the schema says, whatever was found', async () => {
		const {stdout, stderr, code} = await doctor({
			options: {json: true},
			words: ['dc1', '10.1.1.16'],
			surroundings: {profiles: [dc1], records: [activeRecord('dc1')], keychain: {state: 'no-service'}},
			version: refusal('busy'),
		});
		expect([code, stderr]).toEqual([7, '']);
		const report = JSON.parse(stdout);
		expect(faultsBy('doctor-v1', report)).toEqual([]);
		expect(report).toMatchObject({schema: 'svt-tui/doctor/v1', generatedAt: '2026-11-22T12:00:00Z'});
		expect(
			report.checks.map(({id, subject, result}: Record<string, string>) => [subject, id, result].join(' ')),
		).toEqual([
			' program ok',
			' node ok',
			' terminal ok',
			' environment ok',
			' desktop ok',
			' bus ok',
			' keychain fail',
			' settings-folder ok',
			' records-folder ok',
			' files skipped',
			' settings ok',
			' records ok',
			' locks ok',
			'dc1 dns ok',
			'dc1 tcp ok',
			'dc1 tls ok',
			'dc1 certificate ok',
			'dc1 api fail',
			'dc1 clock skipped',
			'dc1 client-login skipped',
			'dc1 storage ok',
			'dc1 token ok',
			'https://10.1.1.16 dns skipped',
			'https://10.1.1.16 tcp ok',
			'https://10.1.1.16 tls ok',
			'https://10.1.1.16 certificate ok',
			'https://10.1.1.16 api fail',
			'https://10.1.1.16 clock skipped',
			'https://10.1.1.16 client-login skipped',
		]);
		expect(report.checks[6]).toEqual({
			id: 'keychain',
			subject: null,
			result: 'fail',
			title: 'keychain',
			detail: 'no keyring runs in this session, and none would be started',
			advice: [
				{text: 'Install gnome-keyring and libsecret', command: 'sudo apt install gnome-keyring libsecret-1-0'},
				{
					text: 'Then log in again, or start it and type a password for it',
					command:
						'read -rs p && printf %s "$p" | gnome-keyring-daemon --replace --unlock --components=secrets; unset p',
				},
				{text: 'Or keep secrets in a file under a passphrase', command: 'svt-tui login --storage file'},
				{text: 'Or in memory, for as long as svt-tui runs', command: 'svt-tui login --storage memory'},
			],
			tookMs: 0,
		});
	});
});

describe('what takes long', () => {
	test('fifteen seconds are for an appliance altogether, and what is left is not asked', async () => {
		const clock = createStoryClock(noon);
		const slow = (span: number) => clock.moveTo(later(clock.now(), seconds(span)));
		const timeouts: number[] = [];
		const surroundings = createSurroundings({
			profiles: [dc1],
			lookUp: async (_host, timeout) => {
				timeouts.push(timeout);
				slow(3);
				return success({addresses: ['10.1.1.16'], took: seconds(3)});
			},
			knock: async (_to, timeout) => {
				timeouts.push(timeout);
				slow(3);
				return success(seconds(3));
			},
		});
		const appliance: Partial<Appliance> = {
			async lookAtCertificate({timeout}) {
				timeouts.push(timeout);
				slow(5);
				return success({certificate, verified: true, problem: undefined});
			},
			async readVersion({timeout}) {
				timeouts.push(timeout);
				const sentAt = clock.now();
				slow(3.5);
				const outcome = success({restApi: '1.25', svtfs: undefined});
				return {sentAt, receivedAt: clock.now(), outcome, status: 200, serverTime: undefined};
			},
		};
		const {stdout} = await tryCommand(run, {
			ports: {clock, appliance: appliance as Appliance, isRunning: () => false, surroundings},
		});
		expect(timeouts).toEqual([3000, 3000, 5000, 4000]);
		expect(stdout).toContain('  skip  client login  no time was left for it\n');
	});

	test('a person who stops it is told no more', async () => {
		const stopping = new AbortController();
		const knock = async () => {
			stopping.abort('SIGINT');
			return failure('SVT_CANCELLED');
		};
		const told = {surroundings: {profiles: [dc1], knock}, stop: stopping.signal};
		const {code, stdout} = await doctor(told);
		expect(code).toBe(130);
		expect(stdout).not.toContain('dc1.example');
		expect(await doctor({...told, options: {json: true}})).toMatchObject({code: 130, stdout: '', stderr: ''});
	});
});
