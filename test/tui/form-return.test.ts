import {expect, onTestFinished, test} from 'vitest';
import type {Refusal} from '../../source/domain/refusal.ts';
import {seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {password} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';

/** The form after `typed` was refused. */
async function openRefused(no: Refusal, options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen({profile: {savePassword: false}, ...options});
	onTestFinished(screen.close);
	screen.world.appliance.always('login', {refusal: no});
	await screen.press('s');
	await screen.pass(seconds(1));
	await screen.press(...'wrong', 'Enter');
	await screen.pass(seconds(1));
	return screen;
}

const wrong = refusal('wrong-credentials', {error: 'invalid_grant', path: '/api/oauth/token'});

test('whoever types again after a refused password types into the form, and presses no keys', async () => {
	const screen = await openRefused(wrong);
	expect(screen.frame()).toBe(
		`
 svt-tui  sign in
╭─ Who are you? ───────────────────────────────────────────────────────────────╮
│  User name or password refused                                               │
│  The appliance checks them with the hypervisor's management (vCenter, or     │
│  Active Directory for Hyper-V). svt-tui does not send this password again    │
│  by itself.                                                                  │
│                                                                              │
│    Appliance    https://dc1.example  certificate verified                    │
│    User name    administrator@vsphere.local                                  │
│  > Password     _                                                            │
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
╰──────────────────────────────────────────────────────────────────────────────╯
 Enter go on  Tab next  Esc back  Ctrl-C quit`.slice(1),
	);
	await screen.press(...'soq', 'Enter');
	await screen.pass(seconds(1));
	expect(screen.world.appliance.requests('login').map(({secret}) => secret)).toEqual(['wrong', 'soq']);
	expect(screen.frame()).toBe(
		`
 svt-tui  sign in
╭─ Who are you? ───────────────────────────────────────────────────────────────╮
│  User name or password refused                                               │
│  The appliance checks them with the hypervisor's management (vCenter, or     │
│  Active Directory for Hyper-V). svt-tui does not send this password again    │
│  by itself.                                                                  │
│  Refused 2 times in the last 15 minutes: directories lock an account at      │
│  three to five.                                                              │
│                                                                              │
│    Appliance    https://dc1.example  certificate verified                    │
│    User name    administrator@vsphere.local                                  │
│  > Password     _                                                            │
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
╰──────────────────────────────────────────────────────────────────────────────╯
 Enter go on  Tab next  Esc back  Ctrl-C quit`.slice(1),
	);
	screen.world.appliance.always('login', {});
	await screen.press(...'right', 'Enter');
	await screen.pass(seconds(1));
	expect(screen.frame()).toContain('Idle        09:');
	expect(screen.frame().split('\n').at(-1)).toContain('t tickle');
});

test('the fields stay in sight in 40 columns and 12 rows', async () => {
	const screen = await openRefused(wrong, {columns: 40, rows: 12});
	expect(screen.frame()).toBe(
		`
 svt-tui  sign in
 User name or password refused
 The appliance checks them with the
 hypervisor's management (vCenter, or
 Active Directory for Hyper-V). svt-tu…

   Appliance    https://dc1.example  c…
   User name    istrator@vsphere.local
 > Password     _
   Save         [x] the password in th…

 Enter go on  Esc back  Ctrl-C quit`.slice(1),
	);
	await screen.press(...'again', 'Enter');
	await screen.pass(seconds(1));
	expect(screen.frame().split('\n').slice(1, 6)).toEqual([
		' User name or password refused',
		' Refused 2 times in the last 15',
		' minutes: directories lock an account',
		' at three to five. …',
		'',
	]);
});

test('Esc goes from there to the blocked session, and no way leads back by itself', async () => {
	const screen = await openRefused(wrong);
	await screen.press('x', 'Esc');
	expect(screen.frame()).toContain('─ Blocked ─');
	await screen.pass(seconds(60));
	expect(screen.frame()).toContain('─ Blocked ─');
	await screen.press('s');
	await screen.pass(seconds(1));
	expect(screen.frame()).toContain('> Password     _');
	expect(screen.frame()).not.toContain('refused');
});

test('a locked account and a refused client login bring it back as well, trouble of the moment does not', async () => {
	expect((await openRefused(refusal('account-locked'))).frame()).toContain('> Password     _');
	expect((await openRefused(refusal('client-login-refused'))).frame()).toContain('> Password     _');
	expect((await openRefused(refusal('busy'))).frame()).toContain('─ Sign-in refused ─');
});

test('a session that lives on behind a refused sign-in is shown instead', async () => {
	const screen = await openStoryScreen();
	onTestFinished(screen.close);
	screen.engine.dispatch({type: 'sign-in-requested', password, profile: screen.engine.getSnapshot().profile});
	await screen.pass(seconds(1));
	screen.world.appliance.next('login', {refusal: wrong});
	await screen.press('S');
	await screen.pass(seconds(1));
	await screen.press('Tab', 'Tab', ...'wrong', 'Enter');
	await screen.pass(seconds(1));
	expect(screen.world.appliance.requests('login')).toHaveLength(2);
	expect(screen.frame()).toContain('Idle        09:');
});

test('another appliance is signed in to again under the profile that the first try made', async () => {
	const screen = await openStoryScreen({start: 'sign-in'});
	onTestFinished(screen.close);
	screen.world.appliance.next('login', {refusal: wrong});
	await screen.press(...'dc9', 'Enter');
	await screen.pass(seconds(1));
	await screen.press(...'administrator', 'Enter', ...'wrong', 'Enter');
	await screen.pass(seconds(1));
	expect(screen.frame()).toContain('User name    administrator');
	await screen.press(...'right', 'Enter');
	await screen.pass(seconds(1));
	expect(screen.input.sessions.getSnapshot().map(({profile, phase}) => [profile.name, phase.name])).toEqual([
		['dc1', 'signed-out'],
		['dc9', 'active'],
	]);
});
