import {fingerprintOf, type Secret} from './secret.ts';

/** How a token is shown. */
const tokenLabel = (fingerprint: string) => `token ${fingerprint}`;

/**
 * A text of somebody else's without secrets: the bearer in use, every UUID that may be one (all of them when `suspect`: in a 401, or
 * where the text speaks of tokens; elsewhere a UUID is an object's id and says which), tokens and passwords by the name before them,
 * and logins within addresses. Takes time in proportion to the text.
 */
export function withoutSecrets(text: string, bearer: Secret | undefined, trust: 'suspect' | 'ordinary'): string {
	const own = bearer === undefined ? text : bearer.hiddenIn(text, tokenLabel(bearer.fingerprint));
	const named = own
		.slice(0, longest)
		.replace(passwordPair, (_whole, name: string) => `${name}…`)
		.replace(loginInAddress, '$1…@')
		.replace(basicLogin, (whole, name: string, login: string) => (isEncoded(login) ? `${name}…` : whole))
		.replace(namedToken, (whole, name: string, token: string) =>
			isTokenLike(token) ? `${name}${labelOf(token)}` : whole,
		)
		.replace(jsonWebToken, whole => labelOf(whole));
	if (trust === 'ordinary' && !speaksOfTokens.test(text)) {
		return bearer === undefined
			? named
			: named.replace(uuid, whole => (isSameAs(bearer, whole) ? labelOf(whole) : whole));
	}
	return named
		.replace(uuid, whole => labelOf(whole))
		.replace(partOfUuid, 'token …')
		.replace(/\btoken (?=token (?:[0-9a-f]{4}\b|…))/gi, '');
}

/** The first UUID of a text as its server wrote it before a page or a terminal wrapped it. */
export function tokenNamedIn(text: string): string | undefined {
	const found = text.match(uuid)?.[0];
	return found === undefined ? undefined : canonical(found);
}

export const isSameAs = (bearer: Secret, token: string) => bearer.matches(token) || bearer.matches(canonical(token));

/** Far more than is ever shown. */
const longest = 8192;
const speaksOfTokens = /token|bearer|oauth|session/i;
/** Hyphens are optional: HPE's page lost one where it wrapped. */
const uuid = /(?<![0-9a-z])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-z])/gi;
/** What a cut left of one. */
const partOfUuid =
	/(?<![0-9a-z-])(?:[0-9a-f]{8}(?:-[0-9a-f]{0,12}){1,4}|[0-9a-f]{4,12}(?:-[0-9a-f]{4,12}){2,4})(?![0-9a-z])/gi;
const namedToken =
	/(\b(?:bearer\s+|\w{0,20}token(?:value)?["']?\s{0,3}[:=]\s{0,3}["']?))([A-Za-z0-9\-._~+/]{8,4096}=*)/gi;
const jsonWebToken = /\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g;
/** To the end of the line, or as far as the next pair: a password may hold anything. */
const passwordPair =
	/(\b\w{0,20}(?:pass(?:word|wd|phrase)|pwd|client_secret)\\{0,3}["']?\s{0,3}(?:[:=]\s{0,3}|(?=["'])))(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|(?!["'])(?:(?!&\w{1,40}=|,\s?\w{1,40}=|[\r\n}<]).)+)/gis;
const loginInAddress = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]{1,300}@/gi;
const basicLogin = /(\bbasic\s+)(?!realm=)([A-Za-z0-9+/]{4,}=*)/gi;

/** Base64 rather than a word. */
const isEncoded = (text: string) => /[\d=]|[a-z][A-Z]/.test(text);
const isTokenLike = (text: string) => /\d/.test(text);
const labelOf = (token: string) => tokenLabel(tokenIdentity(token));

/** The fingerprint of a token however it is written. */
export const tokenIdentity = (token: string) => fingerprintOf(isUuid(token) ? canonical(token) : token);

function isUuid(text: string): boolean {
	return text.replaceAll('-', '').length === 32 && /^[0-9a-f-]+$/i.test(text);
}

function canonical(token: string): string {
	const digits = token.replaceAll('-', '').toLowerCase();
	return digits.length === 32 && /^[0-9a-f]+$/.test(digits)
		? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
		: token;
}
