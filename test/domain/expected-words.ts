import {expectedOtherWords} from './expected-other-words.ts';

/**
 * What a person reads of each entry of `test/fixtures/responses.json`, written by hand: title, cause, and the advice as pairs of text
 * and command. The profile is `dc1`, `https://10.1.1.16`.
 */
export type Words = {
	readonly title: string;
	readonly cause: string;
	readonly advice: ReadonlyArray<readonly [text: string, command?: string]>;
};

const login = 'svt-tui login dc1';
const lookAtSession = ['Look at the session', 'svt-tui status dc1'] as const;
const keepAliveGoesOn = ['Keep-alive goes on trying by itself; see how it stands', 'svt-tui status dc1'] as const;
const signInAfterwards = ['Sign in again afterwards', login] as const;
const checkAppliance = [
	'Check the address: it must be a virtual controller or the Management Virtual Appliance',
	'svt-tui profile list',
] as const;
const checkAddress = ['Check the address of the profile', 'svt-tui profile list'] as const;
const otherController = [
	'See whether another controller of the federation answers; each needs its own sign-in',
] as const;
const compareFingerprint = [
	"Compare the SHA-256 with that of the appliance's own console; svt-tui shows it and asks",
	login,
] as const;
const headerGate = [
	'Look for a proxy or gateway between here and the appliance that takes the Authorization header off',
] as const;
const gate = ['Look for a proxy or gateway between here and the appliance'] as const;
const emergency = [
	'If it cannot wait, use the local account svtcli of the appliance',
	'svt-tui login dc1 --emergency',
] as const;

const idleExpired: Words = {
	title: 'The session ended: it was not used for too long',
	cause: 'The appliance ends a token that no request uses for its idle limit (10 min).',
	advice: [
		['Sign in again', login],
		['Keep the next session from idling out', 'svt-tui login dc1 --keep-alive'],
	],
};

const absoluteExpired: Words = {
	title: 'The session ended: its 24 hours are over',
	cause:
		'A token lives 24 hours from when it was issued, however much it is used; keeping it alive does not extend that.',
	advice: [
		['Sign in again', login],
		['Let svt-tui sign in by itself when the next token ends', 'svt-tui login dc1 --keep-alive --renew auto'],
	],
};

const unknownToken: Words = {
	title: 'The appliance does not know this token',
	cause:
		'It was revoked (a sign-out with the same account ends it for everybody), it had ended before, the REST service restarted, or another controller answered.',
	advice: [
		['Sign in again', login],
		[
			'If it comes back within a minute, use the address of one controller: a load balancer may stand between, and each controller knows only its own tokens',
		],
	],
};

const unauthorized: Words = {
	title: 'The appliance refused the token and does not say why',
	cause: 'The token is missing, not valid or expired; the answer does not tell which.',
	advice: [['Sign in again', login]],
};

const noToken: Words = {
	title: 'The token did not reach the appliance',
	cause:
		'The request arrived without a token. Either none was sent, or something on the way (a proxy, a gateway) took the Authorization header off. That says nothing about the session.',
	advice: [
		lookAtSession,
		['Ask who runs the proxy or gateway between here and the appliance to let the Authorization header pass'],
		['Sign in again', login],
	],
};

const proxyLogin: Words = {
	title: 'A proxy or gateway wants a login of its own',
	cause:
		'The answer is not from the appliance: something before it asks for its own login, which svt-tui does not have. Neither the session nor the password was judged.',
	advice: [
		['Ask who runs it to let requests to the appliance pass, or connect from a network without it'],
		keepAliveGoesOn,
	],
};

const checkCredentials = [
	'Check user name (administrator@vsphere.local, DOMAIN\\user) and password, then sign in again: directories lock an account after three to five wrong ones',
	login,
] as const;

const credentialsRefused: Words = {
	title: 'User name or password refused',
	cause:
		"The appliance checks them with the hypervisor's management (vCenter, or Active Directory for Hyper-V). svt-tui does not send this password again by itself.",
	advice: [checkCredentials],
};

