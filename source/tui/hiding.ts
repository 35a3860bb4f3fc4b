import type {Profile} from '../domain/profile.ts';
import {safeText} from '../domain/server-text.ts';

/** A text as it is shown: safe, and while host and user are hidden without them. */
export type Shown = (text: string) => string;

const hidden = '(hidden)';
/** Shorter ones would riddle any text. */
const shortest = 3;

export function shownOf({name, origin, username}: Profile, isHidden: boolean): Shown {
	if (!isHidden) return text => safeText(text);
	const host = hostOf(origin);
	const bare = host.replace(/:\d+$/, '');
	const secrets = [origin, host, bare, username, username.split('@')[0] ?? '', ...(bare === name ? [name] : [])]
		.filter(text => text.length >= shortest)
		.sort((one, other) => other.length - one.length);
	return text =>
		text === username ? hidden : safeText(secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text));
}

/** What stands for the appliance where there is little room: its origin, without what is the rule. */
export const hostOf = (origin: string) => origin.replace(/^https:\/\//, '');
