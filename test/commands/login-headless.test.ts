import {expect, test} from 'vitest';
import {run} from '../../source/commands/login.ts';
import {seconds} from '../../source/domain/time.ts';
import {certificate} from '../support/certificates.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');

/** A world that knows dc1 and stores its password. */
async function knowing(): Promise<World> {
	const world = createWorld();
	await world.profiles.store.save(dc1);
	world.secrets.put({holds: 'password', username: dc1.username, origin: dc1.origin}, password);
	return world;
}

async function login(world: World, options: Readonly<Record<string, string>> = {}) {
	const told = tryCommand(run, {words: ['dc1'], options, ports: world.ports});
	await world.pass(seconds(20));
	const {code, stderr} = await told;
	return {code, said: stderr.trimEnd().split('\n')};
}

const hint = 'svt-tui: hint: give the password on stdin with --password-stdin, or sign in on a terminal';

test('a keychain that is locked is what it failed for', async () => {
	const world = await knowing();
	world.secrets.lock();
	expect(await login(world)).toEqual({code: 8, said: ['svt-tui: error: dc1: the keychain is locked', hint]});
});

test('a password that is not stored after all is for a person to give', async () => {
	const world = createWorld();
	await world.profiles.store.save(dc1);
	expect(await login(world)).toEqual({
		code: 4,
		said: ['svt-tui: error: dc1: no password is stored for this profile: sign in again', hint],
	});
});

test('a token that could not be stored is no use to the next command', async () => {
	const world = await knowing();
	world.clock.after(seconds(0.02), world.secrets.lock);
	expect(await login(world)).toEqual({
		code: 8,
		said: [
			'signed in to dc1 (https://dc1.example) as administrator@vsphere.local',
			expect.stringMatching(/^the session ends if idle at /),
			'svt-tui: error: dc1: the keychain is locked',
		],
	});
});

test('an appliance that takes its time is said to be waited for', async () => {
	const world = await knowing();
	world.appliance.next('login', {takes: seconds(7)});
	expect(await login(world)).toMatchObject({
		code: 0,
		said: [
			'waiting for https://dc1.example; Ctrl-C gives up',
			expect.stringMatching(/^signed in to dc1 /),
			expect.anything(),
			expect.anything(),
		],
	});
	const quick = await knowing();
	quick.appliance.next('login', {takes: seconds(2)});
	expect(await login(quick)).toMatchObject({
		said: [expect.stringMatching(/^signed in to dc1 /), expect.anything(), expect.anything()],
	});
});

test('also while its certificate is looked at first', async () => {
	const world = await knowing();
	world.appliance.next('look', {look: {verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'}, takes: seconds(7)});
	const {said} = await login(world, {fingerprint: certificate.sha256});
	expect(said.slice(0, 2)).toEqual([
		'waiting for https://dc1.example; Ctrl-C gives up',
		expect.stringMatching(/^signed in to dc1 /),
	]);
});

test('a session that was over before it could be stored is no success', async () => {
	const world = await knowing();
	world.appliance.next('login', {lifetime: 0});
	world.clock.after(seconds(0.02), world.secrets.hold);
	world.clock.after(seconds(2), world.secrets.open);
	expect(await login(world)).toEqual({
		code: 4,
		said: [
			'svt-tui: error: dc1: signed in, but the session was over before it was stored',
			'svt-tui: hint: the appliance gave a token that has no time left: sign in again',
		],
	});
	const idle = profileNamed('dc1', {idleLimit: seconds(1), keepAlive: false});
	const short = createWorld();
	await short.profiles.store.save(idle);
	short.secrets.put({holds: 'password', username: dc1.username, origin: dc1.origin}, password);
	short.clock.after(seconds(0.02), short.secrets.hold);
	short.clock.after(seconds(2), short.secrets.open);
	expect(await login(short)).toEqual({
		code: 4,
		said: [
			'svt-tui: error: dc1: signed in, but the session was over before it was stored',
			'svt-tui: hint: it has already idled out: is the idle limit right?',
		],
	});
});

test('a record that could not be written is no trouble of the keychain', async () => {
	const world = await knowing();
	world.records.breakDown('no space left');
	expect(await login(world)).toMatchObject({
		code: 1,
		said: [expect.anything(), expect.anything(), 'svt-tui: error: dc1: no space left'],
	});
});
