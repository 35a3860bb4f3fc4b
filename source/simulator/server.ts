/**
 * The HPE SimpliVity appliance as documented, on loopback. It shares no rule with the client.
 *
 *     const simulator = createSimulator({clock, users: {'administrator@vsphere.local': 'secret', svtcli: 'local'}});
 *     const started = await simulator.start();          // {ok: true, value: {origin, port, certificate}}
 *     simulator.change({idleLimit: seconds(20), reuse: false});
 *     simulator.setPassword('administrator@vsphere.local', 'changed');
 *     simulator.faults.add({when: {path: '/api/hosts', times: 3}, what: {type: 'status', status: 503}});
 *     simulator.counts().byVerdict['bearer-accepted'];  // simulator.requests() has every request as it came
 *     await simulator.stop();                           // ends all connections at once
 *
 * `parseFault` (fault-grammar.ts) reads a fault from text, `createCertificate` (certificate.ts) makes certificates to share or renew.
 */
import {randomUUID} from 'node:crypto';
import type {Duration} from '../domain/time.ts';
import {createAppliance} from './appliance.ts';
import {createApplianceLog} from './appliance-log.ts';
import {createCertificate, type ServerCertificate} from './certificate.ts';
import {createFastClock, type SimulatorClock} from './clock.ts';
import {createExchange} from './exchange.ts';
import {createFaults, type Fault} from './faults.ts';
import {createFederation} from './federation.ts';
import {createListener, type Listener, type Listening} from './listener.ts';
import {createRequestRecords} from './request-records.ts';
import {createSessionTickler} from './session-tickler.ts';
import {defaultSwitches, type Switches} from './switches.ts';

export type SimulatorOptions = {
	readonly clock: SimulatorClock;
	/** Passwords by user name. `svtcli` is the local account of the emergency grant. */
	readonly users: Readonly<Record<string, string>>;
	/**
	 * How many times as fast as `clock` the server's own clock runs: limits pass sooner, and `expires_in` and `updated_at` count its
	 * seconds. Delays of faults are on `clock`.
	 */
	readonly speed?: number;
	readonly protocol?: 'https' | 'http';
	readonly host?: '127.0.0.1' | '::1';
	/** 0, which is standard, takes any free port. */
	readonly port?: number;
	/** Made at the first start unless given; give one to share it between simulators. */
	readonly certificate?: ServerCertificate;
	readonly switches?: Partial<Switches>;
	readonly faults?: readonly Fault[];
	/** Evenly from 0 (inclusive) to 1, for faults that strike by chance; without it those never strike. */
	readonly sample?: () => number;
	/** How many requests are remembered, 10,000 unless told. */
	readonly mostRecords?: number;
	/** Number of hosts in the federation, 4 unless told. */
	readonly hosts?: number;
	/** Makes token and session ids; random UUIDs unless told. */
	readonly newId?: () => string;
	/** Takes `svt-rest-api.log`, a line at a time, without line breaks. */
	readonly log?: (line: string) => void;
	/** IANA name of the server's time zone in the log; UTC unless told. */
	readonly timeZone?: string;
};

export type SimulatorAddress = {
	/** Such as `https://127.0.0.1:45678`. */
	readonly origin: string;
	readonly port: number;
	/** Undefined with plain HTTP. */
	readonly certificate: ServerCertificate | undefined;
};

type StartFailure = {
	readonly kind: 'port-taken' | 'port-forbidden' | 'cannot-listen' | 'already-started';
	readonly code: string;
};

export type Started =
	| {readonly ok: true; readonly value: SimulatorAddress}
	| {readonly ok: false; readonly failure: StartFailure};

export type Simulator = ReturnType<typeof createSimulator>;

