import {describe, expect, test} from 'vitest';
import {Secret} from '../../source/domain/secret.ts';
import {hours, milliseconds, minutes, seconds, until} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {afterNoon, noon, profileNamed, sinceNoon} from '../support/sessions.ts';
import {createWorld, settle} from '../support/world.ts';

const passwordName = {
	holds: 'password',
	username: 'administrator@vsphere.local',
	origin: 'https://dc1.example',
} as const;
const tokenName = {...passwordName, holds: 'token'} as const;

describe('signing in', () => {
	test('sends the password once, to the profile’s origin, and stores what worked', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		dc1.phase('signing-in');
		await world.pass(milliseconds(38));
		expect(world.appliance.requests()).toEqual([
			{kind: 'login', at: noon, origin: 'https://dc1.example', secret: 'correct horse battery staple'},
		]);
		expect(dc1.phase('active').token.bearer.reveal()).toBe('token-1');
		expect(world.secrets.names()).toEqual([
			'password:administrator@vsphere.local@https://dc1.example',
			'token:administrator@vsphere.local@https://dc1.example',
		]);
		expect(world.secrets.reveal(passwordName)).toBe('correct horse battery staple');
		expect(JSON.parse(world.secrets.reveal(tokenName) ?? '')).toMatchObject({v: 1, accessToken: 'token-1'});
		expect(world.profiles.saved()).toEqual([profileNamed('dc1')]);
		expect(dc1.session().passwordStored).toBe(true);
	});

	test('stores no password that is not wanted stored', async () => {
		const world = createWorld();
		const dc1 = world.open(profileNamed('dc1', {savePassword: false}));
		dc1.signIn();
		await world.pass(seconds(1));
		expect(world.secrets.names()).toEqual(['token:administrator@vsphere.local@https://dc1.example']);
		expect(dc1.session().passwordStored).toBe(false);
	});

	test('stores nothing that was refused', async () => {
		const world = createWorld();
		world.appliance.next('login', {refusal: refusal('wrong-credentials')});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(hours(48));
		dc1.phase('blocked');
		expect(world.secrets.asked()).toEqual([]);
		expect(world.profiles.saved()).toEqual([]);
		expect(world.appliance.requests()).toHaveLength(1);
	});

	test('goes on with a locked keychain, says so once, and saves no profile that names a stored password', async () => {
		const world = createWorld();
		world.secrets.lock();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		dc1.phase('active');
		expect(dc1.session().journal.map(entry => entry.happening)).toMatchObject([
			{what: 'signing-in'},
			{what: 'signed-in'},
			{what: 'storing-failed', where: 'secrets', text: 'the keychain is locked'},
		]);
		expect(dc1.session().passwordStored).toBe(false);
		expect(world.profiles.saved()).toEqual([profileNamed('dc1', {savePassword: false})]);
	});

	test('with the stored password types nothing', async () => {
		const world = createWorld();
		world.secrets.put(passwordName, new Secret('from the keychain'));
		const dc1 = world.open();
		dc1.dispatch({type: 'stored-sign-in-requested'});
		await world.pass(seconds(1));
		expect(world.appliance.requests('login').map(request => request.secret)).toEqual(['from the keychain']);
		dc1.phase('active');
	});

	test('with a stored password that is not there says so and sends nothing', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.dispatch({type: 'stored-sign-in-requested'});
		await world.pass(seconds(1));
		expect(dc1.lastHappening()).toMatchObject({what: 'storing-failed', text: /no password is stored/});
		expect(world.appliance.requests()).toEqual([]);
	});

	test('gives up a login after 30 s', async () => {
		const world = createWorld();
		world.appliance.always('login', {takes: hours(1)});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(milliseconds(29_999));
		dc1.phase('signing-in');
		await world.pass(milliseconds(1));
		expect(dc1.phase('signed-out').refusal).toMatchObject({kind: 'unreachable', code: 'SVT_TIMEOUT'});
		expect(world.appliance.underWay()).toBe(0);
	});
});

describe('a cancelled sign-in', () => {
	test('is aborted on the wire', async () => {
		const world = createWorld();
		world.appliance.next('login', {takes: seconds(20)});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		dc1.dispatch({type: 'cancel-requested'});
		await settle();
		expect(world.appliance.underWay()).toBe(0);
		await world.pass(minutes(1));
		dc1.phase('signed-out');
		expect(world.secrets.asked()).toEqual([]);
	});

	test('sends no password that the keychain gives only afterwards', async () => {
		const world = createWorld();
		world.secrets.put(passwordName, new Secret('from the keychain'));
		world.secrets.hold();
		const dc1 = world.open();
		dc1.dispatch({type: 'stored-sign-in-requested'});
		await world.pass(seconds(5));
		dc1.dispatch({type: 'cancel-requested'});
		world.secrets.open();
		await world.pass(minutes(1));
		expect(world.appliance.requests()).toEqual([]);
		dc1.phase('signed-out');
	});
});

