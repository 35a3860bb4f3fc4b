import {expect, test} from 'vitest';
import {explain} from '../../source/domain/explain.ts';
import {refusal} from '../support/refusals.ts';
import {profileNamed} from '../support/sessions.ts';

const profile = profileNamed('dc1', {trust: {mode: 'ca-file', path: '/etc/our ca.pem'}});
const name = ['Name a file with the certificate of the authority, in PEM', 'svt-tui login dc1 --ca-file ca.pem'];

test.each([
	['MISSING', 'is not there', []],
	['UNREADABLE', 'cannot be read by you', [['Look who may read it', undefined]]],
	['NOT_A_FILE', 'is a folder or something else, but no file', []],
	['EMPTY', 'is empty', []],
	['HUGE', 'is larger than 1 MiB, which no list of authorities needs to be', []],
	[
		'PRIVATE_KEY',
		"holds a private key: that is its owner's secret, and nothing to trust somebody by",
		[['Take the certificate alone into a file of its own', 'openssl x509 -in FILE -out ca.pem']],
	],
	[
		'PKCS7',
		'is in PKCS #7, not in PEM',
		[['Take the certificates out of it', 'openssl pkcs7 -in FILE -print_certs -out ca.pem']],
	],
	['DAMAGED', 'holds a certificate that cannot be read: it is damaged or cut off', []],
	['NO_CERTIFICATE', 'holds no certificate', []],
	['SOMETHING', 'is missing, cannot be read or holds no certificate', []],
])('a CA file that is no use is named, with the reason: %s', (code, why, more) => {
	const {title, cause, advice} = explain(refusal('tls', {code: `SVT_CA_FILE_${code}`}), {profile});
	expect(title).toBe('The CA file cannot be used');
	expect(cause).toBe(`/etc/our ca.pem, the CA file of this profile, ${why}. Nothing was sent.`);
	expect(advice.map(({text, command}) => [text, command])).toEqual([...more, name]);
});
