import {useApp, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useRef, useSyncExternalStore} from 'react';
import type {ScreenEnd, ScreenInput} from '../engine/screen-input.ts';
import {followForm} from './form-return.ts';
import {Frame} from './frame.tsx';
import {frameView} from './frame-view.ts';
import {keyNames} from './key-names.ts';
import {roomOf} from './layout.ts';
import {hereOf, type Move, type Navigation} from './navigation.ts';
import {createPresses} from './presses.ts';
import type {Store} from './store.ts';

type AppProps = {
	readonly input: ScreenInput;
	readonly navigation: Store<Navigation, Move>;
	/** Stops the program as Ctrl-Z does, and resolves once it goes on; undefined where that is not possible. */
	readonly suspend: (() => Promise<void>) | undefined;
};

/** Reads the sessions, the time and the keys, and holds nothing of them. */
export function App({input, navigation, suspend}: AppProps) {
	const {exit, suspendTerminal} = useApp();
	const room = roomOf(useWindowSize());
	const state = useSyncExternalStore(navigation.subscribe, navigation.getSnapshot);
	const sessions = useSyncExternalStore(input.sessions.subscribe, input.sessions.getSnapshot);
	const here = hereOf(state);
	// Also where nothing counts down: a time from before one looked away would be shown on coming back.
	const now = useSyncExternalStore(input.secondHand.subscribe, input.secondHand.getSnapshot);
	const form = here.screen === 'sign-in' ? here.signIn : undefined;
	const signIn = useSyncExternalStore(form?.subscribe ?? never, form?.getSnapshot ?? nothing);
	const shown = {navigation: state, sessions, pastEvents: input.pastEvents, extraKeys: input.extraKeys, now, room};

	const isAway = useRef(false);
	/** Once at a time: keys that were pressed in a hurry come together. */
	async function leave(meanwhile: () => Promise<void>): Promise<void> {
		if (isAway.current) return;
		isAway.current = true;
		try {
			await suspendTerminal(meanwhile);
		} finally {
			isAway.current = false;
		}
	}

	const presses = createPresses({
		input,
		navigation,
		exit: (end: ScreenEnd) => exit(end),
		suspend: () => void (suspend && leave(suspend)),
		// To whoever comes back to the terminal, nothing stands where it was drawn.
		redraw: () => void leave(async () => undefined),
		mostScroll: () => frameView({...shown, navigation: navigation.getSnapshot()}).mostScroll,
	});
	useInput((text, key) => {
		for (const name of keyNames(text, key)) presses.pressed(name);
	});
	usePaste(presses.pasted);

	const signedIn = signIn?.step === 'done' ? signIn.profile.name : undefined;
	useEffect(() => {
		if (signedIn !== undefined) navigation.move({type: 'signed-in', profile: signedIn});
	}, [signedIn, navigation]);

	useEffect(() => followForm({sessions: input.sessions, navigation}), [input.sessions, navigation]);

	return <Frame shown={shown} signIn={signIn} />;
}

const never = () => () => undefined;
const nothing = () => undefined;