const credentialsUnclear: Words = {
	title: 'Sign-in refused, and the reason is not clear',
	cause:
		"Either the user name or the password is wrong, or the fixed client login (simplivity, no password) that svt-tui sends along did not arrive; the appliance says the same of both. The appliance checks them with the hypervisor's management (vCenter, or Active Directory for Hyper-V). svt-tui does not send this password again by itself.",
	advice: [
		checkCredentials,
		['If the same credentials work elsewhere, look for a proxy or gateway that takes the Authorization header off'],
	],
};

const emergencyRefused: Words = {
	title: 'User name or password refused',
	cause:
		'An emergency sign-in is checked against the local account svtcli of the appliance itself. svt-tui does not send this password again by itself.',
	advice: [['Check the password of svtcli on this appliance, then sign in again', login]],
};

const locked: Words = {
	title: 'The account is locked',
	cause:
		'It cannot sign in until the lock is lifted, even with the right password; further attempts may prolong that. svt-tui makes no further attempt by itself.',
	advice: [
		['Wait for the lock to end, or ask the administrator of vCenter or the directory to lift it'],
		['Sign in once that is done', login],
		emergency,
	],
};

const clientRefused: Words = {
	title: 'The fixed client login was refused, not the password',
	cause:
		'Every sign-in carries the client login of the API (simplivity, no password) in its Authorization header, beside the user name and password in the form. The answer is about that one: it did not arrive, or this is no SimpliVity appliance.',
	advice: [headerGate, checkAddress, signInAfterwards],
};

const noEmergency: Words = {
	title: 'This appliance offers no emergency sign-in',
	cause:
		'Emergency sign-in came with REST API 1.5 (OmniStack 3.7.0) and works on virtual controllers of peer-managed federations only.',
	advice: [["Sign in with an account of the hypervisor's management", login]],
};

const notPermitted: Words = {
	title: 'Not permitted for this user',
	cause:
		'The appliance knows the token but does not allow this request: the account lacks the right, or an emergency token asked for more than it may. Signing in again as the same user changes nothing.',
	advice: [['Use an account with the right role in vCenter, or have it added to this one'], lookAtSession],
};

const wrongRequest = (session: string): Words => ({
	title: 'The appliance refused the request as wrong',
	cause: `It read the request and does not accept what it asks for; the reason is in its own words. ${session}`,
	advice: [['Correct the request and send it again'], lookAtSession],
});

const overloaded = (wait: string): Words => ({
	title: 'The REST service is overloaded or restarting',
	cause:
		'Too many requests run at once, or the service is down behind its own front end. The session may well be alive.',
	advice: [[`Wait ${wait}`], keepAliveGoesOn, ['Let other scripts that use this appliance pause']],
});

const slow: Words = {
	title: 'The appliance took too long to answer',
	cause:
		'The request was cut off on the way because no answer came in time. It may have been carried out all the same, and the session may well be alive.',
	advice: [keepAliveGoesOn, ['For long lists ask for less at a time, with limit and offset']],
};

const noAnswer: Words = {
	title: 'No answer from the appliance',
	cause:
		'Nothing at https://10.1.1.16 answered in time: it is switched off, a firewall drops the packets, or the VPN is down.',
	advice: [['Check network, VPN and firewall: port 443 must be open'], checkAddress, keepAliveGoesOn],
};

const broke = (code: string): Words => ({
	title: 'The connection broke off',
	cause: `It was closed before an answer was complete (${code}): the REST service restarted, or something on the way cut it.`,
	advice: [keepAliveGoesOn, otherController],
});

const handshakeBroke = (code: string): Words => ({
	title: 'The TLS handshake did not come to an end',
	cause: `https://10.1.1.16 takes connections but breaks off, or falls silent, before they are secure${code}: its REST service hangs, or a firewall between inspects TLS. Nothing was sent.`,
	advice: [otherController, ['Ask whether a firewall inspects TLS between here and the appliance'], keepAliveGoesOn],
});

