import {success} from '../../source/domain/outcome.ts';
import {createSession} from '../../source/domain/session.ts';
import {hours, type Instant, later, milliseconds, minutes, seconds, until} from '../../source/domain/time.ts';
import {createPassage} from '../../source/engine/passage.ts';
import {createSessionEngine} from '../../source/engine/session-engine.ts';
import type {ServerCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator} from '../../source/simulator/server.ts';
import {createMemoryProfiles, createMemoryRecords} from './memory-ports.ts';
import {createRoughNetwork} from './rough-network.ts';
import {createRandom} from './seeded-random.ts';
import {password, profileNamed} from './sessions.ts';
import {createSoakClient} from './soak-client.ts';
import {followLives, type Life} from './soak-lives.ts';
import {createPolls} from './soak-polls.ts';
import {createSoakTroubles} from './soak-troubles.ts';
import {createWorld} from './world.ts';

export type SoakOptions = {
	/** Whether the server gives the living token again, or a fresh one. */
	readonly server: 'reuse' | 'fresh';
	readonly days: number;
	readonly seed: number;
	readonly certificate: ServerCertificate;
	/** After each day, with the number of alarms that are set. */
	readonly onDay?: (day: number, alarms: number) => void;
};

/** As in real life: what the rules say in seconds has its true weight beside it. */
export const idleLimit = minutes(10);
/** Twelve hand-overs a day; a lead of two minutes and a minute between sign-ins are still as in real life. */
export const absoluteLimit = hours(2);

type Login = {readonly at: Instant; readonly granted: boolean; readonly isLost: boolean};

/** Days of a session's life over real HTTPS in story time, on a rough network, with a client whose requests pass through it. */
export async function soak({server, days, seed, certificate, onDay}: SoakOptions) {
	const world = createWorld();
	const {clock} = world;
	const simulator = createSimulator({
		clock,
		users: {'administrator@vsphere.local': password.reveal()},
		certificate,
		switches: {reuse: server === 'reuse', idleLimit, absoluteLimit},
		// What it remembers is not to look like a leak.
		mostRecords: 10,
	});
	const started = await simulator.start();
	if (!started.ok) throw new Error(`the simulator does not start: ${started.failure.code}`);
	const network = createRoughNetwork({clock, simulator});
	const address = {origin: started.value.origin, trust: {mode: 'pinned', sha256: certificate.sha256}} as const;
	const profile = profileNamed('dc1', {...address, idleLimit, absoluteLimit, renew: 'auto'});
	const engine = createSessionEngine(createSession(profile, true), {
		...world.ports,
		appliance: network.appliance,
		random: {sample: createRandom(seed)},
		profiles: createMemoryProfiles(),
		records: createMemoryRecords(),
		eventLog: {append: async () => success(undefined), read: async () => []},
	});
	const passage = createPassage(engine, clock);
	const polls = createPolls();
	const logins: Login[] = [];
	const random = createRandom(seed + 1);
	simulator.observe(({path, at, verdict, faults}) => {
		if (path !== '/api/oauth/token') return;
		const granted = verdict === 'token-granted';
		logins.push({at, granted, isLost: granted && faults.includes('reset')});
	});

	const lives = followLives(engine, clock, life => {
		client.look();
		if (!life.isCalm) disturb(life);
	});
	const troubles = createSoakTroubles({
		clock,
		network,
		simulator,
		random: createRandom(seed + 2),
		isSpared: lives.isSpared,
	});
	const client = createSoakClient({clock, random: createRandom(seed + 3), rushes: lives.rushes, poll});

	/** Whatever else happens, something does at this hand-over. */
	function disturb({end}: Life): void {
		const at = end - random() * seconds(135);
		clock.after(milliseconds(at - clock.now()), () =>
			troubles.trouble(milliseconds(seconds(5) + random() * minutes(1))),
		);
	}

	async function poll(): Promise<void> {
		const at = clock.now();
		const exchange = await passage.send(({bearer}) =>
			network.appliance.tickle({...address, grant: 'password', bearer, timeout: seconds(10)}),
		);
		polls.add({at, took: until(clock.now(), at), failed: exchange?.outcome.ok !== true});
	}

	async function liveUntil(end: Instant): Promise<void> {
		for (let at = clock.nextAlarm(); at !== undefined && at <= end; at = clock.nextAlarm()) {
			clock.moveTo(at);
			await network.settled();
		}
		clock.moveTo(end);
	}

	const start = clock.now();
	engine.dispatch({type: 'sign-in-requested', password, profile});
	for (let day = 1; day <= days; day += 1) {
		await liveUntil(later(start, hours(24 * day)));
		onDay?.(day, clock.alarms());
	}
	troubles.stop();
	client.stop();
	const end = clock.now();
	const session = engine.getSnapshot();
	const {revoked} = simulator.counts().byVerdict;
	await engine.stop();
	await network.close();
	await simulator.stop();
	const lived = {lives: lives.all(), deaths: lives.deaths(), polls: polls.all(), logins, troubles};
	return {...lived, server, end, session, revokes: revoked};
}

export type Soaked = Awaited<ReturnType<typeof soak>>;
