import type {RefusalKind} from './refusal.ts';

/**
 * What the server's words say about a token, in lower case. Spring's and HPE's texts: `Access token expired due to inactivity: …`,
 * `Access token expired: …` (which the first one contains but for its end), `Invalid access token: …`.
 */
export function kindOfTokenText(text: string): RefusalKind | undefined {
	if (!text.includes('token') && !text.includes('session')) return undefined;
	// The text may have been cut off.
	if (/inactiv|\bidle\b|expired due to(?: i\w{0,10})?$/.test(text.trimEnd())) return 'idle-expired';
	if (/\bexpired\b|no longer valid/.test(text)) return 'absolute-expired';
	return unknownToken.test(text) ? 'unknown-token' : undefined;
}

const unknownToken =
	/(?:invalid|unknown|unrecogni[sz]ed|revoked) (?:access |bearer )?token|token (?:was |is |has been )?(?:not found|not recogni[sz]ed|not known|unknown|revoked|invalid)|cannot convert access token/;

/** No token reached the server: Spring's two texts and a few of others. */
export const saysNoToken = (text: string) =>
	/full authentication is required|authentication object was not found|(?:no|missing|without) (?:access |bearer )?token\b|token (?:is )?(?:missing|required)/.test(
		text,
	);

/**
 * The account cannot sign in whatever the password: Spring's account exceptions, vCenter's and Active Directory's words, and the
 * sub-codes of LDAP error 49 (530 and 531 not now or not from here, 532 password expired, 533 disabled, 701 account expired, 773
 * password must be changed, 775 locked).
 */
export function saysAccountLocked(text: string): boolean {
	if (text.includes('access token') || /\b(?:will|may|can|could|might) (?:be|get|become) /.test(text)) return false;
	return (
		/\b(?:account|user|principal|credentials?|password)\b[^.]{0,60}\b(?:locked|disabled|expired|suspended|deactivated|blocked)\b/.test(
			text,
		) ||
		/\b(?:locked|disabled|expired|suspended|blocked) (?:user |account|password|credentials)/.test(text) ||
		/\bpassword (?:must|has to|needs to) be (?:changed|reset)|\bmust (?:change|reset) (?:your|the|its) password/.test(
			text,
		) ||
		/\btoo many (?:failed |invalid |unsuccessful )?(?:log-?ins?|log-?ons?|sign-ins?|authentication|password)\b/.test(
			text,
		) ||
		/\bdata (?:530|531|532|533|701|773|775)\b/.test(text)
	);
}

/** The fixed client login is meant, not the user's: Spring's `Bad client credentials`, `No client with requested id: …`. */
export const saysClient = (text: string) =>
	/\bclient (?:credentials|authentication|login|id|secret)\b|\bno client with\b|\b(?:bad|invalid|unknown) client\b/.test(
		text,
	);

/** The user's own credentials are meant; a form that is repeated means nothing. */
export const saysUser = (text: string) =>
	/(?<![=_])\b(?:user ?name|user|password)\b(?!\s*[=:])|\bldap|\bdata (?:525|52e)\b/.test(text);

/** A refusal of credentials that does not say whose: Spring's `Bad credentials` is said of the client and of the user. */
export const saysBadCredentials = (text: string) =>
	/\b(?:bad|invalid|wrong|incorrect) (?:user )?(?:credentials|log-?in|logon|user ?name|password)\b/.test(text);

export const saysGrantType = (text: string) => /\b(?:unsupported|unauthorized|unknown|invalid) grant type\b/.test(text);

export const saysNotPermitted = (text: string) =>
	/\bpermission|\baccess (?:is )?denied|\bnot (?:authorized|permitted|allowed) to\b|\binsufficient (?:rights|privileges?|scope)/.test(
		text,
	);

/** A TLS port was spoken to in plain HTTP: the words of nginx, Apache and Go. */
export const saysPlainHttp = (text: string) =>
	/plain http (?:request was sent )?to (?:an? )?(?:https port|ssl-enabled)|http request to an https server/.test(text);
