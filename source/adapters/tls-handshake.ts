import {X509Certificate} from 'node:crypto';
import {isIP, isIPv6, type Socket} from 'node:net';
import {checkServerIdentity, connect, type PeerCertificate, type SecureContext, type TLSSocket} from 'node:tls';
import type {Certificate} from '../domain/certificate.ts';
import {failure, type Outcome} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import {specificCode} from '../domain/refusal-transport.ts';
import {certificateShown} from './certificate.ts';
import type {Limit} from './exchange-limit.ts';
import {settled} from './socket-opening.ts';

/** Why a connection that has come about is not believed; undefined when it is. */
export type Judge = (socket: TLSSocket) => TransportError | undefined;

export type Verification = {
	/** Name or address that the certificate has to be for. */
	readonly host: string;
	readonly secureContext: SecureContext;
	readonly rejectUnauthorized: boolean;
	readonly judge: Judge;
};

/** TLS over a stream, judged, or how far it came. Nothing has been written to it. */
export async function handshake(
	stream: Socket,
	{host, secureContext, rejectUnauthorized, judge}: Verification,
	limit: Limit,
): Promise<Outcome<TLSSocket, TransportError>> {
	const socket = connect({
		socket: stream,
		host,
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
	const opened = await settled(socket, limit, {
		ready: 'secureConnect',
		judge() {
			socket.disableRenegotiation();
			return judge(socket);
		},
		certificate: () => seen ?? certificateShown(socket),
	});
	return opened.ok ? opened : failure(clarified(opened.failure));
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
