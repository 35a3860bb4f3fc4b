import {describe, expect, test} from 'vitest';
import {seconds} from '../../source/domain/time.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {accepted, eventually, hardPassword, heldToken, refused, startAsking} from '../support/asking.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {sharedCertificate} from '../support/hostile-server.ts';
import {startProxy} from '../support/recording-proxy.ts';
import {startTrusting, withVariable, yes} from '../support/trusting.ts';

type ProxyOptions = NonNullable<Parameters<typeof startProxy>[0]>;

/** An appliance that is believed by its certificate, and a proxy before it. */
async function startProxied(options: ProxyOptions = {}) {
	const {sha256} = await sharedCertificate();
	const trust = {mode: 'pinned', sha256} as const;
	const direct = await startTrusting(trust);
	const proxy = await startProxy(options);
	const clock = createFakeClock();
	const {origin} = direct.server;
	return {
		proxy,
		clock,
		trust,
		direct,
		server: direct.server,
		...startAsking({origin, trust, clock, proxy: proxy.origin}),
	};
}

test('a proxy that was asked for learns where the appliance is, and nothing else', async () => {
	const {proxy, server, login, tickle, look} = await startProxied();
	expect(accepted(await login()).bearer.reveal()).toBe('abc');
	accepted(await tickle());
	expect(await look()).toMatchObject({ok: true});
	const authority = `127.0.0.1:${server.port}`;
	for (const head of proxy.heads())
		expect(head).toMatch(
			new RegExp(`^CONNECT ${authority} HTTP/1\\.1\\r\\nhost: ${authority}\\r\\nconnection: close\\r\\n\\r\\n$`),
		);
	for (const words of [hardPassword, heldToken, 'HTTP/1.1', 'Bearer', '/api/'])
		expect(proxy.through()).not.toContain(words);
	expect(server.connections()).toBe(proxy.connections());
});

test('the name of the appliance is looked up by the proxy alone', async () => {
	const {sha256} = await sharedCertificate();
	const {server} = await startTrusting({mode: 'pinned', sha256});
	const proxy = await startProxy({routes: {'ovc1.dc1.invalid:443': server.port}});
	const origin = 'https://ovc1.dc1.invalid';
	const {login} = startAsking({origin, trust: {mode: 'pinned', sha256}, proxy: proxy.origin});
	accepted(await login());
	expect(proxy.heads()[0]).toMatch(/^CONNECT ovc1\.dc1\.invalid:443 HTTP/);
});

test('connections are kept, and never used by who goes another way', async () => {
	const {proxy, tickle, direct} = await startProxied();
	accepted(await tickle());
	accepted(await tickle());
	expect(proxy.connections()).toBe(1);
	accepted(await tickle({proxy: undefined}));
	expect(proxy.connections()).toBe(1);
	accepted(await direct.tickle({proxy: proxy.origin}));
	expect(proxy.connections()).toBe(2);
});

test('a variable that names another proxy changes nothing', async () => {
	const other = await startProxy();
	for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) withVariable(name, other.origin);
	const {proxy, login} = await startProxied();
	accepted(await login());
	expect([proxy.connections(), other.connections()]).toEqual([1, 0]);
});

describe('a proxy that leads elsewhere', () => {
	test('gets nothing, since the certificate is judged as ever', async () => {
		const elsewhere = await startTrusting({mode: 'system'}, {certificate: await createCertificate(), ...yes});
		const {server, trust} = await startProxied();
		const liar = await startProxy({routes: {[`127.0.0.1:${server.port}`]: elsewhere.server.port}});
		const asking = startAsking({origin: server.origin, trust, proxy: liar.origin});
		for (const ask of [asking.login, asking.tickle, asking.revoke, asking.version])
			expect(refused(await ask())).toMatchObject({kind: 'certificate-changed', phase: 'handshake', proxy: undefined});
		expect(elsewhere.server.connections()).toBe(4);
		expect(elsewhere.server.received()).toBe('');
		expect(server.connections()).toBe(0);
	});

	test('is not believed by the roots of the system either', async () => {
		const {server, proxy} = await startProxied();
		const {login} = startAsking({origin: server.origin, trust: {mode: 'system'}, proxy: proxy.origin});
		expect(refused(await login())).toMatchObject({kind: 'untrusted-certificate', proxy: undefined});
		expect(server.received()).toBe('');
	});
});

