import type {Socket} from 'node:net';
import type {buildConnector} from 'undici';
import Client from 'undici/lib/dispatcher/client.js';

export type HttpClient = InstanceType<typeof Client>;

/** Servers of that kind close idle connections soon; a tickle every few minutes gains nothing from a longer time. */
const idleTime = 4000;
const mostHeaderBytes = 16 * 1024;

/** HTTP over a connection that was opened before, with an appliance or a proxy. */
export const createHttpClient = (origin: string, socket: Socket): HttpClient =>
	new Client(origin, {
		connect: handedOver(socket),
		pipelining: 1,
		keepAliveTimeout: idleTime,
		keepAliveMaxTimeout: idleTime,
		maxHeaderSize: mostHeaderBytes,
		// Time limits run on the clock that the exchange was given.
		headersTimeout: 0,
		bodyTimeout: 0,
	});

/** The connection, once; the library's wish for a second one ends the request instead. */
function handedOver(socket: Socket): buildConnector.connector {
	let isTaken = false;
	return (_options, callback) => {
		const isFirst = !isTaken;
		isTaken = true;
		// The library takes no answer while it still asks.
		queueMicrotask(() => {
			if (isFirst) callback(null, socket);
			else callback(Object.assign(new Error('the connection was closed'), {code: 'ECONNRESET'}), null);
		});
	};
}
