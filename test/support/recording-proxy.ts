import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {onTestFinished} from 'vitest';

type ProxyOptions = {
	/** What to do with a request in place of opening a tunnel. */
	readonly answer?: (socket: Socket, head: string) => void;
	/** What to do with a connection before it has said anything. */
	readonly onConnection?: (socket: Socket) => void;
	/** `HOST:PORT` as it is asked for → the port of this machine to which it leads; the port that was named unless told. */
	readonly routes?: Readonly<Record<string, number>>;
};

/** An HTTP proxy on loopback that keeps all that clients say, and stops with the test. */
export async function startProxy({answer, onConnection, routes = {}}: ProxyOptions = {}) {
	const sockets = new Set<Socket>();
	const heads: string[] = [];
	let through = '';
	let connections = 0;

	const server = createServer(socket => {
		connections += 1;
		keep(socket);
		onConnection?.(socket);
		let head = '';
		const read = (bytes: Buffer) => {
			head += bytes.toString('latin1');
			const end = head.indexOf('\r\n\r\n');
			if (end < 0) return;
			socket.off('data', read);
			heads.push(head.slice(0, end + 4));
			if (answer !== undefined) return answer(socket, head);
			tunnel(socket, head.split(' ')[1] ?? '');
		};
		socket.on('data', read);
	});

	function tunnel(socket: Socket, to: string): void {
		const target = connect({host: '127.0.0.1', port: routes[to] ?? Number(to.split(':').at(-1))});
		keep(target);
		target.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
		target.once('connect', () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			socket.on('data', bytes => {
				through += bytes.toString('latin1');
			});
			socket.pipe(target).pipe(socket);
		});
		socket.once('close', () => target.destroy());
		target.once('close', () => socket.destroy());
	}

	function keep(socket: Socket): void {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.once('close', () => sockets.delete(socket));
	}

	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		/** Each request as it came, whole. */
		heads: () => heads,
		/** What clients sent through tunnels. */
		through: () => through,
		connections: () => connections,
		/** Connections that stand, of both sides. */
		standing: () => sockets.size,
	};
}
