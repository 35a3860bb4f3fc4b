import {createSecureServer} from 'node:http2';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {explain} from '../../source/domain/explain.ts';
import {seconds} from '../../source/domain/time.ts';
import {eventually, refused, startAsking} from '../support/asking.ts';
import {answering, startHostile} from '../support/hostile-asking.ts';
import {type HostileOptions, http, sharedCertificate} from '../support/hostile-server.ts';

const profile = {name: 'dc1', origin: 'https://10.1.1.16', username: 'administrator'};

/** How a sign-in and a look at the certificate are told, which must be the same; and what has come over secure connections. */
async function words(options: HostileOptions) {
	const {login, look, server} = await startHostile(options);
	const refusal = refused(await login());
	const looked = await look();
	const {title, cause} = explain(refusal, {profile});
	const shown = looked.ok ? undefined : explain(looked.failure, {profile}).title;
	return {kind: refusal.kind, title, cause, sent: server.received(), isSame: shown === title};
}

const alert = (number: number): HostileOptions => ({
	onConnection: socket => socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, number]))),
});
/** Speaks first, as most protocols of old do. */
const greeting = (text: string): HostileOptions => ({onConnection: socket => socket.write(text)});
const old = {ciphers: 'ALL@SECLEVEL=0'};
const anothers = "the port is another service's, or the address another machine's. Nothing was sent.";

describe('a handshake that fails says what the other side offers', () => {
	test.each<[string, HostileOptions, string, string]>([
		[
			'TLS 1.1',
			{tls: {minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ...old}},
			'The appliance speaks only outdated TLS',
			'https://10.1.1.16 offers TLS 1.1 with ECDHE-ECDSA-AES256-SHA; svt-tui, as the API itself demands, uses 1.2 or later.',
		],
		[
			'TLS 1.0',
			{tls: {minVersion: 'TLSv1', maxVersion: 'TLSv1', ...old}},
			'The appliance speaks only outdated TLS',
			'https://10.1.1.16 offers TLS 1.0 with ECDHE-ECDSA-AES256-SHA; svt-tui, as the API itself demands, uses 1.2 or later.',
		],
		[
			'SSL 3',
			{
				onConnection: socket =>
					socket.once('data', () =>
						socket.end(Buffer.from([0x16, 3, 0, 0, 42, 2, 0, 0, 38, 3, 0, ...Array(32).fill(1), 0, 0, 10, 0])),
					),
			},
			'The appliance speaks only outdated TLS',
			'https://10.1.1.16 offers TLS 1.0 or 1.1; svt-tui, as the API itself demands, uses 1.2 or later.',
		],
		[
			'a cipher that nobody should use any more',
			{tls: {maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0'}},
			'No common TLS settings',
			'https://10.1.1.16 and this machine share no cipher that both accept; it would take TLS 1.2 with ECDHE-ECDSA-NULL-SHA.',
		],
		[
			'security that it finds too low',
			alert(71),
			'No common TLS settings',
			'https://10.1.1.16 and this machine share no cipher that both accept.',
		],
		[
			'another protocol over TLS',
			{tls: {ALPNProtocols: ['h2']}},
			'What answers there does not speak HTTP/1.1',
			'It speaks TLS, but takes only other protocols over it, such as HTTP/2. A SimpliVity appliance speaks HTTP/1.1: another service answers at https://10.1.1.16. Nothing was sent.',
		],
		[
			'another name',
			alert(112),
			'The server there does not know this name',
			'What answers at https://10.1.1.16 serves several names, and not the one that was asked for: a gateway or load balancer, most likely. Nothing was sent.',
		],
		[
			'no access',
			alert(49),
			'The other side turns connections from here away',
			'https://10.1.1.16 ended the handshake by saying that access is denied: a firewall or gateway lets only some machines through. Nothing was sent.',
		],
		[
			'plain HTTP',
			{onConnection: socket => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))},
			'This port does not speak TLS, but plain HTTP',
			`What answers at https://10.1.1.16 speaks plain HTTP: ${anothers}`,
		],
		[
			'SSH',
			greeting('SSH-2.0-OpenSSH_9.2\r\n'),
			'This port does not speak TLS, but SSH',
			`What answers at https://10.1.1.16 speaks SSH: ${anothers}`,
		],
		[
			'mail',
			greeting('220 mail.example.com ESMTP ready\r\n'),
			'This port does not speak TLS, but SMTP or FTP',
			`What answers at https://10.1.1.16 speaks SMTP or FTP: ${anothers}`,
		],
		[
			'the console port of an ESXi host',
			greeting('220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP\r\n'),
			"This port does not speak TLS, but ESXi's console login",
			`What answers at https://10.1.1.16 speaks ESXi's console login: ${anothers}`,
		],
		[
			'something that nobody knows, without end',
			{
				onConnection(socket) {
					const more = () => socket.writable && socket.write('\u001b[2J'.repeat(100), () => setImmediate(more));
					more();
				},
			},
			'This port does not speak TLS',
			'Something other than HTTPS (plain HTTP, perhaps) answers at https://10.1.1.16.',
		],
	])('%s', async (_name, options, title, cause) => {
		expect(await words(options)).toEqual({kind: 'tls', title, cause, sent: '', isSame: true});
	});

	test('or that it says nothing more, within a bounded time', async () => {
		let connections = 0;
		const {login, clock} = await startHostile({
			onConnection(socket) {
				connections += 1;
				if (connections === 1) socket.once('data', () => socket.end('hello, who is there?\r\n'));
			},
		});
		const asked = login();
		await eventually(() => connections === 2);
		clock.advance(seconds(2));
		expect(explain(refused(await asked), {profile}).title).toBe('This port does not speak TLS');
		expect(clock.alarms()).toBe(0);
	});
});

