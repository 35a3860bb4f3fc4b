import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {expect, onTestFinished, test} from 'vitest';
import {run} from '../../source/commands/trust.ts';
import type {Pin, Trust} from '../../source/domain/certificate.ts';
import {fingerprintCommand} from '../../source/domain/fingerprint-command.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {noSettings, type Settings, withProfile} from '../../source/domain/settings.ts';
import {instant, seconds} from '../../source/domain/time.ts';
import {certificate} from '../support/certificates.ts';
import {createMemoryProfiles} from '../support/memory-ports.ts';
import {createPrivateHome} from '../support/private-home.ts';
import {refusal} from '../support/refusals.ts';
import {runCli} from '../support/run-cli.ts';
import {runSimulator, simulatedPassword} from '../support/running-simulator.ts';
import type {ScriptedReply} from '../support/scripted-appliance.ts';
import {profileNamed} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld} from '../support/world.ts';

const before: Pin = {
	mode: 'pinned',
	sha256: 'c5'.repeat(32),
	publicKeySha256: 'd6'.repeat(32),
	subject: 'CN=omnicube-ip1-23',
	validTo: instant(Date.UTC(2025, 0, 1)),
};
const now: Pin = {
	mode: 'pinned',
	sha256: certificate.sha256,
	publicKeySha256: certificate.publicKeySha256,
	subject: certificate.subject,
	validTo: certificate.validTo,
};
const nobodyVouches = {look: {verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'}};

/** An appliance that shows `certificate`, which nobody vouches for, and profiles that trust something. */
function trusting(trust: Trust, look: ScriptedReply = nobodyVouches, others: readonly Profile[] = []) {
	const world = createWorld();
	const dc1 = profileNamed('dc1', {trust});
	const store = createMemoryProfiles([dc1, ...others].reduce<Settings>(withProfile, noSettings));
	world.appliance.always('look', look);
	return {
		store,
		trusted: async () => {
			const loaded = await store.load();
			return loaded.ok ? loaded.value.profiles.map(profile => profile.trust) : [];
		},
		async trust(
			words: string,
			{typed, fingerprint}: {typed?: string | AsyncIterable<string>; fingerprint?: string} = {},
		) {
			const told = tryCommand(run, {
				words: words.split(' '),
				options: fingerprint === undefined ? {} : {fingerprint},
				ports: {...world.ports, profiles: store},
				isTerminal: typed !== undefined,
				lines: typeof typed === 'object' ? typed : typing(typed ?? ''),
			});
			await world.pass(seconds(20));
			// Whatever was asked for: a look is all that was sent.
			for (const {kind} of world.appliance.requests()) expect(kind).toBe('look');
			return told;
		},
	};
}

async function* typing(text: string): AsyncGenerator<string> {
	if (text !== '') yield* text.split('\n');
}

const facts = [
	'  SHA-256     A3A3A3A3 A3A3A3A3 A3A3A3A3 A3A3A3A3',
	'              A3A3A3A3 A3A3A3A3 A3A3A3A3 A3A3A3A3',
	'  of its key  B4B4B4B4 B4B4B4B4 B4B4B4B4 B4B4B4B4',
	'              B4B4B4B4 B4B4B4B4 B4B4B4B4 B4B4B4B4',
	'  subject     CN=omnicube-ip1-23',
	'  issuer      itself',
	'  names       omnicube-ip1-23',
	'  valid       2020-01-01 to 2040-01-01',
];
const pinFacts = [
	'dc1  https://dc1.example  certificate pinned',
	'  SHA-256     C5C5C5C5 C5C5C5C5 C5C5C5C5 C5C5C5C5',
	'              C5C5C5C5 C5C5C5C5 C5C5C5C5 C5C5C5C5',
	'  of its key  D6D6D6D6 D6D6D6D6 D6D6D6D6 D6D6D6D6',
	'              D6D6D6D6 D6D6D6D6 D6D6D6D6 D6D6D6D6',
	'  subject     CN=omnicube-ip1-23',
	'  valid       to 2025-01-01, which is over',
];
const sideBySide = [
	'              trusted so far            shown now',
	'  SHA-256     C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3',
	'              C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3',
	'              C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3',
	'              C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3',
	'  Key         D6D6D6D6 …                B4B4B4B4 … (another)',
	'  Subject     CN=omnicube-ip1-23        CN=omnicube-ip1-23',
	'  Valid to    2025-01-01                2040-01-01',
];
const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;

test.each(['show dc1', 'accept dc1'])(
	'trust %s says what it waits for, where that takes more than 3 s',
	async words => {
		const waiting = 'waiting for https://dc1.example; Ctrl-C gives up\n';
		const slow = trusting(now, {...nobodyVouches, takes: seconds(4)});
		expect((await slow.trust(words)).stderr.slice(0, waiting.length)).toBe(waiting);
		const quick = trusting(now, {...nobodyVouches, takes: seconds(2)});
		expect((await quick.trust(words)).stderr).not.toContain('waiting');
	},
);

test('what is trusted is told with what the appliance shows now', async () => {
	expect(await trusting(now).trust('show dc1')).toEqual({
		code: 0,
		stdout: lines(
			'dc1  https://dc1.example  certificate pinned',
			...facts,
			'  now         the appliance shows this certificate',
		),
		stderr: '',
	});
	const {stdout} = await trusting(now, {look: {verified: true}}).trust('show');
	expect(stdout).toContain(
		'  now         the appliance shows this certificate; the roots of this system vouch for it too\n',
	);
	expect(await trusting({mode: 'system'}, {look: {verified: true}}).trust('show')).toEqual({
		code: 0,
		stdout: lines('dc1  https://dc1.example  certificate verified', ...facts, '  now         it is vouched for'),
		stderr: '',
	});
	expect(await trusting({mode: 'ca-file', path: '/etc/ca.pem'}).trust('show https://dc1.example')).toMatchObject({
		code: 60,
		stdout: lines(
			'dc1  https://dc1.example  verified by your CA file',
			'  CA file     /etc/ca.pem',
			'  now         nobody vouches for it',
		),
		stderr: expect.stringMatching(/^svt-tui: error: dc1: the certificate is self-signed\n/),
	});
});

test('offline the pin is told all the same, also that its time is over', async () => {
	const gone = {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})};
	const {code, stdout, stderr} = await trusting(before, gone).trust('show dc1');
	expect(code).toBe(6);
	expect(stdout).toBe(lines(...pinFacts, '  now         the appliance could not be asked'));
	expect(stderr).toMatch(/^svt-tui: error: dc1: nothing listens there\n/);
});

