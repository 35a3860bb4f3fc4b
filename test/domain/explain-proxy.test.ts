import {expect, test} from 'vitest';
import {explain} from '../../source/domain/explain.ts';
import {refusal} from '../support/refusals.ts';

const proxy = 'http://proxy.example.com:3128';
const profile = {name: 'dc1', origin: 'https://10.1.1.16', username: 'administrator', proxy};

const failed = (code: string, status?: number) =>
	refusal(status === 407 ? 'proxy-login' : 'unreachable', {
		status: undefined,
		shape: undefined,
		code,
		phase: code === 'ENOTFOUND' ? 'resolve' : 'connect',
		path: '/api/hosts',
		proxy: {origin: proxy, status},
	});

test.each([
	['ECONNREFUSED', 'The proxy is not reached', 'and nothing listens there.'],
	['ENOTFOUND', 'The proxy is not reached', 'and its name is not known to the DNS of this machine.'],
	[
		'EAI_AGAIN',
		'The proxy is not reached',
		'and its name could not be looked up: the network, the VPN or the DNS server is down.',
	],
	['EHOSTUNREACH', 'The proxy is not reached', 'and there is no route to it.'],
	['EADDRNOTAVAIL', 'The proxy is not reached', 'and there is no route to it.'],
	['SVT_TIMEOUT', 'The proxy is not reached', 'and no answer came from it in time.'],
	['ECONNRESET', 'The proxy is not reached', 'and it broke off the connection (ECONNRESET).'],
	['HPE_INVALID', 'What answers there is no HTTP proxy', 'and what answers there does not speak HTTP as a proxy does.'],
	[
		'SVT_TOO_LARGE',
		'What answers there is no HTTP proxy',
		'and what answers there does not speak HTTP as a proxy does.',
	],
])('%s on the way to a proxy: %s', (code, title, words) => {
	const told = explain(failed(code), {profile});
	expect(told.title).toBe(title);
	expect(told.cause).toBe(
		`The way to https://10.1.1.16 leads through the proxy proxy.example.com:3128, ${words} The appliance was not reached.`,
	);
	expect(told.advice.map(({command}) => command)).toContain('svt-tui login dc1 --proxy none');
});

test.each([
	[407, 'The proxy wants a login of its own', 'it wants a login, and svt-tui sends a proxy none'],
	[403, 'The proxy does not allow the way to the appliance', 'it allows no tunnel to that host and port'],
	[502, 'The proxy does not reach the appliance', 'it works, but it got no connection to there'],
	[504, 'The proxy does not reach the appliance', 'it works, but it got no connection to there'],
	[401, 'The proxy opens no tunnel', 'answered 401. The appliance was not reached.'],
	[302, 'The proxy opens no tunnel', 'answered 302. The appliance was not reached.'],
])('a proxy that answers %s: %s', (status, title, words) => {
	const told = explain(failed('SVT_PROXY_REFUSED', status), {profile});
	expect(told.title).toBe(title);
	expect(told.cause).toContain(`the proxy proxy.example.com:3128 answered ${status}`);
	expect(told.cause).toContain(words);
	expect(JSON.stringify(told.advice)).not.toMatch(/password|certificate/);
});

test('without a profile the proxy is named all the same', () => {
	expect(explain(failed('ECONNREFUSED')).cause).toContain('through the proxy proxy.example.com:3128');
});

test('a proxy that is reached and silent may be waiting for an appliance that is not', () => {
	const told = explain(failed('SVT_PROXY_SILENT'), {profile});
	expect(told.title).toBe('The proxy opened no tunnel in time');
	expect(told.cause).toBe(
		'Asked for a way to https://10.1.1.16, the proxy proxy.example.com:3128 did not answer in time: most likely it waits for the appliance, which is switched off or not reached from there.',
	);
	expect(told.advice[0]?.text).toBe('Check that the appliance runs, and that the proxy may and can reach it');
});

test('where TLS fails behind a proxy, the proxy is not passed over', () => {
	const way = ' The way there leads through the proxy proxy.example.com:3128, which may be what ends it.';
	for (const code of ['ECONNRESET', 'ERR_SSL_WRONG_VERSION_NUMBER', 'SVT_CLIENT_CERTIFICATE', 'SVT_TIMEOUT']) {
		const broken = refusal('tls', {status: undefined, code, phase: 'handshake'});
		const {cause} = explain(broken, {profile: {...profile, proxy: undefined}});
		expect(explain(broken, {profile}).cause).toBe(`${cause}${way}`);
	}
	const file = refusal('tls', {status: undefined, code: 'SVT_CA_FILE_MISSING', phase: 'resolve'});
	expect(explain(file, {profile}).cause).not.toContain('proxy');
});

test('plain HTTP has no way through a proxy, and the next step is not another address', () => {
	const plain = refusal('unreachable', {status: undefined, code: 'SVT_PLAIN_HTTP', phase: 'connect'});
	const told = explain(plain, {profile: {...profile, origin: 'http://127.0.0.1:8080'}});
	expect(told).toEqual({
		title: 'Plain HTTP goes through no proxy',
		cause:
			'svt-tui uses http:// for its own simulator on this machine only, and the way to http://127.0.0.1:8080 leads through the proxy proxy.example.com:3128, which would see password and token.',
		advice: [
			{text: 'Sign in without a proxy', command: 'svt-tui login dc1 --proxy none'},
			{text: 'Sign in with the https:// address', command: 'svt-tui login'},
		],
	});
});