const selfSigned = (fingerprint: string): Words => ({
	title: 'The certificate is self-signed',
	cause: `https://10.1.1.16 shows a certificate that nobody vouches for, as appliances do from the factory. Nothing was sent.${fingerprint}`,
	advice: [compareFingerprint, ['Or have a signed certificate installed on the appliance']],
});

const foreignCertificateTime = {
	cause:
		'By the clock of this machine, the certificate of https://10.1.1.16 is not valid at this time. Nothing was sent.',
	advice: [['Check the clock of this machine'], ['Have the certificate renewed on the appliance'], compareFingerprint],
} as const;

const foreign = (title: string): Words => ({
	title,
	cause:
		'The address leads to something other than a SimpliVity appliance, or a portal or proxy stands before https://10.1.1.16. That says nothing about the session.',
	advice: [checkAppliance, ['If this network has a sign-in page, open any web page in a browser and sign in there']],
});

const webPage = foreign('A web page answered, not the SimpliVity API');
const noApi = foreign('This is not an answer of the SimpliVity API');

const unreadable = (cause: string, then: readonly [string, string]): Words => ({
	title: 'The answer cannot be read',
	cause,
	advice: [then, ["If it stays so, report it with the server's words as shown", 'svt-tui --version']],
});

const tooMuch = 'It was larger than what is read of an answer (64 KiB, 16 KiB of headers), broke off, or is damaged.';

const shownFingerprint = ' Its SHA-256: ABABABAB ABABABAB ABABABAB ABABABAB ABABABAB ABABABAB ABABABAB ABABABAB.';

