import {describe, expect, onTestFinished, test} from 'vitest';
import {eventReport} from '../../source/domain/event-report.ts';
import {recordOf} from '../../source/domain/session-recording.ts';
import {storedToken} from '../../source/domain/stored-token.ts';
import {earlier, hours, instant, milliseconds, minutes, seconds} from '../../source/domain/time.ts';
import {refusal} from '../support/refusals.ts';
import {noon, password, profileNamed, tokenOf} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';

/** The screen of a session that was signed in at 13:00:00 in Berlin, a second and a bit later. */
async function openSignedIn(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen(options);
	onTestFinished(screen.close);
	screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1', options.profile)});
	await screen.pass(milliseconds(1010));
	return screen;
}

/** Lines of the frame that hold `text`. */
const linesWith = (frame: string, text: string) => frame.split('\n').filter(line => line.includes(text));

const idledOut = refusal('idle-expired', {
	path: '/api/hosts',
	exception: 'UnauthorizedException',
	serverTime: instant(noon + 36_000),
	serverSays: 'The access token 3f08… expired due to inactivity',
	token: {fingerprint: '3f08', isCurrent: true},
});

describe('a living session', () => {
	test('counts down second by second, and a tickle starts the idle limit again', async () => {
		const screen = await openSignedIn();
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
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
		await screen.pass(seconds(1));
		expect(linesWith(screen.frame(), '██')).toEqual([
			'│  Idle        09:57   ████████████████████  ends 13:10:00 unless used         │',
			'│  Absolute 23:59:56   ████████████████████  ends Mon 12:59:59                 │',
		]);
		await screen.press('t');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:59   ████████████████████  ends 13:10:02 unless used         │
│  Absolute 23:59:55   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:59 · 1 sent, 0 failed · 38 ms            │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  13:00 ▂ 13:00   tickles, round trip                                         │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:02  tickle accepted        200    38 ms                               │
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
	});

	test('is kept alive by itself, and shows what each tickle took', async () => {
		const screen = await openSignedIn({profile: {idleLimit: minutes(2)}});
		screen.world.appliance.next('tickle', {}, {takes: milliseconds(180)});
		screen.world.appliance.next('tickle', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
		await screen.pass(seconds(108));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ✕ failing  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        01:22   ██████████████░░░░░░  ends 13:03:12 unless used         │
│  Absolute 23:58:09   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · trying again in 00:01 · 3 sent, 1 failed                   │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  13:00 ▂▇✕ 13:01   tickles, round trip                                       │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:01:48  tickle failed: nothing listens there, again in 2 s                │
│  13:01:12  tickle accepted        200   180 ms                               │
│  13:00:36  tickle accepted        200    38 ms                               │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  e last refusal  ? help  q quit`.slice(1),
		);
	});

	test('whose keep-alive is turned off warns, alarms and dies, which is our word only', async () => {
		const screen = await openSignedIn({profile: {idleLimit: minutes(3)}});
		await screen.press('k');
		await screen.pass(seconds(1));
		expect(linesWith(screen.frame(), 'Keep-alive')).toEqual([
			'│  Keep-alive  off · idles out unless used                                     │',
		]);
		await screen.pass(seconds(148));
		expect(linesWith(screen.frame(), 'Idle')).toEqual([
			'│  Idle        00:29 ! ███░░░░░░░░░░░░░░░░░  ends 13:03:00 unless used         │',
		]);
		await screen.pass(seconds(22));
		expect(linesWith(screen.frame(), 'Idle')).toEqual([
			'│  Idle        00:07!! █░░░░░░░░░░░░░░░░░░░  ends 13:03:00 unless used         │',
		]);
		await screen.pass(seconds(30));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session idled out ──────────────────────────────────────────────────────────╮
│  By our clocks, the session was not used for too long                        │
│  Last accepted request 13:00:00; somebody turned keep-alive off 13:00:01;    │
│  idle limit reached 13:03:00. That is our reckoning: the appliance has not   │
│  said so.                                                                    │
│                                                                              │
│    t  ask the appliance whether it still lives                               │
│    s  sign in with the stored password                                       │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:03:00  the idle limit is over by our clocks                              │
│  13:00:01  keep-alive turned off                                             │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 s sign in  t tickle  k keep-alive  o sign out  l sessions  ? help  q quit`.slice(1),
		);
	});

	test('fits into 40 columns and 12 rows, a line a thing', async () => {
		const screen = await openSignedIn({columns: 40, rows: 12});
		await screen.press('t');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 dc1 · administrator@vsphere…  ● online
 Idle        09:59   ends 13:10:01
 Absolute 23:59:56   ends Mon 12:59:59
 Keep-alive  on · next tickle in 02:59
 Renew       ask · password in keychain
 13:00 ▂ 13:00
 13:00:01  tickle accepted 200 38 ms
 13:00:00  signed in, token 3f08
 13:00:00  signing in as
           administrator@vsphere.local

 t tickle  k keep-alive  ? help  q quit`.slice(1),
		);
	});

	test('is at home on 60 columns and 20 rows', async () => {
		const screen = await openSignedIn({columns: 60, rows: 20});
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.…  ● online  verified
╭─ Session ────────────────────────────────────────────────╮
│  Idle        09:58   ███████████████  ends 13:10:00      │
│  Absolute 23:59:57   ███████████████  ends Mon 12:59:59  │
│                                                          │
│  Keep-alive  on · next tickle in 02:58                   │
│  Renew       ask · password in keychain                  │
│  Token       3f08 · issued 13:00:00                      │
│  no tickle yet                                           │
╰──────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────╮
│  13:00:00  signed in, token 3f08                         │
│  13:00:00  signing in as administrator@vsphere.local     │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
╰──────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  ? help  q quit`.slice(1),
		);
	});

	test('uses the width of 120 columns', async () => {
		const screen = await openSignedIn({columns: 120, rows: 18});
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example                                            ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
│  Idle        09:58   ████████████████████████████████████████████████████████████  ends 13:10:00 unless used         │
│  Absolute 23:59:57   ████████████████████████████████████████████████████████████  ends Mon 12:59:59                 │
│                                                                                                                      │
│  Keep-alive  on · next tickle in 02:58 · 0 sent, 0 failed                                                            │
│  Renew       ask · password in keychain                                                                              │
│  Token       3f08 · issued 13:00:00                                                                                  │
│  no tickle yet                                                                                                       │
╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
│  13:00:00  signed in, token 3f08                                                                                     │
│  13:00:00  signing in as administrator@vsphere.local                                                                 │
│                                                                                                                      │
│                                                                                                                      │
│                                                                                                                      │
╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
	});

	test('is down to its name and its time where nothing else fits', async () => {
		const screen = await openSignedIn({columns: 20, rows: 5});
		expect(screen.frame()).toBe('dc1 09:58');
		await screen.resize(60, 7);
		expect(screen.frame()).toBe('dc1 09:58');
	});

	test('whose appliance has another time says so, once it is more than half a minute', async () => {
		const screen = await openSignedIn();
		screen.world.appliance.next('tickle', {skew: seconds(-29)}, {skew: seconds(-192)});
		await screen.press('t');
		await screen.pass(seconds(1));
		expect(linesWith(screen.frame(), 'Clock')).toEqual([]);
		await screen.press('t');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:59   ████████████████████  ends 13:10:02 unless used         │
│  Absolute 23:59:55   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  on · next tickle in 02:59 · 2 sent, 0 failed · 38 ms            │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  Clock       the appliance’s is 3 min 11 s behind ours                       │
│  13:00 ▂▂ 13:00   tickles, round trip                                        │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:02  tickle accepted        200    38 ms                               │
│  13:00:01  tickle accepted        200    38 ms                               │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
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

	test('that may have ended is drawn so, until it surely has', async () => {
		const screen = await openSignedIn({profile: {keepAlive: false, idleLimit: minutes(1)}});
		await screen.pass(seconds(19));
		const slow = refusal('unreachable', {code: 'SVT_TIMEOUT', phase: 'answer'});
		screen.world.appliance.next('tickle', {takes: seconds(9), refusal: slow});
		await screen.press('t');
		await screen.pass(seconds(45));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ✕ failing  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle       ~00:24!! ████████░░░░░░░░░░░░  unproven, over by 13:01:29        │
│  Absolute 23:58:53   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  off · idles out unless used · 1 sent, 1 failed                  │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  13:00 ✕ 13:00   tickles, round trip                                         │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:29  tickle failed: the answer comes too slowly                        │
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
 t tickle  k keep-alive  s sign in  o sign out  e last refusal  ? help  q quit`.slice(1),
		);
		await screen.pass(seconds(24));
		expect(screen.frame()).toContain('─ Session idled out ─');
	});

	test('whose absolute limit is a matter of its last second is drawn so', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.appliance.next('login', {lifetime: 10});
		const profile = profileNamed('dc1', {absoluteLimit: seconds(11)});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile});
		await screen.pass(milliseconds(10_010));
		expect(linesWith(screen.frame(), 'Absolute')).toEqual([
			'│  Absolute   ~00:00!! ██░░░░░░░░░░░░░░░░░░  unproven, over by 13:00:11        │',
		]);
	});

	test('that somebody else uses as well says so', async () => {
		const screen = await openSignedIn({profile: {keepAlive: false, idleLimit: minutes(1)}});
		await screen.pass(seconds(70));
		await screen.press('t');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        00:59   ████████████████████  ends 13:02:11 unless used         │
│  Absolute 23:58:46   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  off · idles out unless used · 1 sent, 0 failed · 38 ms          │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00 · somebody else uses it                  │
│  13:01 ▂ 13:01   tickles, round trip                                         │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:01:11  accepted after 1 min 11 s without use by svt-tui: somebody else   │
│            uses this token, or its idle limit is longer than 1 min           │
│  13:01:11  tickle accepted        200    38 ms                               │
│  13:01:00  the idle limit is over by our clocks                              │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
	});

	test('whose token is older than the sign-in says so', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.appliance.next('login', {lifetime: 81_301});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		await screen.pass(milliseconds(1010));
		expect(linesWith(screen.frame(), 'reused')).toEqual([
			'│  Absolute 22:34:59   ███████████████████░  ends Mon 11:35:01 · reused token  │',
			'│  Token       3f08 · reused: issued about 1 h 25 min ago                      │',
			'│  13:00:00  signed in, token 3f08: reused, issued about 1 h 25 min ago;       │',
		]);
	});
});

describe('a session that ended', () => {
	test('is explained: what happened, when, what was learnt from it, and what to do', async () => {
		const screen = await openSignedIn({profile: {idleLimit: minutes(2)}});
		screen.world.appliance.next('tickle', {refusal: idledOut});
		await screen.pass(seconds(60));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ended ──────────────────────────────────────────────────────────────╮
│  The session ended: it was not used for too long                             │
│  The appliance ends a token that no request uses for its idle limit (36 s).  │
│  13:00:36 · status 401 · /api/hosts                                          │
│  Last accepted request 13:00:00; idle limit reached 13:00:36.                │
│                                                                              │
│    s  sign in with the stored password                                       │
│    e  the whole refusal, with the server’s words                             │
│  - Sign in again; the password is stored:                                    │
│      svt-tui login dc1                                                       │
│  - Keep the next session from idling out:                                    │
│      svt-tui login dc1 --keep-alive                                          │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:36  the appliance ended an unused session after 36 s, not 2 min:      │
│            from now on that is taken for its idle limit                      │
│  13:00:36  token refused: it was not used for too long                       │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 s sign in  t tickle  k keep-alive  o sign out  e last refusal  ? help  q quit`.slice(1),
		);
	});

	test('goes on after the next sign-in, with the stored password at one key', async () => {
		const screen = await openSignedIn({profile: {idleLimit: minutes(2)}});
		screen.world.appliance.next('tickle', {refusal: idledOut});
		await screen.pass(seconds(60));
		screen.world.appliance.next('login', {takes: seconds(4)});
		await screen.press('s');
		await screen.pass(seconds(2));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Signing in ─────────────────────────────────────────────────────────────────╮
│  As administrator@vsphere.local, for 1 s                                     │
│  Waiting for the answer of the appliance                                     │
│                                                                              │
│  Esc  cancel                                                                 │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:01:01  signing in as administrator@vsphere.local                         │
│  13:00:36  the appliance ended an unused session after 36 s, not 2 min:      │
│            from now on that is taken for its idle limit                      │
│  13:00:36  token refused: it was not used for too long                       │
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
 Esc cancel  e last refusal  l sessions  ? help  q quit`.slice(1),
		);
		await screen.pass(seconds(3));
		expect(linesWith(screen.frame(), 'Idle')).toEqual([
			'│  Idle        00:31   █████████████████░░░  ends 13:01:37 unless used         │',
		]);
	});

	test('is asked about while only our clocks call it over', async () => {
		const screen = await openSignedIn({profile: {idleLimit: minutes(1)}});
		screen.world.appliance.always('tickle', {
			refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'}),
		});
		await screen.pass(seconds(80));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ✕ failing  verified
╭─ Session idled out ──────────────────────────────────────────────────────────╮
│  By our clocks, the session was not used for too long                        │
│  Last accepted request 13:00:00; connection refused from 13:00:18 to the     │
│  end (13 tries); idle limit reached 13:01:00; the machine did not sleep.     │
│  That is our reckoning: the appliance has not said so.                       │
│                                                                              │
│  Asking the appliance again in 00:12                                         │
│  If it lives, it has 23:58:37 left.                                          │
│    s  sign in with the stored password                                       │
│    e  the whole refusal, with the server’s words                             │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:01:00  the idle limit is over by our clocks                              │
│  13:00:59  tickle failed: nothing listens there, again in 2 s                │
│  13:00:57  tickle failed: nothing listens there, again in 2 s                │
│  13:00:55  tickle failed: nothing listens there, again in 2 s                │
│  13:00:53  tickle failed: nothing listens there, again in 2 s                │
│  13:00:51  tickle failed: nothing listens there, again in 2 s                │
│  13:00:49  tickle failed: nothing listens there, again in 2 s                │
│  13:00:46  tickle failed: nothing listens there, again in 3 s                │
│  13:00:43  tickle failed: nothing listens there, again in 4 s                │
╰──────────────────────────────────────────────────────────────────────────────╯
 s sign in  t tickle  k keep-alive  o sign out  e last refusal  ? help  q quit`.slice(1),
		);
	});

	test('at its absolute limit signs in again by itself where that is wanted', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		const profile = profileNamed('dc1', {renew: 'auto', absoluteLimit: minutes(20)});
		screen.world.appliance.next('login', {lifetime: 60}, {lifetime: 1199});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile});
		await screen.pass(milliseconds(62_300));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:59   ████████████████████  ends 13:11:01 unless used         │
