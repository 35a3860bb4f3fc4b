import {X509Certificate} from 'node:crypto';
import {BlockList, connect as connectPlain, isIP, isIPv6, type Socket} from 'node:net';
import {
	checkServerIdentity,
	connect as connectTls,
	type PeerCertificate,
	type SecureContext,
	type TLSSocket,
} from 'node:tls';
import type {Certificate} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import {specificCode} from '../domain/refusal-transport.ts';
import {certificateShown} from './certificate.ts';
import type {Limit} from './exchange-limit.ts';
import {type Phase, transportError, transportErrorOf} from './transport-error.ts';

/** Why a connection that has come about is not believed; undefined when it is. */
export type Judge = (socket: TLSSocket) => TransportError | undefined;

export type Verification = {readonly rejectUnauthorized: boolean; readonly judge: Judge};

/** A TLS connection that was judged, or how far it came. Nothing has been written to it. */
export function handshake(
	url: URL,
	secureContext: SecureContext,
	limit: Limit,
	{rejectUnauthorized, judge}: Verification,
): Promise<Outcome<TLSSocket, TransportError>> {
	const host = hostOf(url);
	const socket = connectTls({
		...placeOf(url),
		secureContext,
		rejectUnauthorized,
		checkServerIdentity: identityProblem,
		ALPNProtocols: ['http/1.1'],
		// RFC 6066 section 3: a DNS name without its trailing dot, never an address.
		...(isIP(host) === 0 ? {servername: host.replace(/\.$/, '')} : {}),
	});
	let seen: Certificate | undefined;
	// Node hangs up before it reports a certificate that it refuses; this comes just before, and only to be able to show it.
	socket.prependOnceListener('secure', () => {
		seen = certificateShown(socket);
	});
	return settled(socket, limit, {
		ready: 'secureConnect',
		judge() {
			socket.disableRenegotiation();
			return judge(socket);
		},
		certificate: () => seen ?? certificateShown(socket),
	});
}

/** A server that has shown its certificate and then ends the handshake wants one of ours. */
function clarified(error: TransportError): TransportError {
	const isEnded = error.certificate !== undefined && /HANDSHAKE_FAILURE/.test(specificCode(error.code, error.message));
	return isEnded ? {...error, code: 'SVT_CLIENT_CERTIFICATE'} : error;
}

/** Node's own check; but Node 22.23.3 takes an IPv6 address for a name and refuses each, so that is asked of OpenSSL. */
function identityProblem(host: string, certificate: PeerCertificate): Error | undefined {
	if (!isIPv6(host)) return checkServerIdentity(host, certificate);
	if (new X509Certificate(certificate.raw).checkIP(host) !== undefined) return undefined;
	return Object.assign(new Error('the address is not in the certificate'), {code: 'ERR_TLS_CERT_ALTNAME_INVALID'});
}

/** For the simulator: plain HTTP never leaves this machine. */
export function openPlain(url: URL, limit: Limit): Promise<Outcome<Socket, TransportError>> {
	const host = hostOf(url);
	const refused = transportError('SVT_PLAIN_HTTP', 'plain HTTP is for this machine only', 'connect');
	if (host !== 'localhost' && !isLoopback(host)) return Promise.resolve(failure(refused));
	const socket = connectPlain(addressOf(url, 80));
	return settled(socket, limit, {
		ready: 'connect',
		// Somebody's hosts file may send `localhost` elsewhere.
		judge: () => (isLoopback(socket.remoteAddress ?? '') ? undefined : refused),
		certificate: () => undefined,
	});
}

type Opening = {
	readonly ready: 'connect' | 'secureConnect';
	readonly judge: () => TransportError | undefined;
	readonly certificate: () => Certificate | undefined;
};

/** The socket once it is ready and judged well; else it is destroyed, and the reason says how far it came. */
function settled<Kind extends Socket>(
	socket: Kind,
	{signal, code}: Limit,
	{ready, judge, certificate}: Opening,
): Promise<Outcome<Kind, TransportError>> {
	return new Promise(resolve => {
		let phase: Phase = 'resolve';
		const fail = (error: TransportError) => {
			signal.removeEventListener('abort', stop);
			socket.destroy();
			resolve(failure(error));
		};
		const stop = () => fail(transportError(code(), 'stopped', phase));
		socket.once('connectionAttempt', () => {
			phase = 'connect';
		});
		socket.once('connect', () => {
			phase = 'handshake';
		});
		socket.once(ready, () => {
			const problem = judge();
			if (problem !== undefined) return fail(problem);
			signal.removeEventListener('abort', stop);
			resolve(success(socket));
		});
		// This listener stays: an error before the HTTP library listens must not end the program.
		socket.on('error', error => fail(clarified(transportErrorOf(error, phase, certificate()))));
		socket.once('close', () => fail(transportError('ECONNRESET', 'closed', phase)));
		if (signal.aborted) stop();
		else signal.addEventListener('abort', stop, {once: true});
	});
}

const hostOf = ({hostname}: URL) => hostname.replace(/^\[|\]$/g, '');

export const placeOf = (url: URL) => addressOf(url, 443);

const addressOf = (url: URL, standardPort: number) => ({
	host: hostOf(url),
	port: url.port === '' ? standardPort : Number(url.port),
	// A name with several addresses: Node gives each a quarter of a second, too little for a slow VPN.
	autoSelectFamilyAttemptTimeout: 1000,
});

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
	const family = isIP(address);
	return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
