import {describe, expect, onTestFinished, test} from 'vitest';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';

const proxy = 'http://proxy.example.com:3128';

/** A session whose appliance is reached through a proxy. */
async function openProxied(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen({profile: {proxy}, ...options});
	onTestFinished(screen.close);
	screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1', {proxy})});
	await screen.pass(milliseconds(1010));
	return screen;
}

describe('a session that is reached through a proxy', () => {
	test('says so, and which one', async () => {
		const screen = await openProxied();
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc…  ● online  verified via proxy
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:58   ████████████████████  ends 13:10:00 unless used         │
│  Absolute 23:59:57   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:58 · 0 sent, 0 failed                    │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  Proxy       proxy.example.com:3128                                          │
│  no tickle yet                                                               │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
		await screen.press('x');
		expect(screen.frame()).not.toContain('proxy.example.com');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · (hidden) · (hidden)                ● online  verified via proxy
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:58   ████████████████████  ends 13:10:00 unless used         │
│  Absolute 23:59:57   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:58 · 0 sent, 0 failed                    │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  Proxy       (hidden)                                                        │
│  no tickle yet                                                               │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as (hidden)                                            │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
	});

	test('says so where there is little room', async () => {
		const screen = await openProxied({columns: 40, rows: 12});
		expect(screen.frame()).toBe(
			`
 dc1 · administrator…  ● online (proxy)
 Idle        09:58   ends 13:10:00
 Absolute 23:59:57   ends Mon 12:59:59
 Keep-alive  on · next tickle in 02:58
 Renew       ask · password in keychain
 no tickle yet
 13:00:00  signed in, token 3f08
 13:00:00  signing in as
           administrator@vsphere.local


 t tickle  k keep-alive  ? help  q quit`.slice(1),
		);
	});

	test('tells trouble of the proxy from trouble of the appliance', async () => {
		const screen = await openProxied();
		const trouble = refusal('unreachable', {
			code: 'SVT_PROXY_REFUSED',
			phase: 'connect',
			path: '/api/hosts',
			proxy: {origin: proxy, status: 502},
		});
		screen.world.appliance.next('tickle', {refusal: trouble});
		await screen.press('t');
		await screen.pass(seconds(1));
		await screen.press('e');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
╭─ Last refusal ───────────────────────────────────────────────────────────────╮
│  The proxy does not reach the appliance                                      │
│  13:00:01 · /api/hosts                                                       │
│  Asked for a way to https://dc1.example, the proxy proxy.example.com:3128    │
│  answered 502: it works, but it got no connection to there.                  │
│                                                                              │
│  What happened                           ━ in use, ▒ tickles failed, ▶ open  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▶ 13:00  │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:01  tickle failed: the proxy does not reach the appliance, again in   │
│            2 s                                                               │
│                                                                              │
│  What to do   t tickle now                                                   │
│    - Check that the appliance runs, and that the proxy may and can reach it  │
│    - Sign in by another proxy, or directly where the appliance is reached    │
│      so:                                                                     │
│        svt-tui login dc1 --proxy none                                        │
│    - Keep-alive goes on trying by itself; see how it stands:                 │
│        svt-tui status dc1                                                    │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
		);
		await screen.press('x');
		expect(screen.frame()).not.toContain('proxy.example.com');
	});
});

test('a sign-in to it shows the way before anything is sent', async () => {
	const screen = await openStoryScreen({start: 'sign-in', profile: {proxy}});
	onTestFinished(screen.close);
	screen.world.appliance.next('look', {look: {verified: true, problem: undefined}, takes: seconds(2)});
	await screen.press(...'dc1.example');
	await screen.press('Enter');
	expect(screen.frame()).toBe(
		`
 svt-tui  sign in
╭─ Which appliance? ───────────────────────────────────────────────────────────╮
│    Appliance    dc1.example                                                  │
│                                                                              │
│  Looking at the certificate of https://dc1.example …                         │
│  The way there leads through the proxy proxy.example.com:3128.               │
│  Nothing else is sent yet.                                                   │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc cancel  Ctrl-C quit`.slice(1),
	);
	await screen.pass(seconds(2));
	expect(screen.frame()).toBe(
		`
 svt-tui  sign in
╭─ Who are you? ───────────────────────────────────────────────────────────────╮
│    Appliance    https://dc1.example  certificate verified, via proxy         │
│    Proxy        proxy.example.com:3128                                       │
│  > User name    _                                                            │
│    Password                                                                  │
│    Save         [x] the password in the keychain of this system              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Enter go on  Tab next  Esc back  Ctrl-C quit`.slice(1),
	);
});