│  Absolute    19:58   ████████████████████  ends 13:21:00                     │
│                                                                              │
│  Keep-alive  on · next tickle in 02:59 · 1 sent, 0 failed · 38 ms            │
│  Renew       auto · signs in anew 13:20:00 · password in keychain            │
│  Token       0f6b · issued 13:01:01                                          │
│  no tickle yet                                                               │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:01:01  signed in, token 0f6b                                             │
│  13:01:01  signing in by itself as administrator@vsphere.local               │
│  13:01:01  the absolute limit is over by our clocks                          │
│  13:00:00  signed in, token 3f08: reused, issued about 19 min ago; other     │
│            programs may share it                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit`.slice(1),
		);
	});

	test('stops at another certificate, and says that nothing is sent any more', async () => {
		const screen = await openSignedIn();
		screen.world.appliance.next('tickle', {
			refusal: refusal('certificate-changed', {code: 'SVT_PIN', phase: 'handshake', shape: undefined}),
		});
		await screen.press('t');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.examp…  ✕ certificate changed
╭─ Session ────────────────────────────────────────────────────────────────────╮
│  Idle        09:57   ████████████████████  ends 13:10:00 unless used         │
│  Absolute 23:59:56   ████████████████████  ends Mon 12:59:59                 │
│                                                                              │
│  Keep-alive  stopped · nothing is sent: e says why, t tries again            │
│  Renew       ask · password in keychain                                      │
│  Token       3f08 · issued 13:00:00                                          │
│  13:00 ✕ 13:00   tickles, round trip                                         │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:01  keep-alive stopped: the appliance shows another certificate than  │
│            before                                                            │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 t tickle  k keep-alive  s sign in  o sign out  e last refusal  ? help  q quit`.slice(1),
		);
		await screen.resize(40, 12);
		expect(screen.frame().split('\n')[0]).toBe(' dc1 · administrator@…  ✕ cert. changed');
	});

	test('is told in 40 columns and 12 rows', async () => {
		const screen = await openSignedIn({columns: 40, rows: 12, profile: {idleLimit: minutes(2)}});
		screen.world.appliance.next('tickle', {refusal: idledOut});
		await screen.pass(seconds(60));
		expect(screen.frame()).toBe(
			`
 dc1 · administrator@vsphere…  ● online
 The session ended: it was not used fo…
 13:00:36 · status 401 · /api/hosts
 Last accepted request 13:00:00; idle
 limit reached 13:00:36.

   s  sign in with the stored password
   e  the whole refusal, with the serv…
 - Sign in again; the password is
   stored:
     svt-tui login dc1
 s sign in  t tickle  ? help  q quit`.slice(1),
		);
	});

	test('in an outage is told in 40 columns and 12 rows', async () => {
		const screen = await openSignedIn({columns: 40, rows: 12, profile: {idleLimit: minutes(1)}});
		screen.world.appliance.always('tickle', {
			refusal: refusal('unreachable', {code: 'EHOSTUNREACH', phase: 'connect'}),
		});
		await screen.pass(seconds(80));
		expect(screen.frame()).toBe(
			`
 dc1 · administrator@vspher…  ✕ failing
 By our clocks, the session was not us…
 Last accepted request 13:00:00; no
 route from 13:00:18 to the end (13
 tries); idle limit reached 13:01:00;
 the machine did not sleep.

 Asking the appliance again in 00:12
 If it lives, it has 23:58:37 left.
   s  sign in with the stored password
   e  the whole refusal, with the serv…
 s sign in  t tickle  ? help  q quit`.slice(1),
		);
	});

	test('before svt-tui came is told from what is written', async () => {
		const screen = await openStoryScreen({profile: {storage: 'keychain'}});
		onTestFinished(screen.close);
		const {username, origin} = profileNamed('dc1');
		screen.world.secrets.put(
			{holds: 'token', username, origin},
			storedToken(tokenOf('bearer', earlier(noon, hours(8)))),
		);
		await screen.world.events.store.append([
			eventReport('dc1', {
				at: earlier(noon, hours(7)),
				happening: {what: 'tickle-accepted', status: 200, roundTrip: milliseconds(38)},
			}),
			eventReport('dc1', {
				at: earlier(noon, minutes(1)),
				happening: {what: 'machine-slept', span: milliseconds(hours(7) - minutes(3))},
			}),
		]);
		const end = earlier(noon, milliseconds(hours(7) - minutes(10)));
		screen.world.records.put({
			...recordOf(screen.engine.getSnapshot(), 7, noon),
			token: {
				fingerprint: tokenOf('bearer', noon).fingerprint,
				reused: false,
				shared: false,
				grantedAt: noon,
				issuedAt: undefined,
			},
			idle: {earliest: end, latest: end},
		});
		screen.engine.dispatch({type: 'restore-requested'});
		await screen.pass(milliseconds(100));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ○ unknown  verified
╭─ Session idled out ──────────────────────────────────────────────────────────╮
│  By our clocks, the session was not used for too long                        │
│  Last accepted request 06:00:00; the machine slept from 06:02:00 to          │
│  12:59:00; idle limit reached 06:10:00. That is our reckoning: the           │
│  appliance has not said so.                                                  │
│                                                                              │
│  Asking the appliance again in 00:01                                         │
│  If it lives, it has 15:59:59 left.                                          │
│    s  sign in with the stored password                                       │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:00  the idle limit is over by our clocks                              │
│  13:00:00  went on with the stored token 2454                                │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 s sign in  t tickle  k keep-alive  o sign out  l sessions  ? help  q quit`.slice(1),
		);
	});
});

describe('a session whose token the keychain does not give', () => {
	const problem = 'the keyring is locked and no window can open to unlock it: unlock it first';

	test('is not called signed out, and s asks for the password', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.secrets.lock(problem);
		screen.engine.dispatch({type: 'restore-requested'});
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ○ unknown  verified
╭─ Token not read ─────────────────────────────────────────────────────────────╮
│  The keychain did not give the token: a session may live                     │
│  The keyring is locked and no window can open to unlock it: unlock it        │
│  first.                                                                      │
│                                                                              │
│    r  read it again                                                          │
│    s  sign in                                                                │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:00  the keyring is locked and no window can open to unlock it:        │
│            unlock it first                                                   │
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
 s sign in  r read again  l sessions  ? help  q quit`.slice(1),
		);
		await screen.press('l');
		expect(linesWith(screen.frame(), 'dc1')).toEqual([
			'│  > dc1              --:--     --:--  on         ○ unknown  token not read    │',
		]);
		await screen.press('Enter', 's');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Who are you?');
		screen.world.secrets.unlock();
		await screen.press(...'correct horse', 'Enter');
		await screen.pass(seconds(1));
		await screen.press('o', 'y');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Signed out; the token is revoked, and the appliance refuses it by now.');
	});

	test('goes on with r once it is unlocked, and says when there is no token after all', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.secrets.lock(problem);
		screen.engine.dispatch({type: 'restore-requested'});
		await screen.pass(seconds(1));
		await screen.press('r');
		expect(screen.frame()).toContain('Token not read');
		screen.world.secrets.unlock();
		await screen.press('r');
		expect(screen.frame()).toContain('There is no session.');
		expect(screen.frame()).not.toContain('read again');
		screen.world.secrets.lock('the keyring does not answer');
		screen.engine.dispatch({type: 'restore-requested'});
		await screen.pass(seconds(1));
		expect(linesWith(screen.frame(), 'not answer')[0]).toBe(
			'│  The keyring does not answer.                                                │',
		);
		const {profile} = screen.engine.getSnapshot();
		const token = {holds: 'token', username: profile.username, origin: profile.origin} as const;
		screen.world.secrets.put(token, storedToken(tokenOf('bearer-1', noon)));
		screen.world.secrets.unlock();
		await screen.press('r');
		expect(screen.frame()).toContain('went on with the stored token');
		expect(linesWith(screen.frame(), 'Idle')).toHaveLength(1);
	});

	test('is waited for until Esc, which goes on without it', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.secrets.hold();
		screen.engine.dispatch({type: 'restore-requested'});
		await screen.pass(seconds(5));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ○ unknown  verified
╭─ Looking for a stored session ───────────────────────────────────────────────╮
│  Waiting for the keychain to give the token …                                │
│  If it is locked, it asks in a window of its own.                            │
│                                                                              │
│  Esc  go on without it                                                       │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
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
 Esc cancel  l sessions  ? help  q quit`.slice(1),
		);
		await screen.press('Esc');
		expect(linesWith(screen.frame(), 'not waited')[0]).toBe(
			'│  The keychain was not waited for.                                            │',
		);
		await screen.press('s');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('Who are you?');
	});

	test('says so in 40 columns and 12 rows', async () => {
		const screen = await openStoryScreen({columns: 40, rows: 12});
		onTestFinished(screen.close);
		screen.world.secrets.lock(problem);
		screen.engine.dispatch({type: 'restore-requested'});
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 dc1 · administrator@vspher…  ○ unknown
 The keychain did not give the token: a
 session may live
 The keyring is locked and no window
 can open to unlock it: unlock it
 first.

   r  read it again
   s  sign in
 13:00:00  the keyring is locked and no
           window can open to unlock i…
 s sign in  r read again  ? help  q quit`.slice(1),
		);
	});
});

