import type {Trust} from './certificate.ts';
import type {Grant} from './profile.ts';
import {safeText} from './server-text.ts';
import {type Duration, type Instant, minutes} from './time.ts';

/** One thing to do; `command` can be copied into a shell as it stands. */
export type Advice = {readonly text: string; readonly command: string | undefined};

/** A refusal in words to a person. Nothing in it is the server's: what that says is shown beside it and marked as its own. */
export type Explanation = {
	/** At most 60 characters. */
	readonly title: string;
	/** What happened and why, in a sentence or a few. */
	readonly cause: string;
	/** The best first; never empty. */
	readonly advice: readonly Advice[];
};

/** What is known beside the refusal. All of it may be missing, as it is for one that somebody pasted. */
export type ExplainContext = {
	readonly profile?:
		| {
				readonly name: string;
				readonly origin: string;
				readonly username: string;
				readonly grant?: Grant | undefined;
				readonly trust?: Trust | undefined;
				readonly proxy?: string | undefined;
		  }
		| undefined;
	/** Whether the profile's password is stored. */
	readonly isStored?: boolean | undefined;
	readonly ownClocks?: OwnClocks | undefined;
};

/** What our own clocks say of the session at the moment of the refusal; see `ownClocksAt`. */
export type OwnClocks = {
	/** When the refusal came. */
	readonly at: Instant;
	/** The idle deadline, when it was over at `at`. */
	readonly idleEndedAt: Instant | undefined;
	/** The absolute deadline, when it was over at `at`. */
	readonly absoluteEndedAt: Instant | undefined;
	/** What was left until the first deadline, when none was over. */
	readonly left: Duration | undefined;
	/** How long the token had not been used, as far as we saw. */
	readonly silence: Duration;
	readonly idleLimit: Duration;
};

export const advice = (text: string, command?: string): Advice => ({text, command});

/** Whoever has signed in nowhere yet has no profile, but an address, which is given as the name. */
const hasProfile = ({profile}: ExplainContext) => profile !== undefined && profile.name !== profile.origin;

/** `login dc1`, with the profile's own name where there is one. Only `login` and `trust` take an address instead. */
export function command(words: string, context: ExplainContext, options = ''): string {
	const {profile} = context;
	const isNamed = hasProfile(context) || /^(login|trust)\b/.test(words);
	const name = profile === undefined || !isNamed ? '' : ` ${shellWord(profile.name)}`;
	return `svt-tui ${words}${name}${options === '' ? '' : ` ${options}`}`;
}

/** The appliance by its address; at the start of a sentence see below. */
export const addressOf = ({profile}: ExplainContext) =>
	profile === undefined ? 'this address' : safeText(profile.origin, 100);

export const addressAtStart = (context: ExplainContext) =>
	context.profile === undefined ? 'This address' : addressOf(context);

/** The profile's, where there is one. */
export const checkAddress = (context: ExplainContext) =>
	hasProfile(context)
		? advice('Check the address of the profile', 'svt-tui profile list')
		: advice('Check the address that was asked');

/**
 * What to do about something that passes: sign in, while there is no session, else nothing, as keep-alive sees to it; of a request that
 * somebody else sent, send it again.
 */
export const afterwards = (refusal: {readonly path: string | undefined}, context: ExplainContext) =>
	refusal.path === undefined || isAboutSignIn(refusal)
		? advice('Sign in again afterwards', command('login', context))
		: hasProfile(context)
			? advice('Keep-alive goes on trying by itself; see how it stands', command('status', context))
			: advice('Send the request again afterwards');

export const isAboutSignIn = ({path}: {readonly path: string | undefined}) =>
	/\/oauth\/token\/?(?:\?|$)/.test(path ?? '');

/** `45 s`, `10 min`, `4 min 10 s`, `1 h 25 min`, `24 h`, `2 d 3 h`: the two largest units, cut off. */
export function spanInWords(span: Duration): string {
	const total = Math.max(0, Math.floor(span / 1000));
	// A token's day is told as the 24 hours that everybody knows it by.
	const days = total < 2 * 86_400 ? 0 : Math.floor(total / 86_400);
	const parts = [
		{count: days, unit: 'd'},
		{count: Math.floor(total / 3600) - 24 * days, unit: 'h'},
		{count: Math.floor(total / 60) % 60, unit: 'min'},
		{count: total % 60, unit: 's'},
	];
	const first = parts.findIndex(({count}) => count > 0);
	if (first < 0) return '0 s';
	return parts
		.slice(first, first + 2)
		.filter(({count}) => count > 0)
		.map(({count, unit}) => `${count} ${unit}`)
		.join(' ');
}

/** `1 h 25 min` for what is only about so: to the nearest minute once it is many. */
export const ageInWords = (age: Duration) =>
	spanInWords(age < minutes(10) ? age : minutes(Math.round(age / minutes(1))));

/** As the later part of a sentence: `Nothing listens there` → `nothing listens there`. */
export const inSentence = (words: string) =>
	/^[A-Z][a-z' ]/.test(words) ? `${words.charAt(0).toLowerCase()}${words.slice(1)}` : words;

/** As one word of a POSIX shell. */
export function shellWord(text: string): string {
	const safe = safeText(text, 100);
	return /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
