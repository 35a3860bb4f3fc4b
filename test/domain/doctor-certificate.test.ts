import {describe, expect, test} from 'vitest';
import type {Certificate, Trust} from '../../source/domain/certificate.ts';
import {certificateFinding, changedFinding, tlsFinding} from '../../source/domain/doctor-certificate.ts';
import {hours, later, minutes} from '../../source/domain/time.ts';
import {certificate} from '../support/certificates.ts';
import {foundIn} from '../support/findings.ts';
import {refusal} from '../support/refusals.ts';
import {noon, profileNamed} from '../support/sessions.ts';

const pinned: Trust = {mode: 'pinned', sha256: certificate.sha256, publicKeySha256: certificate.publicKeySha256};
const origin = 'https://dc1.example';
const about = {profile: profileNamed('dc1')};
const shown = {certificate, verified: true, problem: undefined};
const groups = Array.from({length: 8}, () => 'A3A3A3A3').join(' ');
const compare = "Compare the SHA-256 with that of the appliance's own console; svt-tui shows it and asks";
const renew = 'Have it renewed on the appliance; the new one has to be accepted then';

const valid = (more: Partial<Certificate>) =>
	foundIn(
		certificateFinding(
			{...shown, certificate: {...certificate, ...more}},
			{trust: pinned, isProfile: true, origin},
			noon,
			about,
		),
	);

test('what the connection is secured with', () => {
	const tls = {version: 'TLSv1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'};
	expect(foundIn(tlsFinding({...shown, tls}))).toEqual(['ok', 'TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']);
	expect(foundIn(tlsFinding(shown))).toEqual(['ok', 'a secure connection came about']);
	expect(foundIn(tlsFinding({...shown, certificate: undefined}))).toEqual([
		'skipped',
		'plain HTTP, on this machine only',
	]);
});

describe('a certificate that is believed', () => {
	test.each([
		[pinned, 'the pinned one'],
		[{mode: 'system'}, "the system's roots vouch for it"],
		[{mode: 'ca-file', path: '/ca.pem'}, 'your CA file vouches for it'],
	] as const)('for a reason: %j', (trust, why) => {
		expect(foundIn(certificateFinding(shown, {trust, isProfile: true, origin}, noon, about))).toEqual([
			'ok',
			`CN=omnicube-ip1-23, until 2040-01-01, ${why}`,
		]);
	});

	test('is told before it expires, and a pinned one afterwards', () => {
		const end = (at: Certificate['validTo'], ...rest: readonly string[]) => expect(valid({validTo: at})).toEqual(rest);
		end(later(noon, hours(30 * 24)), 'ok', 'CN=omnicube-ip1-23, until 2026-12-22, the pinned one');
		const nearly = later(noon, hours(29 * 24 + 3));
		end(nearly, 'warn', 'CN=omnicube-ip1-23, until 2026-12-21, the pinned one; it expires in 29 d 3 h', renew);
		const over = later(noon, minutes(-1));
		end(over, 'warn', 'CN=omnicube-ip1-23, until 2026-11-22, the pinned one; it has expired', renew);
		end(undefined, 'ok', 'CN=omnicube-ip1-23, the pinned one');
		expect(valid({validFrom: later(noon, hours(48))})).toEqual([
			'warn',
			'CN=omnicube-ip1-23, until 2040-01-01, the pinned one; it is not valid before 2026-11-24',
			'Check the clock of this machine',
			renew,
		]);
	});

	test('may have no name', () => {
		expect(valid({subject: ''})).toEqual(['ok', 'without a name, until 2040-01-01, the pinned one']);
	});

	test('plain HTTP has none', () => {
		const plain = {...shown, certificate: undefined};
		const finding = certificateFinding(plain, {trust: {mode: 'system'}, isProfile: true, origin}, noon, about);
		expect(foundIn(finding)).toEqual(['skipped', 'plain HTTP has none']);
	});
});

describe('a certificate that nobody vouches for', () => {
	const system = {mode: 'system'} as const;
	const unknown = {...shown, verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'};

	test('fails a profile', () => {
		const finding = certificateFinding(unknown, {trust: system, isProfile: true, origin}, noon, about);
		expect(foundIn(finding)).toEqual([
			'fail',
			`The certificate is self-signed. https://dc1.example shows a certificate that nobody vouches for, as appliances do from the factory. Nothing was sent. Its SHA-256: ${groups}.`,
			`${compare}: svt-tui login dc1`,
			'Or have a signed certificate installed on the appliance',
		]);
		expect(finding.failure).toBe('untrusted-certificate');
	});

	test('is a warning before the first sign-in, unless it was revoked', () => {
		const first = (problem: string) =>
			certificateFinding({...unknown, problem}, {trust: system, isProfile: false, origin}, noon, {});
		expect(foundIn(first('DEPTH_ZERO_SELF_SIGNED_CERT'))).toEqual([
			'warn',
			`CN=omnicube-ip1-23, until 2040-01-01: the certificate is self-signed, and nobody has accepted it yet. Its SHA-256: ${groups}`,
			`${compare}: svt-tui login https://dc1.example`,
		]);
		expect(first('CERT_REVOKED').result).toBe('fail');
	});
});

describe('another certificate than the pinned one', () => {
	const changed = (next: Certificate, trust: Trust = pinned) =>
		changedFinding(refusal('certificate-changed', {certificate: next}), trust, about);
	const stop = [
		"Compare the SHA-256 with that of the appliance's own console; until then do not sign in there",
		'Only if it is the same: svt-tui trust accept dc1',
	];
	const other = {...certificate, sha256: 'c5'.repeat(32), publicKeySha256: 'd6'.repeat(32)};
	const otherGroups = Array.from({length: 8}, () => 'C5C5C5C5').join(' ');

	test('is shown beside that one, and stops everything', () => {
		const finding = changed(other);
		expect(foundIn(finding)).toEqual([
			'fail',
			`another one than is pinned: CN=omnicube-ip1-23, until 2040-01-01, SHA-256 ${otherGroups}; pinned is ${groups}. Nothing was sent`,
			...stop,
		]);
		expect(finding.failure).toBe('certificate-changed');
	});

	test('with the same key is said to be so', () => {
		const [, detail] = foundIn(changed({...other, publicKeySha256: certificate.publicKeySha256}));
		expect(detail).toContain('It has the same key, as one that was renewed. Nothing was sent');
		// Not where the key of the pinned one is not known.
		const {mode, sha256} = pinned as Extract<Trust, {mode: 'pinned'}>;
		expect(foundIn(changed(other, {mode, sha256}))[1]).not.toContain('same key');
	});
});
