import {expect, onTestFinished, test} from 'vitest';
import {minutes, seconds} from '../../source/domain/time.ts';
import {profileNamed} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';

/** The screen of a session that process 7 signed in to at 13:00:00 in Berlin and keeps alive. */
async function openBeside(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen(options);
	onTestFinished(screen.close);
	const keeper = screen.world.open(profileNamed('dc1'), {processId: 7});
	keeper.signIn();
	await screen.pass(seconds(1));
	screen.engine.dispatch({type: 'restore-requested'});
	await screen.pass(seconds(107));
	return {screen, keeper};
}

test('a session that another process keeps alive says by which, and when that tickles', async () => {
	const {screen} = await openBeside();
	expect(screen.frame()).toBe(
		`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        08:12   ████████████████░░░░  ends 13:10:00 unless used         │
│  Absolute 23:58:11   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · by process 7 · next tickle in 01:12                        │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  no tickle yet                                                               │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:01  another svt-tui (process 7) keeps it alive                        │
│  13:00:01  went on with the stored token 3f08                                │
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
});

test('in a narrow window too', async () => {
	const {screen} = await openBeside({columns: 40, rows: 16});
	expect(screen.frame()).toBe(
		`
 dc1 · administrator@vsphere…  ● online
 Idle        08:12   ends 13:10:00
 Absolute 23:58:11   ends Mon 12:59:59
 Keep-alive  on · by 7 · next 01:12
 Renew       ask · password in keychain
 no tickle yet
 13:00:01  another svt-tui (process 7)
           keeps it alive
 13:00:01  went on with the stored
           token 3f08





 t tickle  k keep-alive  ? help  q quit`.slice(1),
	);
});

test('where nothing is to be kept alive here, the other one is told as well', async () => {
	const {screen} = await openBeside({profile: {keepAlive: false}});
	expect(screen.frame()).toContain('│  Keep-alive  off here · kept by process 7 · next tickle in 01:1');
});

test('leaving asks nothing while another process keeps it, and asks once this one has taken over', async () => {
	const {screen, keeper} = await openBeside();
	await keeper.stop();
	await screen.pass(seconds(3));
	expect(screen.frame()).toContain('took over the keep-alive: the other svt-tui is gone');
	await screen.press('q');
	expect(screen.frame()).toContain('dc1 is kept alive by this program.');
	await screen.press('n');

	const beside = await openBeside();
	await beside.screen.press('q');
	expect(beside.screen.end()).toBe('quit');
});

test('the list of sessions says that it is kept', async () => {
	const {screen} = await openBeside({start: 'sessions', profile: {keepAlive: false}});
	await screen.pass(minutes(1));
	expect(screen.frame()).toBe(
		`
 svt-tui  1 session
╭─ Sessions ───────────────────────────────────────────────────────────────────╮
│    Profile           Idle  Absolute  Keep-alive Network    State             │
│  > dc1              07:12  23:57:11  on         ● online   active            │
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
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Enter open  n sign in  / filter  ? help  q quit`.slice(1),
	);
});
