import {describe, expect, onTestFinished, test} from 'vitest';
import {milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';
import {createWorld} from '../support/world.ts';

async function open(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen(options);
	onTestFinished(screen.close);
	return screen;
}

async function openSignedIn(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await open(options);
	screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1', options.profile)});
	await screen.pass(milliseconds(1010));
	return screen;
}

/** Four profiles: one that idles out first, one that is kept alive, one that was refused, one that is signed out. */
async function openList(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await open({start: 'sessions', ...options});
	const {sessions} = screen.input;
	for (const profile of [
		profileNamed('dc1'),
		profileNamed('dc2', {keepAlive: false, idleLimit: minutes(3)}),
		profileNamed('münchen'),
	])
		sessions.open(profile).dispatch({type: 'sign-in-requested', password, profile});
	await screen.pass(milliseconds(500));
	screen.world.appliance.next('login', {refusal: refusal('wrong-credentials')});
	const lost = profileNamed('lost', {username: 'svtcli'});
	sessions.open(lost).dispatch({type: 'sign-in-requested', password, profile: lost});
	sessions.open(profileNamed('10.1.1.16'));
	await screen.pass(milliseconds(510));
	return screen;
}

describe('the list of sessions', () => {
	test('has the one that dies first on top, and those without a session at the end', async () => {
		const screen = await openList();
		expect(screen.frame()).toBe(
			`
 svt-tui  5 sessions
╭─ Sessions ───────────────────────────────────────────────────────────────────╮
│    Profile           Idle  Absolute  Keep-alive Network    State             │
│  > dc2              02:58  23:59:57  off        ● online   active            │
│    dc1              09:58  23:59:57  on         ● online   active            │
│    münchen          09:58  23:59:57  on         ● online   active            │
│    10.1.1.16        --:--     --:--  on         ○ unknown  signed out        │
│    lost             --:--     --:--  on         ● online   blocked: refused  │
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
 Enter open  n sign in  / filter  ? help  q quit`.slice(1),
		);
	});

	test('is a line a session in 40 columns and 12 rows', async () => {
		const screen = await openList({columns: 40, rows: 12});
		expect(screen.frame()).toBe(
			`
 svt-tui  5 sessions
   Profile     Idle  Absolute  State
 > dc2        02:58  23:59:57  active
   dc1        09:58  23:59:57  active
   münchen    09:58  23:59:57  active
   10.1.1.…  signed out
   lost      blocked: refused




 Enter open  n sign in  ? help  q quit`.slice(1),
		);
	});

	test('shows user and host where there is room', async () => {
		const screen = await openList({columns: 120, rows: 18});
		expect(screen.frame()).toBe(
			`
 svt-tui  5 sessions
╭─ Sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────────╮
│    Profile                   Idle  Absolute  Keep-alive Network    State             Host and user                   │
│  > dc2                      02:58  23:59:57  off        ● online   active            dc2.example · administrator@v…  │
│    dc1                      09:58  23:59:57  on         ● online   active            dc1.example · administrator@v…  │
│    münchen                  09:58  23:59:57  on         ● online   active            münchen.example · administrat…  │
│    10.1.1.16                --:--     --:--  on         ○ unknown  signed out        10.1.1.16.example · administr…  │
│    lost                     --:--     --:--  on         ● online   blocked: refused  lost.example · svtcli           │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
 Enter open  n sign in  / filter  ? help  q quit`.slice(1),
		);
	});

	test('opens the chosen one, which stays chosen when the order changes', async () => {
		const screen = await openList();
		await screen.press('j', 'Down', 'k');
		expect(screen.frame()).toContain('> dc1');
		await screen.press('Enter');
		expect(screen.frame()).toContain('svt-tui  dc1 · administrator@vsphere.local');
		await screen.press('Esc');
		expect(screen.frame()).toContain('> dc1');
	});

	test('is filtered by what is typed', async () => {
		const screen = await openList();
		await screen.press('/', 'd', 'c');
		expect(screen.frame()).toBe(
			`
 svt-tui  5 sessions
╭─ Sessions ───────────────────────────────────────────────────────────────────╮
│  /dc_  2 of 5                                                                │
│    Profile           Idle  Absolute  Keep-alive Network    State             │
│  > dc2              02:58  23:59:57  off        ● online   active            │
│    dc1              09:58  23:59:57  on         ● online   active            │
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
 Enter done  Esc show all  Ctrl-C quit`.slice(1),
		);
		await screen.press('q');
		expect(screen.frame()).toContain('nothing contains that');
		await screen.press('Backspace', 'Enter', 'j', 'Enter');
		expect(screen.frame()).toContain('svt-tui  dc1');
		await screen.press('Esc', 'Esc');
		expect(screen.frame()).toContain('lost');
	});

	test('leads to a sign-in to another appliance and back', async () => {
		const screen = await openList();
		await screen.press('n');
		expect(screen.frame()).toContain('Which appliance?');
		await screen.press('Esc');
		expect(screen.frame()).toContain('5 sessions');
	});
});

describe('help', () => {
	test('lists the keys of the screen that it was asked on', async () => {
		const screen = await openSignedIn({
			extraKeys: [{key: '1', help: () => 'cut the network', press: () => undefined}],
		});
		await screen.press('?');
		expect(screen.frame()).toBe(
			`
 svt-tui  help
╭─ Keys ───────────────────────────────────────────────────────────────────────╮
│  t           tickle now: one request that moves the idle deadline            │
│  k           turn keep-alive on or off                                       │
│  s           sign in, with the stored password if there is one               │
│  S           sign in as somebody else, or with another password              │
│  o           sign out                                                        │
│  e           the last refusals, explained                                    │
│  r           read the stored token again                                     │
│  l           the list of sessions                                            │
│  x           hide host and user, or show them again                          │
│  Esc         back                                                            │
│  ?           the keys of this screen                                         │
│  q           quit                                                            │
│  Ctrl-L      draw the screen anew                                            │
│  Ctrl-Z      back to the shell for a while; fg returns                       │
│  Ctrl-C      quit at once                                                    │
│                                                                              │
│  1           cut the network                                                 │
│                                                                              │
│  Idle runs down while nobody uses the session, Absolute in any case.         │
│  … Down for more                                                             │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  q quit`.slice(1),
		);
		await screen.press('Esc');
		expect(screen.frame()).toContain('Idle');
	});

	test('fits into 40 columns and 12 rows', async () => {
		const screen = await openSignedIn({columns: 40, rows: 12});
		await screen.press('?');
		expect(screen.frame()).toBe(
			`
 svt-tui  help
 t           tickle now: one request
             that moves the idle
             deadline
 k           turn keep-alive on or off
 s           sign in, with the stored
             password if there is one
 S           sign in as somebody else,
             or with another password
 o           sign out
 … Down for more
 Esc back  q quit`.slice(1),
		);
	});
});

describe('the help of other screens', () => {
	const extraKeys = [{key: '1', help: () => 'cut the network', press: () => undefined}];

	test('of a refusal is about its keys only, with room between key and words', async () => {
		const screen = await openSignedIn({extraKeys});
		screen.world.appliance.next('tickle', {refusal: refusal('busy')});
		await screen.press('t');
		await screen.pass(seconds(1));
		await screen.press('e', '?');
		expect(screen.frame()).toBe(
			`
 svt-tui  help
╭─ Keys ───────────────────────────────────────────────────────────────────────╮
│  Esc e       back                                                            │
│  r           the whole answer as it came, or the explanation again           │
│  s           sign in, with the stored password if there is one               │
│  t           tickle now: one request that moves the idle deadline            │
│  Left p      the refusal before this one                                     │
│  Right n     the refusal after this one                                      │
│  Down j      scroll down                                                     │
│  Up k        scroll up                                                       │
│  PageDown Space  a page down                                                 │
│  PageUp      a page up                                                       │
│  x           hide host and user, or show them again                          │
│  ?           the keys of this screen                                         │
│  q           quit                                                            │
│  Ctrl-L      draw the screen anew                                            │
│  Ctrl-Z      back to the shell for a while; fg returns                       │
│  Ctrl-C      quit at once                                                    │
│                                                                              │
│  Idle runs down while nobody uses the session, Absolute in any case.         │
│  ~ nothing proves that it still lives, ! soon over, !! nearly over           │
│  ▁▂▃ round trips of the latest tickles, ✕ not accepted                       │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  q quit`.slice(1),
		);
	});

	test('of the list names Esc where it shows all again', async () => {
		const screen = await openList();
		await screen.press('?');
		expect(screen.frame()).not.toContain('show all again');
		await screen.press('Esc', '/', 'd', 'Enter', '?');
		expect(screen.frame()).toContain('Esc         show all again');
	});

	test('of a session that is being signed in to says that Esc cancels', async () => {
		const screen = await openSignedIn();
		screen.world.appliance.next('login', {takes: seconds(20)});
		await screen.press('s', '?');
		expect(screen.frame()).toContain('Esc         cancel the sign-in that is under way');
		expect(screen.frame()).not.toContain('Esc         back');
	});
});

describe('quitting', () => {
	test('while a session is kept alive says when it will end, and asks once', async () => {
		const screen = await openSignedIn();
		await screen.press('q');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:58   ████████████████████  ends 13:10:00 unless used         │
│  Absolute 23:59:57   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:58 · 0 sent, 0 failed                    │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
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
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Quit? ──────────────────────────────────────────────────────────────────────╮
│  dc1 is kept alive by this program. Without that it ends if idle at          │
│  13:10:00, at the latest Mon 12:59:59.                                       │
╰──────────────────────────────────────────────────────────────────────────────╯
 y quit  n stay`.slice(1),
		);
		await screen.press('Esc');
		expect(screen.frame()).not.toContain('Quit?');
		await screen.press('q', 'q');
		expect(screen.end()).toBe('quit');
	});

	test('of a token that is only in memory says that it is lost', async () => {
		const screen = await openSignedIn({profile: {storage: 'memory'}});
		await screen.press('q');
		expect(screen.frame()).toContain(
			`
╭─ Quit? ──────────────────────────────────────────────────────────────────────╮
│  dc1 is kept alive by this program, and its token is only in memory: it is   │
│  lost to this machine, and ends if idle at 13:10:00, at the latest Mon       │
│  12:59:59.                                                                   │
╰──────────────────────────────────────────────────────────────────────────────╯
 y quit  n stay`.slice(1),
		);
	});

	test('asks in 40 columns and 12 rows', async () => {
		const screen = await openSignedIn({columns: 40, rows: 12});
		await screen.press('q');
		expect(screen.frame()).toBe(
			`
 dc1 · administrator@vsphere…  ● online
 Idle        09:58   ends 13:10:00
 Absolute 23:59:57   ends Mon 12:59:59
 Keep-alive  on · next tickle in 02:58
 Renew       ask · password in keychain
 no tickle yet
 13:00:00  signed in, token 3f08
 Quit?
 dc1 is kept alive by this program.
 Without that it ends if idle at
 13:10:00, at the latest Mon 12:59:59.
 y quit  n stay`.slice(1),
		);
	});

	test('asks nothing when no session depends on it', async () => {
		const screen = await openSignedIn({profile: {keepAlive: false}});
		await screen.press('q');
		expect(screen.end()).toBe('quit');
	});

	test('Ctrl-C always quits, also while a password is typed', async () => {
		const screen = await open({start: 'sign-in'});
		await screen.press('q', 'Ctrl-C');
		expect(screen.end()).toBe('interrupted');
	});
});

describe('beside the screen', () => {
	test('notices are shown until a key is pressed, which does what it does', async () => {
		const screen = await openSignedIn({
			notices: ['the settings file was damaged; it was set aside as config.json.damaged-1'],
		});
		expect(screen.frame().split('\n')[0]).toBe(
			' ! the settings file was damaged; it was set aside as config.json.damaged-1',
		);
		expect(screen.frame().split('\n').at(-1)).toBe(
			' Esc hide notice  t tickle  k keep-alive  s sign in  o sign out  ? help  q quit',
		);
		await screen.press('?');
		expect(screen.frame()).not.toContain('damaged');
		expect(screen.frame()).toContain('Keys');
	});

	test('Esc hides notices, any other key does so and what it does', async () => {
		const screen = await open({start: 'sign-in', notices: ['nothing is saved: the keychain is locked']});
		await screen.press(...'dc9', 'Enter');
		expect(screen.frame()).not.toContain('nothing is saved');
		const again = await open({start: 'sign-in', notices: ['nothing is saved: the keychain is locked']});
		expect(again.frame().split('\n').at(-1)).toBe(' Esc hide notice  Enter go on  Ctrl-C quit');
		await again.press('Esc');
		expect(again.frame().split('\n').at(-1)).toBe(' Enter go on  Ctrl-C quit');
	});

	test('a notice beside a question about a certificate stays until Esc hides it, which declines nothing', async () => {
		const world = createWorld();
		world.appliance.next('look', {look: {verified: false, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT'}});
		const screen = await open({world, start: 'sign-in-again', notices: ['nothing is saved: the keychain is locked']});
		await screen.pass(seconds(1));
		await screen.press('Down', 'a');
		expect(screen.frame()).toContain('nothing is saved');
		expect(screen.frame().split('\n').at(-1)).toBe(' Esc hide notice  y accept  n decline  Ctrl-C quit');
		await screen.press('Esc');
		expect(screen.frame()).not.toContain('nothing is saved');
		expect(screen.frame()).toContain('Trust this certificate?');
		expect(screen.frame().split('\n').at(-1)).toBe(' y accept  n decline  Ctrl-C quit');
	});

	test('nor does it cancel a sign-in that is under way', async () => {
		const world = createWorld();
		world.appliance.next('login', {takes: seconds(5)});
		const screen = await open({world, notices: ['nothing is saved: the keychain is locked']});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		await screen.pass(seconds(1));
		await screen.press('x', 'Esc');
		expect(screen.frame()).not.toContain('nothing is saved');
		expect(screen.frame()).toContain('Signing in');
	});

	test('keys of the caller have a line of their own, and say what they do now', async () => {
		let isCut = false;
		const press = () => {
			isCut = !isCut;
		};
		const screen = await openSignedIn({
			extraKeys: [{key: '1', help: () => (isCut ? 'plug the network in' : 'cut the network'), press}],
		});
		expect(screen.frame().split('\n').at(-2)).toBe(' 1 cut the network');
		await screen.press('1');
		await screen.pass(seconds(1));
		expect(screen.frame().split('\n').at(-2)).toBe(' 1 plug the network in');
	});

	test('x hides host and user wherever they stand', async () => {
		const screen = await openSignedIn();
		await screen.press('x');
		expect(screen.frame()).not.toMatch(/administrator|vsphere|example/);
		expect(screen.frame()).toContain('svt-tui  dc1 · (hidden) · (hidden)');
		await screen.press('x');
		expect(screen.frame()).toContain('administrator@vsphere.local');
	});

	test('names that would act on a terminal are shown as what they are', async () => {
		const screen = await openSignedIn({
			profile: {username: 'eve\u001b]0;owned\u0007\u{202e}\r\nroot', origin: 'https://xn--bcher-kva.example'},
		});
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · eve\\u{1b}]0;owned\\u{7}\\u{202e}\\u{d}\\u{a}ro…  ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:58   ████████████████████  ends 13:10:00 unless used         │
│  Absolute 23:59:57   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:58 · 0 sent, 0 failed                    │
│  Renew       ask · token in memory only: it could not be stored              │
│  Token       3f08 · issued 13:00:00                                          │
│  no tickle yet                                                               │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:00  the user name has characters that cannot be seen, so nothing is   │
│            stored under it: type it again                                    │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as eve\\u{1b}]0;owned\\u{7}\\u{202e}\\u{d}\\u{a}root        │
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
});