describe('a certificate of ours', () => {
	const wanted = 'The other side wants a certificate of ours';
	const asks = {requestCert: true, rejectUnauthorized: true};

	test('that is wanted in TLS 1.2 is told from a cipher that is missing', async () => {
		const {title, sent} = await words({...answering('200 OK', {}, '[]'), tls: {...asks, maxVersion: 'TLSv1.2'}});
		expect({title, sent}).toEqual({title: wanted, sent: ''});
	});

	test('that is wanted in TLS 1.3 is missed once the handshake is over', async () => {
		const {login} = await startHostile({...answering('200 OK', {}, '[]'), tls: asks});
		const refusal = refused(await login());
		const {title, cause} = explain(refusal, {profile});
		expect({kind: refusal.kind, title}).toEqual({kind: 'tls', title: wanted});
		expect(cause).not.toContain('Nothing was sent');
	});
});

test('an HTTP/2 server without HTTP/1.1 is told as what it is', async () => {
	const {pem, keyPem, sha256} = await sharedCertificate();
	const server = createSecureServer({cert: pem, key: keyPem, allowHTTP1: false});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const {login} = startAsking({origin, trust: {mode: 'pinned', sha256}});
	expect(explain(refused(await login())).title).toBe('What answers there does not speak HTTP/1.1');
});

test('a plain HTTP server on the port, as it is in real life, is never sent a request', async () => {
	const sockets: Socket[] = [];
	let received = '';
	const server = createServer(socket => {
		sockets.push(socket);
		socket.on('error', () => undefined);
		socket.on('data', bytes => {
			received += bytes.toString('latin1');
			if (received.includes('\n')) socket.end(http('400 Bad Request', {}, 'what?'));
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const {login} = startAsking({origin, trust: {mode: 'system'}});
	const refusal = refused(await login());
	expect(explain(refusal).title).toMatch(/^This port does not speak TLS|^The TLS handshake/);
	expect(received).not.toMatch(/HTTP\/1|POST|GET|administrator|simplivity/);
});
