import {describe, expect, test} from 'vitest';
import {type Question, readAnswer, refusalOf, refusalOfTransport} from '../../source/domain/refusal-decoder.ts';
import {Secret} from '../../source/domain/secret.ts';
import {fixtures, readFixture, refusalIn} from '../support/fixtures.ts';

const hosts: Question = {path: '/api/hosts', purpose: 'bearer', expects: 'json'};
const signIn: Question = {path: '/api/oauth/token', purpose: 'token', expects: 'json'};
const revoke: Question = {path: '/api/oauth/revoke', purpose: 'bearer', expects: 'nothing'};

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) => ({
	status,
	headers,
	body,
	cutOff: false,
});

function refusalTo(question: Question, ...what: Parameters<typeof answer>) {
	const outcome = readAnswer(answer(...what), question);
	if (outcome.ok) throw new Error('that was no refusal');
	return outcome.failure;
}

const kindOf = (question: Question, ...what: Parameters<typeof answer>) => refusalTo(question, ...what).kind;

describe('the kind of a refusal', () => {
	test.each(fixtures.map(entry => ({entry, name: entry.name, kind: entry.kind})))('$name: $kind', ({entry, kind}) => {
		const outcome = readFixture(entry);
		expect(outcome.ok ? 'granted' : outcome.failure.kind).toBe(kind);
	});
});

