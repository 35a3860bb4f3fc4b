import type {Socket} from 'node:net';
import {createHttpClient, type HttpClient} from './http-client.ts';

/** HTTP over one connection, which is never replaced by another behind the caller's back. */
export type HttpConnection = {
	readonly client: HttpClient;
	readonly socket: Socket;
	/** Ends what is under way and hangs up. */
	drop(): Promise<void>;
};

/** One idle connection of each name, kept for a short time for whoever comes next. */
export type HttpConnections = {
	/** It is the caller's from now on. */
	take(name: string): HttpConnection | undefined;
	open(origin: string, socket: Socket): HttpConnection;
	/** After an exchange, however it ended: only a connection that still stands is kept. */
	giveBack(name: string, connection: HttpConnection): void;
	/** For `takeUnused`; the answer drops it if nobody has taken it. */
	keepUnused(name: string, connection: HttpConnection): () => void;
	/** One over which nothing was sent yet, if it still stands. */
	takeUnused(name: string): HttpConnection | undefined;
	/** Those that nobody has taken. */
	dropIdle(): void;
	dropAll(): Promise<void>;
};

export function createHttpConnections(): HttpConnections {
	const standing = new Set<HttpConnection>();
	const idle = new Map<string, HttpConnection>();
	const unused = new Map<string, HttpConnection>();

	function forget(connection: HttpConnection): void {
		standing.delete(connection);
		for (const [name, candidate] of idle) if (candidate === connection) idle.delete(name);
		void connection.drop();
	}

	return {
		take(name) {
			const connection = idle.get(name);
			idle.delete(name);
			return connection;
		},
		open(origin, socket) {
			const client = createHttpClient(origin, socket);
			// A rejection would only say that it is closed already.
			const connection = {client, socket, drop: () => client.destroy().catch(() => {})};
			standing.add(connection);
			client.on('disconnect', () => forget(connection));
			return connection;
		},
		giveBack(name, connection) {
			if (connection.client.destroyed || connection.socket.destroyed) return forget(connection);
			const other = idle.get(name);
			idle.set(name, connection);
			if (other !== undefined && other !== connection) forget(other);
		},
		keepUnused(name, connection) {
			const other = unused.get(name);
			if (other !== undefined) forget(other);
			unused.set(name, connection);
			// HTTP only looks after the socket once something is sent.
			connection.socket.once('error', () => forget(connection));
			return () => {
				if (unused.get(name) !== connection) return;
				unused.delete(name);
				forget(connection);
			};
		},
		takeUnused(name) {
			const connection = unused.get(name);
			unused.delete(name);
			return connection?.socket.destroyed === false && connection.socket.readyState === 'open' ? connection : undefined;
		},
		dropIdle() {
			for (const connection of [...idle.values(), ...unused.values()]) forget(connection);
			unused.clear();
		},
		async dropAll() {
			unused.clear();
			await Promise.all([...standing].map(connection => connection.drop()));
			standing.clear();
			idle.clear();
		},
	};
}