describe('a proxy that opens no tunnel is named, and nothing is taken for the appliance’s word', () => {
	const answers = (text: string): ProxyOptions => ({answer: socket => socket.end(text)});
	const page = '<html>blocked by policy</html>';
	const json = '{"error":"invalid_token","error_description":"Invalid access token"}';

	test.each<[string, ProxyOptions, object, number | undefined]>([
		[
			'403',
			answers(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${page.length}\r\n\r\n${page}`),
			{kind: 'unreachable'},
			403,
		],
		[
			'401 in the words of an appliance',
			answers(`HTTP/1.1 401 No\r\nContent-Length: ${json.length}\r\n\r\n${json}`),
			{kind: 'unreachable'},
			401,
		],
		['407', answers('HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n'), {kind: 'proxy-login'}, 407],
		['502', answers('HTTP/1.1 502 Bad Gateway\r\n\r\n'), {kind: 'unreachable'}, 502],
		[
			'a redirect',
			answers('HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n\r\n'),
			{kind: 'unreachable'},
			302,
		],
		['a word of 1xx', answers('HTTP/1.1 100 Continue\r\n\r\n'), {kind: 'unreachable', code: 'HPE_INVALID'}, undefined],
		['what is no HTTP', answers('SSH-2.0-OpenSSH_9.2\r\n'), {kind: 'unreachable', code: 'HPE_INVALID'}, undefined],
		[
			'a head without end',
			{answer: socket => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`)},
			{kind: 'unreachable', code: 'SVT_TOO_LARGE'},
			undefined,
		],
		[
			'nothing: it hangs up',
			{answer: socket => socket.destroy()},
			{kind: 'unreachable', code: 'ECONNRESET'},
			undefined,
		],
		[
			'nothing: it hangs up at once',
			{onConnection: socket => socket.destroy()},
			{kind: 'unreachable', code: 'ECONNRESET'},
			undefined,
		],
	])('%s', async (_name, options, seen, status) => {
		const {proxy, server, login, tickle, look, clock} = await startProxied(options);
		for (const ask of [login, tickle]) {
			const exchange = await ask();
			const refusal = refused(exchange);
			const blank = {status: undefined, shape: undefined, serverSays: undefined, original: undefined};
			expect(refusal).toMatchObject({...blank, phase: 'connect', ...seen, proxy: {origin: proxy.origin, status}});
			expect(exchange).toMatchObject({status: undefined, serverTime: undefined});
		}
		expect(await look()).toMatchObject({ok: false, failure: {proxy: {origin: proxy.origin, status}}});
		expect(server.connections()).toBe(0);
		await eventually(() => proxy.standing() === 0);
		expect(clock.alarms()).toBe(0);
	});

	test('one that nobody runs', async () => {
		const {login} = await startProxied();
		const refusal = refused(await login({proxy: 'http://127.0.0.1:1'}));
		expect(refusal).toMatchObject({kind: 'unreachable', code: 'ECONNREFUSED', proxy: {status: undefined}});
		const unknown = refused(await login({proxy: 'http://proxy.invalid:3128'}));
		expect(unknown).toMatchObject({kind: 'unreachable', proxy: {origin: 'http://proxy.invalid:3128'}});
	});

	test.each<[string, ProxyOptions]>([
		['that never answers', {answer: () => {}}],
		['that drips', {answer: socket => void socket.write('HTTP/1.1 200 O')}],
	])('one %s is given up when the time is over, or at a person’s wish', async (_name, options) => {
		const {proxy, login, clock} = await startProxied(options);
		const asked = login();
		await eventually(() => proxy.heads().length === 1);
		clock.advance(seconds(10));
		const late = {kind: 'unreachable', code: 'SVT_PROXY_SILENT', phase: 'connect', proxy: {origin: proxy.origin}};
		expect(refused(await asked)).toMatchObject(late);
		const wish = new AbortController();
		const again = login({signal: wish.signal});
		await eventually(() => proxy.heads().length === 2);
		wish.abort();
		expect(refused(await again)).toMatchObject({kind: 'unreachable', code: 'SVT_CANCELLED', proxy: undefined});
		await eventually(() => proxy.standing() === 0);
		expect(clock.alarms()).toBe(0);
	});
});

test.each(['abort', 'close'] as const)('called off at any moment (%s) it leaves nothing behind', async how => {
	const {proxy, trust, server} = await startProxied();
	for (let moment = 0; moment < 40; moment += 1) {
		const wish = new AbortController();
		const clock = createFakeClock();
		const {login, appliance} = startAsking({
			origin: server.origin,
			trust,
			clock,
			proxy: proxy.origin,
			signal: wish.signal,
		});
		const asked = login();
		let turns = 0;
		await eventually(() => turns++ >= moment / 2);
		if (how === 'abort') wish.abort();
		else await appliance.close();
		const {outcome} = await asked;
		if (!outcome.ok) expect(outcome.failure).toMatchObject({code: 'SVT_CANCELLED', proxy: undefined});
		await appliance.close();
		await eventually(() => proxy.standing() === 0);
		expect(clock.alarms()).toBe(0);
	}
});

test.each([
	['and hangs up', 'ECONNRESET', undefined],
	['and speaks for itself', 'ERR_SSL_WRONG_VERSION_NUMBER', 'plain HTTP'],
])('a proxy that opens a tunnel %s is given nothing', async (what, code, offers) => {
	const opened = 'HTTP/1.1 200 Connection established\r\n\r\n';
	const more = what === 'and hangs up' ? '' : 'HTTP/1.1 200 OK\r\n\r\n<html></html>';
	const {proxy, server, login, clock} = await startProxied({answer: socket => socket.end(`${opened}${more}`)});
	expect(refused(await login())).toMatchObject({kind: 'tls', code, phase: 'handshake', offers});
	expect(server.connections()).toBe(0);
	await eventually(() => proxy.standing() === 0);
	expect(clock.alarms()).toBe(0);
});

test('plain HTTP goes through no proxy', async () => {
	const {proxy, login, trust} = await startProxied();
	const refusal = refused(await login({origin: 'http://127.0.0.1:8080', trust}));
	expect(refusal).toMatchObject({code: 'SVT_PLAIN_HTTP'});
	expect(proxy.connections()).toBe(0);
});

test('what the other side offers in place of TLS is found out through the proxy as well', async () => {
	const plain = await startTrusting(
		{mode: 'system'},
		{onConnection: socket => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))},
	);
	const proxy = await startProxy({routes: {'ovc1.dc1.invalid:443': plain.server.port}});
	const {login} = startAsking({origin: 'https://ovc1.dc1.invalid', trust: {mode: 'system'}, proxy: proxy.origin});
	expect(refused(await login())).toMatchObject({kind: 'tls', offers: 'plain HTTP', proxy: undefined});
	expect(proxy.connections()).toBe(2);
});
