import type {AnswerShape, RefusalKind} from './refusal.ts';
import type {Challenge} from './refusal-challenge.ts';
import {errorMeanings, type Meaning, meaningOfException} from './refusal-names.ts';
import {
	kindOfTokenText,
	saysAccountLocked,
	saysBadCredentials,
	saysClient,
	saysGrantType,
	saysNoToken,
	saysNotPermitted,
	saysPlainHttp,
	saysUser,
} from './refusal-texts.ts';

/** What a kind is decided on. */
export type Evidence = {
	/** 0 when it is not known, as of a pasted body. */
	readonly status: number;
	readonly shape: AnswerShape;
	/** OAuth's error code, from the body or the challenge. */
	readonly error: string | undefined;
	readonly exception: string | undefined;
	/** The server's words in lower case; empty for a page that the REST service did not write. */
	readonly text: string;
	readonly challenge: Challenge;
	/** Whether it answers a token request: then credentials were judged, else a token. */
	readonly asked: 'token' | 'other';
	readonly isOwnPage: boolean;
	/** A page of something before the appliance that lets nothing through. */
	readonly isBlockPage: boolean;
	readonly isGarbled: boolean;
	/** Of an API that is known, but is another. */
	readonly isStrangers: boolean;
};

/** First what `error` and `exception` name, then what the text says, then the status. */
export function kindOf(evidence: Evidence): RefusalKind {
	const {status} = evidence;
	// Proxies and captive portals have statuses of their own (RFC 9110 section 15.5.8, RFC 6585 section 6).
	if (status === 407 || status === 511) return 'proxy-login';
	if (status >= 300 && status < 400) return 'not-simplivity';
	if (evidence.isBlockPage) return 'not-permitted';
	if (evidence.isStrangers) return 'not-simplivity';
	const named = namedKind(evidence) ?? kindOfText(evidence) ?? kindOfStatus(evidence);
	return evidence.asked === 'token' ? signInKind(named, evidence) : named;
}

function namedKind({error, exception, text, asked}: Evidence): RefusalKind | undefined {
	// Whatever it is filed under: such an account is not asked for again.
	if (asked === 'token' && saysAccountLocked(text)) return 'account-locked';
	const meanings = [errorMeanings.get(error?.toLowerCase() ?? ''), meaningOfException(exception)];
	for (const meaning of meanings) {
		const kind = meaning === undefined ? undefined : kindOfMeaning(meaning, text, asked);
		if (kind !== undefined) return kind;
	}
	return undefined;
}

function kindOfMeaning(meaning: Meaning, text: string, asked: Evidence['asked']): RefusalKind {
	switch (meaning) {
		case 'token':
			return kindOfTokenText(text.includes('token') ? text : `token ${text}`) ?? 'unauthorized';
		case 'user':
			return saysAccountLocked(text) ? 'account-locked' : 'wrong-credentials';
		case 'client':
			// Spring reports a grant type that the client may not use as an invalid client.
			return saysGrantType(text) ? 'grant-unsupported' : 'client-login-refused';
		case 'credentials':
			// Spring's audit says BadCredentialsException of expired tokens too.
			return kindOfTokenText(text) ?? (asked === 'token' ? 'wrong-credentials' : 'unauthorized');
		case 'authentication':
			return 'no-token';
		default:
			return meaning;
	}
}

function kindOfText({status, text}: Evidence): RefusalKind | undefined {
	if (saysPlainHttp(text)) return 'tls';
	if (status === 401 || status === 0 || text.includes('access token')) {
		const kind = kindOfTokenText(text);
		if (kind !== undefined) return kind;
	}
	if (saysNoToken(text) && status < 500) return 'no-token';
	if (saysGrantType(text)) return 'grant-unsupported';
	return status === 400 && saysNotPermitted(text) ? 'not-permitted' : undefined;
}

const kindsByStatus: Readonly<Record<number, RefusalKind>> = {
	401: 'unauthorized',
	403: 'not-permitted',
	404: 'not-found',
	405: 'method',
	406: 'version',
	408: 'slow',
	410: 'not-found',
	415: 'version',
	421: 'not-simplivity',
	429: 'busy',
	451: 'not-permitted',
	502: 'busy',
	503: 'busy',
	504: 'slow',
	// What content networks say of the server behind them: down, not answering in time, overloaded.
	521: 'busy',
	522: 'slow',
	523: 'busy',
	524: 'slow',
	529: 'busy',
};

function kindOfStatus(evidence: Evidence): RefusalKind {
	const {status} = evidence;
	if (status === 401 && isSomebodyElses(evidence)) return 'proxy-login';
	if (status >= 400 && status < 600) return kindsByStatus[status] ?? (status < 500 ? 'bad-request' : 'server-error');
	// Accepted, but not with what was asked for.
	if (status >= 200 && status < 300)
		return evidence.shape === 'api' || evidence.isGarbled ? 'unreadable' : 'not-simplivity';
	return 'unreadable';
}

/**
 * A 401 from something before the appliance: a web page, or a challenge for a login that the API has no use for. On the token
 * request `Basic` is the API's own challenge for the client login, when its realm says so.
 */
function isSomebodyElses({shape, challenge, isOwnPage, asked}: Evidence): boolean {
	if (shape === 'api' || isOwnPage || challenge.schemes.includes('bearer')) return false;
	if (asked === 'token' && isClientRealm(challenge)) return false;
	return shape === 'page' || challenge.schemes.length > 0;
}

const isClientRealm = ({schemes, realm}: Challenge) =>
	schemes.includes('basic') && /oauth|client|simplivity/i.test(realm);

/**
 * The token request carries two logins: the fixed client login in `Authorization`, the user's in the form. A refusal is laid at the
 * client's door only when the server names the client: by its error code or its words, by Spring's challenge for it (`Basic
 * realm="oauth2/client"`) unless the words name the user, or by 'full authentication is required', which says that the header got
 * lost. `Bad credentials` alone is said of both and stays with the user's, and its words name both. A 401 that says nothing counts
 * as refused credentials: taking it for less could repeat a wrong password until the account is locked.
 */
function signInKind(kind: RefusalKind, {error, text, challenge, shape, status, isOwnPage}: Evidence): RefusalKind {
	if (kind === 'no-token') return 'client-login-refused';
	// RFC 6749 section 5.2: this code is said of the user's credentials only.
	if (error === 'invalid_grant') return kind;
	if (kind === 'wrong-credentials' || kind === 'unauthorized') {
		if (saysClient(text)) return 'client-login-refused';
		return isClientRealm(challenge) && !saysUser(text) ? 'client-login-refused' : 'wrong-credentials';
	}
	if (kind === 'bad-request' && saysBadCredentials(text)) return 'wrong-credentials';
	// Every appliance has this path: whoever serves a page there instead is none, or is not up yet.
	return kind === 'not-found' && status === 404 && shape === 'page' && !isOwnPage ? 'not-simplivity' : kind;
}
