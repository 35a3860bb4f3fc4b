import type {Instant} from '../domain/time.ts';
import {json, type Reply} from './answer.ts';
import type {RefusalShape} from './switches.ts';

/** Spring sends these with every answer of the token endpoint and every OAuth refusal (DefaultOAuth2ExceptionRenderer). */
export const uncached = {'Cache-Control': 'no-store', Pragma: 'no-cache'} as const;

/** A token that is refused on a resource. HPE: "Authorization-related REST API log messages and responses". */
export function tokenRefusal(text: string, shape: RefusalShape): Reply {
	const texts = {
		message: {message: text},
		error_description: {error_description: text},
		both: {message: text, error_description: text},
	}[shape.textKey];
	return json(401, {error: 'invalid_token', ...texts}, {...uncached, ...challenge('invalid_token', text, shape)});
}

/** No token came. Spring Security OAuth's text, or Spring Boot's body as on HPE's page, or nothing. */
export function missingTokenRefusal(path: string, now: Instant, shape: RefusalShape): Reply {
	const text = 'Full authentication is required to access this resource';
	const headers = challenge('unauthorized', text, shape);
	if (shape.missingToken === 'empty') return {status: 401, headers, body: ''};
	if (shape.missingToken === 'oauth') {
		return json(401, {error: 'unauthorized', error_description: text}, {...uncached, ...headers});
	}
	const body = {
		timestamp: now,
		status: 401,
		error: 'Unauthorized',
		exception: 'com.simplivity.restapi.exceptions.SvtExceptions$UnauthorizedException',
		message: 'Unauthorized',
		path,
	};
	return json(401, body, headers);
}

/** A refusal of the token endpoint (RFC 6749 section 5.2): these say `error_description` in every sample. */
export const grantRefusal = (status: number, error: string, text: string, headers?: Readonly<Record<string, string>>) =>
	json(status, {error, error_description: text}, {...uncached, ...headers});

const exceptions = {
	BadCredentialsException: 'org.springframework.security.authentication.',
	HttpRequestMethodNotSupportedException: 'org.springframework.web.',
	HttpMediaTypeNotAcceptableException: 'org.springframework.web.',
	HttpMediaTypeNotSupportedException: 'org.springframework.web.',
	BodyTooLargeException: 'com.simplivity.restapi.exceptions.',
	InternalServerException: 'com.simplivity.restapi.exceptions.',
	InvalidParameterException: 'com.simplivity.restapi.exceptions.',
	InvalidSortCriteriaException: 'com.simplivity.restapi.exceptions.',
	ObjectNotFoundException: 'com.simplivity.restapi.exceptions.',
	TypeMismatchException: 'com.simplivity.restapi.exceptions.',
} as const;

export type SimplivityRefusal = {
	readonly status: number;
	readonly exception: keyof typeof exceptions;
	readonly message: string;
	readonly path: string;
};

/** SimpliVity's own form. HPE: "Errors and exceptions"; the shape of 2022: centreon/centreon-plugins issue 3405. */
export function simplivityRefusal(refusal: SimplivityRefusal, now: Instant, shape: RefusalShape): Reply {
	const {status, exception, message, path} = refusal;
	return json(status, {
		exception: shape.exceptions === 'qualified' ? `${exceptions[exception]}${exception}` : exception,
		path,
		message,
		timestamp: shape.timestamps === 'milliseconds' ? now : `${new Date(now).toISOString().slice(0, 19)}Z`,
		status: shape.statuses === 'string' ? String(status) : status,
	});
}

/** Jetty's default page for a path that no servlet knows. */
export const jettyNotFound = (path: string): Reply => ({
	status: 404,
	headers: {'Content-Type': 'text/html;charset=iso-8859-1', 'Cache-Control': 'must-revalidate,no-cache,no-store'},
	body: [
		'<html>',
		'<head>',
		'<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>',
		'<title>Error 404 Not Found</title>',
		'</head>',
		'<body><h2>HTTP ERROR 404</h2>',
		`<p>Problem accessing ${escapeHtml(path)}. Reason:`,
		'<pre>    Not Found</pre></p><hr><a href="http://eclipse.org/jetty">Powered by Jetty:// 9.3.z-SNAPSHOT</a><hr/>',
		'</body>',
		'</html>',
		'',
	].join('\n'),
});

function challenge(error: string, text: string, shape: RefusalShape): Readonly<Record<string, string>> {
	if (!shape.challenges) return {};
	const quoted = text.replace(/[^\x20-\x7e]|["\\]/g, '?');
	return {'WWW-Authenticate': `Bearer realm="oauth2-resource", error="${error}", error_description="${quoted}"`};
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