test('another certificate is shown beside the trusted one, and nothing is changed by looking', async () => {
	const {trust, trusted} = trusting(before);
	expect(await trust('show dc1')).toEqual({
		code: 60,
		stdout: lines(...pinFacts, '  now         the appliance shows another certificate'),
		stderr: lines(
			'svt-tui: error: dc1: the appliance shows another certificate than before',
			`https://dc1.example does not show the certificate that this profile trusts. It was renewed, the appliance was reinstalled, another machine has its address, or somebody listens in. Nothing was sent, and nothing will be until this is settled.`,
			...sideBySide,
			"svt-tui: hint: compare the SHA-256 with that of the appliance's own console; until then do not sign in there",
			'svt-tui: hint: only if it is the same: look at both side by side, and trust the new one: svt-tui trust accept dc1',
		),
	});
	expect(await trusted()).toEqual([before]);
});

test('a person who says yes trusts the new one from then on, in all profiles that trusted the old one', async () => {
	const twin = profileNamed('twin', {origin: 'https://dc1.example', username: 'ada', trust: before});
	const stranger = profileNamed('stranger', {trust: before});
	const {trust, trusted} = trusting(before, nobodyVouches, [twin, stranger]);
	const {code, stdout, stderr} = await trust('accept dc1', {typed: 'y'});
	expect({code, stdout}).toEqual({code: 0, stdout: ''});
	expect(stderr.split('\n').slice(2)).toEqual([
		...sideBySide,
		'compare it with the SHA-256 that the appliance itself prints on its console:',
		'  echo | openssl s_client -connect localhost:443 2>/dev/null | openssl x509 -noout -fingerprint -sha256',
		'trust this certificate for dc1 from now on? Type y or n, then Enter',
		'dc1 trusts this certificate from now on, and no other',
		'svt-tui: hint: what stopped at it goes on once it is started again',
		'',
	]);
	expect(await trusted()).toEqual([now, now, before]);
});

