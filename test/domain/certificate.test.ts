import {describe, expect, test} from 'vitest';
import {fingerprintGroups, parseFingerprint} from '../../source/domain/certificate.ts';

const digits = 'a3f9c1d2e4b5061728394a5b6c7d8e9f00112233445566778899aabbccddeeff';
const colons = (digits.toUpperCase().match(/../g) ?? []).join(':');

describe('the fingerprint of a certificate as tools print it', () => {
	test.each([
		['plain hex', digits],
		['capitals', digits.toUpperCase()],
		['colons, as OpenSSL', colons],
		['OpenSSL’s whole line', `SHA256 Fingerprint=${colons}`],
		['OpenSSL 3’s whole line', `sha256 Fingerprint=${colons}`],
		['our own groups', fingerprintGroups(digits).join(' ')],
		['a prefix', `SHA256:${digits}`],
		['another prefix', `sha-256: ${digits}`],
		['line breaks around it', `\n${digits}\n`],
	])('%s', (_what, text) => {
		expect(parseFingerprint(text)).toBe(digits);
	});

	test.each([
		['nothing', ''],
		['a SHA-1', 'a3f9c1d2e4b5061728394a5b6c7d8e9f00112233'],
		['a digit too few', digits.slice(1)],
		['a digit too many', `${digits}0`],
		['a letter that is no digit', `g${digits.slice(1)}`],
		['base64', 'SHA256:jMxqpDB9Tt0cWvpVL0tpo3SXFmWYfSRg3nKC0t7IlXA='],
		['the digest of something else', `SHA1 Fingerprint=${colons}`],
	])('%s is none', (_what, text) => {
		expect(parseFingerprint(text)).toBeUndefined();
	});
});

test('eight groups of eight', () => {
	expect(fingerprintGroups(digits)).toEqual([
		'A3F9C1D2',
		'E4B50617',
		'28394A5B',
		'6C7D8E9F',
		'00112233',
		'44556677',
		'8899AABB',
		'CCDDEEFF',
	]);
});
