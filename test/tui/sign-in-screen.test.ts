import {describe, expect, onTestFinished, test} from 'vitest';
import type {Pin} from '../../source/domain/certificate.ts';
import {instant, milliseconds, seconds} from '../../source/domain/time.ts';
import {certificate} from '../support/certificates.ts';
import {refusal} from '../support/refusals.ts';
import {password} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';

async function openForm(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen({start: 'sign-in', ...options});
	onTestFinished(screen.close);
	return screen;
}

const unknown = {look: {verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'}};

describe('signing in to an appliance', () => {
	test('asks for the address, the certificate, the user and the password, and goes on to the session', async () => {
		const screen = await openForm();
		screen.world.appliance.next('look', {...unknown, takes: seconds(2)});
		await screen.press(...'10.1.1.16');
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
╭─ Which appliance? ───────────────────────────────────────────────────────────╮
│  > Appliance    10.1.1.16_                                                   │
│    Host name or IP address of a virtual controller or management appliance,  │
│    with the port if it is not 443.                                           │
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
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Enter go on  Ctrl-C quit`.slice(1),
		);
		await screen.press('Enter');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
╭─ Which appliance? ───────────────────────────────────────────────────────────╮
│    Appliance    10.1.1.16                                                    │
│                                                                              │
│  Looking at the certificate of https://10.1.1.16 …                           │
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
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc cancel  Ctrl-C quit`.slice(1),
		);
		await screen.pass(seconds(2));
		expect(screen.frame()).toBe(
			`
 svt-tui  https://10.1.1.16
╭─ Trust this certificate? ────────────────────────────────────────────────────╮
│  The certificate is self-signed                                              │
│  https://10.1.1.16 shows a certificate that nobody vouches for, as           │
│  appliances do from the factory. Nothing was sent.                           │
│                                                                              │
│  Subject     CN=omnicube-ip1-23                                              │
│  Issuer      itself                                                          │
│  Names       omnicube-ip1-23                                                 │
│  Valid       2020-01-01 to 2040-01-01                                        │
│  SHA-256     A3A3A3A3 A3A3A3A3 A3A3A3A3 A3A3A3A3                             │
│              A3A3A3A3 A3A3A3A3 A3A3A3A3 A3A3A3A3                             │
│                                                                              │
│  Compare it before you accept. On the console of the appliance itself, this  │
│  prints it:                                                                  │
│    echo | openssl s_client -connect localhost:443 2>/dev/null \\              │
│      | openssl x509 -noout -fingerprint -sha256                              │
│  Or from a copy of the certificate:                                          │
│    openssl x509 -in cert.pem -noout -fingerprint -sha256                     │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 y accept  n decline  Ctrl-C quit`.slice(1),
		);
		await screen.press('y', ...'administrator@vsphere.local', 'Enter', ...'correct horse');
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
╭─ Who are you? ───────────────────────────────────────────────────────────────╮
│    Appliance    https://10.1.1.16  certificate pinned                        │
│                                                                              │
│    User name    administrator@vsphere.local                                  │
│  > Password     ••••••••••••_                                                │
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
		await screen.press('Enter');
		await screen.pass(milliseconds(1010));
		expect(screen.frame()).toBe(
			`
 svt-tui  10.1.1.16 · administrator@vsphere.local · 10.1.1.16  ● online  pinned
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:58   ████████████████████  ends 13:10:03 unless used         │
│  Absolute 23:59:57   ████████████████████  ends Mon 13:00:02                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:58 · 0 sent, 0 failed                    │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:03                                          │
│  no tickle yet                                                               │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:03  signed in, token 3f08                                             │
│  13:00:03  signing in as administrator@vsphere.local                         │
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
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
		expect(screen.world.appliance.requests('login').map(({secret}) => secret)).toEqual(['correct horse']);
		expect(screen.frames().join('').includes('horse')).toBe(false);
	});

	test('fits into 40 columns and 12 rows', async () => {
		const screen = await openForm({columns: 40, rows: 12});
		screen.world.appliance.next('look', unknown);
		await screen.press(...'10.1.1.16', 'Enter');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  https://10.1.1.16
 The certificate is self-signed
 https://10.1.1.16 shows a certificate
 that nobody vouches for, as appliances
 do from the factory. Nothing was sent.

 Subject     CN=omnicube-ip1-23
 Issuer      itself
 Names       omnicube-ip1-23
 Valid       2020-01-01 to 2040-01-01
 … Down for more
 y accept  n decline  Ctrl-C quit`.slice(1),
		);
		await screen.press('PageDown', 'PageDown', 'PageDown');
		expect(screen.frame()).toBe(
			`
 svt-tui  https://10.1.1.16

 Compare it before you accept. On the
 console of the appliance itself, this
 prints it:
   echo | openssl s_client -connect
   localhost:443 2>/dev/null | openssl
   x509 -noout -fingerprint -sha256
 Or from a copy of the certificate:
   openssl x509 -in cert.pem -noout
   -fingerprint -sha256
 y accept  n decline  Ctrl-C quit`.slice(1),
		);
		await screen.press('y', 'a');
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
   Appliance    https://10.1.1.16  cer…

 > User name    a_
   Password
   Save         [x] the password in th…





 Enter go on  Esc back  Ctrl-C quit`.slice(1),
		);
	});

	test('shows dots that do not tell how long the password is', async () => {
		const screen = await openForm();
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('a', 'Tab', 'x');
		const short = screen.frame();
		await screen.press(...'yz and much, much more than that');
		expect(screen.frame()).toBe(short);
		expect(short).toContain('> Password     ••••••••••••_');
	});

	test('keys that came at once are keys, not part of the password', async () => {
		const screen = await openForm();
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('localabc\u0015z', 'Tab', 'junk', '\u0015correct\u007f\u007fct horse');
		expect(screen.frame()).toContain('User name    z');
		await screen.press('Enter');
		expect(screen.world.appliance.requests('login').map(({secret}) => secret)).toEqual(['correct horse']);
	});

	test('takes a pasted password without its line breaks, and does not go on by itself', async () => {
		const screen = await openForm();
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('a', 'Tab');
		await screen.paste('from the\rsafe\r\n');
		await screen.pass(seconds(1));
		expect(screen.world.appliance.requests('login')).toEqual([]);
		await screen.press('Enter');
		expect(screen.world.appliance.requests('login').map(({secret}) => secret)).toEqual(['from thesafe']);
	});

	test('a password typed for one address goes to no other, and does not wait behind the form', async () => {
		const screen = await openForm();
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		await screen.press(...'administrator', 'Tab', ...'correct horse');
		await screen.press('Esc', 'Ctrl-U', ...'evil.example', 'Enter');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Appliance    https://evil.example');
		expect(screen.frame()).toContain('> Password     _');
		await screen.press('Enter');
		expect(screen.frame()).toContain('Type the password first');
		await screen.press(...'another', 'Enter');
		await screen.pass(seconds(1));
		expect(screen.world.appliance.requests('login').map(({secret}) => secret)).toEqual(['another']);
	});

	test('a declined certificate leads back to the address; nothing was sent', async () => {
		const screen = await openForm();
		screen.world.appliance.next('look', unknown);
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('n');
		expect(screen.frame().split('\n').slice(2, 6)).toEqual([
			'│  > Appliance    dc9_                                                         │',
			'│                                                                              │',
			'│  You declined the certificate                                                │',
			'│  Nothing was sent to dc9.                                                    │',
		]);
		expect(screen.world.appliance.requests('login')).toEqual([]);
	});

	test('says what is wrong with an address that nobody answers at', async () => {
		const screen = await openForm();
		screen.world.appliance.next('look', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
╭─ Which appliance? ───────────────────────────────────────────────────────────╮
│  > Appliance    dc9_                                                         │
│                                                                              │
│  Nothing listens there                                                       │
│  The machine at dc9 is up but refused the connection: its REST service is    │
│  stopped, or the address or port is wrong.                                   │
│                                                                              │
│  - Check the address that was asked                                          │
│  - See whether another controller of the federation answers; each needs its  │
│    own sign-in                                                               │
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
 Enter go on  Ctrl-C quit`.slice(1),
		);
		await screen.press('Left', 'Down');
		expect(screen.frame()).toContain('Nothing listens there');
		await screen.press('Backspace');
		expect(screen.frame()).not.toContain('Nothing listens there');
		expect(screen.frame()).toContain('Host name or IP address');
		await screen.press(' ', 'x', 'Enter');
		expect(screen.frame()).toContain('This is not an address');
		await screen.paste('y');
		expect(screen.frame()).not.toContain('This is not an address');
	});

	const before = {
		mode: 'pinned',
		sha256: 'b4'.repeat(32),
		publicKeySha256: 'c5'.repeat(32),
		subject: 'CN=omnicube-ip1-23',
		validTo: instant(Date.UTC(2027, 0, 1)),
	} as const;
	const changed = (pinned: Pin) => ({refusal: refusal('certificate-changed', {certificate, pinned})});

	test('shows another certificate beside the one that was trusted, and asks; it is never taken by itself', async () => {
		const screen = await openStoryScreen({profile: {trust: before, savePassword: true}});
		onTestFinished(screen.close);
		const {appliance} = screen.world;
		appliance.next('look', changed(before), changed(before));
		await screen.press('S');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  https://dc1.example
╭─ Trust the new certificate? ─────────────────────────────────────────────────╮
│  The appliance shows another certificate than before                         │
│  https://dc1.example does not show the certificate that this profile         │
│  trusts. It was renewed, the appliance was reinstalled, another machine has  │
│  its address, or somebody listens in. Nothing was sent, and nothing will be  │
│  until this is settled.                                                      │
│                                                                              │
│              trusted so far            shown now                             │
│  SHA-256     B4B4B4B4 B4B4B4B4         A3A3A3A3 A3A3A3A3                     │
│              B4B4B4B4 B4B4B4B4         A3A3A3A3 A3A3A3A3                     │
│              B4B4B4B4 B4B4B4B4         A3A3A3A3 A3A3A3A3                     │
│              B4B4B4B4 B4B4B4B4         A3A3A3A3 A3A3A3A3                     │
│  Key         C5C5C5C5 …                B4B4B4B4 … (another)                  │
│  Subject     CN=omnicube-ip1-23        CN=omnicube-ip1-23                    │
│  Valid to    2027-01-01                2040-01-01                            │
│                                                                              │
│  Compare it before you accept. On the console of the appliance itself, this  │
│  prints it:                                                                  │
│    echo | openssl s_client -connect localhost:443 2>/dev/null \\              │
│      | openssl x509 -noout -fingerprint -sha256                              │
│  … Down for more                                                             │
╰──────────────────────────────────────────────────────────────────────────────╯
 y accept  n decline  Ctrl-C quit`.slice(1),
		);
		// A person who presses on without reading has accepted nothing.
		await screen.press('Enter', ' ', 'Tab');
		expect(screen.frame()).toContain('Trust the new certificate?');
		await screen.press('n');
		expect(screen.frame()).toContain('You declined the certificate');
		await screen.press('Enter');
		await screen.pass(seconds(1));
		await screen.press('y', ...'right', 'Enter');
		await screen.pass(seconds(1));
		expect(appliance.requests('login')).toMatchObject([{secret: 'right'}]);
		const [session] = screen.input.sessions.getSnapshot();
		expect(session?.profile.trust).toMatchObject({mode: 'pinned', sha256: certificate.sha256});
	});

	test('asks about another certificate before it offers the stored password', async () => {
		const screen = await openStoryScreen({profile: {trust: before, savePassword: true}});
		onTestFinished(screen.close);
		const {appliance} = screen.world;
		screen.engine.dispatch({type: 'sign-in-requested', password, profile: screen.engine.getSnapshot().profile});
		await screen.pass(seconds(1));
		appliance.next('tickle', changed(before));
		appliance.next('look', changed(before));
		await screen.press('t');
		await screen.pass(seconds(1));
		await screen.press('s');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Trust the new certificate?');
		await screen.press('y');
		expect(screen.frame()).toContain('use the stored password');
		expect(appliance.requests('login')).toHaveLength(1);
	});

	test('says that a certificate was renewed with the same key, where there is little room too', async () => {
		const pinned = {...before, publicKeySha256: certificate.publicKeySha256};
		const screen = await openStoryScreen({profile: {trust: pinned}, columns: 60});
		onTestFinished(screen.close);
		screen.world.appliance.always('look', changed(pinned));
		await screen.press('S');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  https://dc1.example
╭─ Trust the new certificate? ─────────────────────────────╮
│  The certificate was renewed with the same key           │
│  https://dc1.example does not show the certificate that  │
│  this profile trusts, but one with the same key: most    │
│  likely the same appliance has renewed it. Nothing was   │
│  sent, and nothing will be until this is settled.        │
│                                                          │
│              trusted so far        shown now             │
│  SHA-256     B4B4B4B4 B4B4B4B4     A3A3A3A3 A3A3A3A3     │
│              B4B4B4B4 B4B4B4B4     A3A3A3A3 A3A3A3A3     │
│              B4B4B4B4 B4B4B4B4     A3A3A3A3 A3A3A3A3     │
│              B4B4B4B4 B4B4B4B4     A3A3A3A3 A3A3A3A3     │
│  Key         B4B4B4B4 …            the same              │
│  Subject     CN=omnicube-ip1-23    CN=omnicube-ip1-23    │
│  Valid to    2027-01-01            2040-01-01            │
│                                                          │
│  Compare it before you accept. On the console of the     │
│  appliance itself, this prints it:                       │
│    echo | openssl s_client -connect localhost:443        │
│    2>/dev/null | openssl x509 -noout -fingerprint        │
│  … Down for more                                         │
╰──────────────────────────────────────────────────────────╯
 y accept  n decline  Ctrl-C quit`.slice(1),
		);
		await screen.resize(40, 12);
		await screen.press('PageDown');
		expect(screen.frame()).toBe(
			`
 svt-tui  https://dc1.example
             B4B4B4B4 B4B4B4B4 B4B4B4B4
             B4B4B4B4 B4B4B4B4
 Key         B4B4B4B4 …
 Subject     CN=omnicube-ip1-23
 Valid to    2027-01-01
 shown now:
 SHA-256     A3A3A3A3 A3A3A3A3 A3A3A3A3
             A3A3A3A3 A3A3A3A3 A3A3A3A3
             A3A3A3A3 A3A3A3A3
 … Down for more
 y accept  n decline  Ctrl-C quit`.slice(1),
		);
	});

	test('says what is missing', async () => {
		const screen = await openForm();
		await screen.press(...'dc9', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('Tab', 'x', 'Enter');
		expect(screen.frame()).toContain('Type a user name first');
		await screen.press('Shift-Tab', 'a', 'Enter', 'Enter');
		expect(screen.frame()).toContain('Type the password first');
	});

	test('Esc goes back one step after the other, and never quits', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		await screen.press('S');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Who are you?');
		await screen.press('Esc');
		expect(screen.frame()).toContain('Which appliance?');
		await screen.press('Esc');
		expect(screen.frame()).toContain('Signed out');
		await screen.press('Esc', 'Esc');
		expect(screen.end()).toBeUndefined();
	});

	test('offers the stored password to the user whose it is', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		await screen.press('S');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
╭─ Who are you? ───────────────────────────────────────────────────────────────╮
│    Appliance    https://dc1.example  certificate verified                    │
│                                                                              │
│  > Stored       use the stored password                                      │
│    User name    administrator@vsphere.local                                  │
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
╰──────────────────────────────────────────────────────────────────────────────╯
 Enter go on  Tab next  Esc back  Ctrl-C quit`.slice(1),
		);
		await screen.press('Tab', 'Tab', 'Tab');
		expect(screen.frame().split('\n').at(-1)).toBe(' Enter go on  Tab next  Space save or not  Esc back  Ctrl-C quit');
		await screen.press('Shift-Tab', 'Shift-Tab', 'x');
		expect(screen.frame()).not.toContain('stored');
	});

	test.each([
		['file', 'in an encrypted file'],
		['helper', 'in the helper'],
	] as const)('says where the password is kept where that is no keychain: %s', async (storage, place) => {
		const screen = await openStoryScreen({profile: {storage, savePassword: false}});
		onTestFinished(screen.close);
		await screen.press('S');
		await screen.pass(seconds(1));
		const row = screen.frame().split('\n')[6] ?? '';
		expect(row).toMatch(new RegExp(`^│    Save         \\[x\\] the password ${place} +│$`));
	});

	test('warns after two refusals that the account may be locked', async () => {
		const screen = await openStoryScreen({profile: {savePassword: false}});
		onTestFinished(screen.close);
		screen.world.appliance.always('login', {refusal: refusal('wrong-credentials')});
		await screen.press('s');
		await screen.pass(seconds(1));
		for (const typed of ['first', 'second']) {
			expect(screen.frame()).not.toContain('directories lock');
			await screen.press(...typed, 'Enter');
			await screen.pass(seconds(1));
		}
		await screen.press('Esc', 's');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  sign in
╭─ Who are you? ───────────────────────────────────────────────────────────────╮
│    Appliance    https://dc1.example  certificate verified                    │
│                                                                              │
│    User name    administrator@vsphere.local                                  │
│  > Password     _                                                            │
│    Save         [x] the password in the keychain of this system              │
│                                                                              │
│                                                                              │
│  Refused 2 times in the last 15 minutes: directories lock an account at      │
│  three to five.                                                              │
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
		expect(screen.world.appliance.requests('login')).toHaveLength(2);
		screen.world.appliance.always('login', {});
		await screen.press(...'third', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('S');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Who are you?');
		expect(screen.frame()).not.toContain('directories lock');
	});
});
