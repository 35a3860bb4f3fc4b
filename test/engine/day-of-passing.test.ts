import {expect, onTestFinished, test} from 'vitest';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import type {ApiExchange} from '../../source/appliance-port.ts';
import {minutes, seconds, until} from '../../source/domain/time.ts';
import {createPassage} from '../../source/engine/passage.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator} from '../../source/simulator/server.ts';
import {eventually} from '../support/asking.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {password, profileNamed, sinceNoon} from '../support/sessions.ts';
import {createWorld} from '../support/world.ts';

const certificate = createCertificate();
const limits = {absoluteLimit: minutes(30), idleLimit: minutes(10)};

/** A keeper that renews, a real server over real HTTPS, and a client in a hurry, all on one clock that passes as told. */
async function start(switches: {readonly reuse: boolean}) {
	const clock = createFakeClock();
	const users = {'administrator@vsphere.local': password.reveal()};
	const simulator = createSimulator({
		clock,
		users,
		certificate: await certificate,
		switches: {...switches, ...limits},
	});
	const started = await simulator.start();
	if (!started.ok) throw new Error(`the simulator does not start: ${started.failure.code}`);
	const appliance = createHttpEndpoint({clock});
	const {origin} = started.value;
	const address = {origin, trust: {mode: 'pinned', sha256: (await certificate).sha256}} as const;
	const world = createWorld();
	const dc1 = world.open(profileNamed('dc1', {...address, ...limits, renew: 'auto'}), {clock, appliance});
	onTestFinished(async () => {
		await dc1.stop();
		await appliance.close();
		await simulator.stop();
	});
	dc1.signIn();
	await dc1.settled();
	const passage = createPassage(dc1, clock);
	const request = {...address, method: 'POST', path: '/api/hosts', headers: {}, grant: 'password'} as const;
	let underWay = 0;

	async function ask(): Promise<{readonly held: number; readonly exchange: ApiExchange | undefined}> {
		const askedAt = clock.now();
		const exchange = await passage.send(async ({bearer}) => {
			underWay += 1;
			const answered = await appliance.request({...request, bearer, body: undefined, timeout: minutes(1)});
			underWay -= 1;
			return answered;
		});
		return {held: until(exchange?.receivedAt ?? clock.now(), askedAt), exchange};
	}

	async function settled(): Promise<void> {
		do {
			await dc1.settled();
			await eventually(() => underWay === 0);
		} while (underWay > 0);
	}

	return {simulator, dc1, ask, pass: (span: ReturnType<typeof seconds>) => clock.advanceSettled(span, settled)};
}

test.each([
	['the same token until that is dead', {reuse: true}],
	['a new token whenever it is asked', {reuse: false}],
])('nothing fails that passes through a session, where the server gives %s', async (_name, switches) => {
	const {simulator, dc1, ask, pass} = await start(switches);
	const asked = [];
	for (let second = 0; second < 3 * 30 * 60; second += 1) {
		const isNearAnEnd = second % 1800 > 1660 || second % 1800 < 20;
		if (isNearAnEnd || second % 60 === 0) asked.push(ask());
		await pass(seconds(1));
	}
	const answers = await Promise.all(asked);
	// There is no such operation, says the API to whom it knows.
	expect(new Set(answers.map(({exchange}) => exchange?.status))).toEqual(new Set([405]));
	expect(Math.max(...answers.map(({held}) => held))).toBeLessThanOrEqual(switches.reuse ? 2000 : 0);
	expect(simulator.counts().byVerdict['bearer-refused']).toBe(0);
	expect(simulator.counts().byVerdict['bearer-accepted']).toBeGreaterThan(asked.length);
	expect(sinceNoon(dc1.phase('active').token.grantedAt)).toBeGreaterThan(3600);
});
