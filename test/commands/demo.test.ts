import {expect, onTestFinished, test} from 'vitest';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import {createSystemClock} from '../../source/adapters/system-clock.ts';
import {run} from '../../source/commands/demo.ts';
import {Secret} from '../../source/domain/secret.ts';
import type {Session} from '../../source/domain/session.ts';
import type {ScreenInput} from '../../source/engine/screen-input.ts';
import {createStoryClockWatch} from '../support/story-clock-watch.ts';
import {createStorySecrets} from '../support/story-secrets.ts';
import {tryCommand} from '../support/try-command.ts';

/** Opens the demo with a screen that is this test. */
async function openDemo() {
	const clock = createSystemClock();
	const appliance = createHttpEndpoint({clock});
	const secrets = createStorySecrets();
	let leave = (_end: 'quit') => {};
	let ended: Promise<unknown> = Promise.resolve();
	const screen = await new Promise<ScreenInput>(resolve => {
		ended = tryCommand(run, {
			isTerminal: true,
			ports: {
				clock,
				clockWatch: createStoryClockWatch().watch,
				random: {sample: () => 0.5},
				processId: 4242,
				appliance,
				secretsFor: () => secrets.store,
			},
			openScreen: input =>
				new Promise(end => {
					leave = end;
					resolve(input);
				}),
		});
	});
	const quit = async () => {
		leave('quit');
		const end = await ended;
		await appliance.close();
		return end;
	};
	onTestFinished(async () => void (await quit()));
	const find = (name: string) => {
		const engine = screen.sessions.find(name);
		if (engine === undefined) throw new Error(`no session ${name}`);
		return engine;
	};
	return {
		screen,
		quit,
		press: (key: string) => screen.extraKeys.find(extra => extra.key === key)?.press(),
		helps: () => screen.extraKeys.map(({key, help}) => `${key} ${help()}`),
		send: (event: Parameters<ReturnType<typeof find>['dispatch']>[0]) => find('dc1').dispatch(event),
		/** What the session is when it is so. */
		until: (isSo: (session: Session) => boolean, name = 'dc1') =>
			new Promise<Session>(resolve => {
				const look = () => {
					const session = find(name).getSnapshot();
					if (!isSo(session)) return;
					forget();
					resolve(session);
				};
				const forget = find(name).subscribe(look);
				look();
			}),
	};
}

const tickles = (count: number) => (session: Session) => session.tickles.sent === count;

test('two sessions begin by themselves, with short limits, and nothing is left behind', async () => {
	const demo = await openDemo();
	const [kept, unkept] = [await demo.until(isActive), await demo.until(isActive, 'dc2')];
	expect([kept.keepAlive, unkept.keepAlive]).toEqual([true, false]);
	expect([kept.profile.idleLimit, kept.profile.absoluteLimit]).toEqual([60_000, 300_000]);
	expect(demo.screen.start).toEqual({screen: 'session', profile: 'dc1'});
	expect(demo.screen.notices).toEqual(['a demo: password simplivity-demo, keys 1 to 5 make trouble at dc1']);
	expect(demo.helps()).toEqual(['1 cut network', '2 new password', '3 restart', '4 overload', '5 new certificate']);
	expect(await demo.quit()).toMatchObject({code: 0, stdout: ''});
});

const isActive = ({phase}: Session) => phase.name === 'active';

test('the network fails and comes back', async () => {
	const demo = await openDemo();
	await demo.until(isActive);
	demo.press('1');
	expect(demo.helps()[0]).toBe('1 mend network');
	demo.send({type: 'tickle-requested'});
	const failing = await demo.until(tickles(1));
	expect([failing.network, failing.phase.name, failing.refusals.at(-1)?.refusal.kind]).toEqual([
		'failing',
		'active',
		'unreachable',
	]);
	demo.press('1');
	demo.send({type: 'tickle-requested'});
	expect((await demo.until(tickles(2))).network).toBe('ok');
});

test('the password is changed at the server, and put back', async () => {
	const demo = await openDemo();
	const {profile} = await demo.until(isActive);
	demo.press('2');
	demo.send({type: 'sign-in-requested', profile, password: new Secret('simplivity-demo')});
	const refused = await demo.until(({refusals}) => refusals.length > 0);
	expect(refused.refusals.at(-1)?.refusal.kind).toBe('wrong-credentials');
	demo.press('2');
	demo.send({type: 'sign-in-requested', profile, password: new Secret('simplivity-demo')});
	await demo.until(({phase, refusedPassword}) => phase.name === 'active' && refusedPassword === undefined);
});

test('the service restarts and does not know the token any more', async () => {
	const demo = await openDemo();
	await demo.until(isActive);
	demo.press('3');
	demo.send({type: 'tickle-requested'});
	const expired = await demo.until(({phase}) => phase.name === 'expired');
	expect(expired.refusals.at(-1)?.refusal.kind).toBe('unknown-token');
});

test('the service is busy, and the session lives on', async () => {
	const demo = await openDemo();
	await demo.until(isActive);
	demo.press('4');
	demo.send({type: 'tickle-requested'});
	const busy = await demo.until(tickles(1));
	expect([busy.phase.name, busy.refusals.at(-1)?.refusal.kind]).toEqual(['active', 'busy']);
	demo.press('4');
	demo.send({type: 'tickle-requested'});
	expect((await demo.until(tickles(2))).network).toBe('ok');
});

test('another certificate stops everything, until the old one is back', async () => {
	const demo = await openDemo();
	await demo.until(isActive);
	demo.press('5');
	await expect
		.poll(async () => {
			demo.send({type: 'tickle-requested'});
			const {refusals} = await demo.until(({lastTickle}) => lastTickle !== undefined);
			return refusals.at(-1)?.refusal.kind;
		})
		.toBe('certificate-changed');
	expect(demo.helps()[4]).toBe('5 old certificate');
});

test('without a terminal it says what else there is', async () => {
	expect(await tryCommand(run)).toEqual({
		code: 2,
		stdout: '',
		stderr:
			'svt-tui: error: the demo needs a terminal\n' +
			'svt-tui: hint: without one, svt-tui simulate runs an appliance to try things on\n',
	});
});
