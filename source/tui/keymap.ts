import type {Phase} from '../domain/session.ts';
import type {SessionEvent} from '../domain/session-event.ts';

/** What a person wants when they press a key. */
export type Wish =
	| {readonly type: 'send'; readonly event: SessionEvent}
	| {readonly type: 'turn-keep-alive'}
	| {readonly type: 'sign-in'; readonly how: 'at-once' | 'typed' | 'elsewhere'}
	| {readonly type: 'sign-out'; readonly forgetPassword: boolean}
	| {readonly type: 'ask'; readonly about: 'quit' | 'sign-out'}
	| {readonly type: 'show'; readonly screen: 'sessions' | 'refusal' | 'help'}
	| {readonly type: 'open-chosen'}
	| {readonly type: 'choose' | 'scroll' | 'look-at'; readonly by: number}
	| {readonly type: 'filter' | 'back' | 'stay' | 'hide' | 'quit' | 'turn-refusal'}
	| {readonly type: 'redraw' | 'suspend' | 'interrupt'}
	| {readonly type: 'judge-certificate'; readonly event: 'certificate-accepted' | 'certificate-declined'};

export type Binding = {
	/** By their names, the one that is shown first. */
	readonly keys: readonly string[];
	readonly help: string;
	/** In the bar at the bottom; without it the key is only in the help. */
	readonly word?: string;
	/** The states of the session in which it works; all without it. */
	readonly phases?: ReadonlyArray<Phase['name']>;
	/** The states in which it leads the bar, of which a narrow screen shows only the beginning. */
	readonly leads?: ReadonlyArray<Phase['name']>;
	/** What has to be there for it to work. */
	readonly needs?: 'refusal' | 'refusals' | 'stored-password' | 'unread-token' | 'filter';
	readonly wish: Wish;
};

const help: Binding = {
	keys: ['?'],
	help: 'the keys of this screen',
	word: 'help',
	wish: {type: 'show', screen: 'help'},
};
const quit: Binding = {keys: ['q'], help: 'quit', word: 'quit', wish: {type: 'ask', about: 'quit'}};
const hide: Binding = {keys: ['x'], help: 'hide host and user, or show them again', wish: {type: 'hide'}};
const back: Binding = {keys: ['Esc'], help: 'back', word: 'back', wish: {type: 'back'}};

const scrolling: readonly Binding[] = [
	{keys: ['Down', 'j'], help: 'scroll down', wish: {type: 'scroll', by: 1}},
	{keys: ['Up', 'k'], help: 'scroll up', wish: {type: 'scroll', by: -1}},
	{keys: ['PageDown', ' '], help: 'a page down', wish: {type: 'scroll', by: 10}},
	{keys: ['PageUp'], help: 'a page up', wish: {type: 'scroll', by: -10}},
];

const tickle: Binding = {
	keys: ['t'],
	help: 'tickle now: one request that moves the idle deadline',
	word: 'tickle',
	phases: ['active', 'expired'],
	wish: {type: 'send', event: {type: 'tickle-requested'}},
};
const signIn: Binding = {
	keys: ['s'],
	help: 'sign in, with the stored password if there is one',
	word: 'sign in',
	phases: ['signed-out', 'active', 'expired', 'blocked'],
	leads: ['signed-out', 'expired', 'blocked'],
	wish: {type: 'sign-in', how: 'at-once'},
};

const session: readonly Binding[] = [
	{
		keys: ['Esc'],
		help: 'cancel the sign-in that is under way',
		word: 'cancel',
		phases: ['signing-in', 'restoring'],
		wish: {type: 'send', event: {type: 'cancel-requested'}},
	},
	tickle,
	{
		keys: ['k'],
		help: 'turn keep-alive on or off',
		word: 'keep-alive',
		phases: ['active', 'expired'],
		wish: {type: 'turn-keep-alive'},
	},
	signIn,
	{
		keys: ['S'],
		help: 'sign in as somebody else, or with another password',
		phases: ['signed-out', 'active', 'expired', 'blocked'],
		wish: {type: 'sign-in', how: 'typed'},
	},
	{
		keys: ['o'],
		help: 'sign out',
		word: 'sign out',
		phases: ['active', 'expired', 'blocked'],
		wish: {type: 'ask', about: 'sign-out'},
	},
	{
		keys: ['e'],
		help: 'the last refusals, explained',
		word: 'last refusal',
		needs: 'refusal',
		wish: {type: 'show', screen: 'refusal'},
	},
	{
		keys: ['r'],
		help: 'read the stored token again',
		word: 'read again',
		needs: 'unread-token',
		wish: {type: 'send', event: {type: 'restore-requested'}},
	},
	{keys: ['l'], help: 'the list of sessions', word: 'sessions', wish: {type: 'show', screen: 'sessions'}},
	hide,
	{keys: ['Esc'], help: 'back', wish: {type: 'back'}},
	help,
	quit,
];