describe('what else a refusal says', () => {
	test.each([
		[
			'idle-expired-message-doc-verbatim',
			{
				status: 401,
				path: '/api/hosts',
				error: 'invalid_token',
				token: {fingerprint: '0414', isCurrent: undefined},
				serverSays: 'Access token expired due to inactivity: token 0414',
				shape: 'api',
			},
		],
		[
			'expired-both-keys',
			{
				status: 401,
				path: '/api/hosts',
				error: 'invalid_token',
				token: {fingerprint: '0414', isCurrent: undefined},
				serverSays: 'Access token expired due to inactivity: token 0414',
				shape: 'api',
			},
		],
		[
			'spring-boot-unauthorized-doc-verbatim',
			{
				status: 401,
				path: '/api/backups',
				exception: 'UnauthorizedException',
				serverTime: Date.UTC(2016, 2, 14, 15, 51, 30, 535),
				serverSays: 'Unauthorized',
				shape: 'api',
			},
		],
		[
			'token-bad-credentials-live-2022',
			{
				status: 401,
				path: '/api/oauth/token',
				exception: 'BadCredentialsException',
				serverTime: Date.UTC(2022, 0, 17, 11, 32, 52),
				serverSays: 'Bad Credentials',
				shape: 'api',
			},
		],
		['empty-401', {status: 401, path: '/api/hosts', shape: 'empty'}],
		[
			'duplicate-name-400-doc',
			{
				status: 400,
				path: '/api/policies/0fa0d890-6847-4eb0-8480-78d6fc3a9913/rename',
				exception: 'TaskException',
				serverTime: 1_460_129_027_118,
				serverSays: 'Duplicate name exists. (error 13)',
				shape: 'api',
			},
		],
		['jetty-404-html', {status: 404, path: '/api/nothing', serverSays: 'Error 404 Not Found', shape: 'page'}],
		[
			'too-many-429',
			{status: 429, path: '/api/hosts', serverSays: 'Too Many Requests', retryAfter: 30_000, shape: 'text'},
		],
		[
			'unavailable-503-date',
			{
				status: 503,
				path: '/api/hosts',
				serverTime: Date.UTC(2026, 10, 24, 10),
				serverSays: '503 Service Temporarily Unavailable',
				retryAfter: 120_000,
				shape: 'page',
			},
		],
		[
			'task-failed-200-doc',
			{
				status: 200,
				path: '/api/hosts',
				serverTime: Date.UTC(2016, 4, 9, 20, 37, 9),
				serverSays: 'The VM power state is not acceptable. (error 130)',
				shape: 'api',
			},
		],
		['json-array', {status: 401, path: '/api/hosts', serverSays: '["nope"]', shape: 'api'}],
		[
			'terminal-escape-injection',
			{
				status: 401,
				path: '/api/hosts',
				error: 'invalid_token',
				serverSays: '\\u{1b}[2J\\u{1b}[31mYou are safe\\u{7}\\u{202e}gnp.exe',
				shape: 'api',
			},
		],
		[
			'idle-expired-cut-off',
			{
				status: 401,
				path: '/api/hosts',
				error: 'invalid_token',
				serverSays: 'Access token expired due to inactivity: token …',
				shape: 'api',
			},
		],
		[
			'idle-expired-lost-hyphen',
			{
				status: 401,
				path: '/api/hosts',
				error: 'invalid_token',
				token: {fingerprint: '2a5a', isCurrent: undefined},
				serverSays: 'Access token expired due to inactivity: token 2a5a',
				shape: 'api',
			},
		],
		[
			'token-password-echoed',
			{
				status: 401,
				path: '/api/oauth/token?username=administrator&password=…',
				exception: 'BadCredentialsException',
				serverSays: 'Bad credentials for {username=administrator, password=…, grant_type=password}',
				shape: 'api',
			},
		],
		[
			'redirect-302',
			{status: 302, path: '/api/hosts', serverSays: 'Location: https://sso.example.com/login', shape: 'empty'},
		],
		[
			'proxy-login-negotiate',
			{status: 401, path: '/api/hosts', serverSays: 'WWW-Authenticate: Negotiate, NTLM', shape: 'empty'},
		],
		['conn-refused', {path: '/api/hosts', code: 'ECONNREFUSED', phase: 'connect'}],
		['tls-version', {path: '/api/hosts', code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', phase: 'handshake'}],
		['status-out-of-range', {status: 999, path: '/api/hosts', serverSays: 'Request denied', shape: 'text'}],
	] as const)('%s', (name, facts) => {
		// The answer as it came has a test of its own.
		const found = {...refusalIn(name), original: undefined};
		expect(found).toEqual({...refusalOf(found.kind), ...facts});
	});

	test('the time of the answer, where the body names none', () => {
		const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
		expect(refusalTo(hosts, 503, '', {date}).serverTime).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
		expect(refusalTo(hosts, 503, '', {date: 'yesterday'}).serverTime).toBeUndefined();
	});

	test('no time to wait when the date cannot be compared with the server clock', () => {
		const retryAfter = 'Sun, 06 Nov 1994 08:49:37 GMT';
		expect(refusalTo(hosts, 503, '', {'retry-after': retryAfter}).retryAfter).toBeUndefined();
		expect(refusalTo(hosts, 503, '', {'retry-after': '-5'}).retryAfter).toBeUndefined();
		expect(refusalTo(hosts, 503, '', {'retry-after': '999999'}).retryAfter).toBe(86_400_000);
	});
});

describe('the token in use', () => {
	const bearer = new Secret('6bc76f87-80f0-4d49-a879-089c4f4831e5');

	test('is recognised by what the server names, and not shown', () => {
		const {token, serverSays} = refusalIn('invalid-token-unknown', {bearer});
		expect(token).toEqual({fingerprint: 'f0f6', isCurrent: true});
		expect(serverSays).toBe('Invalid access token: token f0f6');
	});

	test('is told from another one', () => {
		expect(refusalIn('idle-expired-message-doc', {bearer}).token).toEqual({fingerprint: '0414', isCurrent: false});
	});

	test('is recognised in capitals, split over lines, and when it is no UUID', () => {
		const body = (text: string) => JSON.stringify({error: 'invalid_token', message: `Invalid access token: ${text}`});
		const current = {fingerprint: 'f0f6', isCurrent: true};
		expect(refusalTo({...hosts, bearer}, 401, body('6BC76F87-80F0-4D49-A879-089C4F4831E5')).token).toEqual(current);
		expect(refusalTo({...hosts, bearer}, 401, body('6bc76f87-80f0-\r\n4d49-a879-089c4f4831e5')).token).toEqual(current);
		const opaque = new Secret('mF_9.B5f-4.1JqM');
		expect(refusalTo({...hosts, bearer: opaque}, 401, body('mF_9.B5f-4.1JqM'))).toMatchObject({
			token: {fingerprint: opaque.fingerprint, isCurrent: true},
			serverSays: `Invalid access token: token ${opaque.fingerprint}`,
		});
	});

	test('is hidden wherever it stands, also in an answer that is about something else', () => {
		const page = '<html><title>Error for 6bc76f87-80f0-4d49-a879-089c4f4831e5</title>';
		expect(refusalTo({...hosts, bearer}, 500, page).serverSays).toBe('Error for token f0f6');
		const path = '/api/hosts/6bc76f87-80f0-4d49-a879-089c4f4831e5';
		expect(refusalTo({...hosts, bearer}, 404, JSON.stringify({path})).path).toBe('/api/hosts/token f0f6');
	});
});

describe('an accepted answer', () => {
	test('is its JSON', () => {
		expect(readAnswer(answer(200, '\ufeff{"hosts":[]}'), hosts)).toEqual({ok: true, value: {hosts: []}});
	});

	test('may be empty where nothing is expected, or some words', () => {
		expect(readAnswer(answer(200, ''), revoke)).toEqual({ok: true, value: undefined});
		expect(readAnswer(answer(204, ' \r\n'), revoke)).toEqual({ok: true, value: undefined});
		expect(readAnswer(answer(200, 'revoked'), revoke)).toEqual({ok: true, value: undefined});
		expect(kindOf(revoke, 200, '<!doctype html><title>Guest Wi-Fi</title>')).toBe('not-simplivity');
	});

	test('that is longer than what is read proves that the token is good', () => {
		const cut = {...answer(200, '{"offset":0,"hosts":[{"name":"omnicu'), cutOff: true};
		expect(readAnswer(cut, hosts)).toEqual({ok: true, value: undefined});
		expect(readAnswer(cut, signIn)).toMatchObject({ok: false, failure: {kind: 'unreadable'}});
	});

	test('is none when it is a refusal with the wrong status', () => {
		expect(kindOf(hosts, 200, '{"error":"invalid_token","error_description":"Access token expired: x"}')).toBe(
			'absolute-expired',
		);
		expect(readAnswer(answer(200, '{"error":"none"}'), hosts)).toEqual({ok: true, value: {error: 'none'}});
	});

	test('is none when it is JSON of another sort', () => {
		expect(kindOf(hosts, 200, '"welcome"')).toBe('unreadable');
		expect(kindOf(hosts, 200, 'null')).toBe('not-simplivity');
	});
});

describe('whose credentials were refused', () => {
	const basic = {'www-authenticate': 'Basic realm="oauth2/client"'};
	const says = (error: string, text: string) => JSON.stringify({error, error_description: text});

	test.each([
		['the error names the client', 401, says('invalid_client', 'Bad credentials'), {}, 'client-login-refused'],
		[
			'the words name the client',
			401,
			says('unauthorized', 'Client authentication failed'),
			{},
			'client-login-refused',
		],
		['the challenge names the client', 401, says('unauthorized', 'Bad credentials'), basic, 'client-login-refused'],
		['an empty answer with that challenge', 401, '', basic, 'client-login-refused'],
		[
			'that challenge, but words about the user',
			401,
			says('unauthorized', 'User not found'),
			basic,
			'wrong-credentials',
		],
		[
			'that challenge, but the code for the user',
			400,
			says('invalid_grant', 'Bad credentials'),
			basic,
			'wrong-credentials',
		],
		[
			'that challenge, and a locked account',
			401,
			says('unauthorized', 'User account is locked'),
			basic,
			'account-locked',
		],
		['nobody is named', 401, says('unauthorized', 'Bad credentials'), {}, 'wrong-credentials'],
		['nothing is said', 401, '', {}, 'wrong-credentials'],
		['400 with words about credentials', 400, '{"message":"Invalid login"}', {}, 'wrong-credentials'],
		['400 with other words', 400, '{"message":"HMS is unreachable"}', {}, 'bad-request'],
		[
			'a warning of a lock is no lock',
			400,
			says('invalid_grant', 'Account will be locked after 3 attempts'),
			{},
			'wrong-credentials',
		],
		[
			'a lock that comes as a 500',
			500,
			'{"exception":"LockedException","message":"User account is locked"}',
			{},
			'account-locked',
		],
		['another login that somebody asks for', 401, '', {'www-authenticate': 'NTLM'}, 'proxy-login'],
	] as const)('%s', (_what, status, body, headers, kind) => {
		expect(kindOf(signIn, status, body, headers)).toBe(kind);
	});

	test('the same words about a token are no matter of credentials', () => {
		expect(kindOf(hosts, 401, '{"exception":"BadCredentialsException","message":"Bad Credentials"}')).toBe(
			'unauthorized',
		);
		expect(kindOf(hosts, 401, '{"exception":"BadCredentialsException","message":"Access token expired: x"}')).toBe(
			'absolute-expired',
		);
	});
});

describe('a pasted body without a status', () => {
	const pasted: Question = {path: '', purpose: 'open', expects: 'json'};

	test.each([
		['{"error":"invalid_token","message":"Access token expired due to inactivity: x"}', 'idle-expired', undefined],
		['{"status":"405","message":"Request method \'DELETE\' not supported"}', 'method', 405],
		['{"status":401,"path":"/api/oauth/token","message":"Bad credentials"}', 'wrong-credentials', 401],
		['{"error":"Unauthorized","path":"/api/hosts"}', 'unauthorized', 401],
		['Access token expired due to inactivity', 'idle-expired', undefined],
		['{"task":{"state":"FAILED","message":"no"}}', 'task-failed', undefined],
		['hello', 'unreadable', undefined],
	] as const)('%s', (body, kind, status) => {
		expect(refusalTo(pasted, 0, body)).toMatchObject({kind, status});
	});
});

describe('no answer', () => {
	const kindOfError = (code: string, phase: 'resolve' | 'connect' | 'handshake' | 'request' | 'answer') =>
		refusalOfTransport({code, message: '', phase}, hosts).kind;

	test.each([
		['SVT_TIMEOUT', 'connect', 'unreachable'],
		['SVT_TIMEOUT', 'handshake', 'tls'],
		['SVT_TIMEOUT', 'answer', 'unreachable'],
		['SVT_CANCELLED', 'handshake', 'unreachable'],
		['SVT_CERTIFICATE_CHANGED', 'handshake', 'certificate-changed'],
		['SVT_TOO_LARGE', 'answer', 'unreadable'],
		['CERT_HAS_EXPIRED', 'handshake', 'untrusted-certificate'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'handshake', 'untrusted-certificate'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'handshake', 'untrusted-certificate'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'handshake', 'tls'],
		['EPROTO', 'request', 'tls'],
		['ECONNRESET', 'handshake', 'tls'],
		['ECONNRESET', 'answer', 'unreachable'],
		['HPE_INVALID', 'answer', 'not-simplivity'],
		['HPE_HEADER_OVERFLOW', 'answer', 'unreadable'],
		['UND_ERR_HEADERS_TIMEOUT', 'answer', 'unreachable'],
		['Z_DATA_ERROR', 'answer', 'unreadable'],
		['WHATEVER', 'connect', 'unreachable'],
		['WHATEVER', 'handshake', 'tls'],
	] as const)('%s at %s: %s', (code, phase, kind) => {
		expect(kindOfError(code, phase)).toBe(kind);
	});

	test('a code is shown safely', () => {
		expect(refusalOfTransport({code: 'E\u001b[2J', message: '', phase: 'answer'}, hosts).code).toBe('E\\u{1b}[2J');
	});
});
