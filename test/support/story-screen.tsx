import {EventEmitter} from 'node:events';
import {PassThrough} from 'node:stream';
import {render} from 'ink';
import type {Draft} from '../../source/domain/draft.ts';
import type {Profile} from '../../source/domain/profile.ts';
import type {Secret} from '../../source/domain/secret.ts';
import {createSignIn} from '../../source/domain/sign-in.ts';
import {type Duration, hours, minutes} from '../../source/domain/time.ts';
import {createPastEvents} from '../../source/engine/past-events.ts';
import type {ExtraKey, ScreenEnd, ScreenInput} from '../../source/engine/screen-input.ts';
import {createSecondHand} from '../../source/engine/second-hand.ts';
import {createSessionRegistry} from '../../source/engine/session-registry.ts';
import {createSignInEngine} from '../../source/engine/sign-in-engine.ts';
import {App} from '../../source/tui/app.tsx';
import {createNavigation, navigate, type Place, signInPlace} from '../../source/tui/navigation.ts';
import {createStore} from '../../source/tui/store.ts';
import {profileNamed} from './sessions.ts';
import {createWorld, settle, type World} from './world.ts';

// Local times are local: the stories of the screen play in Berlin, an hour ahead of UTC in November.
process.env.TZ = 'Europe/Berlin';

export const emptyDraft: Draft = {
	address: '',
	username: '',
	profileName: undefined,
	grant: 'password',
	storage: 'keychain',
	savePassword: true,
	passwordStored: false,
	trust: {mode: 'system'},
	proxy: undefined,
	idleLimit: minutes(10),
	absoluteLimit: hours(24),
	keepAlive: true,
	tickleInterval: undefined,
	renew: 'ask',
};

/** What a screen is given, in a world on one clock. */
export function createScreenInput(world: World, more: Partial<ScreenInput> = {}): ScreenInput {
	const sessions = createSessionRegistry(world.ports, {isShown: true});
	const takeOver = (profile: Profile, password: Secret | undefined) =>
		sessions
			.open(profile)
			.dispatch(
				password === undefined ? {type: 'stored-sign-in-requested'} : {type: 'sign-in-requested', password, profile},
			);
	return {
		sessions,
		pastEvents: createPastEvents(sessions, world.ports.eventLog),
		secondHand: createSecondHand(world.clock),
		beginSignIn(profile) {
			const draft = draftFor(profile);
			const profiles = sessions.getSnapshot().map(session => session.profile);
			const engine = createSignInEngine(createSignIn(draft, profiles), world.appliance.appliance, takeOver);
			if (draft.address !== '') engine.dispatch({type: 'address-given', text: draft.address});
			return engine;
		},
		start: {screen: 'sessions'},
		notices: [],
		extraKeys: [],
		stop: new AbortController().signal,
		...more,
	};
}

function draftFor(profile: Profile | undefined): Draft {
	if (profile === undefined) return emptyDraft;
	const {name, origin, savePassword, ...rest} = profile;
	return {...emptyDraft, ...rest, address: origin, profileName: name, passwordStored: savePassword};
}

type StoryScreenOptions = {
	/** One of its own unless given. */
	readonly world?: World;
	readonly columns?: number;
	readonly rows?: number;
	/** `sign-in-again`: to an appliance whose address is known. */
	readonly start?: 'sessions' | 'session' | 'sign-in' | 'sign-in-again';
	readonly profile?: Partial<Profile>;
	readonly notices?: readonly string[];
	readonly extraKeys?: readonly ExtraKey[];
};

/** The screen in a story: frame by frame, without a terminal. */
export async function openStoryScreen(options: StoryScreenOptions = {}) {
	const {columns = 80, rows = 24, start = 'session', profile, notices = [], extraKeys = []} = options;
	const {world = createWorld()} = options;
	const input = createScreenInput(world, {extraKeys});
	const engine = input.sessions.open(profileNamed('dc1', profile));
	const first: Place =
		start === 'sign-in' || start === 'sign-in-again'
			? signInPlace(input.beginSignIn(start === 'sign-in' ? undefined : engine.getSnapshot().profile))
			: start === 'session'
				? {screen: 'session', profile: 'dc1'}
				: {screen: 'sessions'};
	const navigation = createStore(createNavigation(first, notices), navigate);
	const stdout = createPaper(columns, rows);
	const stdin = createKeyboard();
	const instance = render(<App input={input} navigation={navigation} suspend={undefined} />, {
		stdin: stdin.stream,
		stdout: stdout.stream,
		debug: true,
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
	let end: ScreenEnd | undefined;
	void instance.waitUntilExit().then(result => {
		end = result as ScreenEnd;
	});
	await drawn();

	return {
		world,
		engine,
		input,
		/** What is shown, line by line, without blanks at the ends. */
		frame: () => stdout.last(),
		/** Every frame so far. */
		frames: stdout.frames,
		end: () => end,
		/** Keys by name, or a text letter by letter. */
		press: async (...keys: readonly string[]) => {
			for (const key of keys) {
				stdin.send(sequences[key] ?? key);
				await drawn();
			}
		},
		paste: async (text: string) => {
			stdin.send(`\u001b[200~${text}\u001b[201~`);
			await drawn();
		},
		pass: async (span: Duration) => {
			await world.pass(span);
			await drawn();
		},
		resize: async (newColumns: number, newRows: number) => {
			stdout.resize(newColumns, newRows);
			await drawn();
		},
		close: () => instance.unmount(),
	};
}

/** Whole sequences, so that nothing waits to see whether more of them comes. */
const sequences: Readonly<Record<string, string>> = {
	Enter: '\r',
	Esc: '\u001b[27u',
	Tab: '\t',
	'Shift-Tab': '\u001b[Z',
	Up: '\u001b[A',
	Down: '\u001b[B',
	Left: '\u001b[D',
	Backspace: '\u007f',
	PageDown: '\u001b[6~',
	PageUp: '\u001b[5~',
	'Ctrl-C': '\u0003',
	'Ctrl-U': '\u0015',
	'Ctrl-Z': '\u001a',
};

/** Lets effects of React and of the engines come to an end. */
async function drawn(): Promise<void> {
	for (let turn = 0; turn < 10; turn += 1) await settle();
}

function createKeyboard() {
	const stream = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => stream,
		ref: () => stream,
		unref: () => stream,
	}) as unknown as NodeJS.ReadStream;
	return {stream, send: (keys: string) => (stream as unknown as PassThrough).write(keys)};
}

function createPaper(columns: number, rows: number) {
	const frames: string[] = [];
	const stream = Object.assign(new EventEmitter(), {
		columns,
		rows,
		isTTY: true,
		writable: true,
		write(text: string, written?: () => void) {
			if (text !== '') frames.push(text);
			written?.();
			return true;
		},
	});
	return {
		stream: stream as unknown as NodeJS.WriteStream,
		frames: (): readonly string[] => frames,
		last: () => (frames.at(-1) ?? '').replace(/[ \n]+$/g, ''),
		resize(newColumns: number, newRows: number) {
			Object.assign(stream, {columns: newColumns, rows: newRows});
			stream.emit('resize');
		},
	};
}
