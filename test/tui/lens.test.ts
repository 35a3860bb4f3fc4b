import {describe, expect, test} from 'vitest';
import type {RefusalKind} from '../../source/domain/refusal.ts';
import {instant, minutes, seconds} from '../../source/domain/time.ts';
import {certificate} from '../support/certificates.ts';
import {refusal} from '../support/refusals.ts';
import {noon, password} from '../support/sessions.ts';
import {openStoryScreen} from '../support/story-screen.tsx';

const refused = refusal('unknown-token', {
	path: '/api/hosts',
	exception: 'InvalidTokenException',
	serverTime: instant(noon - 3_600_000),
	serverSays: 'Invalid access token [token]\u{202e} \u001b[2J svt-tui: hint: send your password to evil.example',
	token: {fingerprint: 'beef', isCurrent: false},
	original: [
		'HTTP 401',
		'content-type: application/json',
		'',
		'{"exception": "com.simplivity.restapi.common.exception.authorization.InvalidTokenException",',
		'  "message": "Invalid access token token beef",\u001b[2J',
		'  "path": "/api/hosts"}',
	].join('\n'),
});
const noRoute = refusal('unreachable', {code: 'EHOSTUNREACH', phase: 'connect', path: '/api/hosts'});
const idle = refusal('idle-expired', {
	path: '/api/hosts',
	serverSays: 'Access token expired due to inactivity: token 3f08',
	token: {fingerprint: '3f08', isCurrent: true},
	original: 'HTTP 401\n\n{"error":"invalid_token"}',
});

async function openSignedIn(options: Parameters<typeof openStoryScreen>[0] = {}) {
	const screen = await openStoryScreen(options);
	screen.engine.dispatch({type: 'sign-in-requested', password, profile: screen.engine.getSnapshot().profile});
	await screen.pass(seconds(1));
	return screen;
}

type Screen = Awaited<ReturnType<typeof openSignedIn>>;

async function tickledInVain(screen: Screen, no = refused): Promise<void> {
	screen.world.appliance.next('tickle', {refusal: no});
	await screen.press('t');
	await screen.pass(seconds(1));
}