const sessions: readonly Binding[] = [
	{keys: ['Enter'], help: 'open the session', word: 'open', wish: {type: 'open-chosen'}},
	{keys: ['Down', 'j'], help: 'the next session', wish: {type: 'choose', by: 1}},
	{keys: ['Up', 'k'], help: 'the session before', wish: {type: 'choose', by: -1}},
	{keys: ['n'], help: 'sign in to another appliance', word: 'sign in', wish: {type: 'sign-in', how: 'elsewhere'}},
	{keys: ['/'], help: 'show only those that contain a text', word: 'filter', wish: {type: 'filter'}},
	hide,
	{keys: ['Esc'], help: 'show all again', needs: 'filter', wish: {type: 'back'}},
	help,
	quit,
];

const refusal: readonly Binding[] = [
	{
		keys: ['r'],
		help: 'the whole answer as it came, or the explanation again',
		word: 'original',
		wish: {type: 'turn-refusal'},
	},
	{...signIn, leads: []},
	tickle,
	{
		keys: ['Left', 'p'],
		help: 'the refusal before this one',
		word: 'earlier',
		needs: 'refusals',
		wish: {type: 'look-at', by: -1},
	},
	{keys: ['Right', 'n'], help: 'the refusal after this one', needs: 'refusals', wish: {type: 'look-at', by: 1}},
];

/** Also while something is typed, asked or told. */
const everywhere: readonly Binding[] = [
	{keys: ['Ctrl-L'], help: 'draw the screen anew', wish: {type: 'redraw'}},
	{keys: ['Ctrl-Z'], help: 'back to the shell for a while; fg returns', wish: {type: 'suspend'}},
	{keys: ['Ctrl-C'], help: 'quit at once', wish: {type: 'interrupt'}},
];

export const bindings = {
	everywhere,
	session,
	sessions,
	refusal: [{...back, keys: ['Esc', 'e']}, ...refusal, ...scrolling, hide, help, quit],
	help: [{...back, keys: ['Esc', '?']}, ...scrolling, quit],
	// Letters are typed there.
	address: scrolling.map(({keys, ...binding}) => ({...binding, keys: keys.slice(0, 1)})),
	trust: [
		{
			keys: ['y'],
			help: 'trust this certificate from now on',
			word: 'accept',
			wish: {type: 'judge-certificate', event: 'certificate-accepted'},
		},
		{
			keys: ['n', 'Esc'],
			help: 'do not trust it',
			word: 'decline',
			wish: {type: 'judge-certificate', event: 'certificate-declined'},
		},
		...scrolling,
	],
	'quit-question': [
		{keys: ['y', 'q'], help: 'quit', word: 'quit', wish: {type: 'quit'}},
		{keys: ['n', 'Esc'], help: 'stay', word: 'stay', wish: {type: 'stay'}},
	],
	'sign-out-question': [
		{keys: ['y', 'o'], help: 'sign out', word: 'sign out', wish: {type: 'sign-out', forgetPassword: false}},
		{
			keys: ['f'],
			help: 'sign out and forget the password',
			word: 'forget password',
			needs: 'stored-password',
			wish: {type: 'sign-out', forgetPassword: true},
		},
		{keys: ['n', 'Esc'], help: 'stay signed in', word: 'stay', wish: {type: 'stay'}},
	],
} as const satisfies Readonly<Record<string, readonly Binding[]>>;

export type KeysOf = keyof typeof bindings;
