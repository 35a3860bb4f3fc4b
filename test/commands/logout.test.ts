import {expect, test} from 'vitest';
import {run} from '../../source/commands/logout.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {later, milliseconds, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {createPlayer, noon, password, profileNamed, tokenOf} from '../support/sessions.ts';
import {tryCommand} from '../support/try-command.ts';
import {createWorld, type World} from '../support/world.ts';

const dc1 = profileNamed('dc1');
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
		ports: world.ports,
		...(stop !== undefined && {stop}),
	});
	await world.pass(seconds(20));
	const {code, stderr} = await told;
	return {code, said: stderr.trimEnd().split('\n')};
}

test('the token is revoked and forgotten, and the password stays', async () => {
	const world = await signedIn();
	expect(await logout(world)).toEqual({
		code: 0,
		said: [
			'dc1: signed out; the appliance confirmed that the token is revoked',
			'other programs that signed in as the same user may have had the same token: theirs is revoked as well',
		],
	});
	expect(world.appliance.requests()).toMatchObject([{kind: 'revoke', secret: 'bearer-1'}]);
	expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
	expect(world.records.of('dc1')).toBeUndefined();
});

test('the password goes too when that is wished for, and the profile knows', async () => {
	const world = await signedIn();
	expect((await logout(world, {all: true, 'forget-password': true})).said[0]).toBe(
		'dc1: signed out; the appliance confirmed that the token is revoked, and the password is forgotten',
	);
	expect(world.secrets.names()).toEqual([]);
	expect(world.profiles.saved()).toMatchObject([{name: 'dc1', savePassword: false}]);
});

test('an appliance that cannot be asked confirms nothing', async () => {
	const world = await signedIn();
	world.appliance.next('revoke', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
	const {code, said} = await logout(world);
	expect(code).toBe(6);
	expect(said[0]).toBe('dc1: the token is forgotten here, but the appliance did not confirm that it is revoked');
	expect(said[1]).toMatch(/^for whoever else has it, it ends if idle at .*, at the latest /);
	expect(said[2]).toMatch(/^svt-tui: error: dc1: /);
	expect(world.secrets.names()).toEqual(['password:administrator@vsphere.local@https://dc1.example']);
});

test('a token that was dead already is as good as revoked', async () => {
	const world = await signedIn();
	world.appliance.next('revoke', {refusal: refusal('unknown-token', {status: 401})});
	expect(await logout(world)).toEqual({code: 0, said: ['dc1: signed out; the token was dead already']});
});

test('a keychain that is locked is told once, and nothing is forgotten', async () => {
	const world = await signedIn();
	world.secrets.lock();
	expect(await logout(world)).toEqual({
		code: 8,
		said: ['svt-tui: error: dc1: the token is still stored: the keychain is locked'],
	});
	expect(world.appliance.requests()).toEqual([]);
});

test('a keychain that locks in between leaves the token, though it is revoked', async () => {
	const world = await signedIn();
	const secrets = world.secrets.store;
	const remove: typeof secrets.remove = name => {
		world.secrets.lock();
		return secrets.remove(name);
	};
	const told = tryCommand(run, {words: ['dc1'], ports: {...world.ports, secretsFor: () => ({...secrets, remove})}});
	await world.pass(seconds(20));
	const {code, stderr} = await told;
	expect([code, stderr.split('\n').slice(0, 2)]).toEqual([
		8,
		[
			'svt-tui: error: dc1: the token is still stored: the keychain is locked',
			'dc1: signed out; the appliance confirmed that the token is revoked',
		],
	]);
});

test('a folder that cannot be written changes nothing of what is revoked and forgotten', async () => {
	const world = await signedIn();
	world.records.breakDown('no space left');
	expect(await logout(world)).toEqual({
		code: 1,
		said: [
			'svt-tui: error: dc1: no space left',
			'dc1: signed out; the appliance confirmed that the token is revoked',
			'other programs that signed in as the same user may have had the same token: theirs is revoked as well',
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
	expect(world.records.of('dc1')).toBeUndefined();
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
