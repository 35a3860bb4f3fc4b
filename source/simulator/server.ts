/**
 * The HPE SimpliVity appliance as documented, on loopback. It shares no rule with the client.
 *
 *     const simulator = createSimulator({clock, users: {'administrator@vsphere.local': 'secret', svtcli: 'local'}});
 *     const started = await simulator.start();          // {ok: true, value: {origin, port, certificate}}
 *     simulator.change({idleLimit: seconds(20), reuse: false});
 *     simulator.setPassword('administrator@vsphere.local', 'changed');
 *     simulator.counts().byVerdict['bearer-accepted'];  // simulator.requests() has every request as it came
 *     await simulator.stop();                           // ends all connections at once
 */
import {randomUUID} from 'node:crypto';
import {createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {createServer as createHttpsServer, type Server as HttpsServer} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import type {Answer} from './answer.ts';
import {createAppliance} from './appliance.ts';
import {createCertificate, type ServerCertificate} from './certificate.ts';
import {createFastClock, type SimulatorClock} from './clock.ts';
import {createFederation} from './federation.ts';
import {readBody, readTarget} from './request-reading.ts';
import {createRequestRecords} from './request-records.ts';
import {defaultSwitches, type Switches} from './switches.ts';

export type SimulatorOptions = {
	readonly clock: SimulatorClock;
	/** Passwords by user name. `svtcli` is the local account of the emergency grant. */
	readonly users: Readonly<Record<string, string>>;
	/** How many times as fast as `clock` the server's own clock runs. */
	readonly speed?: number;
	readonly protocol?: 'https' | 'http';
	readonly host?: '127.0.0.1' | '::1';
	/** 0, which is standard, takes any free port. */
	readonly port?: number;
	/** Made at the first start unless given; give one to share it between simulators. */
	readonly certificate?: ServerCertificate;
	readonly switches?: Partial<Switches>;
	/** Number of hosts in the federation, 4 unless told. */
	readonly hosts?: number;
	/** Makes token and session ids; random UUIDs unless told. */
	readonly newId?: () => string;
};

export type SimulatorAddress = {
	/** Such as `https://127.0.0.1:45678`. */
	readonly origin: string;
	readonly port: number;
	/** Undefined with plain HTTP. */
	readonly certificate: ServerCertificate | undefined;
};

export type Started =
	| {readonly ok: true; readonly value: SimulatorAddress}
	| {
			readonly ok: false;
			readonly failure: {readonly kind: 'port-taken' | 'port-forbidden' | 'cannot-listen'; readonly code: string};
	  };

export type Simulator = ReturnType<typeof createSimulator>;

const mostBody = 1024 * 1024;

export function createSimulator(options: SimulatorOptions) {
	const {clock, users, speed = 1, protocol = 'https', host = '127.0.0.1', newId = randomUUID} = options;
	const serverClock = speed === 1 ? clock : createFastClock(clock, speed);
	const records = createRequestRecords();
	const sockets = new Map<Socket, number>();
	let switches: Switches = {...defaultSwitches, ...options.switches};
	let certificate = options.certificate;
	let server: Server | HttpsServer | undefined;

	const appliance = createAppliance({
		clock: serverClock,
		users,
		federation: createFederation(options.hosts ?? 4),
		switches: () => switches,
		newId,
		report() {},
	});

	async function start(): Promise<Started> {
		if (protocol === 'https') certificate ??= await createCertificate();
		server = createServer();
		return await listen(server, options.port ?? 0);
	}

	function createServer(): Server | HttpsServer {
		const limits = {keepAliveTimeout: 0, maxHeaderSize: 16_384};
		const made: Server | HttpsServer =
			protocol === 'http'
				? createHttpServer(limits)
				: createHttpsServer({...limits, minVersion: 'TLSv1.2', cert: certificate?.pem, key: certificate?.keyPem});
		made.on('connection', (socket: Socket) => {
			records.count('connections');
			sockets.set(socket, records.counts().connections);
			socket.on('close', () => sockets.delete(socket));
			socket.on('error', () => socket.destroy());
		});
		made.on('secureConnection', () => records.count('handshakes'));
		made.on('request', (incoming, outgoing) => void handle(incoming, outgoing));
		made.on('clientError', (_error, socket) => {
			records.count('malformed');
			socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
		});
		return made;
	}

	function listen(listener: Server | HttpsServer, port: number): Promise<Started> {
		return new Promise(resolve => {
			listener.once('error', (error: NodeJS.ErrnoException) => {
				const code = error.code ?? 'unknown';
				const kind = {EADDRINUSE: 'port-taken', EACCES: 'port-forbidden'}[code] ?? 'cannot-listen';
				resolve({ok: false, failure: {kind: kind as 'cannot-listen', code}});
			});
			listener.listen({port, host, exclusive: true}, () => {
				const {port: actual} = listener.address() as AddressInfo;
				const name = host === '::1' ? '[::1]' : host;
				resolve({ok: true, value: {origin: `${protocol}://${name}:${actual}`, port: actual, certificate}});
			});
		});
	}

	async function handle(incoming: IncomingMessage, outgoing: ServerResponse) {
		const {path, query} = readTarget(incoming.url ?? '/');
		const note = records.begin(incoming, {at: clock.now(), path, connection: 0});
		const body = await readBody(incoming, mostBody, note.received);
		if (body === 'cut-off') return;
		if (body === 'too-large') {
			const message = 'Request body too large';
			const refusal = appliance.refused({status: 413, exception: 'BodyTooLargeException', message, path});
			note.answered(413);
			send(outgoing, {...refusal, headers: {...refusal.headers, Connection: 'close'}});
			return;
		}
		const remoteAddress = incoming.socket.remoteAddress ?? '';
		const request = {method: incoming.method ?? '', path, query, headers: incoming.headers, body, remoteAddress};
		const answer = await appliance.answer(request);
		note.judged(answer.verdict);
		note.answered(answer.status);
		send(outgoing, answer);
	}

	function send(outgoing: ServerResponse, answer: Omit<Answer, 'verdict'>) {
		outgoing.sendDate = false;
		outgoing.writeHead(answer.status, {
			Date: new Date(appliance.shownNow()).toUTCString(),
			...answer.headers,
			'Content-Length': Buffer.byteLength(answer.body),
		});
		outgoing.end(answer.body);
	}

	async function stop() {
		const stopping = server;
		server = undefined;
		if (stopping === undefined) return;
		const closed = new Promise<void>(resolve => stopping.close(() => resolve()));
		for (const socket of sockets.keys()) socket.destroy();
		await closed;
	}

	return {
		start,
		stop,
		switches: () => switches,
		/** Turns switches while the simulator runs; expiry looks at the new values from the next request on. */
		change(changes: Partial<Switches>) {
			switches = {...switches, ...changes};
		},
		setPassword: appliance.accounts.setPassword,
		unlock: appliance.accounts.unlock,
		/** The REST service starts anew: all tokens are unknown. */
		restart: appliance.forgetTokens,
		sessions: appliance.sessions,
		requests: records.all,
		counts: records.counts,
	};
}
