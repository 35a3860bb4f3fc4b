import type {Socket} from 'node:net';
import type {buildConnector} from 'undici';

/** The connection that was opened and judged, once; the library's wish for a second one ends the request instead. */
export function handedOver(socket: Socket): buildConnector.connector {
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
