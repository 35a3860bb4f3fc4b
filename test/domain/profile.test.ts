import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseOrigin, parseProfileName, profileNameFor} from '../../source/domain/profile.ts';

describe('the address of an appliance as a person writes it', () => {
	test.each([
		['10.1.1.16', 'https://10.1.1.16'],
		['  10.1.1.16  ', 'https://10.1.1.16'],
		['omnicube-ip1-23', 'https://omnicube-ip1-23'],
		['OVC1.Example.COM', 'https://ovc1.example.com'],
		['ovc1.example.com:8443', 'https://ovc1.example.com:8443'],
		['ovc1.example.com:443', 'https://ovc1.example.com'],
		['https://10.1.1.16/api/hosts?limit=1#x', 'https://10.1.1.16'],
		['10.1.1.16/api', 'https://10.1.1.16'],
		['HTTPS://10.1.1.16', 'https://10.1.1.16'],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
		['::1', 'https://[::1]'],
		['fe80::1', 'https://[fe80::1]'],
		['2001:DB8::1', 'https://[2001:db8::1]'],
		['::ffff:10.1.1.16', 'https://[::ffff:a01:110]'],
		['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
		['büro.example', 'https://xn--bro-hoa.example'],
	])('%s is %s', (text, origin) => {
		expect(parseOrigin(text)).toBe(origin);
	});

	test.each([
		['nothing', ''],
		['spaces', '   '],
		['a space inside', '10.1. 1.16'],
		['a user, as HPE writes it', 'https://simplivity@10.1.1.16'],
		['a user without a scheme', 'simplivity@10.1.1.16'],
		['a user and a password', 'https://user:secret@10.1.1.16'],
		['another scheme', 'ftp://10.1.1.16'],
		['a script', 'javascript://10.1.1.16'],
		['a file', 'file:///etc/passwd'],
		['a backslash', 'https:\\\\10.1.1.16'],
		['an address that does not exist', '10.1.1.999'],
		['a port that does not exist', 'ovc1:99999'],
		['an IPv6 zone', 'fe80::1%eth0'],
		['a broken IPv6 address', 'fe80::1::2'],
		['a scheme alone', 'https://'],
		['an escape sequence', 'ovc1\u001b[31m'],
		['a line break', 'ovc1\nHost: other'],
		['a zero-width space', 'ovc\u200b1'],
		['a text direction mark', '\u202eovc1'],
		['513 characters', 'a'.repeat(513)],
		['colons without end', `${':'.repeat(510)}!`],
	])('%s is refused', (_what, text) => {
		expect(parseOrigin(text)).toBeUndefined();
	});

	test('what is accepted reads the same again', () => {
		fc.assert(
			fc.property(fc.oneof(fc.webAuthority({withIPv4: true, withIPv6: true, withPort: true}), fc.string()), text => {
				const origin = parseOrigin(text);
				if (origin !== undefined) expect(parseOrigin(origin)).toBe(origin);
			}),
		);
	});
});

describe('the name of a profile', () => {
	test.each(['dc1', '10.1.1.16', 'prod_2', 'Büro', '1', 'a'.repeat(40)])('%s is one', name => {
		expect(parseProfileName(name)).toBe(name);
	});

	test.each([
		'',
		' dc1',
		'dc 1',
		'-dc1',
		'.',
		'..',
		'../dc1',
		'a/b',
		'a\\b',
		'a:b',
		'dc1\n',
		'dc\u0000',
		'a'.repeat(41),
	])('%j is none', name => {
		expect(parseProfileName(name)).toBeUndefined();
	});

	test.each([
		['https://ovc1.dc.example.com', [], 'ovc1'],
		['https://10.1.1.16', [], '10.1.1.16'],
		['https://[2001:db8::1]', [], '2001-db8--1'],
		['https://[::1]:8443', [], '1'],
		['https://ovc1', ['ovc1'], 'ovc1-2'],
		['https://ovc1', ['ovc1', 'ovc1-2', 'ovc1-3'], 'ovc1-4'],
		['https://ovc1:8443', ['ovc1'], 'ovc1-8443'],
		['https://ovc1:8443', ['ovc1', 'ovc1-8443'], 'ovc1-2'],
		['https://--', [], 'appliance'],
		[`https://${'a'.repeat(60)}.example`, [], 'a'.repeat(30)],
		['https://a(b)c', [], 'a-b-c'],
	])('%s beside %j is named %s', (origin, taken, name) => {
		expect(profileNameFor(origin, taken)).toBe(name);
	});

	test('made for any host is one that a person could have given, and not taken', () => {
		const origin = fc.webAuthority({withIPv4: true, withIPv6: true, withPort: true}).map(text => parseOrigin(text));
		fc.assert(
			fc.property(origin, fc.array(fc.constantFrom('a', 'a-2', '10.1.1.16', 'appliance')), (found, taken) => {
				if (found === undefined) return;
				const first = profileNameFor(found, taken);
				const second = profileNameFor(found, [...taken, first]);
				for (const name of [first, second]) {
					expect(parseProfileName(name)).toBe(name);
					expect(taken).not.toContain(name);
				}
				expect(second).not.toBe(first);
			}),
		);
	});
});