test.each(['', '\n', 'n', 'no', 'yes please', 'Y?', '1'])('%j is no yes', async typed => {
	const {trust, trusted} = trusting(before);
	const {code, stderr} = await trust('accept dc1', {typed});
	expect(code).toBe(60);
	expect(stderr).toMatch(/\ndc1 trusts what it trusted before; nothing was changed\n$/);
	expect(await trusted()).toEqual([before]);
});

test('what another svt-tui has decided while a person looked is not undone', async () => {
	const {trust, trusted, store} = trusting(before);
	const forgotten: Trust = {mode: 'system'};
	async function* slowly() {
		await store.save(profileNamed('dc1', {trust: forgotten}));
		yield 'y';
	}
	const {code, stderr} = await trust('accept dc1', {typed: slowly()});
	expect(code).toBe(1);
	expect(stderr).toMatch(/\nsvt-tui: error: dc1 was changed meanwhile by another svt-tui: look again\n$/);
	expect(await trusted()).toEqual([forgotten]);
});

test('a renewed certificate with the same key is told as what it most likely is, and is asked about all the same', async () => {
	const pinned = {...before, publicKeySha256: certificate.publicKeySha256};
	const {trust, trusted} = trusting(pinned);
	const {code, stderr} = await trust('accept dc1', {typed: 'n'});
	expect(code).toBe(60);
	expect(stderr).toMatch(
		/^svt-tui: error: dc1: the certificate was renewed with the same key\n.*most likely the same appliance/,
	);
	expect(stderr).toContain('\n  Key         B4B4B4B4 …                the same\n');
	expect(await trusted()).toEqual([pinned]);
});

test('a pin of before keys were kept is no reason to take another key for the same', async () => {
	const {stderr} = await trusting({mode: 'pinned', sha256: before.sha256}).trust('accept dc1', {typed: 'n'});
	expect(stderr).toMatch(/^svt-tui: error: dc1: the appliance shows another certificate than before\n/);
	expect(stderr).toContain('\n  Key         not known                 B4B4B4B4 …\n  Subject     not known ');
});

test('without a terminal nothing is accepted but what is named', async () => {
	const {trust, trusted} = trusting(before);
	const refused = await trust('accept dc1');
	expect(refused.code).toBe(60);
	expect(refused.stderr).toMatch(
		new RegExp(`dc1: there is nobody to ask\n.*: svt-tui trust accept dc1 --fingerprint ${certificate.sha256}\n$`),
	);
	expect(await trust('accept dc1', {fingerprint: 'ab'.repeat(32)})).toMatchObject({
		code: 60,
		stderr: lines(
			'svt-tui: error: dc1: the appliance does not show the certificate that --fingerprint names; nothing was changed',
			`expected  ${'ABABABAB '.repeat(8).trim()}`,
			`shown     ${'A3A3A3A3 '.repeat(8).trim()}`,
			"svt-tui: hint: compare both with the SHA-256 that the appliance's own console shows",
		),
	});
	expect(await trusted()).toEqual([before]);
	const named = certificate.sha256.toUpperCase().replace(/..(?=.)/g, '$&:');
	expect(await trust('accept dc1', {fingerprint: `SHA256 Fingerprint=${named}`})).toMatchObject({code: 0});
	expect(await trusted()).toEqual([now]);
});