describe('the one alarm', () => {
	test('is all that is set between two tickles, but for a look at what other processes do', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		expect(world.clock.alarms()).toBe(2);
		expect(world.clock.nextAlarm()).toBe(afterNoon(10.038));
	});

	test('that rings a little early is set again', async () => {
		// Timers of real clocks are cut to whole milliseconds, and ring before their time.
		const world = createWorld({
			clock: story => ({
				...story,
				after: (delay, ring) => story.after(milliseconds(Math.max(0, delay - 0.5)), ring),
			}),
		});
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(minutes(60));
		expect(world.appliance.requests('tickle')).toHaveLength(20);
		dc1.phase('active');
	});

	test('that rings late finds the session over, and asks once', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.clock.sleep(hours(2));
		world.appliance.always('tickle', {refusal: refusal('idle-expired')});
		await world.pass(hours(1));
		expect(world.appliance.requests('tickle')).toHaveLength(1);
		expect(dc1.phase('expired')).toMatchObject({ending: 'idle', refusal: {kind: 'idle-expired'}});
		expect(world.clock.alarms()).toBe(1);
	});
});

describe('whoever subscribed', () => {
	test('is told after every change, and not when nothing changed', async () => {
		const world = createWorld();
		const dc1 = world.open();
		const seen: string[] = [];
		const leave = dc1.subscribe(() => seen.push(dc1.session().phase.name));
		dc1.dispatch({type: 'tickle-requested'});
		dc1.dispatch({type: 'cancel-requested'});
		expect(seen).toEqual([]);
		dc1.signIn();
		await world.pass(seconds(1));
		// Granted, its keeper asked for and elected, its token and its password stored.
		expect(seen).toEqual(['signing-in', 'active', 'active', 'active', 'active', 'active']);
		leave();
		dc1.dispatch({type: 'tickle-requested'});
		expect(seen).toHaveLength(6);
	});

	test('may act on what they are told', async () => {
		const world = createWorld();
		const dc1 = world.open();
		let acted = false;
		dc1.subscribe(() => {
			if (dc1.session().phase.name !== 'active' || acted) return;
			acted = true;
			dc1.dispatch({type: 'tickle-requested'});
		});
		dc1.signIn();
		await world.pass(seconds(1));
		expect(world.appliance.requests().map(request => request.kind)).toEqual(['login', 'tickle']);
		expect(dc1.session().tickles.sent).toBe(1);
	});

	test('may leave while being told', async () => {
		const world = createWorld();
		const dc1 = world.open();
		const seen: string[] = [];
		const leave = dc1.subscribe(() => {
			seen.push('first');
			leave();
		});
		dc1.subscribe(() => seen.push('second'));
		dc1.signIn();
		expect(seen).toEqual(['first', 'second']);
		dc1.dispatch({type: 'cancel-requested'});
		expect(seen).toEqual(['first', 'second', 'second']);
	});
});

describe('settled', () => {
	test('waits for what is under way and what follows from it', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.secrets.hold();
		dc1.signIn();
		let isSettled = false;
		const waited = dc1.settled().then(() => {
			isSettled = true;
		});
		await world.pass(seconds(1));
		expect([dc1.session().phase.name, isSettled]).toEqual(['active', false]);
		world.secrets.open();
		await waited;
		expect(dc1.session().passwordStored).toBe(true);
	});

	test('is there at once when nothing is under way', async () => {
		await createWorld().open().settled();
	});
});

