import {createServer as createHttpServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createHttpsServer, type Server as HttpsServer} from 'node:https';
import {type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer} from 'node:net';
import type {ServerCertificate} from './certificate.ts';
import type {Switches} from './switches.ts';

export type Listening =
	| {readonly ok: true; readonly port: number}
	| {readonly ok: false; readonly kind: 'port-taken' | 'port-forbidden' | 'cannot-listen'; readonly code: string};

export type ListenerOptions = {
	readonly host: '127.0.0.1' | '::1';
	/** Undefined for plain HTTP. */
	readonly certificate: ServerCertificate | undefined;
	/** Asked for each new connection. */
	readonly handshake: () => Switches['handshake'];
	/** `connection` counts from 1. */
	readonly onRequest: (incoming: IncomingMessage, outgoing: ServerResponse, connection: number) => void;
	readonly onSign: (sign: 'connections' | 'handshakes' | 'malformed') => void;
};

export type Listener = ReturnType<typeof createListener>;

type Connection = {
	readonly number: number;
	readonly socket: Socket;
	readonly handshake: Switches['handshake'];
	active: number;
};

/**
 * TCP in front, HTTP(S) behind: so a connection can be left alone before TLS, and listening can stop and begin again while the rest
 * lives on. Every connection is known and can be ended at once.
 */
export function createListener({host, certificate, handshake, onRequest, onSign}: ListenerOptions) {
	// By the client's port, which is the same for a TCP socket and the TLS socket around it.
	const connections = new Map<number, Connection>();
	let lastNumber = 0;
	let front: {readonly server: TcpServer; readonly listening: Promise<Listening>} | undefined;
	const behind = certificate === undefined ? createHttpServer(limits) : createSecureServer(certificate, onSign);
	behind.on('request', (incoming, outgoing) => {
		const connection = connections.get(incoming.socket.remotePort ?? 0);
		if (connection !== undefined) {
			connection.active += 1;
			outgoing.on('close', () => {
				connection.active -= 1;
			});
		}
		onRequest(incoming, outgoing, connection?.number ?? 0);
	});
	behind.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		onSign('malformed');
		const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
		if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
		else socket.destroy();
	});

	function accept(socket: Socket) {
		onSign('connections');
		lastNumber += 1;
		const connection = {number: lastNumber, socket, handshake: handshake(), active: 0};
		const port = socket.remotePort ?? 0;
		connections.set(port, connection);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			if (connections.get(port) === connection) connections.delete(port);
		});
		switch (connection.handshake) {
			case 'answer':
				behind.emit('connection', socket);
				break;
			case 'drop':
				socket.destroy();
				break;
			case 'hang':
				socket.resume();
				break;
		}
	}

	/** 0 takes any free port. While it listens already, or is about to, the answer is that of then. */
	function listen(port: number): Promise<Listening> {
		if (front !== undefined) return front.listening;
		const server = createTcpServer({allowHalfOpen: certificate === undefined, noDelay: true}, accept);
		const listening = new Promise<Listening>(resolve => {
			server.on('error', (error: NodeJS.ErrnoException) => {
				const code = error.code ?? 'unknown';
				const kind = code === 'EADDRINUSE' ? 'port-taken' : code === 'EACCES' ? 'port-forbidden' : 'cannot-listen';
				if (front?.server === server) front = undefined;
				resolve({ok: false, kind, code});
			});
			server.listen({port, host, exclusive: true}, () => {
				resolve({ok: true, port: (server.address() as AddressInfo).port});
				// Somebody may have changed his mind meanwhile.
				if (front?.server !== server) server.close();
			});
		});
		front = {server, listening};
		return listening;
	}

	/** New connections are refused at once; those that there are live on. The promise waits for their end. */
	function stopListening(): Promise<void> {
		const closing = front;
		front = undefined;
		return new Promise(resolve => (closing === undefined ? resolve() : closing.server.close(() => resolve())));
	}

	function endAll(how: 'close' | 'reset') {
		for (const {socket} of connections.values()) end(socket, how);
	}

	return {
		listen,
		stopListening,
		endAll,
		/** Resets the connection that a request came on. */
		reset(incoming: IncomingMessage) {
			const connection = connections.get(incoming.socket.remotePort ?? 0);
			if (connection !== undefined) end(connection.socket, 'reset');
		},
		/** Ends the connections on which nothing is being asked. */
		endIdle() {
			for (const {socket, active} of connections.values()) if (active === 0) end(socket, 'close');
		},
		/** How many connections wait for a handshake that never comes. */
		leftAlone: () => [...connections.values()].filter(each => each.handshake === 'hang').length,
		/** For handshakes from now on. */
		showCertificate(next: ServerCertificate) {
			if ('setSecureContext' in behind) behind.setSecureContext(secureContext(next));
		},
	};
}

function createSecureServer(certificate: ServerCertificate, onSign: ListenerOptions['onSign']): HttpsServer {
	const server = createHttpsServer({...limits, ...secureContext(certificate)});
	server.on('secureConnection', () => onSign('handshakes'));
	return server;
}

const secureContext = ({pem, keyPem}: ServerCertificate) => ({cert: pem, key: keyPem, minVersion: 'TLSv1.2'}) as const;

function end(socket: Socket, how: 'close' | 'reset') {
	if (how === 'reset') socket.resetAndDestroy();
	else socket.destroy();
}

/** Connections are kept as long as the client likes. */
const limits = {keepAliveTimeout: 0, maxHeaderSize: 16_384};