test('what is trusted already need not be accepted, and an old pin learns what it lacked', async () => {
	const {trust, trusted} = trusting({mode: 'pinned', sha256: certificate.sha256});
	const nothing = 'dc1 trusts the certificate that the appliance shows: there is nothing to accept\n';
	expect(await trust('accept')).toEqual({code: 0, stdout: '', stderr: nothing});
	expect(await trusted()).toEqual([now]);
	const verified = trusting({mode: 'system'}, {look: {verified: true}});
	expect(await verified.trust('accept')).toEqual({code: 0, stdout: '', stderr: nothing});
	expect(await verified.trusted()).toEqual([{mode: 'system'}]);
	expect(await verified.trust('accept', {fingerprint: certificate.sha256})).toMatchObject({code: 0});
	expect(await verified.trusted()).toEqual([now]);
});

test('a pin is forgotten, and the roots of the system decide again', async () => {
	const {trust, trusted} = trusting(before);
	expect(await trust('forget dc1')).toEqual({
		code: 0,
		stdout: '',
		stderr: lines(
			'dc1 has no pinned certificate any more: the roots of this system decide from now on',
			'svt-tui: hint: what runs now goes on with its token until it ends, but sends no password by itself any more',
			'svt-tui: hint: a certificate that they do not vouch for is asked about at the next sign-in: svt-tui login dc1',
		),
	});
	expect(await trusted()).toEqual([{mode: 'system'}]);
	expect(await trust('forget')).toMatchObject({
		code: 0,
		stderr: 'dc1 has neither a pinned certificate nor a CA file: the roots of this system decide\n',
	});
});

test.each([
	['maybe dc1', {}, 'trust does one of show, accept, forget\nsvt-tui: hint: see svt-tui trust --help'],
	['forget dc1', {fingerprint: 'ab'}, '--fingerprint is for trust accept, not for trust forget'],
	['accept dc1', {fingerprint: 'ab'}, '--fingerprint is the SHA-256 of the certificate: 64 hex digits'],
	['accept dc9', {}, 'there is no profile dc9\nsvt-tui: hint: did you mean dc1?'],
])('trust %s %j is refused before anybody is asked', async (words, options, problem) => {
	expect(await trusting(before).trust(words, options)).toEqual({
		code: 2,
		stdout: '',
		stderr: `svt-tui: error: ${problem}\n`,
	});
});

test('plain HTTP has no certificate to accept', async () => {
	const {trust} = trusting({mode: 'system'}, {look: {certificate: undefined, verified: true}});
	expect(await trust('accept')).toMatchObject({code: 2, stderr: expect.stringContaining('is plain HTTP')});
});

test('of a real appliance: changed, refused, accepted by name, signed in to again', async () => {
	const {simulator, origin, fingerprint, loginArgs} = await runSimulator();
	const home = createPrivateHome();
	onTestFinished(() => home.remove());
	const svt = (args: string, input = '') => runCli(args.split(' '), {home, input});
	await svt(`${loginArgs.join(' ')} --profile dc1 --storage memory`, simulatedPassword);
	expect(await svt('trust show')).toMatchObject({code: 0, stderr: ''});
	const asked = simulator.counts().requests;

	const renewed = await simulator.renewCertificate();
	expect(await svt('trust show')).toMatchObject({code: 60});
	expect(await svt('trust accept --no-input')).toMatchObject({code: 60});
	const {stderr} = await svt('trust accept dc1', 'y\n');
	const [, command = ''] = /: svt-tui (trust accept .*)$/m.exec(stderr) ?? [];
	expect(await svt(command)).toMatchObject({code: 0});
	expect(simulator.counts().requests).toBe(asked);
	expect(await svt('trust show')).toMatchObject({code: 0, stderr: ''});
	expect(await svt('login dc1 --password-stdin', simulatedPassword)).toMatchObject({code: 0});
	expect(renewed?.sha256).not.toBe(fingerprint);

	// The command line for the console of the appliance prints what svt-tui shows.
	const shell = await promisify(execFile)('sh', ['-c', fingerprintCommand(origin).join(' ')]);
	expect(shell.stdout.toLowerCase().replaceAll(':', '')).toContain(renewed?.sha256);
});
