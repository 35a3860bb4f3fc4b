import {expect, test} from 'vitest';
import {run} from '../../source/commands/logout.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {later, milliseconds, seconds} from '../../source/domain/time.ts';
import {localTime} from '../../source/domain/time-in-words.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, password, profileNamed, tokenOf} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');
/** Seconds after noon, as a person reads them. */
const local = (count: number) => localTime(later(noon, seconds(count)), noon);
const named = (holds: 'token' | 'password') => ({holds, username: dc1.username, origin: dc1.origin});

/** A minute after a sign-in that stored token and password. */
async function signedIn(): Promise<World> {
	const world = createWorld({start: later(noon, seconds(60))});
	await world.profiles.store.save(dc1);
	world.secrets.put(named('token'), storedToken(tokenOf('bearer-1', noon)));
	world.secrets.put(named('password'), password);
	return world;
}

async function logout(world: World, options: Readonly<Record<string, boolean>> = {}, stop?: AbortSignal) {
	const told = tryCommand(run, {
		words: options.all === true ? [] : ['dc1'],
		options,
		ports: {...world.ports, isRunning: () => true},
		...(stop !== undefined && {stop}),
	});
	await world.pass(seconds(20));
	const {code, stderr} = await told;
	return {code, said: stderr.trimEnd().split('\n')};
}

const shared = 'other programs that signed in as the same user may have had the same token: theirs is revoked as well';

test('the token is revoked and forgotten, which is looked at, and the password stays', async () => {
	const world = await signedIn();
	expect(await logout(world)).toEqual({
		code: 0,
		said: ['dc1: signed out; the token is revoked, and the appliance refuses it by now', shared],
	});
	expect(world.appliance.requests()).toMatchObject([
		{kind: 'revoke', secret: 'bearer-1'},
		{kind: 'tickle', secret: 'bearer-1'},
	]);
	expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
	expect(world.records.of('dc1')).toMatchObject({state: 'signed-out', reason: 'signed-out'});
	expect(await world.pendingWipes.list()).toEqual([]);
});

test('the password goes too when that is wished for, and the profile knows', async () => {
	const world = await signedIn();
	expect((await logout(world, {all: true, 'forget-password': true})).said[0]).toBe(
		'dc1: signed out; the token is revoked, and the appliance refuses it by now, and the password is forgotten',
	);
	expect(world.secrets.names()).toEqual([]);
	expect(world.profiles.saved()).toMatchObject([{name: 'dc1', savePassword: false}]);
});

