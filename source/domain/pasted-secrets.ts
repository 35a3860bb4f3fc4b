import {tokenIdentity} from './refusal-masks.ts';
import {Secret} from './secret.ts';

export type PastedSecrets = {
	readonly hide: (text: string) => string;
	/** The one token that a request in it carried; undefined when it was none or several. */
	readonly sent: string | undefined;
};

/**
 * Hides in other texts whatever stands as a password, token, login or cookie in a pasted one: in headers, forms, addresses, options of
 * curl, JSON, and commands of PowerShell and Python. A second net behind `withoutSecrets`, which sees only the text that it is to show.
 */
export function secretsIn(pasted: string): PastedSecrets {
	const found = new Map<string, string>();
	for (const [pattern, label] of places) {
		for (const match of pasted.matchAll(pattern)) {
			const value = match.slice(1).find(group => group !== undefined) ?? '';
			if (found.has(value) || !isSecret(value, label)) continue;
			for (const form of formsOf(value)) {
				if (found.size < mostSecrets) found.set(form, label(form));
			}
		}
	}
	const secrets = [...found]
		.filter(([text]) => text.length >= shortest)
		.toSorted(([one], [other]) => other.length - one.length)
		.map(([text, label]) => [new Secret(text), label] as const);
	const bearers = new Set([...pasted.matchAll(bearer)].map(([, token = '']) => token));
	const [sent] = bearers;
	return {
		hide: text => secrets.reduce((hiding, [secret, label]) => secret.hiddenIn(hiding, label), hiddenInPlace(text)),
		sent: bearers.size === 1 ? sent : undefined,
	};
}

/** Also one that is too short to be looked for elsewhere, where the text itself has it in such a place. */
const hiddenInPlace = (text: string) =>
	places.reduce(
		(hiding, [pattern, label]) =>
			hiding.replace(pattern, (whole: string, ...groups: readonly unknown[]) => {
				const value = groups.find(group => typeof group === 'string') ?? '';
				if (!isSecret(value, label)) return whole;
				const at = whole.lastIndexOf(value);
				return `${whole.slice(0, at)}${label(value)}${whole.slice(at + value.length)}`;
			}),
		text,
	);

/** `Invalid token: signature mismatch` names none, nor does `Basic realm="x"`. */
function isSecret(value: string, label: (secret: string) => string): boolean {
	if (label === asToken) return /\d/.test(value);
	return label === asLogin ? basic(value) !== '' : value !== '';
}

/** Far more than a request carries. */
const mostSecrets = 1000;
/** One that is shorter would riddle any text. */
const shortest = 6;

/** What may stand for it elsewhere: as it is, as a form or JSON was read, and what a Basic login or a list of cookies holds. */
function formsOf(value: string): readonly string[] {
	const login = basic(value);
	const cookies = value.split(/;\s{0,5}/).flatMap(part => /^[\w.-]{1,80}=(.+)$/.exec(part)?.[1] ?? []);
	return [value, formDecoded(value), value.replace(/\\(.)/g, '$1'), login, login.replace(/^[^:]*:/, ''), ...cookies];
}

function formDecoded(value: string): string {
	try {
		return decodeURIComponent(value.replaceAll('+', ' '));
	} catch {
		return value;
	}
}

function basic(value: string): string {
	try {
		const login = /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) ? atob(value) : '';
		return /^[\x20-\x7e\xa0-\xff]+:/.test(login) ? login : '';
	} catch {
		return '';
	}
}

const asToken = (token: string) => `token ${tokenIdentity(token)}`;
const asNothing = () => '…';
const asLogin = () => '…';

/** `"value"`, `\"value\"`, `'value'`, or a word. */
const value =
	'(?:(?<!\\\\)"((?:[^"\\\\\\n]|\\\\[^\\n]){1,600})|\\\\{1,7}"([^"\\\\\\n]{1,600})|\'((?:[^\'\\\\\\n]|\\\\[^\\n]){1,600})|([^\\s"\'&;,)}\\]\\\\]{1,600}))';
const after = (name: string) => `${name}\\\\{0,7}["']?\\s{0,40}(?:[:=]|=>)\\s{0,5}${value}`;
const secretName = '\\b\\w{0,20}(?:passw(?:or)?d|passphrase|passwd|pwd|secret|api[-_]?key)';
const tokenName = '\\b\\w{0,20}token(?:value)?';

const bearer = /\bbearer[ \t:]{1,5}["']?(?!realm|error)([A-Za-z0-9._~+/-]{6,4096}=*)/gi;

type Place = readonly [pattern: RegExp, label: (secret: string) => string];

const places: readonly Place[] = [
	[bearer, asToken],
	[/--oauth2-bearer[ =]["']?([^\s"']{6,4096})/g, asToken],
	[new RegExp(after(tokenName), 'gi'), asToken],
	[/\bbasic[ \t]{1,5}["']?([A-Za-z0-9+/]{4,4096}=*)/gi, asLogin],
	[/\bauthorization["']?\s{0,40}[:=]\s{0,5}["']?(?!(?:bearer|basic)\b)([^\s"'\\]{6,4096})/gi, asNothing],
	[new RegExp(after(secretName), 'gi'), asNothing],
	[/\bcookie["']?\s{0,40}[:=]\s{0,5}["']?[\w.-]{1,80}=([^\s;,"']{1,4096})/gi, asNothing],
	[/;[ \t]{0,5}(?!path|domain|expires|max-age|samesite|version)[\w.-]{1,80}=([^\s;,"']{6,4096})/gi, asNothing],
	[/(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]?["']?[^\s:"']{1,200}:([^\s"']{1,600})/g, asNothing],
	[/(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]?["'][^:"'\n]{1,200}:([^"'\n]{1,600})["']/g, asNothing],
	[/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:]{0,200}:([^\s/@]{1,300})@/gi, asNothing],
	[/ConvertTo-SecureString\s{1,5}(?:-String\s{1,5})?["']?([^\s"']{1,600})/gi, asNothing],
	[/-(?:Password|Pass)\s{1,5}["']?([^\s"'(]{1,600})/gi, asNothing],
	[
		/(?:Credential|BasicAuth|auth)\w{0,10}\]?(?:::new)?\s{0,3}=?\s{0,3}\(\s{0,5}["'][^"'\n]{0,200}["']\s{0,5},\s{0,5}["']([^"'\n]{1,600})["']/gi,
		asNothing,
	],
	[
		/"name"\s{0,5}:\s{0,5}"[^"]{0,40}(?:passw|pwd|token|secret|cookie|authorization)[^"]{0,40}"\s{0,5},\s{0,20}"value"\s{0,5}:\s{0,5}"((?:[^"\\\n]|\\[^\n]){1,4096})"/gi,
		asNothing,
	],
	[/\b(?:login|user)\s{1,5}\S{1,200}\s{1,5}password\s{1,5}(\S{1,600})/gi, asNothing],
];
