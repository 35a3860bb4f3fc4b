import {expect, onTestFinished, test} from 'vitest';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import type {Profile} from '../../source/domain/profile.ts';
import {hours, later, minutes, seconds} from '../../source/domain/time.ts';
import {createCertificate} from '../../source/simulator/certificate.ts';
import {createSimulator} from '../../source/simulator/server.ts';
import {createFakeClock} from '../support/fake-clock.ts';
import {afterNoon, password, profileNamed, sinceNoon} from '../support/sessions.ts';
import {createWorld} from '../support/world.ts';

const certificate = createCertificate();

/** A session with a real server over real HTTPS, all on one clock that passes as told: a day takes as long as its requests. */
async function startDay(more: Partial<Profile> = {}) {
	const clock = createFakeClock();
	const users = {'administrator@vsphere.local': password.reveal()};
	const simulator = createSimulator({clock, users, certificate: await certificate});
	const started = await simulator.start();
	if (!started.ok) throw new Error(`the simulator does not start: ${started.failure.code}`);
	const appliance = createHttpEndpoint({clock});
	const {origin} = started.value;
	const trust = {mode: 'pinned', sha256: (await certificate).sha256} as const;
	const dc1 = createWorld().open(profileNamed('dc1', {origin, trust, ...more}), {clock, appliance});
	onTestFinished(async () => {
		await dc1.stop();
		await appliance.close();
		await simulator.stop();
	});
	dc1.signIn();
	await dc1.settled();
	return {clock, simulator, dc1, pass: (span: ReturnType<typeof hours>) => clock.advanceSettled(span, dc1.settled)};
}

test('a day of real HTTP: the session never idles out, and ends after its 24 hours', async () => {
	const {clock, simulator, dc1, pass} = await startDay();
	const {token, deadlines} = dc1.phase('active');
	expect(sinceNoon(deadlines.absolute?.latest)).toBe(86_400);

	await pass(seconds(86_398));
	dc1.phase('active');
	expect(dc1.session()).toMatchObject({network: 'ok', tickles: {sent: 479, failed: 0, failuresInARow: 0}});
	expect(simulator.counts()).toMatchObject({
		requests: 480,
		byPath: {'POST /api/oauth/token': 1, 'GET /api/hosts': 479},
		byVerdict: {'token-granted': 1, 'bearer-accepted': 479, 'bearer-refused': 0},
		malformed: 0,
	});
	// Every three minutes; the one at 24 hours would come too late.
	expect(simulator.requests().map(request => sinceNoon(request.at))).toEqual(
		Array.from({length: 480}, (_, index) => 180 * index),
	);

	await pass(seconds(2));
	expect(dc1.phase('expired')).toMatchObject({ending: 'absolute', at: afterNoon(86_400), refusal: undefined});
	await pass(hours(1));
	expect(simulator.counts().requests).toBe(480);
	expect(clock.alarms()).toBe(0);

	// What the server thinks of it.
	const appliance = createHttpEndpoint({clock});
	onTestFinished(() => appliance.close());
	const {origin, trust, grant} = dc1.session().profile;
	const {outcome} = await appliance.tickle({origin, trust, grant, bearer: token.bearer, timeout: seconds(10)});
	expect(outcome).toMatchObject({
		ok: false,
		failure: {
			kind: 'absolute-expired',
			status: 401,
			serverTime: later(afterNoon(86_400), hours(1)),
			serverSays: `Access token expired: token ${token.fingerprint}`,
			token: {fingerprint: token.fingerprint, isCurrent: true},
		},
	});
});

test('without keep-alive it idles out after ten minutes, and the server says so in its own words', async () => {
	const {simulator, dc1, pass} = await startDay({keepAlive: false});
	const {token} = dc1.phase('active');
	await pass(seconds(599));
	dc1.phase('active');
	await pass(seconds(1));
	expect(dc1.phase('expired')).toMatchObject({ending: 'idle', at: afterNoon(600), refusal: undefined});
	expect(simulator.counts().requests).toBe(1);

	await pass(seconds(1));
	dc1.dispatch({type: 'tickle-requested'});
	await dc1.settled();
	expect(dc1.phase('expired')).toMatchObject({
		ending: 'idle',
		refusal: {
			kind: 'idle-expired',
			status: 401,
			path: '/api/hosts?fields=id&limit=1&show_optional_fields=false',
			error: 'invalid_token',
			serverTime: afterNoon(601),
			serverSays: `Access token expired due to inactivity: token ${token.fingerprint}`,
			token: {fingerprint: token.fingerprint, isCurrent: true},
		},
	});
	expect(dc1.happenings()).toEqual(['signing-in', 'signed-in', 'ran-out', 'rejected']);
});

test('a bad morning costs nothing: a proxy that is busy, connections that are reset or closed', async () => {
	const {simulator, dc1, pass} = await startDay();
	const strike = (what: Parameters<typeof simulator.faults.add>[0]['what']) =>
		simulator.faults.add({what, when: {path: '/api/hosts', from: minutes(20), for: minutes(5)}});
	for (const what of [{type: 'status', status: 503, retryAfter: 5}, {type: 'reset'}, {type: 'close'}] as const) {
		strike(what);
		await pass(hours(1));
		dc1.phase('active');
		expect(dc1.session()).toMatchObject({network: 'ok', tickles: {failuresInARow: 0}});
		simulator.faults.clear();
	}
	const {sent, failed} = dc1.session().tickles;
	expect(failed).toBeGreaterThan(15);
	expect(simulator.counts().byVerdict).toMatchObject({'token-granted': 1, 'bearer-accepted': sent - failed});
});

test('a certificate that changes stops the keep-alive before the token is sent', async () => {
	const {simulator, dc1, pass} = await startDay();
	await pass(minutes(10));
	const before = simulator.counts().requests;
	const next = await simulator.renewCertificate();
	await pass(hours(2));
	expect(simulator.counts().requests).toBe(before);
	expect(dc1.session().refusals.at(-1)?.refusal).toMatchObject({
		kind: 'certificate-changed',
		certificate: {sha256: next?.sha256},
	});
	expect(dc1.lastHappening()).toMatchObject({what: 'ran-out', ending: 'idle'});
});