describe('signing out', () => {
	test('while the tickle is in flight ends it, revokes, looks whether that is so, and forgets', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.appliance.next('tickle', {takes: seconds(5)});
		await world.pass(seconds(180));
		expect(world.appliance.underWay()).toBe(1);
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
		await world.pass(seconds(10));
		dc1.phase('signed-out');
		expect(world.appliance.requests().map(({kind, secret}) => [kind, secret])).toEqual([
			['login', 'correct horse battery staple'],
			['tickle', 'token-1'],
			['revoke', 'token-1'],
			['tickle', 'token-1'],
		]);
		expect(world.secrets.names()).toEqual([]);
		expect(dc1.session().passwordStored).toBe(false);
		expect(world.clock.alarms()).toBe(0);
	});

	test('leaves no secret behind that was still being stored', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.secrets.hold();
		dc1.signIn();
		await world.pass(seconds(1));
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
		await world.pass(seconds(1));
		world.secrets.open();
		await world.pass(seconds(1));
		dc1.phase('signed-out');
		expect(world.secrets.names()).toEqual([]);
	});

	test('with the password tells every saved profile that had it, and saves no other', async () => {
		const world = createWorld();
		const twin = profileNamed('twin', {origin: 'https://dc1.example', renew: 'auto'});
		const neighbour = profileNamed('dc2');
		for (const profile of [twin, neighbour]) await world.profiles.store.save(profile);
		const dc1 = world.open();
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
		await world.pass(seconds(1));
		expect(dc1.session().passwordStored).toBe(false);
		expect(world.profiles.saved()).toEqual([{...twin, savePassword: false}, neighbour]);
	});

	test('keeps the profile as it is while the password is still there', async () => {
		const world = createWorld();
		await world.profiles.store.save(profileNamed('dc1'));
		world.secrets.lock();
		world.open().dispatch({type: 'sign-out-requested', forgetPassword: true});
		await world.pass(seconds(1));
		expect(world.profiles.saved()).toEqual([profileNamed('dc1')]);
	});

	test('says what it could not forget', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.secrets.lock('the keychain is locked');
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
		await world.pass(seconds(1));
		expect(dc1.session().journal.map(entry => entry.happening)).toEqual(
			expect.arrayContaining([
				{
					what: 'storing-failed',
					where: 'secrets',
					text: 'the token is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
				},
				{
					what: 'storing-failed',
					where: 'secrets',
					text: 'the password is still stored: the keychain is locked; it is removed as soon as svt-tui can use the store',
				},
			]),
		);
		expect(dc1.session().passwordStored).toBe(true);
	});

	test('waits no longer than 8 s for a server that does not answer, and 5 s for what it says to the token then', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.appliance.always('revoke', {takes: hours(1)});
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: false});
		world.appliance.next('tickle', {takes: hours(1)});
		await world.pass(milliseconds(12_999));
		dc1.phase('signing-out');
		await world.pass(milliseconds(1));
		expect(dc1.lastHappening()).toMatchObject({
			what: 'signed-out',
			revocation: 'unknown',
			refusal: {code: 'SVT_TIMEOUT'},
		});
	});

	test('whose answer is lost is confirmed by what the server says to the token then', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.appliance.next('revoke', {takes: hours(1)});
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: false});
		await world.pass(seconds(9));
		expect(dc1.lastHappening()).toMatchObject({what: 'signed-out', revocation: 'confirmed'});
	});

	test('is known to others before the token is dead', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.records.hold();
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: false});
		await world.pass(seconds(1));
		expect(world.appliance.requests('revoke')).toEqual([]);
		world.records.open();
		await world.pass(seconds(1));
		expect(world.appliance.requests('revoke')).toHaveLength(1);
	});
});

describe('stop', () => {
	test('rings no more alarms, aborts what is under way and lets nothing in', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.appliance.next('tickle', {takes: seconds(5)});
		await world.pass(seconds(180));
		const before = dc1.session();
		await dc1.stop();
		expect([world.clock.alarms(), world.appliance.underWay()]).toEqual([0, 0]);
		dc1.dispatch({type: 'tickle-requested'});
		await world.pass(hours(1));
		expect(dc1.session()).toBe(before);
		expect(world.appliance.requests()).toHaveLength(2);
	});

	test('waits for a write that is under way', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.secrets.hold();
		dc1.signIn();
		await world.pass(seconds(1));
		let isStopped = false;
		const stopping = dc1.stop().then(() => {
			isStopped = true;
		});
		await settle();
		expect(isStopped).toBe(false);
		world.secrets.open();
		await stopping;
		expect(world.secrets.names()).toHaveLength(2);
	});

	test('waits a second for a keychain that does not answer', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		world.secrets.hold();
		dc1.dispatch({type: 'sign-out-requested', forgetPassword: true});
		let isStopped = false;
		const stopping = dc1.stop().then(() => {
			isStopped = true;
		});
		await world.pass(milliseconds(999));
		expect(isStopped).toBe(false);
		// It was asked only after the appliance had answered.
		await world.pass(milliseconds(200));
		await stopping;
		expect([world.secrets.names().length, world.clock.alarms()]).toEqual([2, 0]);
	});

	test('does not wait at all for a keychain that has kept silent for longer', async () => {
		const world = createWorld();
		const dc1 = world.open();
		world.secrets.hold();
		dc1.signIn();
		await world.pass(seconds(5));
		const stopping = dc1.stop();
		await world.pass(milliseconds(0));
		await stopping;
		expect([world.secrets.names(), world.clock.alarms()]).toEqual([[], 0]);
	});

	test('sends no password that the keychain gives only afterwards', async () => {
		const world = createWorld();
		world.secrets.put(passwordName, new Secret('from the keychain'));
		world.secrets.hold();
		const dc1 = world.open();
		dc1.dispatch({type: 'stored-sign-in-requested'});
		await settle();
		const stopping = dc1.stop();
		world.secrets.open();
		await stopping;
		expect(world.appliance.requests()).toEqual([]);
	});

	test('twice is as good as once', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.signIn();
		await world.pass(seconds(1));
		await dc1.stop();
		const {length} = world.records.writes();
		await dc1.stop();
		expect(world.records.writes()).toHaveLength(length);
	});
});

