import type {EventReport} from '../domain/event-report.ts';
import type {Profile} from '../domain/profile.ts';
import type {SecondHand} from './second-hand.ts';
import type {SessionRegistry} from './session-registry.ts';
import type {SignInEngine} from './sign-in-engine.ts';

/** What a screen is given. It shows these and sends events to them; what becomes of a session is decided elsewhere. */
export type ScreenInput = {
	readonly sessions: SessionRegistry;
	readonly secondHand: SecondHand;
	/**
	 * Starts a sign-in: to this profile, whose appliance is looked at already, or to one that a person names. Once it is done, the
	 * session is in `sessions`.
	 */
	readonly beginSignIn: (profile?: Profile) => SignInEngine;
	/** What is written of a profile whose session is over, by whichever process. */
	readonly pastEvents: (profile: string) => readonly EventReport[];
	readonly start: ScreenStart;
	/** Words to a person about what was found wrong at the start, made safe. */
	readonly notices: readonly string[];
	/** Keys beside the screen's own, such as those of the demo. */
	readonly extraKeys: readonly ExtraKey[];
	/** Aborted when the program is to end, for instance by a signal. */
	readonly stop: AbortSignal;
};

type ScreenStart =
	| {readonly screen: 'sessions'}
	| {readonly screen: 'session'; readonly profile: string}
	| {readonly screen: 'sign-in'; readonly signIn: SignInEngine};

export type ExtraKey = {
	/** One printable character. */
	readonly key: string;
	/** What it does now, such as `cut the network`; asked for each frame. */
	readonly help: () => string;
	readonly press: () => void;
};

/** Why the screen is left: the person's wish, Ctrl-C, or `stop`. */
export type ScreenEnd = 'quit' | 'interrupted' | 'stopped';

export type OpenScreen = (input: ScreenInput) => Promise<ScreenEnd>;
