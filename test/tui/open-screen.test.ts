import {describe, expect, onTestFinished, test} from 'vitest';
import {milliseconds, seconds} from '../../source/domain/time.ts';
import {createOpenScreen, type ScreenTerminal} from '../../source/tui/open-screen.tsx';
import {createDrawnTerminal} from '../support/drawn-terminal.ts';
import {password, profileNamed} from '../support/sessions.ts';
import {createScreenInput} from '../support/story-screen.tsx';
import {createWorld} from '../support/world.ts';

/** A screen of a living session, on a terminal. */
async function openOnTerminal(
	options: {readonly size?: {columns: number; rows: number}} & Partial<ScreenTerminal> = {},
) {
	const {size, ...more} = options;
	const terminal = createDrawnTerminal(size);
	const world = createWorld();
	const stop = new AbortController();
	const input = createScreenInput(world, {start: {screen: 'session', profile: 'dc1'}, stop: stop.signal});
	const profile = profileNamed('dc1');
	input.sessions.open(profile).dispatch({type: 'sign-in-requested', password, profile});
	await world.pass(milliseconds(1010));
	const openScreen = createOpenScreen({
		stdin: terminal.stdin,
		stdout: terminal.stdout,
		stderr: terminal.stdout,
		ascii: false,
		suspend: undefined,
		...more,
	});
	const ended = openScreen(input);
	onTestFinished(async () => {
		stop.abort();
		await ended;
	});
	await terminal.waitFor('Idle');
	return {terminal, world, stop, ended, input};
}

type Opened = Awaited<ReturnType<typeof openOnTerminal>>;

/** The terminal as a person had it before. */
async function expectGivenBack({terminal}: Opened) {
	await terminal.drawn();
	expect(terminal.isAlternate()).toBe(false);
	expect(terminal.isRaw()).toBe(false);
	expect(terminal.isPasteBracketed()).toBe(false);
	expect(terminal.output().lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.output().lastIndexOf('\u001b[?25l'));
	expect(terminal.screen().join('')).toBe('');
}

describe('the screen on a terminal', () => {
	test('takes the whole of it, and fills it to the last row', async () => {
		const {terminal} = await openOnTerminal();
		expect(terminal.isAlternate()).toBe(true);
		expect(terminal.isRaw()).toBe(true);
		expect(terminal.screen()[0]).toBe(
			' svt-tui  dc1 · administrator@vsphere.local · dc1.example    ● online  verified',
		);
		expect(terminal.screen()[23]).toBe(' t tickle  k keep-alive  s sign in  o sign out  l sessions  ? help  q quit');
	});

	test('writes little while nothing happens: the digits that changed, once a second', async () => {
		const {terminal, world} = await openOnTerminal();
		const before = terminal.output().length;
		for (let second = 57; second > 47; second -= 1) {
			await world.pass(seconds(1));
			await terminal.waitFor(`09:${second}`);
		}
		expect((terminal.output().length - before) / 10).toBeLessThan(300);
	});

	test('is drawn anew by Ctrl-L, whatever another program has written over it', async () => {
		const {terminal, world} = await openOnTerminal();
		await world.pass(seconds(1));
		await terminal.waitFor('09:57');
		const before = terminal.screen();
		terminal.stdout.write('\u001b[5;1Hgnome-keyring-daemon: warning\nand more\n');
		await terminal.drawn();
		expect(terminal.screen()).not.toEqual(before);
		// Twice, as somebody does who is in doubt.
		terminal.send('\u000c\u000c');
		await terminal.waitFor(screen => screen.join('\n') === before.join('\n'));
		expect(terminal.isAlternate()).toBe(true);
		expect(terminal.isRaw()).toBe(true);
		// What is written from here on stands where it belongs.
		terminal.send('?');
		await terminal.waitFor('Ctrl-L      draw the screen anew');
	});

	test('is drawn anew for another size', async () => {
		const {terminal} = await openOnTerminal();
		terminal.resize(40, 12);
		await terminal.waitFor(/^ dc1 · admin/);
		expect(terminal.screen()[11]).toBe(' t tickle  k keep-alive  ? help  q quit');
		terminal.resize(20, 5);
		await terminal.waitFor(screen => screen.join('\n').trim() === 'dc1 09:58');
		terminal.resize(80, 24);
		await terminal.waitFor('t tickle');
	});

	test('is ASCII where the terminal shows nothing else', async () => {
		const {terminal} = await openOnTerminal({ascii: true});
		expect(terminal.output()).toMatch(/^[\x00-\x7f]*$/);
		await terminal.waitFor('09:58');
		expect(terminal.screen().slice(0, 10)).toEqual([
			' svt-tui  dc1 - administrator@vsphere.local - dc1.example    * online  verified',
			'+- Session --------------------------------------------------------------------+',
			'|  Idle        09:58   ####################  ends 13:10:00 unless used         |',
			'|  Absolute 23:59:57   ####################  ends Mon 12:59:59                 |',
			'|                                                                              |',
			'|  Keep-alive  on - next tickle in 02:58 - 0 sent, 0 failed                    |',
			'|  Renew       ask - password in keychain                                      |',
			'|  Token       3f08 - issued 13:00:00                                          |',
			'|  no tickle yet                                                               |',
			'+------------------------------------------------------------------------------+',
		]);
	});
});

