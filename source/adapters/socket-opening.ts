import {BlockList, connect, isIP, type Socket} from 'node:net';
import type {Certificate} from '../domain/certificate.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import type {Limit} from './exchange-limit.ts';
import {lookupUntil} from './name-lookup.ts';
import {type Phase, transportError, transportErrorOf} from './transport-error.ts';

export type Place = {readonly host: string; readonly port: number};

/** A connection without TLS, or how far it came. Nothing has been written to it. */
export const openSocket = (place: Place, limit: Limit): Promise<Outcome<Socket, TransportError>> =>
	settled(connectTo(place, limit), limit, {ready: 'connect', judge: () => undefined, certificate: () => undefined});

/** For the simulator: plain HTTP never leaves this machine. */
export function openPlain(
	{place, proxy}: {readonly place: Place; readonly proxy: string | undefined},
	limit: Limit,
): Promise<Outcome<Socket, TransportError>> {
	const refused = transportError('SVT_PLAIN_HTTP', 'plain HTTP is for this machine only', 'connect');
	const leaves = proxy !== undefined || (place.host !== 'localhost' && !isLoopback(place.host));
	if (leaves) return Promise.resolve(failure(refused));
	const socket = connectTo(place, limit);
	return settled(socket, limit, {
		ready: 'connect',
		// Somebody's hosts file may send `localhost` elsewhere.
		judge: () => (isLoopback(socket.remoteAddress ?? '') ? undefined : refused),
		certificate: () => undefined,
	});
}

type Opening = {
	readonly ready: 'connect' | 'secureConnect';
	/** Why the socket is not to be used; undefined when it is. */
	readonly judge: () => TransportError | undefined;
	readonly certificate: () => Certificate | undefined;
};

/** The socket once it is ready and judged well; else it is destroyed, and the reason says how far it came. */
export function settled<Kind extends Socket>(
	socket: Kind,
	{signal, code}: Limit,
	{ready, judge, certificate}: Opening,
): Promise<Outcome<Kind, TransportError>> {
	return new Promise(resolve => {
		let phase: Phase = ready === 'connect' ? 'resolve' : 'handshake';
		const fail = (error: TransportError) => {
			signal.removeEventListener('abort', stop);
			socket.destroy();
			resolve(failure(error));
		};
		const stop = () => fail(transportError(code(), 'stopped', phase));
		socket.once('connectionAttempt', () => {
			phase = 'connect';
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

export const placeOf = ({hostname, port, protocol}: URL): Place => ({
	host: hostname.replace(/^\[|\]$/g, ''),
	port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
});

const connectTo = (place: Place, {signal}: Limit) =>
	connect({
		...place,
		lookup: lookupUntil(signal),
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
