import type {Profile} from '../domain/profile.ts';
import {proxyInWords} from '../domain/profile-in-words.ts';
import {safeText} from '../domain/server-text.ts';

/** A text as it is shown: safe, cut after `most` characters (2000 unless told), and while host and user are hidden without them. */
export type Shown = (text: string, most?: number) => string;

const hidden = '(hidden)';
/** Shorter ones would riddle any text. */
const shortest = 3;

export function shownOf({name, origin, username, proxy}: Profile, isHidden: boolean): Shown {
	if (!isHidden) return safeText;
	const host = hostOf(origin);
	const bare = withoutPort(host);
	const way = proxy === undefined ? [] : [proxy, proxyInWords(proxy), withoutPort(proxyInWords(proxy))];
	const all = [origin, host, bare, ...way, username, username.split('@')[0] ?? '', ...(bare === name ? [name] : [])];
	// A body of JSON doubles a backslash.
	const names = all
		.flatMap(text => [text, text.replaceAll('\\', '\\\\')])
		.filter(text => text.length >= shortest)
		.sort((one, other) => other.length - one.length);
	const pattern = new RegExp(names.map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gi');
	return (text, most) => (text === username ? hidden : safeText(text.replace(pattern, hidden), most));
}

const withoutPort = (host: string) => host.replace(/:\d+$/, '');

/** What stands for the appliance where there is little room: its origin, without what is the rule. */
export const hostOf = (origin: string) => origin.replace(/^https:\/\//, '');