describe('the terminal is given back', () => {
	test('on q', async () => {
		const opened = await openOnTerminal();
		opened.terminal.send('q');
		await opened.terminal.waitFor('Quit?');
		opened.terminal.send('y');
		expect(await opened.ended).toBe('quit');
		await expectGivenBack(opened);
	});

	test('on Ctrl-C', async () => {
		const opened = await openOnTerminal();
		opened.terminal.send('\u0003');
		expect(await opened.ended).toBe('interrupted');
		await expectGivenBack(opened);
	});

	test('when the program is to stop', async () => {
		const opened = await openOnTerminal();
		opened.stop.abort();
		expect(await opened.ended).toBe('stopped');
		await expectGivenBack(opened);
	});

	test('when drawing fails, and the failure is told to whoever opened it', async () => {
		const terminal = createDrawnTerminal();
		const input = createScreenInput(createWorld());
		const broken = {
			...input,
			sessions: {
				...input.sessions,
				getSnapshot: () => {
					throw new Error('a bug');
				},
			},
		};
		const openScreen = createOpenScreen({
			stdin: terminal.stdin,
			stdout: terminal.stdout,
			stderr: terminal.stdout,
			ascii: false,
			suspend: undefined,
		});
		await expect(openScreen(broken)).rejects.toThrow('a bug');
		await terminal.drawn();
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.isRaw()).toBe(false);
	});

	test('while the program is suspended, and taken again afterwards', async () => {
		let goOn: () => void = () => undefined;
		const suspended: boolean[] = [];
		const suspend = () =>
			new Promise<void>(resolve => {
				suspended.push(true);
				goOn = resolve;
			});
		const opened = await openOnTerminal({suspend});
		const {terminal, world} = opened;
		terminal.send('\u001a');
		await terminal.waitFor(() => !terminal.isAlternate());
		expect(suspended).toEqual([true]);
		expect(terminal.isRaw()).toBe(false);
		await world.pass(seconds(60));
		goOn();
		await terminal.waitFor('08:58');
		expect(terminal.isAlternate()).toBe(true);
		expect(terminal.isRaw()).toBe(true);
		expect(terminal.screen()[23]).toContain('t tickle');
	});

	test('and again, where Ctrl-Z was pressed twice in a hurry', async () => {
		let times = 0;
		const {terminal} = await openOnTerminal({
			suspend: async () => {
				times += 1;
			},
		});
		terminal.send('\u001a\u001a');
		await terminal.waitFor(() => times > 0 && terminal.isAlternate());
		await terminal.waitFor('t tickle');
		expect(times).toBe(1);
		expect(terminal.isRaw()).toBe(true);
	});

	test('or never taken, when it was to stop before it opened', async () => {
		const terminal = createDrawnTerminal();
		const openScreen = createOpenScreen({
			stdin: terminal.stdin,
			stdout: terminal.stdout,
			stderr: terminal.stdout,
			ascii: false,
			suspend: undefined,
		});
		expect(await openScreen(createScreenInput(createWorld(), {stop: AbortSignal.abort()}))).toBe('stopped');
		expect(terminal.output()).toBe('');
	});
});
