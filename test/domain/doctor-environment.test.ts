import {expect, test} from 'vitest';
import {environmentFindings} from '../../source/domain/doctor-environment.ts';
import {foundIn} from '../support/findings.ts';

const known = {profiles: ['dc1'], storageKinds: ['keychain', 'memory'], isInspected: false};
const canary = 'canary-value-5up3r';

const findings = (environment: Readonly<Record<string, string>>, isInspected = false) =>
	environmentFindings(environment, {...known, isInspected}).map(foundIn);

const away = (name: string, what: string) => ['warn', `${name} ${what}`, `Take it away: unset ${name}`];

test('one that changes nothing', () => {
	const nothing = [['ok', 'nothing in it changes what svt-tui does']];
	expect(findings({})).toEqual(nothing);
	const fine = {
		PATH: '/bin',
		SVT_PROFILE: 'dc1',
		SVT_STORAGE: 'memory',
		SVT_TOKEN: '',
		NODE_TLS_REJECT_UNAUTHORIZED: '1',
		NODE_OPTIONS: '--max-old-space-size=512 --no-warnings',
		https_proxy: '',
	};
	expect(findings(fine)).toEqual(nothing);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
	[
		'verification',
		{NODE_TLS_REJECT_UNAUTHORIZED: '0'},
		away(
			'NODE_TLS_REJECT_UNAUTHORIZED',
			'is 0, which svt-tui ignores; other programs of Node from here believe any certificate',
		),
	],
	[
		'a profile that is not there',
		{SVT_PROFILE: canary},
		['warn', 'SVT_PROFILE names a profile that does not exist', 'See which there are: svt-tui profile list'],
	],
	['a storage that is none', {SVT_STORAGE: canary}, away('SVT_STORAGE', 'is none of keychain, memory')],
	['a token', {SVT_TOKEN: canary}, away('SVT_TOKEN', 'is set: token and api use it, not the token of the profile')],
	['a password', {SVT_DC1_PASSWORD: canary}, away('SVT_DC1_PASSWORD', 'is not read, and other programs can see it')],
	[
		'a debugger',
		{NODE_OPTIONS: `--title=${canary} --inspect-brk=0.0.0.0:9229`},
		away('NODE_OPTIONS', 'opens a debugger (--inspect): who reaches that sees every secret'),
	],
	[
		'keys of TLS',
		{NODE_OPTIONS: `--tls-keylog=/tmp/${canary}`},
		away('NODE_OPTIONS', 'writes the keys of each TLS connection to a file (--tls-keylog)'),
	],
	...['-r', '--require', '--import', '--loader', '--experimental-loader'].map(
		option =>
			[
				option,
				{NODE_OPTIONS: `--no-warnings ${option} ./${canary}.js`},
				away('NODE_OPTIONS', 'loads other code into svt-tui (--require, --import)'),
			] as [string, Readonly<Record<string, string>>, readonly string[]],
	),
	['debugging', {NODE_DEBUG: canary}, away('NODE_DEBUG', 'is set: Node writes what it does on connections to stderr')],
	[
		'a proxy with a password in it',
		{HTTPS_PROXY: `http://user:${canary}@proxy:3128`, HTTP_PROXY: canary},
		[
			'warn',
			'HTTPS_PROXY is set and not used: svt-tui goes through a proxy only when asked to',
			'Nothing, where DNS and TCP are ok; else ask for it when you sign in: svt-tui login HOST --proxy env',
		],
	],
	[
		'roots',
		{NODE_EXTRA_CA_CERTS: canary, SSL_CERT_FILE: canary},
		['ok', 'the certificates in NODE_EXTRA_CA_CERTS and SSL_CERT_FILE are believed too'],
	],
])('one with %s, whose value is never repeated', (_what, environment, found) => {
	expect(findings(environment)).toEqual([found]);
	expect(JSON.stringify(findings(environment))).not.toContain(canary);
});

test('a debugger that was opened on the command line is told once', () => {
	const opened = [
		'warn',
		'this process was started with a debugger open: it shows every secret',
		'Start it without --inspect',
	];
	expect(findings({}, true)).toEqual([opened]);
	expect(findings({NODE_OPTIONS: '--inspect'}, true)).toHaveLength(1);
});

test('several are told one by one, and a hostile name is made harmless', () => {
	const found = findings({NODE_DEBUG: 'tls', SVT_TOKEN: 'x', 'SVT_\u001bX_PASSWORD': 'x', SVT_X_PASSWD: 'y'});
	expect(found.map(([, detail]) => detail?.split(' ')[0])).toEqual(['SVT_TOKEN', 'SVT_X_PASSWD', 'NODE_DEBUG']);
});
