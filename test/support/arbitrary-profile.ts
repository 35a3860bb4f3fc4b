import fc from 'fast-check';
import type {Trust} from '../../source/domain/certificate.ts';
import {type Profile, parseOrigin, parseProfileName} from '../../source/domain/profile.ts';
import {instant, milliseconds} from '../../source/domain/time.ts';

const hex = (length: number) =>
	fc
		.array(fc.constantFrom(...'0123456789abcdef'), {minLength: length, maxLength: length})
		.map(digits => digits.join(''));

const trust: fc.Arbitrary<Trust> = fc.oneof(
	fc.constant({mode: 'system'} as const),
	fc.record({mode: fc.constant('ca-file' as const), path: fc.constantFrom('/etc/ca.pem', 'C:\\ca.pem', './Bü ro.pem')}),
	fc.record(
		{
			mode: fc.constant('pinned' as const),
			sha256: hex(64),
			publicKeySha256: hex(64),
			subject: fc.constantFrom('CN=omnicube-ip1-23', '', 'CN=Büro, O="a\\b"'),
			validTo: fc.integer({min: 0, max: 253_402_300_799}).map(second => instant(second * 1000)),
		},
		{requiredKeys: ['mode', 'sha256']},
	),
);

const origin = fc
	.webAuthority({withIPv4: true, withIPv6: true, withPort: true})
	.map(text => parseOrigin(text) ?? 'https://appliance');

const name = fc
	.string({unit: 'grapheme', minLength: 1, maxLength: 40})
	.map(text => parseProfileName(text) ?? `p${text.length}`);

const span = fc.integer({min: 1, max: 366 * 86_400_000}).map(milliseconds);

/** Any profile that a person could have set up. */
const arbitraryProfile: fc.Arbitrary<Profile> = fc.record({
	name,
	origin,
	username: fc.constantFrom(
		'administrator@vsphere.local',
		'DOMAIN\\ada',
		'o\'neil "x"',
		'Jürgen',
		'日本',
		'x'.repeat(512),
	),
	grant: fc.constantFrom('password', 'emergency'),
	trust,
	proxy: fc.constantFrom(undefined, 'http://proxy.example.com:3128', 'http://10.1.1.1', 'http://[2001:db8::1]:8080'),
	storage: fc.constantFrom('keychain', 'file', 'memory', 'helper'),
	savePassword: fc.boolean(),
	idleLimit: span,
	absoluteLimit: span,
	keepAlive: fc.boolean(),
	tickleInterval: fc.option(span, {nil: undefined}),
	renew: fc.constantFrom('ask', 'auto'),
});

/** Up to six of them, each with a name of its own. */
export const arbitraryProfiles = fc.uniqueArray(arbitraryProfile, {selector: profile => profile.name, maxLength: 6});
