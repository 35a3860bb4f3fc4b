import {describe, expect, onTestFinished, test} from 'vitest';
import {type Duration, hours, later, minutes, seconds, until} from '../../source/domain/time.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator} from '../../source/simulator/server.ts';
import {createRoughNetwork, type Trouble} from '../support/rough-network.ts';
import {noon, password, profileNamed} from '../support/sessions.ts';
import {mostTicklesIn} from '../support/tickle-bound.ts';
import {createWorld} from '../support/world.ts';

const certificate = createCertificate();
const idleLimit = minutes(10);

/** A session over real HTTPS, kept alive, that meets a trouble two minutes after the sign-in, and an hour of it. */
async function strickenWith(trouble: Trouble, sample: number) {
	const world = createWorld({sample});
	const {clock} = world;
	const users = {'administrator@vsphere.local': password.reveal()};
	const simulator = createSimulator({clock, users, certificate: await certificate});
	const started = await simulator.start();
	if (!started.ok) throw new Error(`the simulator does not start: ${started.failure.code}`);
	const network = createRoughNetwork({clock, simulator});
	const {origin} = started.value;
	const trust = {mode: 'pinned', sha256: (await certificate).sha256} as const;
	const profile = profileNamed('dc1', {origin, trust, renew: 'auto'});
	const dc1 = world.open(profile, {appliance: network.appliance});
	onTestFinished(async () => {
		network.end();
		await dc1.stop();
		await network.close();
		await simulator.stop();
	});

	async function pass(span: Duration): Promise<void> {
		const end = later(clock.now(), span);
		await network.settled();
		for (let at = clock.nextAlarm(); at !== undefined && at <= end; at = clock.nextAlarm()) {
			clock.moveTo(at);
			await network.settled();
		}
		clock.moveTo(end);
	}

	dc1.signIn();
	await pass(minutes(2));
	network.begin(trouble);
	const from = clock.now();
	const {idle} = dc1.phase('active').deadlines;
	await pass(hours(1));
	const asked = simulator.requests().map(({path, at}) => ({path, at}));
	const logins = asked.filter(({path}) => path === '/api/oauth/token').length;
	const tickles = asked.filter(({path, at}) => path === '/api/hosts' && at >= from).map(({at}) => at);
	return {
		dc1,
		logins,
		inTime: tickles.filter(at => at < idle.earliest),
		past: tickles.filter(at => at >= idle.earliest),
		deadline: idle.earliest,
		/** Ends the trouble. */
		async relieve() {
			network.end();
			await pass(minutes(1));
		},
	};
}

describe('an hour in which no tickle comes through', () => {
	describe.each<[Trouble, Duration | undefined]>([
		['503', undefined],
		['503 with Retry-After', seconds(20)],
		['requests get no answer', undefined],
	])('%s', (trouble, retryAfter) => {
		test.each([0, 0.5, 1])('is asked about no more often than the rule allows, with a jitter of %s', async sample => {
			const {inTime, past, logins, deadline, dc1, relieve} = await strickenWith(trouble, sample);
			const most = mostTicklesIn({lasts: hours(1), idleLimit, ...(retryAfter !== undefined && {retryAfter})});
			expect(inTime.length).toBeLessThanOrEqual(most.inTime);
			expect(past.length).toBeLessThanOrEqual(most.past);
			// It is tried to the end, and not given up there.
			expect(until(deadline, inTime.at(-1) ?? noon)).toBeLessThan(seconds(15));
			const pauses = past.slice(1).map((at, index) => until(at, past[index] ?? at));
			expect(Math.min(...pauses)).toBeGreaterThanOrEqual(seconds(30));
			expect(Math.max(...pauses)).toBeLessThan(seconds(50));
			// Neither is a reason to sign in.
			expect(logins).toBe(1);

			await relieve();
			expect(dc1.phase('active').token.grantedAt).toBeGreaterThan(past.at(-1) ?? noon);
		});
	});
});
