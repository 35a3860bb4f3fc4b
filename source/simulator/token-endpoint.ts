import type {Instant} from '../domain/time.ts';
import {type Accounts, emergencyUser} from './accounts.ts';
import {type ApplianceRequest, json, type Reply} from './answer.ts';
import {grantRefusal, simplivityRefusal, uncached} from './refusal-bodies.ts';
import type {Switches} from './switches.ts';
import {type AccessToken, type Grant, secondsLeft} from './token-store.ts';

/** A login that may go ahead, or the refusal. */
export type Login =
	| {readonly ok: true; readonly username: string; readonly grant: Grant}
	| {readonly ok: false; readonly reply: Reply; readonly failed?: FailedLogin};

/** What the audit log says of a refused password. */
export type FailedLogin = {
	readonly username: string;
	readonly grant: Grant;
	readonly exception: 'BadCredentialsException' | 'LockedException' | 'AuthenticationServiceException';
	readonly message: string;
};

/**
 * `POST /api/oauth/token`, checked in the order of Spring Security OAuth's `TokenEndpoint`: client login, method, grant type, user.
 * HPE: "Authenticating against the HPE OmniStack API" and "Requesting authentication by emergency grant".
 */
export function checkLogin(
	request: ApplianceRequest,
	form: URLSearchParams,
	accounts: Accounts,
	{switches, now}: {readonly switches: Switches; readonly now: Instant},
): Login {
	const {shape} = switches;
	if (!isClientLogin(request.headers.authorization)) return {ok: false, reply: clientRefusal(request, switches, now)};
	if (request.method !== 'POST') {
		const text = `Request method '${request.method}' not supported`;
		return {ok: false, reply: grantRefusal(405, 'method_not_allowed', text, {Allow: 'POST'})};
	}
	const grant = form.get('grant_type') ?? '';
	if (grant.trim() === '') return {ok: false, reply: grantRefusal(400, 'invalid_request', 'Missing grant type')};
	if (grant !== 'password' && !(grant === 'emergency' && switches.emergencyGrant)) {
		const text = `Unsupported grant type: ${grant}`;
		return {ok: false, reply: grantRefusal(400, 'unsupported_grant_type', text)};
	}
	const username = form.get('username') ?? '';
	const refused = (exception: FailedLogin['exception'], message: string): Login => ({
		ok: false,
		reply:
			exception === 'AuthenticationServiceException'
				? grantRefusal(500, 'server_error', message)
				: grantRefusal(shape.badPassword, 'invalid_grant', message),
		failed: {username, grant, exception, message},
	});
	const badText = grant === 'emergency' ? 'Invalid credentials' : 'Bad credentials';
	if ((grant === 'emergency') !== (username === emergencyUser)) return refused('BadCredentialsException', badText);
	if (grant === 'password' && switches.hms === 'down') {
		return refused('AuthenticationServiceException', 'Could not connect to HMS');
	}
	switch (accounts.check(username, form.get('password') ?? '', switches.lockAfter)) {
		case 'right':
			return {ok: true, username, grant};
		case 'wrong':
			return refused('BadCredentialsException', badText);
		case 'locked':
			return switches.lockedAnswer === 'locked'
				? refused('LockedException', 'User account is locked')
				: refused('BadCredentialsException', badText);
	}
}

/** `updatedAt` on the clock that the server shows. */
export const tokenAnswer = (token: AccessToken, now: Instant, updatedAt: Instant): Reply =>
	json(
		200,
		{
			access_token: token.value,
			token_type: 'bearer',
			expires_in: secondsLeft(token, now),
			scope: 'read write',
			updated_at: updatedAt,
		},
		uncached,
	);

/** The fixed client login that all clients of the API share: user `simplivity` with an empty password. */
function isClientLogin(authorization: string | undefined): boolean {
	const [scheme = '', credentials = ''] = (authorization ?? '').split(/ +/);
	return scheme.toLowerCase() === 'basic' && Buffer.from(credentials, 'base64').toString() === 'simplivity:';
}

/** centreon/centreon-plugins issue 3405. */
function clientRefusal(request: ApplianceRequest, {shape}: Switches, now: Instant): Reply {
	const refusal = {
		status: 401,
		exception: 'BadCredentialsException',
		message: 'Bad Credentials',
		path: request.path,
	} as const;
	const reply = simplivityRefusal(refusal, now, shape);
	const challenge = shape.challenges ? {'WWW-Authenticate': 'Basic realm="oauth2/client"'} : {};
	return {...reply, headers: {...reply.headers, ...challenge}};
}
