import {describe, expect, test} from 'vitest';
import {dnsFinding, type Knock, tcpFinding} from '../../source/domain/doctor-way.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import {milliseconds} from '../../source/domain/time.ts';
import {foundIn} from '../support/findings.ts';
import {profileNamed} from '../support/sessions.ts';

const about = {profile: profileNamed('dc1')};
const host = 'dc1.example';
const checkProfile = 'Check the address of the profile: svt-tui profile list';

describe('DNS', () => {
	const named = (...addresses: readonly string[]) =>
		foundIn(dnsFinding(host, success({addresses, took: milliseconds(12)}), about));

	test('knows the name, or need not be asked', () => {
		expect(named('10.1.1.16')).toEqual(['ok', 'dc1.example is 10.1.1.16, in 12 ms']);
		expect(named('1', '2', '3', '4', '5', '6')).toEqual(['ok', 'dc1.example is 1, 2, 3, 4 and 2 more, in 12 ms']);
		expect(foundIn(dnsFinding('10.1.1.16', undefined, about))).toEqual(['skipped', '10.1.1.16 is an address']);
	});

	test.each([
		[
			'ENOTFOUND',
			'The host name is not known. The name in https://dc1.example is not known to the DNS of this machine.',
			checkProfile,
			'Check that the VPN is up and the name is spelt right, or use the IP address',
		],
		[
			'EAI_AGAIN',
			'The DNS server does not answer. The name in https://dc1.example could not be looked up: the network or the VPN is down, or the DNS server is.',
			'Check network and VPN',
			'Sign in again afterwards: svt-tui login dc1',
		],
		[
			'SVT_TIMEOUT',
			'The DNS server does not answer. The name in https://dc1.example could not be looked up: the network or the VPN is down, or the DNS server is.',
			'Check network and VPN',
			'Sign in again afterwards: svt-tui login dc1',
		],
	])('does not: %s', (code, ...words) => {
		const finding = dnsFinding(host, failure(code), about);
		expect(foundIn(finding)).toEqual(['fail', ...words]);
		expect(finding.failure).toBe('unreachable');
	});
});

describe('TCP', () => {
	const knock = (address: string, answer: number | string): Knock => ({
		address,
		answer: typeof answer === 'number' ? success(milliseconds(answer)) : failure(answer),
	});
	const tcp = (...knocks: readonly Knock[]) => foundIn(tcpFinding(knocks, 443, about));

	test('somebody answers', () => {
		expect(tcp(knock('10.1.1.16', 2))).toEqual(['ok', '10.1.1.16 port 443 in 2 ms']);
		// Who refuses does so at once, and costs nobody any time.
		expect(tcp(knock('::1', 'ECONNREFUSED'), knock('127.0.0.1', 0))).toEqual(['ok', '127.0.0.1 port 443 in 0 ms']);
	});

	test('somebody answers, but not at each address', () => {
		expect(tcp(knock('fd00::1', 'SVT_TIMEOUT'), knock('10.1.1.16', 2))).toEqual([
			'warn',
			'10.1.1.16 port 443 in 2 ms, but fd00::1 did not answer: each connection may wait for it first',
			'Take the dead address out of the DNS, or use the one that answers in place of the name',
		]);
	});

	test('nobody answers', () => {
		expect(tcp(knock('10.1.1.16', 'ECONNREFUSED'))).toEqual([
			'fail',
			'Nothing listens there. The machine at https://dc1.example is up but refused the connection: its REST service is stopped, or the address or port is wrong.',
			checkProfile,
			'See whether another controller of the federation answers; each needs its own sign-in',
			'Sign in again afterwards: svt-tui login dc1',
		]);
		expect(tcp(knock('10.1.1.16', 'SVT_TIMEOUT'))).toEqual([
			'fail',
			'No answer from the appliance. Nothing at https://dc1.example answered in time: it is switched off, a firewall drops the packets, or the VPN is down.',
			'Check network, VPN and firewall: port 443 must be open',
			checkProfile,
			'Sign in again afterwards: svt-tui login dc1',
		]);
	});
});