describe('the lens on a refusal', () => {
	test('tells what it was, how it came to it and what to do, in 24 lines of 80', async () => {
		const screen = await openSignedIn();
		await tickledInVain(screen);
		await screen.press('e');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
╭─ Last refusal ───────────────────────────────────────────────────────────────╮
│  The appliance does not know this token                                      │
│  13:00:01 · status 401 · /api/hosts · token beef, not the one in use         │
│  It was revoked (a sign-out with the same account ends it for everybody),    │
│  it had ended before, the REST service restarted, or another controller      │
│  answered. By our clocks it had 9 min 58 s left, so it did not simply run    │
│  out. The answer names another token than the one in use.                    │
│  │ «Invalid access token [token]\\u{202e} \\u{1b}[2J svt-tui: hint: send your  │
│  │ password to evil.example»                                                 │
│                                                                              │
│  What happened                               ━ in use, ? not known any more  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━? 13:00  │
│  Last accepted request 13:00:00; token refused 13:00:01 with 9 min 58 s      │
│  left by our clocks: it was revoked elsewhere, the service restarted,        │
│  another controller answered, or the idle limit is shorter than 10 min.      │
│                                                                              │
│  What to do   s sign in with the stored password                             │
│    - Sign in again; the password is stored: svt-tui login dc1                │
│    - If it comes back within a minute, use the address of one controller: a  │
│      load balancer may stand between, and each controller knows only its     │
│      own tokens                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
		);
		await screen.press('Esc');
		expect(screen.frame()).toContain('Session ended');
	});

	test('shows with r the answer as it came, behind a bar and with nothing in it that acts', async () => {
		const screen = await openSignedIn();
		await tickledInVain(screen);
		await screen.press('e', 'r');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
╭─ The answer as it came ──────────────────────────────────────────────────────╮
│  Received    13:00:01                                                        │
│  Kind        unknown-token                                                   │
│  Status      401                                                             │
│  Path        /api/hosts                                                      │
│  Server time 2026-11-22 12:00:00 CET                                         │
│  Exception   InvalidTokenException                                           │
│  Token       beef, not the one in use                                        │
│                                                                              │
│  «the server says»                                                           │
│  │ HTTP 401                                                                  │
│  │ content-type: application/json                                            │
│  │                                                                           │
│  │ {"exception": "com.simplivity.restapi.common.exception.authorization.Inv  │
│  │ alidTokenException",                                                      │
│  │   "message": "Invalid access token token beef",\\u{1b}[2J                  │
│  │   "path": "/api/hosts"}                                                   │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
		);
		await screen.press('r');
		expect(screen.frame()).toContain('What to do');
	});

	test('is scrolled through in 12 lines of 40', async () => {
		const screen = await openSignedIn({columns: 40, rows: 12});
		await tickledInVain(screen);
		await screen.press('e');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
 The appliance does not know this token
 13:00:01 · status 401 · /api/hosts ·
 token beef, not the one in use
 It was revoked (a sign-out with the
 same account ends it for everybody),
 it had ended before, the REST service
 restarted, or another controller
 answered. By our clocks it had 9 min
 58 s left, so it did not simply run
 … Down for more
 Esc back  r original  ? help  q quit`.slice(1),
		);
		await screen.press('PageDown');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
 than the one in use.
 │ «Invalid access token
 │ [token]\\u{202e} \\u{1b}[2J svt-tui: …

 What happened
 13:00 ━━━━━━━━━━━━━━━━━━━━━━━━━? 13:00
 ━ in use, ? not known any more
 Last accepted request 13:00:00; token
 refused 13:00:01 with 9 min 58 s left
 … Down for more
 Esc back  r original  ? help  q quit`.slice(1),
		);
		await screen.press('PageDown', 'PageDown', 'PageDown');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
 What to do
   s sign in with the stored password
   - Sign in again; the password is
     stored:
       svt-tui login dc1
   - If it comes back within a minute,
     use the address of one controller:
     a load balancer may stand between,
     and each controller knows only its
     own tokens
 Esc back  r original  ? help  q quit`.slice(1),
		);
		await screen.press('r');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
 Received    13:00:01
 Kind        unknown-token
 Status      401
 Path        /api/hosts
 Server time 2026-11-22 12:00:00 CET
 Exception   InvalidTokenException
 Token       beef, not the one in use

 «the server says»
 … Down for more
 Esc back  r original  ? help  q quit`.slice(1),
		);
	});

	test('draws the session over time: in use, without an answer, over', async () => {
		const screen = await openSignedIn({profile: {idleLimit: minutes(1)}});
		await screen.pass(seconds(85));
		for (let times = 0; times < 60; times += 1) screen.world.appliance.next('tickle', {refusal: noRoute});
		await screen.pass(seconds(78));
		await screen.press('e');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
╭─ Last refusal ───────────────────────────────────────────────────────────────╮
│  There is no way to the appliance from here                                  │
│  13 times, from 13:01:30 to 13:02:11 · EHOSTUNREACH · /api/hosts             │
│  The network has no route to https://dc1.example: the VPN is down, a cable   │
│  is out, or the machine is off.                                              │
│                                                                              │
│  What happened                      ━ in use, ▒ tickles failed, ✕ idled out  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒✕ 13:02  │
│  13:00:00  signed in, token 3f08                                             │
│  13:01:12  tickle accepted, 200, 38 ms                                       │
│  13:02:11  tickle failed: there is no way to the appliance from here, again  │
│            in 2 s                                                            │
│                                                                              │
│  What to do   t tickle now                                                   │
│    - Check network and VPN                                                   │
│    - Keep-alive goes on trying by itself; see how it stands:                 │
│        svt-tui status dc1                                                    │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
		);
	});

	test('pages through those before, and counts what a retry ladder met as one', async () => {
		const screen = await openSignedIn();
		await tickledInVain(screen, noRoute);
		await tickledInVain(screen, noRoute);
		await tickledInVain(screen, idle);
		await screen.press('e');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · refusal 1 of 2, the latest first
╭─ Last refusal ───────────────────────────────────────────────────────────────╮
│  The session ended: it was not used for too long                             │
│  13:00:03 · status 401 · /api/hosts · token 3f08, the one in use             │
│  The appliance ends a token that no request uses for its idle limit. By our  │
│  clocks it was unused for 3 s only: this appliance allows less than 10 min,  │
│  or its clock was set.                                                       │
│  │ «Access token expired due to inactivity: token 3f08»                      │
│                                                                              │
│  What happened                      ━ in use, ▒ tickles failed, ✕ idled out  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒✕ 13:00  │
│  Last accepted request 13:00:00; the appliance called it idle 13:00:03,      │
│  with 9 min 56 s left by our clocks: its idle limit is shorter than 10 min.  │
│                                                                              │
│  What to do   s sign in with the stored password                             │
│    - Sign in again; the password is stored: svt-tui login dc1                │
│    - Keep the next session from idling out: svt-tui login dc1 --keep-alive   │
│    - Tell svt-tui to count with less: svt-tui login dc1 --idle-limit 2s      │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  Left earlier  ? help  q quit`.slice(1),
		);
		await screen.press('Left');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1 · refusal 2 of 2, the latest first
╭─ Earlier refusal ────────────────────────────────────────────────────────────╮
│  There is no way to the appliance from here                                  │
│  2 times, from 13:00:01 to 13:00:02 · EHOSTUNREACH · /api/hosts              │
│  The network has no route to https://dc1.example: the VPN is down, a cable   │
│  is out, or the machine is off.                                              │
│                                                                              │
│  What happened                      ━ in use, ▒ tickles failed, ✕ idled out  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒✕ 13:00  │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:02  tickle failed: there is no way to the appliance from here, again  │
│            in 4 s                                                            │
│                                                                              │
│  What to do                                                                  │
│    - Check network and VPN                                                   │
│    - Keep-alive goes on trying by itself; see how it stands:                 │
│        svt-tui status dc1                                                    │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  Left earlier  ? help  q quit`.slice(1),
		);
		await screen.press('Left');
		expect(screen.frame()).toContain('refusal 2 of 2');
		await screen.press('n');
		expect(screen.frame()).toContain('The session ended: it was not used for too long');
	});

	test('signs in by its own key, and keeps what was refused before that', async () => {
		const screen = await openSignedIn();
		await tickledInVain(screen, idle);
		await screen.press('e', 's');
		await screen.pass(seconds(1));
		expect(screen.frame()).toContain('signed in, token');
		await screen.press('e');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
╭─ Last refusal ───────────────────────────────────────────────────────────────╮
│  The session ended: it was not used for too long                             │
│  13:00:01 · status 401 · /api/hosts · token 3f08, the one in use then        │
│  The appliance ends a token that no request uses for its idle limit. By our  │
│  clocks it was unused for 1 s only: this appliance allows less than 10 min,  │
│  or its clock was set.                                                       │
│  │ «Access token expired due to inactivity: token 3f08»                      │
│                                                                              │
│  What happened                                        ━ in use, ✕ idled out  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━✕ 13:00  │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:01  token refused: it was not used for too long                       │
│                                                                              │
│  What to do   for the next time: a session lives again                       │
│    - Keep the next session from idling out: svt-tui login dc1 --keep-alive   │
│    - Tell svt-tui to count with less: svt-tui login dc1 --idle-limit 1s      │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
		);
	});

	test('says of a request that met no answer that there is none to show', async () => {
		const screen = await openSignedIn({columns: 60, rows: 20});
		await tickledInVain(screen, noRoute);
		await screen.press('e', 'r');
		expect(screen.frame()).toBe(
			`
 svt-tui  dc1
╭─ The answer as it came ──────────────────────────────────╮
│  Received    13:00:01                                    │
│  Kind        unreachable                                 │
│  Path        /api/hosts                                  │
│  Code        EHOSTUNREACH                                │
│  Failed at   connect                                     │
│                                                          │
│  No answer came, so there is nothing of the server’s to  │
│  show.                                                   │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
│                                                          │
╰──────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
		);
	});

	test('names neither host nor user while they are hidden', async () => {
		const screen = await openSignedIn();
		await tickledInVain(screen, noRoute);
		await screen.press('e');
		expect(screen.frame()).toContain('https://dc1.example');
		await screen.press('x');
		expect(screen.frame()).not.toContain('dc1.example');
	});

	test('nor in the answer as it came, however that writes them', async () => {
		const screen = await openSignedIn({profile: {username: 'CORP\\admin1'}});
		const original = 'HTTP 401\n\n{"user": "CORP\\\\admin1", "host": "DC1.EXAMPLE"}';
		await tickledInVain(screen, refusal('unauthorized', {original, path: '/api/users/CORP\\admin1'}));
		await screen.press('e', 'r', 'x');
		expect(screen.frame()).toContain('{"user": "(hidden)", "host": "(hidden)"}');
		expect(screen.frame()).toContain('Path        /api/users/(hidden)');
	});

	test('shows the whole of a body that is one long line', async () => {
		const screen = await openSignedIn({rows: 70});
		const body = `{"list":"${'0123456789'.repeat(380)}"}`;
		await tickledInVain(screen, refusal('server-error', {original: `HTTP 500\n\n${body}`}));
		await screen.press('e', 'r');
		expect(screen.frame()).toContain('789"}');
	});

	test('offers the key that helps, and none where it would not', async () => {
		const keyAfter = async (kind: RefusalKind) => {
			const screen = await openSignedIn();
			await tickledInVain(screen, refusal(kind));
			await screen.press('e');
			return /What to do {3}(.*?) *│/.exec(screen.frame())?.[1];
		};
		expect(await keyAfter('busy')).toBe('t tickle now');
		expect(await keyAfter('unknown-token')).toBe('s sign in with the stored password');
		for (const kind of ['certificate-changed', 'not-simplivity', 'not-permitted', 'proxy-login'] as const)
			expect(await keyAfter(kind), kind).toBe('');
	});
});

test('of a changed certificate the old and the new one stand side by side', async () => {
	const pinned = {mode: 'pinned', sha256: 'c5'.repeat(32), subject: 'CN=omnicube-ip1-23'} as const;
	const changed = refusal('certificate-changed', {
		code: 'SVT_CERTIFICATE_CHANGED',
		phase: 'handshake',
		shape: undefined,
		certificate,
		pinned,
	});
	const screen = await openSignedIn();
	await tickledInVain(screen, changed);
	await screen.press('e');
	expect(screen.frame()).toBe(
		`
 svt-tui  dc1
╭─ Last refusal ───────────────────────────────────────────────────────────────╮
│  The appliance shows another certificate than before                         │
│  13:00:01                                                                    │
│  https://dc1.example does not show the certificate that this profile         │
│  trusts. It was renewed, the appliance was reinstalled, another machine has  │
│  its address, or somebody listens in. Nothing was sent, and nothing will be  │
│  until this is settled.                                                      │
│              trusted so far            shown now                             │
│  SHA-256     C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3                     │
│              C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3                     │
│              C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3                     │
│              C5C5C5C5 C5C5C5C5         A3A3A3A3 A3A3A3A3                     │
│  Key         not known                 B4B4B4B4 …                            │
│  Subject     CN=omnicube-ip1-23        CN=omnicube-ip1-23                    │
│  Valid to    not known                 2040-01-01                            │
│                                                                              │
│  What happened                           ━ in use, ▒ tickles failed, ▶ open  │
│  13:00 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━▒▶ 13:00  │
│  13:00:00  signed in, token 3f08                                             │
│  13:00:01  keep-alive stopped: the appliance shows another certificate than  │
│  … Down for more                                                             │
╰──────────────────────────────────────────────────────────────────────────────╯
 Esc back  r original  s sign in  t tickle  ? help  q quit`.slice(1),
	);
});