describe('signing in', () => {
	test('with a wrong password ends at what to do about it, and sends nothing by itself', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.appliance.next('login', {
			refusal: refusal('wrong-credentials', {
				path: '/api/oauth/token',
				error: 'invalid_grant',
				serverSays: 'Bad credentials',
			}),
		});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		await screen.pass(minutes(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Blocked ────────────────────────────────────────────────────────────────────╮
│  User name or password refused                                               │
│  The appliance checks them with the hypervisor's management (vCenter, or     │
│  Active Directory for Hyper-V). svt-tui does not send this password again    │
│  by itself.                                                                  │
│  13:00:00 · status 401 · /api/oauth/token                                    │
│                                                                              │
│    s  sign in                                                                │
│    e  the whole refusal, with the server’s words                             │
│  - Check user name (administrator@vsphere.local, DOMAIN\\user) and password,  │
│    then sign in again: directories lock an account after three to five       │
│    wrong ones                                                                │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:00  sign-in refused: user name or password refused                    │
│  13:00:00  signing in as administrator@vsphere.local                         │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 s sign in  o sign out  e last refusal  l sessions  ? help  q quit`.slice(1),
		);
		expect(screen.world.appliance.requests('login')).toHaveLength(1);
	});

	test('is cancelled by Esc', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.appliance.next('login', {takes: seconds(20)});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		await screen.pass(seconds(5));
		expect(linesWith(screen.frame(), 'As admin')).toEqual([
			'│  As administrator@vsphere.local, for 4 s                                     │',
		]);
		await screen.press('Esc');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example   ○ unknown  verified
╭─ Signed out ─────────────────────────────────────────────────────────────────╮
│  There is no session.                                                        │
│                                                                              │
│    s  sign in with the stored password                                       │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:05  sign-in cancelled                                                 │
│  13:00:00  signing in as administrator@vsphere.local                         │
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
 s sign in  l sessions  ? help  q quit`.slice(1),
		);
	});
});

