import {X509Certificate} from 'node:crypto';
import {BlockList, connect as connectPlain, isIP, type Socket} from 'node:net';
import {connect as connectTls, type SecureContext, type TLSSocket} from 'node:tls';
import type {Certificate, Trust} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import type {CertificateLook} from '../ports.ts';
import {certificateOf} from './certificate.ts';
import type {Limit} from './exchange-limit.ts';
import type {SecureContexts} from './secure-contexts.ts';
import {type Phase, transportError, transportErrorOf} from './transport-error.ts';

export type Target = {readonly url: URL; readonly trust: Trust};

/**
 * Opens a connection to the target and believes it only for the reason that its trust names: the roots for system and CA file, the
 * certificate's SHA-256 for a pin. Until this says yes, no byte of HTTP has been written. Each handshake is a full one: no session
 * is ever resumed, so the other side proves each time that it holds the certificate's key.
 */
export async function openConnection(
	target: Target,
	contexts: SecureContexts,
	limit: Limit,
): Promise<Outcome<Socket, TransportError>> {
	if (target.url.protocol === 'http:') return openPlain(target.url, limit);
	const context = await contexts.contextFor(target.trust);
	if (!context.ok) return context;
	const {trust} = target;
	return trust.mode === 'pinned'
		? handshake(target.url, context.value, limit, {rejectUnauthorized: false, judge: refuseOtherThan(trust.sha256)})
		: handshake(target.url, context.value, limit, {rejectUnauthorized: true, judge: refuseUnauthorized});
}

/** Completes the handshake, reads the certificate and hangs up. A pin that does not match is a failure, as it is for a request. */
export async function lookAt(
	target: Target,
	contexts: SecureContexts,
	limit: Limit,
): Promise<Outcome<CertificateLook, TransportError>> {
	if (target.url.protocol === 'http:') {
		const opened = await openPlain(target.url, limit);
		if (!opened.ok) return opened;
		opened.value.destroy();
		return success({certificate: undefined, verified: true, problem: undefined});
	}
	const context = await contexts.contextFor(target.trust);
	if (!context.ok) return context;
	const {trust} = target;
	let look: CertificateLook | undefined;
	const opened = await handshake(target.url, context.value, limit, {
		rejectUnauthorized: false,
		judge(socket) {
			const verified = trust.mode === 'pinned' || socket.authorized;
			look = {certificate: certificateShown(socket), verified, problem: verified ? undefined : problemOf(socket)};
			return trust.mode === 'pinned' ? refuseOtherThan(trust.sha256)(socket) : undefined;
		},
	});
	if (!opened.ok) return opened;
	opened.value.destroy();
	return look?.certificate === undefined
		? failure(transportError('UNABLE_TO_VERIFY', 'no certificate', 'handshake'))
		: success(look);
}

type Judge = (socket: TLSSocket) => TransportError | undefined;

function refuseOtherThan(sha256: string): Judge {
	return socket => {
		const certificate = certificateShown(socket);
		if (certificate?.sha256 === sha256.toLowerCase()) return undefined;
		return transportError(
			'SVT_CERTIFICATE_CHANGED',
			'another certificate than the pinned one',
			'handshake',
			certificate,
		);
	};
}

/** Node has refused these already; said twice because nothing else stands between a stranger and the password. */
const refuseUnauthorized: Judge = socket =>
	socket.authorized
		? undefined
		: transportError(problemOf(socket), 'not verified', 'handshake', certificateShown(socket));

/** The TLS library's code, such as `DEPTH_ZERO_SELF_SIGNED_CERT`. Node's types say Error; it is a string. */
const problemOf = ({authorizationError}: TLSSocket) => String(authorizationError ?? 'UNABLE_TO_VERIFY');

type Verification = {readonly rejectUnauthorized: boolean; readonly judge: Judge};

function handshake(
	url: URL,
	secureContext: SecureContext,
	limit: Limit,
	{rejectUnauthorized, judge}: Verification,
): Promise<Outcome<TLSSocket, TransportError>> {
	const host = hostOf(url);
	const socket = connectTls({
		...addressOf(url, 443),
		secureContext,
		rejectUnauthorized,
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
		certificate: () => seen,
	});
}

function openPlain(url: URL, limit: Limit): Promise<Outcome<Socket, TransportError>> {
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
		socket.on('error', error => fail(transportErrorOf(error, phase, certificate())));
		socket.once('close', () => fail(transportError('ECONNRESET', 'closed', phase)));
		if (signal.aborted) stop();
		else signal.addEventListener('abort', stop, {once: true});
	});
}

/** By its bytes: `getPeerX509Certificate` takes the certificate away from whoever asks next, Node's own verification included. */
function certificateShown(socket: TLSSocket): Certificate | undefined {
	const {raw} = socket.getPeerCertificate() as {readonly raw?: Buffer};
	return raw === undefined ? undefined : certificateOf(new X509Certificate(raw));
}

const hostOf = ({hostname}: URL) => hostname.replace(/^\[|\]$/g, '');

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
