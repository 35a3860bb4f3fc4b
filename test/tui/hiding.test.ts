import {expect, test} from 'vitest';
import {hostOf, shownOf} from '../../source/tui/hiding.ts';
import {profileNamed} from '../support/sessions.ts';

test('host and user are hidden wherever they stand in a text', () => {
	const shown = shownOf(profileNamed('dc1', {origin: 'https://10.1.1.16:8443'}), true);
	expect(shown('signing in as administrator@vsphere.local at https://10.1.1.16:8443')).toBe(
		'signing in as (hidden) at (hidden)',
	);
	expect(shown('10.1.1.16 refused administrator')).toBe('(hidden) refused (hidden)');
	expect(shown('dc1')).toBe('dc1');
});

test('so is the proxy, with its port and without', () => {
	const shown = shownOf(profileNamed('dc1', {proxy: 'http://proxy.example.com:3128'}), true);
	expect(shown('http://proxy.example.com:3128, proxy.example.com:3128 and proxy.example.com')).toBe(
		'(hidden), (hidden) and (hidden)',
	);
});

test('a name that is the host is hidden with it, a user of one letter only where it stands alone', () => {
	const shown = shownOf(profileNamed('10.1.1.16', {origin: 'https://10.1.1.16', username: 'a'}), true);
	expect(shown('10.1.1.16')).toBe('(hidden)');
	expect(shown('a')).toBe('(hidden)');
	expect(shown('tickle accepted')).toBe('tickle accepted');
});

test('what is not hidden is made safe', () => {
	expect(shownOf(profileNamed('dc1'), false)('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
});

test('https is the rule and goes without saying', () => {
	expect(hostOf('https://dc1.example:8443')).toBe('dc1.example:8443');
	expect(hostOf('http://127.0.0.1:4443')).toBe('http://127.0.0.1:4443');
});