describe('signing out', () => {
	test('asks, warns that others may share the token, and says what was confirmed', async () => {
		const screen = await openSignedIn();
		await screen.press('o');
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
╭─ Sign out of dc1? ───────────────────────────────────────────────────────────╮
│  The token is revoked at the appliance. Others who signed in with this       │
│  account may share it: their sessions end too.                               │
╰──────────────────────────────────────────────────────────────────────────────╯
 y sign out  f forget password  n stay`.slice(1),
		);
		await screen.press('n');
		expect(screen.world.appliance.requests('revoke')).toEqual([]);
		await screen.press('o', 'f');
		await screen.pass(seconds(1));
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified
╭─ Signed out ─────────────────────────────────────────────────────────────────╮
│  Signed out; the token is revoked, and the appliance refuses it by now.      │
│  Other programs that signed in as the same user may have had the same        │
│  token: theirs is revoked as well.                                           │
│                                                                              │
│    s  sign in                                                                │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Events ─────────────────────────────────────────────────────────────────────╮
│  13:00:01  signed out: the token is revoked, and refused by now              │
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
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 s sign in  l sessions  ? help  q quit`.slice(1),
		);
		expect(screen.world.appliance.requests('revoke')).toHaveLength(1);
		expect(screen.world.secrets.names()).toEqual([]);
	});

	test('that the appliance did not confirm says until when the token is taken', async () => {
		const screen = await openSignedIn();
		screen.world.appliance.next('revoke', {refusal: refusal('unreachable', {code: 'ECONNREFUSED', phase: 'connect'})});
		await screen.press('o', 'y');
		await screen.pass(seconds(1));
		expect(screen.frame().split('\n').slice(1, 13)).toEqual([
			'╭─ Signed out ─────────────────────────────────────────────────────────────────╮',
			'│  Signed out here, but the appliance did not confirm that the token is        │',
			'│  revoked.                                                                    │',
			'│  The appliance forgets it at 13:10:00 unless somebody uses it, at the        │',
			'│  latest Mon 13:00:00.                                                        │',
			'│                                                                              │',
			'│    s  sign in with the stored password                                       │',
			'╰──────────────────────────────────────────────────────────────────────────────╯',
			'╭─ Events ─────────────────────────────────────────────────────────────────────╮',
			'│  13:00:01  signed out here; the appliance did not confirm it: nothing        │',
			'│            listens there                                                     │',
			'│  13:00:00  signed in, token 3f08                                             │',
		]);
	});

	test('of a token that was given to somebody before says whose session ends', async () => {
		const screen = await openStoryScreen();
		onTestFinished(screen.close);
		screen.world.appliance.next('login', {lifetime: 81_301});
		screen.engine.dispatch({type: 'sign-in-requested', password, profile: profileNamed('dc1')});
		screen.input.sessions.open(profileNamed('twin', {origin: 'https://dc1.example'}));
		await screen.pass(seconds(1));
		await screen.press('o');
		expect(screen.frame().split('\n').slice(-5)).toEqual([
			'╭─ Sign out of dc1? ───────────────────────────────────────────────────────────╮',
			'│  The token is revoked at the appliance. It was given to somebody before you  │',
			'│  signed in here: their sessions end too. The same account: twin.             │',
			'╰──────────────────────────────────────────────────────────────────────────────╯',
			' y sign out  f forget password  n stay',
		]);
	});

	test('of a token that the appliance refused says that nothing ends there, and has no password to forget', async () => {
		const screen = await openSignedIn({profile: {savePassword: false}});
		screen.world.appliance.next('tickle', {refusal: idledOut});
		await screen.press('t');
		await screen.pass(seconds(1));
		await screen.press('o');
		expect(screen.frame().split('\n').slice(-5)).toEqual([
			'╭─ Sign out of dc1? ───────────────────────────────────────────────────────────╮',
			'│  The session is over already, so nothing ends at the appliance. Its token    │',
			'│  is forgotten here.                                                          │',
			'╰──────────────────────────────────────────────────────────────────────────────╯',
			' y sign out  n stay',
		]);
		await screen.press('f');
		expect(screen.frame()).toContain('Sign out of dc1?');
	});
});
