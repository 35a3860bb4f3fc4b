import {type AddressInfo, createServer as createPlainServer, type Server, type Socket} from 'node:net';
import {createServer as createTlsServer, type TLSSocket, type TlsOptions} from 'node:tls';
import {createCertificate, type ServerCertificate} from '../../source/simulator/certificate.ts';

/** What a hostile server does with a request that has arrived whole; `request` is all bytes that came over this connection. */
type Reply = (socket: Socket, request: string) => void;

export type HostileServer = {
	readonly origin: string;
	readonly port: number;
	/** Every byte of HTTP that clients sent, over all connections. */
	readonly received: () => string;
	readonly connections: () => number;
	readonly handshakes: () => number;
	/** Resolves once that many requests have arrived since the start. */
	readonly arrived: (count?: number) => Promise<void>;
	/** Resolves once the server has written its reply to that many connections and they were closed. */
	readonly closed: (count?: number) => Promise<void>;
	readonly stop: () => Promise<void>;
};

export type HostileOptions = {
	readonly reply?: Reply;
	/** `plain` speaks no TLS. */
	readonly protocol?: 'https' | 'plain';
	readonly certificate?: ServerCertificate;
	readonly tls?: TlsOptions;
	/** As soon as the handshake is over. */
	readonly onSecure?: (socket: Socket) => void;
	/** Instead of TLS or HTTP: what to do with a bare TCP connection. */
	readonly onConnection?: (socket: Socket) => void;
	readonly host?: string;
	/** Any free one unless told: such as that of an appliance whose place it takes. */
	readonly port?: number;
};

let shared: Promise<ServerCertificate> | undefined;

/** One certificate for all servers of a test file: making one takes a while. */
export function sharedCertificate(): Promise<ServerCertificate> {
	shared ??= createCertificate();
	return shared;
}

/** A server of raw sockets that does what no library would. */
export async function startHostileServer(options: HostileOptions = {}): Promise<HostileServer> {
	const {reply, protocol = 'https', onConnection, host = '127.0.0.1'} = options;
	const {pem, keyPem} = options.certificate ?? (await sharedCertificate());
	const sockets = new Set<Socket>();
	const counts = {connections: 0, handshakes: 0, requests: 0, closed: 0};
	const waiting = new Set<() => void>();
	let received = '';

	function count(name: keyof typeof counts): void {
		counts[name] += 1;
		for (const look of [...waiting]) look();
	}

	function reached(name: keyof typeof counts, enough: number): Promise<void> {
		return new Promise(resolve => {
			const look = () => {
				if (counts[name] < enough) return;
				waiting.delete(look);
				resolve();
			};
			waiting.add(look);
			look();
		});
	}

	function listen(socket: Socket): void {
		let request = '';
		socket.on('error', () => socket.destroy());
		socket.on('data', (bytes: Buffer) => {
			received += bytes.toString('latin1');
			request += bytes.toString('latin1');
			if (!isWhole(request)) return;
			const whole = request;
			request = '';
			count('requests');
			reply?.(socket, whole);
		});
	}

	const server: Server =
		protocol === 'plain' || onConnection !== undefined
			? createPlainServer(onConnection ?? listen)
			: createTlsServer({cert: pem, key: keyPem, ...options.tls}, (socket: TLSSocket) => {
					count('handshakes');
					listen(socket);
					options.onSecure?.(socket);
				});
	server.on('tlsClientError', () => {});
	server.on('connection', (socket: Socket) => {
		count('connections');
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => {
			sockets.delete(socket);
			count('closed');
		});
	});
	await new Promise<void>(resolve => server.listen(options.port ?? 0, host, resolve));
	const {port} = server.address() as AddressInfo;

	return {
		origin: `${protocol === 'plain' ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
		port,
		received: () => received,
		connections: () => counts.connections,
		handshakes: () => counts.handshakes,
		arrived: (enough = 1) => reached('requests', enough),
		closed: (enough = 1) => reached('closed', enough),
		async stop() {
			const ended = new Promise<void>(resolve => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await ended;
		},
	};
}

/** Head complete, and as much body as it announces. */
function isWhole(request: string): boolean {
	const end = request.indexOf('\r\n\r\n');
	const announced = /\r\ncontent-length: (\d+)/i.exec(request)?.[1];
	return end >= 0 && request.length - end - 4 >= Number(announced ?? 0);
}

/** A complete answer with its length, as a well-behaved server would write it. */
export function http(status: string, headers: Readonly<Record<string, string>>, body: string | Buffer): Buffer {
	const lines = Object.entries({...headers, 'Content-Length': String(Buffer.byteLength(body))});
	return Buffer.concat([
		Buffer.from(`HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`),
		Buffer.from(body),
	]);
}

/** Writes on and on, as fast as it is read, until the reader hangs up. */
export function writeEndlessly(socket: Socket, start: string, part: string): void {
	const more = () => {
		// A turn of the event loop between, or the reader in this process would never get one.
		if (socket.writable) socket.write(part, () => setImmediate(more));
	};
	socket.write(start, () => setImmediate(more));
}
