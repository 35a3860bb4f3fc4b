import fc from 'fast-check';
import {expect, test} from 'vitest';
import {isExempt, parseProxy, proxyVariableFor} from '../../source/domain/proxy.ts';

test.each([
	[{}, undefined],
	[{HTTPS_PROXY: ''}, undefined],
	[{HTTP_PROXY: 'http://p'}, undefined],
	[{HTTPS_PROXY: 'http://p'}, 'HTTPS_PROXY'],
	[{all_proxy: 'socks5://p', HTTPS_PROXY: 'http://p'}, 'HTTPS_PROXY'],
	[{ALL_PROXY: 'socks5://p'}, 'ALL_PROXY'],
	[{https_proxy: 'http://p', no_proxy: 'other, ovc1.example.com'}, undefined],
	[{https_proxy: 'http://p', NO_PROXY: '.example.com'}, undefined],
	[{https_proxy: 'http://p', NO_PROXY: '*'}, undefined],
	[{https_proxy: 'http://p', NO_PROXY: 'ample.com,,'}, 'https_proxy'],
])('of %j the one that others would use is told: %s', (environment, name) => {
	expect(proxyVariableFor('ovc1.example.com', environment)).toBe(name);
});

test.each([
	['ovc1.example.com', 'Example.COM', true],
	['ovc1.example.com', '*.example.com', true],
	['ovc1.example.com', 'ovc1.example.com.', true],
	['ovc1.example.com', 'vc1.example.com', false],
	['10.1.1.16', '10.1.1.16', true],
	['10.1.1.16', '10.0.0.0/8', true],
	['10.1.1.16', '10.1.1.0/28', false],
	['10.1.1.16', '10.1.1.16/32', true],
	['192.168.255.1', '0.0.0.0/0', true],
	['200.1.1.16', '200.1.0.0/16', true],
	['10.1.1.16', '10.0.0.0/33', false],
	['10.1.1.16', '10.0.0/8', false],
	['ovc1.example.com', '10.0.0.0/8', false],
	['[2001:db8::1]', '2001:db8::1', true],
	['[2001:db8::1]', '[2001:DB8::1]', true],
	['2001:db8::1', '2001:db8::1', true],
	['2001:db8::1', '2001:db8::2', false],
	['', '', false],
	['', 'example.com,,', false],
])('of %s NO_PROXY=%s says that it is exempt: %s', (host, NO_PROXY, isSo) => {
	expect(isExempt(host, {NO_PROXY})).toBe(isSo);
});

test.each([
	['http://proxy.example.com:3128', 'http://proxy.example.com:3128'],
	['http://proxy.example.com:3128/', 'http://proxy.example.com:3128'],
	[' HTTP://Proxy.Example.com ', 'http://proxy.example.com'],
	['proxy.example.com:3128', 'http://proxy.example.com:3128'],
	['10.1.1.1:80', 'http://10.1.1.1'],
	['http://[2001:db8::1]:8080', 'http://[2001:db8::1]:8080'],
])('%s is the proxy %s', (text, origin) => {
	expect(parseProxy(text)).toEqual({ok: true, value: origin});
});

test.each<readonly [string, string]>([
	['http://ada:canary@proxy.example.com:3128', 'holds a login, and svt-tui sends a proxy none'],
	['canary@proxy.example.com:3128', 'holds a login, and svt-tui sends a proxy none'],
	['socks5://canary:1080', 'is a SOCKS proxy, and svt-tui speaks HTTP to a proxy'],
	[
		'https://canary:443',
		'is asked for by https://, and svt-tui speaks plain HTTP to a proxy; TLS to the appliance goes through',
	],
	...[
		'',
		'http://',
		'ftp://canary',
		'http://canary/path',
		'http://canary?q',
		'http://canary#h',
		'a canary',
		'canary\u001b[31m:1',
		'canary:99999',
		'canary:x',
		// A word alone is more likely a wish than a host.
		'None',
		'canary.example.com',
		`http://${'a'.repeat(600)}`,
	].map(text => [text, 'is not of the form http://HOST:PORT'] as const),
])('%j is none, and why is told without it', (text, why) => {
	expect(parseProxy(text)).toEqual({ok: false, failure: why});
});

test('whatever is taken for a proxy is a plain origin, and is taken again', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.webUrl({withQueryParameters: true}),
				fc.webAuthority({withUserInfo: true, withPort: true, withIPv6: true}),
			),
			text => {
				const proxy = parseProxy(text);
				if (!proxy.ok) return;
				expect(proxy.value).toMatch(/^http:\/\/[^/@\s?#]+$/);
				expect(parseProxy(proxy.value)).toEqual(proxy);
			},
		),
	);
});