export function createSimulator(options: SimulatorOptions) {
	const {clock, users, speed = 1, protocol = 'https', host = '127.0.0.1', newId = randomUUID} = options;
	const serverClock = speed === 1 ? clock : createFastClock(clock, speed);
	const records = createRequestRecords(options.mostRecords);
	const faults = createFaults(clock.now, options.sample ?? (() => 1));
	for (const fault of options.faults ?? []) faults.add(fault);
	let switches: Switches = {...defaultSwitches, ...options.switches};
	let certificate = options.certificate;
	let listener: Listener | undefined;
	let port = options.port ?? 0;
	let cancelReturn = () => {};

	const appliance = createAppliance({
		clock: serverClock,
		users,
		federation: createFederation(options.hosts ?? 4),
		switches: () => switches,
		newId,
		report(event, thread) {
			log?.record(event, thread);
			tickler.wake();
		},
	});
	const log =
		options.log === undefined
			? undefined
			: createApplianceLog({
					now: appliance.shownNow,
					write: options.log,
					elapsedForm: () => switches.elapsedForm,
					...(options.timeZone === undefined ? {} : {timeZone: options.timeZone}),
				});
	const tickler = createSessionTickler({
		clock: serverClock,
		isOn: () => switches.tickler && log !== undefined,
		sessions: () => appliance.sessions(),
		report: event => log?.record(event, 0),
	});
	const serve = createExchange({
		clock,
		appliance,
		records,
		strike: request => faults.strike(request),
		reset: incoming => listener?.reset(incoming),
		onIncident(incident) {
			switch (incident.type) {
				case 'restart':
					restart();
					break;
				case 'idle':
					change({idleLimit: incident.limit});
					break;
				case 'skew':
					change({clockSkew: incident.by});
					break;
				case 'close-idle':
					listener?.endIdle();
					break;
				case 'node':
					break;
			}
		},
		async onOutage(outage) {
			if (outage.type === 'certificate') await renewCertificate();
			else refuseConnections(outage.for);
		},
	});

	/** Listens. Whatever keeps it from that is a value. */
	async function start(): Promise<Started> {
		if (listener !== undefined) return {ok: false, failure: {kind: 'already-started', code: 'already-started'}};
		if (protocol === 'https') certificate ??= await createCertificate();
		const made = createListener({
			host,
			certificate: protocol === 'https' ? certificate : undefined,
			handshake: () => faultOfConnection() ?? switches.handshake,
			onRequest: (incoming, outgoing, connection) => void serve(incoming, outgoing, connection),
			onSign: records.count,
		});
		listener = made;
		const listening = await made.listen(port);
		if (listening.ok) port = listening.port;
		else listener = undefined;
		return started(listening);
	}

	/** Ends all connections at once. The simulator keeps its port, tokens and counts, and may start again. */
	async function stop() {
		cancelReturn();
		tickler.stop();
		const stopping = listener?.stopListening();
		listener?.endAll('close');
		listener = undefined;
		await stopping;
	}

	/** Turns switches while the simulator runs; the next request meets them. */
	function change(changes: Partial<Switches>) {
		switches = {...switches, ...changes};
		tickler.wake();
	}

	/** The REST service starts anew: all tokens are unknown. Connections stay, as those to a proxy in front would. */
	function restart() {
		appliance.forgetTokens();
		log?.restart();
	}

	/** Shows this certificate from here on, or one just made, and resets all connections. Undefined with plain HTTP. */
	async function renewCertificate(next: ServerCertificate | 'new-key' | 'same-key' = 'new-key') {
		if (protocol === 'http') return undefined;
		const keyPem = next === 'same-key' ? certificate?.keyPem : undefined;
		const made = () => createCertificate(keyPem === undefined ? {} : {keyPem});
		certificate = typeof next === 'string' ? await made() : next;
		listener?.showCertificate(certificate);
		listener?.endAll('reset');
		return certificate;
	}

	/** Stops listening, for good or for a while, and resets all connections. */
	function refuseConnections(span?: Duration) {
		cancelReturn();
		void listener?.stopListening();
		listener?.endAll('reset');
		if (span !== undefined) cancelReturn = clock.after(span, () => void acceptConnections());
	}

	/** Listens again, on the port as before. */
	async function acceptConnections(): Promise<Started> {
		cancelReturn();
		if (listener === undefined) return await start();
		return started(await listener.listen(port));
	}

	const started = (listening: Listening): Started => {
		if (!listening.ok) return {ok: false, failure: {kind: listening.kind, code: listening.code}};
		const name = host === '::1' ? '[::1]' : host;
		const shown = protocol === 'https' ? certificate : undefined;
		const origin = `${protocol}://${name}:${listening.port}`;
		return {ok: true, value: {origin, port: listening.port, certificate: shown}};
	};

	function faultOfConnection() {
		const [fault] = faults.strike();
		return fault?.what.type === 'handshake' ? fault.what.how : undefined;
	}

	return {
		start,
		stop,
		faults,
		change,
		switches: () => switches,
		restart,
		/** A new password also unlocks the account. */
		setPassword: appliance.accounts.setPassword,
		unlock: appliance.accounts.unlock,
		renewCertificate,
		refuseConnections,
		acceptConnections,
		resetConnections: () => listener?.endAll('reset'),
		/** How many connections wait for a handshake that never comes. */
		leftAlone: () => listener?.leftAlone() ?? 0,
		closeIdleConnections: () => listener?.endIdle(),
		/** Tokens in the store of the answering controller, also those that expired and that nobody has shown since. */
		sessions: () => appliance.sessions(),
		/** The latest requests, the oldest first. */
		requests: records.all,
		/** Calls back after each request, once all of its answer is written or none will be; gives back what ends it. */
		observe: records.observe,
		counts: records.counts,
	};
}
