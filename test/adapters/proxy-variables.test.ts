import {expect, test} from 'vitest';
import {unusedProxyFor} from '../../source/adapters/proxy-variables.ts';

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
	expect(unusedProxyFor('ovc1.example.com', environment)).toBe(name);
});
