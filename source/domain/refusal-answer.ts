import type {Certificate, Pin} from './certificate.ts';
import type {Grant} from './profile.ts';
import type {ProxyTrouble} from './proxy.ts';
import type {ExchangePhase} from './refusal.ts';
import type {Secret} from './secret.ts';

/** What came back. */
export type Answer = {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Decoded UTF-8, at most 64 KiB. */
	readonly body: string;
	/** The body was longer, or did not end in time. */
	readonly cutOff: boolean;
};

/** Why no answer came: Node's, OpenSSL's or the HTTP library's code, or one of our own that start with `SVT_`. */
export type TransportError = {
	readonly code: string;
	readonly message: string;
	readonly phase: ExchangePhase;
	/** The one that was shown, when it was refused. */
	readonly certificate?: Certificate;
	/** The one that was expected. */
	readonly pinned?: Pin;
	/** What the other side speaks instead, where that was found out. */
	readonly offers?: string;
	/** The variable that names a proxy, which was not used. */
	readonly unusedProxy?: string;
	/** It failed there: the appliance has not been reached. */
	readonly proxy?: ProxyTrouble;
};

/** What was asked: decides what an answer can mean. */
export type Question = {
	readonly path: string;
	readonly purpose: 'token' | 'bearer' | 'open';
	readonly grant?: Grant;
	readonly bearer?: Secret;
	/** What was typed, so that an answer that repeats it is not shown as it is. */
	readonly password?: Secret;
	/** Takes other secrets out of a text, such as those that stand beside the answer. */
	readonly hide?: (text: string) => string;
	readonly expects: 'json' | 'nothing';
};