test('an appliance that cannot be asked confirms nothing, and it is said when it forgets the token', async () => {
	const world = await signedIn();
	world.appliance.next('revoke', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
	const {code, said} = await logout(world);
	expect(code).toBe(6);
	expect(said).toEqual([
		'dc1: signed out here, but the appliance did not confirm that the token is revoked',
		// Used at noon for all that is known, or by somebody since.
		`the appliance forgets it at ${local(660)} unless somebody uses it, at the latest ${local(86_400)}`,
		expect.stringMatching(/^svt-tui: error: dc1: /),
		expect.stringContaining('refused the connection'),
	]);
	expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
	expect(await logout(world)).toEqual({
		code: 0,
		said: [
			`dc1: signed out already, since ${local(60)}`,
			`that the token is revoked was not confirmed: the appliance forgets it at ${local(660)} unless somebody uses it, at the latest ${local(86_400)}`,
		],
	});
});

test('an appliance that says yes and takes the token all the same is no sign-out', async () => {
	const world = await signedIn();
	world.appliance.next('tickle', {});
	const {code, said} = await logout(world);
	expect([code, said]).toEqual([
		7,
		[
			'svt-tui: error: dc1: signed out here, but the appliance still accepts the token',
			// From the request on that was to find out.
			`the appliance forgets it at ${local(660)} unless somebody uses it, at the latest ${local(86_400)}`,
		],
	]);
});

test('an appliance that says yes and is gone then has only said so', async () => {
	const world = await signedIn();
	world.appliance.next('tickle', {refusal: refusal('unreachable', {code: 'ECONNRESET', phase: 'answer'})});
	expect(await logout(world)).toEqual({
		code: 0,
		said: [
			'dc1: signed out; the appliance said that the token is revoked, but not whether it refuses it by now',
			expect.stringMatching(/^the appliance forgets it at /),
			shared,
		],
	});
});

test('a token that was dead already is as good as revoked', async () => {
	const world = await signedIn();
	world.appliance.next('revoke', {refusal: refusal('unknown-token', {status: 401})});
	expect(await logout(world)).toEqual({code: 0, said: ['dc1: signed out; the token was dead already']});
});

test('who else has the token is told: whom it was given to before, who was seen, and who is on this machine', async () => {
	const world = await signedIn();
	world.secrets.put(named('token'), storedToken(tokenOf('bearer-1', noon, 81_301)));
	const twin = profileNamed('twin', {origin: dc1.origin, renew: 'auto'});
	const elsewhere = profileNamed('elsewhere', {origin: dc1.origin, storage: 'memory'});
	for (const profile of [twin, elsewhere]) await world.profiles.store.save(profile);
	const kept = createPlayer(twin);
	kept.signIn();
	world.records.put(recordOf(kept.session(), 77, noon));
	expect((await logout(world)).said).toEqual([
		'dc1: signed out; the token is revoked, and the appliance refuses it by now',
		'the appliance had given this token before the sign-in here, issued about 1 h 26 min ago: whoever else has it has to sign in again',
		'process 77 keeps twin, of the same user at the same appliance, alive: it hears of the sign-out, and stops',
		'elsewhere, of the same user at the same appliance, most likely had the same token: its session ends as well',
	]);
	expect(world.records.of('twin')).toMatchObject({state: 'signed-out', reason: 'signed-out'});

	const seen = await signedIn();
	const shares = createPlayer(dc1);
	shares.signIn('bearer-1');
	const record = recordOf(shares.session(), 1, noon);
	seen.records.put({...record, token: record.token && {...record.token, shared: true}});
	expect((await logout(seen)).said).toContain('somebody else was seen to use this token: they have to sign in again');
});

test('a token in the memory of another process is not signed out of here', async () => {
	const world = createWorld({start: later(noon, seconds(60))});
	const memory = profileNamed('dc1', {storage: 'memory'});
	await world.profiles.store.save(memory);
	const kept = createPlayer(memory);
	kept.signIn();
	world.records.put(recordOf(kept.session(), 77, noon));
	const before = world.records.of('dc1');
	expect(await logout(world)).toEqual({
		code: 1,
		said: [
			'svt-tui: error: dc1: its token is only in the memory of process 77',
			'svt-tui: hint: sign out there, on its screen with the key o, or end it',
		],
	});
	// That session lives, and what is told of it by status stays true.
	expect(world.records.of('dc1')).toEqual(before);
});

test('of a token that was in memory nobody is told to try again, for it will never be read here', async () => {
	const world = createWorld({start: later(noon, seconds(60))});
	const memory = profileNamed('dc1', {storage: 'memory', keepAlive: false});
	await world.profiles.store.save(memory);
	const kept = createPlayer(memory);
	kept.signIn();
	world.records.put(recordOf(kept.session(), 77, noon));
	expect(await logout(world)).toEqual({
		code: 8,
		said: [
			'dc1: signed out here, but without the token it could not be revoked',
			expect.stringMatching(/^the appliance forgets it at /),
			'svt-tui: hint: only the program that signed in has it: if that still runs, sign out on its screen with the key o',
		],
	});
});

test('a keychain that is locked leaves the token to the next time, and it is said when the appliance forgets it', async () => {
	const world = await signedIn();
	const known = createPlayer(dc1);
	known.signIn('bearer-1');
	world.records.put(recordOf(known.session(), 1, noon));
	world.secrets.lock();
	const still = 'still stored: the keychain is locked';
	expect(await logout(world, {'forget-password': true})).toEqual({
		code: 8,
		said: [
			`svt-tui: error: dc1: the token is ${still}; the next sign-out revokes and removes it`,
			`svt-tui: error: dc1: the password is ${still}; it is removed as soon as svt-tui can use the store`,
			'dc1: signed out here, but without the token it could not be revoked',
			`the appliance forgets it at ${local(600)} unless somebody uses it, at the latest ${local(86_400)}`,
			'svt-tui: hint: to revoke it, sign out again once it can be read: svt-tui logout dc1',
		],
	});
	expect(world.appliance.requests()).toEqual([]);
	expect(await world.pendingWipes.list()).toMatchObject([named('token'), named('password')]);
	expect(world.records.of('dc1')).toMatchObject({state: 'signed-out', token: {fingerprint: expect.any(String)}});

	// The next one goes on where this one could not.
	world.secrets.unlock();
	expect(await logout(world)).toEqual({
		code: 0,
		said: [
			`svt-tui: hint: the password of ${dc1.username} at ${dc1.origin}, which was to be removed from the keychain at ${local(60)}, is removed now`,
			'dc1: signed out; the token is revoked, and the appliance refuses it by now',
			shared,
		],
	});
	expect(await world.pendingWipes.list()).toEqual([]);
});

test('a keychain that locks in between leaves the token, though it is revoked', async () => {
	const world = await signedIn();
	const secrets = world.secrets.store;
	const remove: typeof secrets.remove = name => {
		world.secrets.lock();
		return secrets.remove(name);
	};
	const ports = {...world.ports, isRunning: () => true, secretsFor: () => ({...secrets, remove})};
	const told = tryCommand(run, {words: ['dc1'], ports});
	await world.pass(seconds(20));
	const {code, stderr} = await told;
	expect([code, stderr.split('\n').slice(0, 2)]).toEqual([
		8,
		[
			'svt-tui: error: dc1: the token is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
			'dc1: signed out; the token is revoked, and the appliance refuses it by now',
		],
	]);
});

test('a sign-out that was killed in the middle goes on with the next one', async () => {
	const world = await signedIn();
	const leaving = createPlayer(dc1);
	leaving.signIn('bearer-1');
	leaving.send({type: 'sign-out-requested', forgetPassword: false});
	world.records.put(recordOf(leaving.session(), 1, noon));
	expect(await logout(world)).toEqual({
		code: 0,
		said: ['dc1: signed out; the token is revoked, and the appliance refuses it by now', shared],
	});
	expect(world.appliance.requests('revoke')).toMatchObject([{secret: 'bearer-1'}]);
	expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
});

test('of all, one that fails does not keep the others signed in, and the worst is what the exit code says', async () => {
	const world = await signedIn();
	const [dc2, dc3] = [profileNamed('dc2'), profileNamed('dc3')];
	for (const profile of [dc2, dc3]) await world.profiles.store.save(profile);
	world.secrets.put({...named('token'), origin: dc2.origin}, storedToken(tokenOf('bearer-2', noon)));
	world.appliance.next('revoke', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
	const {code, said} = await logout(world, {all: true});
	expect(code).toBe(6);
	expect(said.filter(line => /^dc\d: |profiles/.test(line))).toEqual([
		'dc1: signed out here, but the appliance did not confirm that the token is revoked',
		'dc2: signed out; the token is revoked, and the appliance refuses it by now',
		'dc3: there was no session to sign out of',
		'3 profiles: 1 signed out, 1 signed out before, 1 not confirmed by the appliance',
	]);
});

test('a folder that cannot be written changes nothing of what is revoked and forgotten', async () => {
	const world = await signedIn();
	world.records.breakDown('no space left');
	expect(await logout(world)).toEqual({
		code: 1,
		said: [
			'svt-tui: error: dc1: no space left',
			'dc1: signed out; the token is revoked, and the appliance refuses it by now',
			shared,
		],
	});
	expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
});

test('the mark of a stored password that was refused stays as long as the password', async () => {
	const world = await signedIn();
	const refused = createPlayer(dc1, {passwordStored: true});
	refused.send({type: 'stored-sign-in-requested'});
	refused.refuse(refusal('account-locked'));
	world.records.put(recordOf(refused.session(), 1, noon));
	expect(await logout(world)).toMatchObject({code: 0});
	expect(world.records.of('dc1')).toMatchObject({state: 'signed-out', blocked: 'account-locked'});
	expect(await logout(world, {'forget-password': true})).toMatchObject({code: 0});
	expect(world.records.of('dc1')).toMatchObject({state: 'signed-out', blocked: undefined});
});

test('an appliance that takes its time is said to be waited for', async () => {
	const world = await signedIn();
	world.appliance.always('revoke', {takes: seconds(4)});
	const {said} = await logout(world);
	expect(said.slice(0, 2)).toEqual([
		'waiting for https://dc1.example; Ctrl-C gives up',
		'dc1: signed out; the token is revoked, and the appliance refuses it by now',
	]);
});

test('a signal ends it within 3 s', async () => {
	const world = await signedIn();
	world.appliance.always('revoke', {takes: seconds(7)});
	const stop = new AbortController();
	const underWay: number[] = [];
	world.clock.after(seconds(2), () => stop.abort('SIGINT'));
	world.clock.after(milliseconds(4999), () => underWay.push(world.appliance.underWay()));
	world.clock.after(milliseconds(5001), () => underWay.push(world.appliance.underWay()));
	expect(await logout(world, {}, stop.signal)).toMatchObject({code: 130});
	expect(underWay).toEqual([1, 0]);
});
