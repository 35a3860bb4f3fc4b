import {render} from 'ink';
import type {OpenScreen, ScreenEnd, ScreenInput} from '../engine/screen-input.ts';
import {App} from './app.tsx';
import {asciiStream} from './ascii.ts';
import {createNavigation, navigate, type Place, signInPlace} from './navigation.ts';
import {createStore} from './store.ts';

export type ScreenTerminal = {
	/** Must be a terminal. */
	readonly stdin: NodeJS.ReadableStream & {readonly setRawMode?: (isRaw: boolean) => unknown};
	readonly stdout: NodeJS.WritableStream & {readonly isTTY?: boolean};
	readonly stderr: NodeJS.WritableStream;
	/** The terminal shows no Unicode. */
	readonly ascii: boolean;
	/** Stops the process as Ctrl-Z does, and resolves once it goes on; undefined where there is no such thing. */
	readonly suspend: (() => Promise<void>) | undefined;
};

/** The full screen on this terminal. However it ends, the terminal is as it was; a bug rejects after that. */
export function createOpenScreen({stdin, stdout, stderr, ascii, suspend}: ScreenTerminal): OpenScreen {
	return async input => {
		if (input.stop.aborted) return 'stopped';
		// Before the first frame is drawn: keys that come with it would be echoed into it.
		stdin.setRawMode?.(true);
		const navigation = createStore(createNavigation(firstPlace(input), input.notices), navigate);
		const screen = render(<App input={input} navigation={navigation} suspend={suspend} />, {
			stdin,
			stdout: ascii ? asciiStream(stdout) : stdout,
			stderr,
			alternateScreen: true,
			incrementalRendering: true,
			// Also where `CI` is set: whoever calls this has a terminal.
			interactive: stdout.isTTY === true,
			exitOnCtrlC: false,
			patchConsole: false,
		});
		const stop = () => screen.unmount();
		input.stop.addEventListener('abort', stop);
		try {
			return isEnd(await screen.waitUntilExit());
		} finally {
			input.stop.removeEventListener('abort', stop);
			stdin.setRawMode?.(false);
		}
	};
}

function firstPlace({start, sessions}: ScreenInput): Place {
	switch (start.screen) {
		case 'sessions':
			return {screen: 'sessions'};
		case 'session':
			return sessions.find(start.profile) === undefined
				? {screen: 'sessions'}
				: {screen: 'session', profile: start.profile};
		case 'sign-in':
			return signInPlace(start.signIn);
	}
}

/** Ink says nothing of why it was unmounted from outside. */
const isEnd = (result: unknown): ScreenEnd => (result === 'quit' || result === 'interrupted' ? result : 'stopped');