describe('restoring', () => {
	test('goes on where another process stopped, with its record', async () => {
		const world = createWorld();
		const first = world.open();
		first.signIn();
		await world.pass(minutes(8));
		await first.stop();
		await world.pass(minutes(3));

		const second = world.open();
		second.dispatch({type: 'restore-requested'});
		await settle();
		// The last tickle left 6 min after the sign-in.
		expect(second.phase('active').token.bearer.reveal()).toBe('token-1');
		expect(sinceNoon(second.phase('active').touchedAt)).toBe(360);
		expect(sinceNoon(second.phase('active').deadlines.idle.latest)).toBe(960.038);
		expect(second.session().passwordStored).toBe(true);
	});

	test('without the record asks the server at once', async () => {
		const world = createWorld();
		const first = world.open();
		first.signIn();
		await world.pass(minutes(8));
		await first.stop();
		await world.records.store.remove('dc1');
		await world.pass(minutes(3));

		const second = world.open();
		second.dispatch({type: 'restore-requested'});
		await world.pass(seconds(1));
		expect(world.appliance.requests('tickle').map(request => sinceNoon(request.at))).toEqual([180, 360, 660]);
		expect(sinceNoon(second.phase('active').deadlines.idle.earliest)).toBe(1260);
	});

	test('with nothing stored leaves all as it is, also what others have on record', async () => {
		const world = createWorld();
		const dc1 = world.open();
		dc1.dispatch({type: 'restore-requested'});
		await settle();
		expect(dc1.phase('signed-out').refusal).toBeUndefined();
		await dc1.stop();
		expect(world.records.writes()).toEqual([]);
	});

	test('that is given up ends the wait for the keychain', async () => {
		const world = createWorld();
		world.secrets.hold();
		const dc1 = world.open();
		dc1.dispatch({type: 'restore-requested'});
		await settle();
		dc1.dispatch({type: 'cancel-requested'});
		dc1.phase('signed-out');
		world.secrets.open();
		await settle();
		const text = 'the keychain was not waited for';
		expect(dc1.session().journal.map(({happening}) => happening)).toEqual([
			{what: 'storing-failed', where: 'secrets', text},
		]);
		expect(dc1.session().unread).toBe(text);
	});

	test('of a keychain that is locked says so', async () => {
		const world = createWorld();
		world.secrets.lock();
		const dc1 = world.open();
		dc1.dispatch({type: 'restore-requested'});
		await settle();
		expect(dc1.lastHappening()).toEqual({what: 'storing-failed', where: 'secrets', text: 'the keychain is locked'});
		expect(dc1.session().unread).toBe('the keychain is locked');
		// Asked again once it is unlocked, it has nothing after all.
		world.secrets.unlock();
		dc1.dispatch({type: 'restore-requested'});
		await settle();
		expect([dc1.phase('signed-out'), dc1.session().unread]).toEqual([
			{name: 'signed-out', refusal: undefined},
			undefined,
		]);
	});
});

test('an event counts from the moment at which it reached the engine', async () => {
	const world = createWorld();
	const dc1 = world.open();
	await world.pass(seconds(5));
	dc1.signIn();
	const {startedAt} = dc1.phase('signing-in');
	expect(until(startedAt, noon)).toBe(5000);
});
