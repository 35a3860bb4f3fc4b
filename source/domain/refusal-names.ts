import type {RefusalKind} from './refusal.ts';

/**
 * What an `error` or `exception` names. A kind where the name alone decides; else the matter, on which the text then decides: a
 * `token`, somebody's `credentials`, the fixed `client` login, the `user` behind a grant, the lack of any `authentication`.
 */
export type Meaning = RefusalKind | 'token' | 'credentials' | 'client' | 'user' | 'authentication';

/** OAuth's error codes: RFC 6749 section 5.2, RFC 6750 section 3.1, and Spring Security OAuth's own. Some are also Spring's reason phrases. */
export const errorMeanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
	['invalid_token', 'token'],
	['invalid_grant', 'user'],
	['invalid_client', 'client'],
	['unauthorized_client', 'grant-unsupported'],
	['unsupported_grant_type', 'grant-unsupported'],
	['invalid_request', 'bad-request'],
	['invalid_scope', 'bad-request'],
	['insufficient_scope', 'not-permitted'],
	['access_denied', 'not-permitted'],
	['method_not_allowed', 'method'],
	['server_error', 'server-error'],
	['temporarily_unavailable', 'busy'],
]);

/** Exceptions by their short names without `Exception`: HPE's "HTTP error code reference", Spring Security, Spring Web. */
const exceptionMeanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
	['Locked', 'account-locked'],
	['AccountLocked', 'account-locked'],
	['Disabled', 'account-locked'],
	['AccountExpired', 'account-locked'],
	['CredentialsExpired', 'account-locked'],
	['InvalidToken', 'token'],
	['InvalidGrant', 'user'],
	['BadCredentials', 'credentials'],
	['UsernameNotFound', 'credentials'],
	['InvalidLogin', 'credentials'],
	['InvalidCredentials', 'credentials'],
	['FailedLogin', 'credentials'],
	['BadClientCredentials', 'client'],
	['InvalidClient', 'client'],
	['NoSuchClient', 'client'],
	['ClientRegistration', 'client'],
	['ClientAuthentication', 'client'],
	['UnauthorizedClient', 'grant-unsupported'],
	['UnsupportedGrantType', 'grant-unsupported'],
	['InsufficientAuthentication', 'authentication'],
	['AuthenticationCredentialsNotFound', 'authentication'],
	['PermissionDenied', 'not-permitted'],
	['AccessDenied', 'not-permitted'],
	['Forbidden', 'not-permitted'],
	['InsufficientScope', 'not-permitted'],
	['UserDeniedAuthorization', 'not-permitted'],
	['InvalidRequest', 'bad-request'],
	['InvalidScope', 'bad-request'],
	['InvalidBody', 'bad-request'],
	['InvalidParameter', 'bad-request'],
	['InvalidSortCriteria', 'bad-request'],
	['ObjectInUse', 'bad-request'],
	['TypeMismatch', 'bad-request'],
	['MethodArgumentTypeMismatch', 'bad-request'],
	['BodyTooLarge', 'bad-request'],
	['HttpMessageNotReadable', 'bad-request'],
	['MissingServletRequestParameter', 'bad-request'],
	['ObjectNotFound', 'not-found'],
	['NoHandlerFound', 'not-found'],
	['HttpRequestMethodNotSupported', 'method'],
	['HttpMediaTypeNotAcceptable', 'version'],
	['HttpMediaTypeNotSupported', 'version'],
	['InternalServer', 'server-error'],
]);

/** `com.simplivity.restapi.exceptions.SvtExceptions$UnauthorizedException` → `UnauthorizedException`; undefined for what is no class name. */
export function shortNameOf(exception: string | undefined): string | undefined {
	const name = exception?.slice(0, 400).split(/[.$]/).at(-1);
	return name !== undefined && /^[A-Za-z_]\w{0,79}$/.test(name) ? name : undefined;
}

export const meaningOfException = (shortName: string | undefined) =>
	shortName === undefined ? undefined : exceptionMeanings.get(shortName.replace(/(?:Exception|Error)$/, ''));