export const expectedWords: Readonly<Record<string, Words>> = {
	...expectedOtherWords,
	'idle-expired-message-doc': idleExpired,
	'idle-expired-message-doc-verbatim': idleExpired,
	'absolute-expired-message-doc': absoluteExpired,
	'idle-expired-error_description-live-2025': idleExpired,
	'expired-both-keys': idleExpired,
	'invalid-token-unknown': unknownToken,
	'invalid-token-unknown-message-key': unknownToken,
	'expired-vnd-content-type': idleExpired,
	'no-token-full-authentication': noToken,
	'spring-boot-unauthorized-doc': unauthorized,
	'spring-boot-unauthorized-doc-verbatim': unauthorized,
	'empty-401': unauthorized,
	'token-bad-credentials-live-2022': credentialsUnclear,
	'token-emergency-invalid-grant-doc': emergencyRefused,
	'token-emergency-invalid-grant-401': emergencyRefused,
	'token-invalid-grant-bad-credentials': credentialsRefused,
	'token-unsupported-grant': {
		title: 'The appliance does not offer this way to sign in',
		cause: 'Refresh tokens were removed with REST API 1.3 (OmniStack 3.6.1): a new token takes user name and password.',
		advice: [['Sign in with user name and password', login]],
	},
	'token-unsupported-emergency': noEmergency,
	'token-missing-grant': {
		title: 'The sign-in arrived incomplete',
		cause:
			'The appliance misses something of the form that svt-tui sends: a proxy or gateway dropped its body, or this is a fault of svt-tui.',
		advice: [gate, ['Check user name and password, then sign in again', login]],
	},
	'token-get-405': {
		title: 'The sign-in must arrive as a POST',
		cause:
			'The appliance got another method. svt-tui sends POST; a proxy or gateway that redirects can turn that into GET.',
		advice: [gate, signInAfterwards],
	},
	'revoke-refused-live-2026': {
		title: 'The appliance did not confirm the sign-out',
		cause:
			'It refused the request to revoke the token. Either the token had ended before, or this version revokes in another way; unless something else uses it, it ends by itself after 10 idle minutes.',
		advice: [['Nothing needs to be done; see what svt-tui still knows of the session', 'svt-tui status dc1']],
	},
	'insufficient-scope-403': notPermitted,
	'emergency-token-restricted': {
		title: 'An emergency token may not do this',
		cause:
			'It may read hosts, omnistack_clusters, backups, datastores and virtual_machines, without sorting, filters and optional fields, and restore a backup. The session is not affected.',
		advice: [
			["For anything else sign in with an account of the hypervisor's management, once that is back", login],
			lookAtSession,
		],
	},
	'limit-too-large-400-live': {
		title: 'A parameter of the request was refused',
		cause:
			'A field, filter, sort order, limit or offset is not one that this path takes. A limit of 5000 is documented, but appliances have refused more than 2000. The session is not affected.',
		advice: [["Correct the parameter that the server's words name; for a limit try 500"], lookAtSession],
	},
	'duplicate-name-400-doc': wrongRequest('The session is not affected.'),
	'not-found-404-doc': {
		title: 'The object does not exist',
		cause:
			'The appliance knows the path but finds no object of that id; it may have been deleted. The session is not affected.',
		advice: [['List the objects and take the id from there'], lookAtSession],
	},
	'jetty-404-html': {
		title: 'The REST service has no such path',
		cause:
			'The path is misspelt or newer than the REST API of this appliance, or its REST service is not fully up. That says nothing about the session.',
		advice: [['Compare the path with the API description of this version'], lookAtSession],
	},
	'method-405': {
		title: 'This operation does not exist for this path',
		cause: 'The path is there, but not with this HTTP method. The session is not affected.',
		advice: [['Compare the method with the API description of this version'], lookAtSession],
	},
	'not-acceptable-406': {
		title: 'The API version asked for is not known here',
		cause: 'The appliance does not know the version that the Accept header names. The session is not affected.',
		advice: [['Send Accept: application/json, which every version knows'], lookAtSession],
	},
	'too-large-413': {
		title: 'The request is too large',
		cause: 'The appliance does not take a body of this size. The session is not affected.',
		advice: [['Send it in smaller parts'], lookAtSession],
	},
	'media-type-415': {
		title: 'The Content-Type of the request does not fit',
		cause:
			'A body must name at least the version that brought the operation, as in application/vnd.simplivity.v1.14+json. The session is not affected.',
		advice: [['Send a Content-Type with the version that the API description gives for this operation'], lookAtSession],
	},
	'too-many-429': {
		title: 'Too many requests',
		cause: 'The appliance, or something before it, takes no more requests for now. The session may well be alive.',
		advice: [['Wait 30 s'], keepAliveGoesOn, ['Let other scripts that use this appliance pause']],
	},
	'internal-500': {
		title: 'The appliance failed internally',
		cause: 'The request reached the REST service and failed there. The session may well be alive.',
		advice: [keepAliveGoesOn, ['Look into svt-rest-api.log on the appliance at that time']],
	},
	'server-error-oauth-500': {
		title: 'The sign-in failed inside the appliance',
		cause:
			"Nothing is said about user name and password: the appliance could not ask the hypervisor's management (vCenter down, its certificate not trusted), or failed otherwise.",
		advice: [
			['Check that vCenter is up, then sign in again', login],
			['If vCenter stays away, use the local account svtcli of the appliance', 'svt-tui login dc1 --emergency'],
			['Look into svt-rest-api.log on the appliance at that time'],
		],
	},
	'bad-gateway-502-html': overloaded('a moment'),
	'request-timeout-408': slow,
	'token-200-no-token': {
		title: 'The sign-in was accepted, but no token came',
		cause:
			'The answer holds no access_token that could be used: something other than a SimpliVity appliance answered, or a gateway changed the answer.',
		advice: [checkAppliance, ['Sign in again', login]],
	},
	'task-failed-200-doc': {
		title: 'The task failed on the appliance',
		cause:
			'The request was accepted, but the task that it started ended as FAILED; the reason is in its own words. The session is not affected.',
		advice: [['Remove the reason that the task gives, then start it again'], lookAtSession],
	},
	'json-array': unauthorized,
	'json-null-fields': unauthorized,
	'terminal-escape-injection': unauthorized,
	'conn-refused': {
		title: 'Nothing listens there',
		cause:
			'The machine at https://10.1.1.16 is up but refused the connection: its REST service is stopped, or the address or port is wrong.',
		advice: [checkAddress, otherController, keepAliveGoesOn],
	},
	dns: {
		title: 'The host name is not known',
		cause: 'The name in https://10.1.1.16 is not known to the DNS of this machine.',
		advice: [checkAddress, ['Check that the VPN is up and the name is spelt right, or use the IP address']],
	},
	timeout: noAnswer,
	'self-signed': selfSigned(''),
	altname: {
		title: 'The certificate is for another name',
		cause:
			'https://10.1.1.16 shows a certificate that does not name this address; appliances often have one for a name such as omnicube-ip1-23. Nothing was sent.',
		advice: [['Sign in with the name that stands in the certificate', 'svt-tui login'], compareFingerprint],
	},
	'tls-version': {
		title: 'The appliance speaks only outdated TLS',
		cause: 'https://10.1.1.16 offers TLS 1.0 or 1.1; svt-tui, as the API itself demands, uses 1.2 or later.',
		advice: [['Update the appliance, or enable TLS 1.2 on it'], checkAddress],
	},
	'tls-reset': handshakeBroke(' (ECONNRESET)'),
	'tls-fin': handshakeBroke(' (ECONNRESET)'),
	'plain-http': {
		title: 'This port does not speak TLS',
		cause: 'Something other than HTTPS (plain HTTP, perhaps) answers at https://10.1.1.16.',
		advice: [checkAddress, ['Sign in with the address and the HTTPS port, 443 unless changed', 'svt-tui login']],
	},
	'keepalive-hangup': broke('ECONNRESET'),
	'idle-expired-python-repr-live-2025': idleExpired,
	'idle-expired-cut-off': idleExpired,
	'idle-expired-json-in-json': idleExpired,
	'idle-expired-json-in-message': idleExpired,
	'idle-expired-xml': idleExpired,
	'idle-expired-byte-order-mark': idleExpired,
	'idle-expired-lost-hyphen': idleExpired,
	'idle-expired-challenge-only': idleExpired,
	'idle-expired-wrong-status': idleExpired,
	'idle-expired-plain-text': idleExpired,
	'absolute-expired-wrapped': absoluteExpired,
	'unknown-token-html-escaped': unknownToken,
	'unauthorized-bearer-challenge': unauthorized,
	'unauthorized-errors-list': unauthorized,
	'unauthorized-whitelabel-page': unauthorized,
	'no-token-exception': noToken,
	'proxy-login-407': proxyLogin,
	'proxy-login-negotiate': proxyLogin,
	'proxy-login-page': proxyLogin,
	'proxy-login-token-request': {...proxyLogin, advice: [proxyLogin.advice[0] ?? [''], signInAfterwards]},
	'network-login-511': {
		title: 'This network wants a login of its own first',
		cause:
			'Something in the network answered in place of the appliance; requests do not get through until somebody has signed in there.',
		advice: [['Open any web page in a browser and sign in to the network'], keepAliveGoesOn],
	},
	'account-locked-spring': locked,
	'account-locked-ldap': locked,
	'account-disabled': {
		title: 'The account is disabled',
		cause: 'It cannot sign in, whatever the password. svt-tui makes no further attempt by itself.',
		advice: [
			['Ask the administrator of vCenter or the directory to enable it'],
			['Sign in once that is done', login],
			emergency,
		],
	},
	'password-expired': {
		title: 'The password has expired or must be changed',
		cause: 'It is not accepted any more until it has been changed. svt-tui makes no further attempt by itself.',
		advice: [['Change the password in vCenter or the directory'], ['Sign in once that is done', login], emergency],
	},
	'account-expired': {
		title: 'The account may not sign in',
		cause:
			'It has expired, or may not sign in now or from this appliance, whatever the password. svt-tui makes no further attempt by itself.',
		advice: [['Ask the administrator of vCenter or the directory'], ['Sign in once that is done', login], emergency],
	},
	'client-invalid': clientRefused,
	'client-challenge': clientRefused,
	'client-header-lost': clientRefused,
	'token-empty-401': credentialsUnclear,
	'token-ldap-wrong-password': credentialsRefused,
	'token-password-echoed': credentialsUnclear,
	'token-400-no-reason': {
		title: 'The appliance did not accept the sign-in',
		cause:
			'It does not say that the user name or password is wrong, but it may mean that. svt-tui does not repeat the sign-in by itself.',
		advice: [gate, ['Check user name and password, then sign in again', login]],
	},
	'token-emergency-not-for-client': noEmergency,
	'token-403': {
		title: 'This user may not use the REST API',
		cause: 'The appliance did not object to the password but to the user: the account lacks a role that lets it in.',
		advice: [['Sign in with an account that is an administrator of vCenter', login]],
	},
	'token-404-page': webPage,
	'token-404-jetty': {
		title: 'There is no SimpliVity API at this address',
		cause:
			'A web server answered but knows no /api/oauth/token: it is something other than a SimpliVity appliance, or its REST service is not up yet.',
		advice: [checkAppliance, ['If the appliance has just started, wait a few minutes and sign in again', login]],
	},
	'token-200-cut-off': unreadable(tooMuch, signInAfterwards),
	'permission-denied-400': notPermitted,
	'forbidden-page-403': {
		title: 'Something before the appliance forbids this request',
		cause:
			'A web page came instead of an answer of the API: a proxy, gateway or firewall turned the request away. The session itself was not judged.',
		advice: [['Ask who runs it to let requests to /api pass, or connect from a network without it'], lookAtSession],
	},
	'object-in-use-400': {
		title: 'The object is in use',
		cause: 'Something else works on the object at the moment. The session is not affected.',
		advice: [['Wait until its task has ended, then ask again'], lookAtSession],
	},
	'type-mismatch-400': {
		title: 'A value of the request has the wrong type',
		cause:
			'A parameter holds something other than what this path reads there, such as text where a number belongs. The session is not affected.',
		advice: [["Correct the value that the server's words name"], lookAtSession],
	},
	'invalid-body-400': {
		title: 'The body of the request cannot be read',
		cause: 'The appliance could not read the JSON that was sent, or misses a field in it. The session is not affected.',
		advice: [['Check the body against the description of this path'], lookAtSession],
	},
	'hikari-500-live-2020': {
		title: 'The database of this controller does not answer',
		cause: 'Its connections are used up or not working; other controllers of the federation usually still answer.',
		advice: [
			['Use the address of another controller, or ask HPE support'],
			['Look into svt-rest-api.log on the appliance at that time'],
		],
	},
	'unavailable-503-date': overloaded('2 min'),
	'gateway-timeout-504-html': slow,
	'redirect-302': {
		title: 'The address leads somewhere else',
		cause:
			'https://10.1.1.16 answered with a redirect. svt-tui follows none: password and token go to the address that they were meant for, and nowhere else.',
		advice: [['Look where it leads; if that is the appliance, sign in there instead', 'svt-tui login'], checkAppliance],
	},
	'portal-200-html': webPage,
	'text-200': noApi,
	'empty-200': noApi,
	'json-200-damaged': unreadable(tooMuch, keepAliveGoesOn),
	'plain-http-to-https-400': {
		title: 'This port wants HTTPS',
		cause: 'It was asked in plain HTTP, but speaks TLS.',
		advice: [['Sign in with the https:// address', 'svt-tui login']],
	},
	'teapot-418': wrongRequest('That says nothing about the session.'),
	'status-out-of-range': unreadable('It fits nothing that a SimpliVity appliance is known to say.', keepAliveGoesOn),
	'certificate-changed': {
		title: 'The appliance shows another certificate than before',
		cause: `https://10.1.1.16 does not show the certificate that this profile trusts. It was renewed, the appliance was reinstalled, another machine has its address, or somebody listens in. Nothing was sent, and nothing will be until this is settled.${shownFingerprint}`,
		advice: [
			["Compare the SHA-256 with that of the appliance's own console; until then do not sign in there"],
			['Only if it is the same: look at both side by side, and trust the new one', 'svt-tui trust accept dc1'],
		],
	},
	'certificate-self-signed-shown': selfSigned(shownFingerprint),
	'certificate-expired': {title: 'The certificate has expired', ...foreignCertificateTime},
	'certificate-not-yet-valid': {title: 'The certificate is not valid yet', ...foreignCertificateTime},
	'certificate-unknown-authority': {
		title: 'The certificate is not trusted',
		cause: 'This machine knows no authority that vouches for the certificate of https://10.1.1.16. Nothing was sent.',
		advice: [compareFingerprint, ['Or trust the authority that signed it', 'svt-tui login dc1 --ca-file ca.pem']],
	},
	'certificate-revoked': {
		title: 'The certificate was revoked',
		cause: 'The authority that signed the certificate of https://10.1.1.16 took it back. Nothing was sent.',
		advice: [['Have a new certificate installed on the appliance; do not trust this one']],
	},
	'dns-down': {
		title: 'The DNS server does not answer',
		cause:
			'The name in https://10.1.1.16 could not be looked up: the network or the VPN is down, or the DNS server is.',
		advice: [['Check network and VPN'], keepAliveGoesOn],
	},
	'no-route': {
		title: 'There is no way to the appliance from here',
		cause: 'The network has no route to https://10.1.1.16: the VPN is down, a cable is out, or the machine is off.',
		advice: [['Check network and VPN'], keepAliveGoesOn],
	},
	'connect-timeout': noAnswer,
	'answer-timeout': {
		title: 'The answer comes too slowly',
		cause:
			'https://10.1.1.16 began to answer and did not come to an end in time: the way there is very slow, or it is not an appliance that answers. It may have counted as use of the session.',
		advice: [checkAddress, keepAliveGoesOn, otherController],
	},
	'handshake-timeout': handshakeBroke(''),
	cancelled: {
		title: 'Cancelled',
		cause: 'The request was called off from here before an answer came.',
		advice: [lookAtSession],
	},
	'no-common-cipher': {
		title: 'No common TLS settings',
		cause: 'https://10.1.1.16 and this machine share no cipher that both accept.',
		advice: [['Update the appliance, or allow modern ciphers on it'], checkAddress],
	},
	'not-http': {
		title: 'What answers there does not speak HTTP',
		cause: 'Something listens at https://10.1.1.16, but its answer is not HTTP.',
		advice: [checkAppliance],
	},
	'broke-off': broke('HPE_INVALID_EOF_STATE'),
	'too-large': {
		title: 'The answer is too large',
		cause:
			'It is larger than what is read of an answer (64 KiB, 32 MiB of what api asks for, 16 KiB of headers), or does not end at all. An appliance does not answer so, unless it was asked for very much.',
		advice: [
			[
				'Check the address: it must be a virtual controller or the Management Virtual Appliance',
				'svt-tui profile list',
			],
			['For long lists ask for less at a time, with limit and offset'],
		],
	},
	'plain-http-refused': {
		title: 'Plain HTTP is not used beyond this machine',
		cause:
			'https://10.1.1.16 would send password and token unprotected; svt-tui uses http:// for its own simulator on this machine only.',
		advice: [['Sign in with the https:// address', 'svt-tui login']],
	},
	'ca-file-missing': {
		title: 'The CA file cannot be used',
		cause: 'The CA file of this profile is not there. Nothing was sent.',
		advice: [['Name a file with the certificate of the authority, in PEM', 'svt-tui login dc1 --ca-file ca.pem']],
	},
};
