import {rmSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {createPrivateHome} from './private-home.ts';

/** What a bus does with what a program sends it: `received` is all of it so far. */
export type BusScript = (connection: Socket, received: Buffer) => void;

/** A session bus that does as told, at a socket of its own. */
export async function startScriptedBus(script: BusScript) {
	const home = createPrivateHome();
	const path = join(home.path, 'bus');
	const connections = new Set<Socket>();
	const server = createServer(connection => {
		let received = Buffer.alloc(0);
		connections.add(connection);
		connection.on('error', () => undefined);
		connection.on('data', chunk => {
			received = Buffer.concat([received, chunk]);
			script(connection, received);
		});
	});
	await new Promise<void>(resolve => server.listen(path, resolve));
	return {
		environment: {DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}`},
		async close() {
			for (const connection of connections) connection.destroy();
			await new Promise(resolve => server.close(resolve));
			rmSync(home.path, {recursive: true, force: true});
		},
	};
}
