import type {Socket} from 'node:net';
import type {CipherNameAndProtocol, SecureContext, TLSSocket} from 'node:tls';
import type {CertificateLook} from '../appliance-port.ts';
import type {Address} from '../domain/address.ts';
import type {Pin, Trust} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {proxyVariableFor} from '../domain/proxy.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import {certificateShown} from './certificate.ts';
import type {Limit} from './exchange-limit.ts';
import {withOffer} from './other-side.ts';
import {openTunnel} from './proxy-tunnel.ts';
import type {SecureContexts} from './secure-contexts.ts';
import {openPlain, openSocket, type Place, placeOf} from './socket-opening.ts';
import {handshake, type Judge, type Verification} from './tls-handshake.ts';
import {transportError} from './transport-error.ts';

export type Target = Omit<Address, 'origin'> & {readonly url: URL};

/**
 * Opens a connection to the target and believes it only for the reason that its trust names: the roots for system and CA file, the
 * certificate's SHA-256 for a pin. Until this says yes, no byte of HTTP has been written. Each handshake is a full one: no session
 * is ever resumed, so the other side proves each time that it holds the certificate's key.
 */
export async function openConnection(
	{url, trust, proxy}: Target,
	contexts: SecureContexts,
	limit: Limit,
): Promise<Outcome<Socket, TransportError>> {
	const way = {place: placeOf(url), proxy};
	if (url.protocol === 'http:') return openPlain(way, limit);
	const context = await contextWithin(limit, contexts, trust);
	if (!context.ok) return context;
	const {host} = way.place;
	const secureContext = context.value;
	return trust.mode === 'pinned'
		? openTls(way, {host, secureContext, rejectUnauthorized: false, judge: refuseOtherThan(trust)}, limit)
		: openTls(way, {host, secureContext, rejectUnauthorized: true, judge: refuseUnauthorized}, limit);
}

/** Completes the handshake, reads the certificate and hangs up. A pin that does not match is a failure, as it is for a request. */
export async function lookAt(
	{url, trust, proxy}: Target,
	contexts: SecureContexts,
	limit: Limit,
): Promise<Outcome<CertificateLook, TransportError>> {
	const way = {place: placeOf(url), proxy};
	if (url.protocol === 'http:') {
		const opened = await openPlain(way, limit);
		if (!opened.ok) return opened;
		opened.value.destroySoon();
		return success({certificate: undefined, verified: true, problem: undefined});
	}
	const context = await contextWithin(limit, contexts, trust);
	if (!context.ok) return context;
	let look: CertificateLook | undefined;
	const judge: Judge = socket => {
		const verified = trust.mode === 'pinned' || socket.authorized;
		const problem = verified ? undefined : problemOf(socket);
		look = {certificate: certificateShown(socket), verified, problem, tls: tlsOf(socket)};
		return trust.mode === 'pinned' ? refuseOtherThan(trust)(socket) : undefined;
	};
	const verification = {host: way.place.host, secureContext: context.value, rejectUnauthorized: false, judge};
	const opened = await openTls(way, verification, limit);
	if (!opened.ok) return opened;
	// Not at once: the server is still waiting for the last words of the handshake.
	opened.value.destroySoon();
	return look?.certificate === undefined
		? failure(transportError('UNABLE_TO_VERIFY', 'no certificate', 'handshake'))
		: success(look);
}

/** What the other side offers instead is worth a second connection only where there is no first one. */
async function openTls(
	way: Way,
	verification: Verification,
	limit: Limit,
): Promise<Outcome<TLSSocket, TransportError>> {
	const stream = await openStream(way, limit);
	if (!stream.ok) {
		const unusedProxy = way.proxy === undefined ? proxyVariableFor(way.place.host, process.env) : undefined;
		return unusedProxy === undefined ? stream : failure({...stream.failure, unusedProxy});
	}
	const opened = await handshake(stream.value, verification, limit);
	return opened.ok ? opened : failure(await withOffer(() => openStream(way, limit), opened.failure, limit));
}

type Way = {readonly place: Place; readonly proxy: string | undefined};

const openStream = ({place, proxy}: Way, limit: Limit): Promise<Outcome<Socket, TransportError>> =>
	proxy === undefined ? openSocket(place, limit) : openTunnel(proxy, place, limit);

/** The CA file may lie on a drive that does not answer. */
function contextWithin(
	limit: Limit,
	contexts: SecureContexts,
	trust: Trust,
): Promise<Outcome<SecureContext, TransportError>> {
	const {signal, code} = limit;
	return new Promise(resolve => {
		const stop = () => resolve(failure(transportError(code(), 'stopped', 'resolve')));
		if (signal.aborted) return stop();
		signal.addEventListener('abort', stop, {once: true});
		void contexts.contextFor(trust).then(context => {
			signal.removeEventListener('abort', stop);
			resolve(context);
		});
	});
}

function refuseOtherThan(pinned: Pin): Judge {
	return socket => {
		const certificate = certificateShown(socket);
		if (certificate?.sha256 === pinned.sha256.toLowerCase()) return undefined;
		const words = 'another certificate than the pinned one';
		return {...transportError('SVT_CERTIFICATE_CHANGED', words, 'handshake', certificate), pinned};
	};
}

/** Node has refused these already; said twice because nothing else stands between a stranger and the password. */
const refuseUnauthorized: Judge = socket =>
	socket.authorized
		? undefined
		: transportError(problemOf(socket), 'not verified', 'handshake', certificateShown(socket));

/** The TLS library's code, such as `DEPTH_ZERO_SELF_SIGNED_CERT`. Node's types say Error; it is a string. */
const problemOf = ({authorizationError}: TLSSocket) => String(authorizationError ?? 'UNABLE_TO_VERIFY');

function tlsOf(socket: TLSSocket): NonNullable<CertificateLook['tls']> {
	// Node's types say that there always is one; before the handshake there is none.
	const {standardName, name}: Partial<CipherNameAndProtocol> = socket.getCipher() ?? {};
	return {version: socket.getProtocol() ?? 'TLS', cipher: standardName ?? name ?? 'an unnamed cipher'};
}
