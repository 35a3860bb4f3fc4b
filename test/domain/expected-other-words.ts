import type {Words} from './expected-words.ts';

const status551: Words = {
	title: 'The appliance failed internally',
	cause: 'The request reached the REST service and failed there. The session may well be alive.',
	advice: [
		['Keep-alive goes on trying by itself; see how it stands', 'svt-tui status dc1'],
		['Look into svt-rest-api.log on the appliance at that time'],
	],
};

const haproxy503: Words = {
	title: 'The REST service is overloaded or restarting',
	cause:
		'Too many requests run at once, or the service is down behind its own front end. The session may well be alive.',
	advice: [
		['Wait a moment'],
		['Keep-alive goes on trying by itself; see how it stands', 'svt-tui status dc1'],
		['Let other scripts that use this appliance pause'],
	],
};

const haproxy403: Words = {
	title: 'Something before the appliance forbids this request',
	cause:
		'A web page came instead of an answer of the API: a proxy, gateway or firewall turned the request away. The session itself was not judged.',
	advice: [
		['Ask who runs it to let requests to /api pass, or connect from a network without it'],
		['Look at the session', 'svt-tui status dc1'],
	],
};

const stranger = (title: string, about: string): Words => ({
	title,
	cause:
		'What answers at https://10.1.1.16 has an API of its own, which is not that of SimpliVity. That says nothing about the session or the password.',
	advice: [
		[about],
		['Check the address: it must be a virtual controller or the Management Virtual Appliance', 'svt-tui profile list'],
	],
});

const vcenter401 = stranger(
	'A vCenter Server answered, not an appliance',
	'The sign-in goes to the appliance, which asks vCenter by itself; in vCenter the virtual controllers are machines named OmniStackVC-…',
);

const compressed401: Words = {
	title: 'The appliance refused the token and does not say why',
	cause: 'The token is missing, not valid or expired; the answer does not tell which.',
	advice: [['Sign in again', 'svt-tui login dc1']],
};

/** What a person reads of each entry of `test/fixtures/other-answers.json`, as in `expected-words.ts`. */
export const expectedOtherWords: Readonly<Record<string, Words>> = {
	'too-many-429-date': {
		title: 'Too many requests',
		cause: 'The appliance, or something before it, takes no more requests for now. The session may well be alive.',
		advice: [
			['Wait 45 s'],
			['Keep-alive goes on trying by itself; see how it stands', 'svt-tui status dc1'],
			['Let other scripts that use this appliance pause'],
		],
	},
	'too-many-429-date-alone': {
		title: 'Too many requests',
		cause: 'The appliance, or something before it, takes no more requests for now. The session may well be alive.',
		advice: [
			['Wait a moment'],
			['Keep-alive goes on trying by itself; see how it stands', 'svt-tui status dc1'],
			['Let other scripts that use this appliance pause'],
		],
	},
	'too-large-413-page': {
		title: 'The request is too large',
		cause: 'The appliance does not take a body of this size. That says nothing about the session.',
		advice: [['Send it in smaller parts'], ['Look at the session', 'svt-tui status dc1']],
	},
	'not-acceptable-406-empty': {
		title: 'The API version asked for is not known here',
		cause: 'The appliance does not know the version that the Accept header names. That says nothing about the session.',
		advice: [
			['Send Accept: application/json, which every version knows'],
			['Look at the session', 'svt-tui status dc1'],
		],
	},
	'status-551': status551,
	'vmware-named-500': status551,
	'challenge-only-unknown': {
		title: 'The appliance does not know this token',
		cause:
			'It was revoked (a sign-out with the same account ends it for everybody), it had ended before, the REST service restarted, or another controller answered.',
		advice: [
			['Sign in again', 'svt-tui login dc1'],
			[
				'If it comes back within a minute, use the address of one controller: a load balancer may stand between, and each controller knows only its own tokens',
			],
		],
	},
	'bad-gateway-502-token-request': {
		title: 'The REST service is overloaded or restarting',
		cause:
			'Too many requests run at once, or the service is down behind its own front end. The session may well be alive.',
		advice: [
			['Wait a moment'],
			['Sign in again afterwards', 'svt-tui login dc1'],
			['Let other scripts that use this appliance pause'],
		],
	},
	'haproxy-503': haproxy503,
	'envoy-503': haproxy503,
	'haproxy-403': haproxy403,
	'f5-block-200': haproxy403,
	'zscaler-403': haproxy403,
	'fortiguard-200': haproxy403,
	'zscaler-307': {
		title: 'The address leads somewhere else',
		cause:
			'https://10.1.1.16 answered with a redirect. svt-tui follows none: password and token go to the address that they were meant for, and nowhere else.',
		advice: [
			['Look where it leads; if that is the appliance, sign in there instead', 'svt-tui login'],
			[
				'Check the address: it must be a virtual controller or the Management Virtual Appliance',
				'svt-tui profile list',
			],
		],
	},
	'vcenter-401': vcenter401,
	'vcenter-401-older': vcenter401,
	'vcenter-token-request': vcenter401,
	'esxi-soap-500': stranger(
		'An ESXi host or a vCenter Server answered, not an appliance',
		'The virtual controller is a machine that runs on the host and has an address of its own; in vCenter it is named OmniStackVC-…',
	),
	'ilo-401': stranger(
		'An iLO answered, not an appliance',
		'It manages the server beneath; the virtual controller that runs on that server has an address of its own',
	),
	'portal-200-refresh': {
		title: 'A web page answered, not the SimpliVity API',
		cause:
			'The address leads to something other than a SimpliVity appliance, or a portal or proxy stands before https://10.1.1.16. That says nothing about the session.',
		advice: [
			[
				'Check the address: it must be a virtual controller or the Management Virtual Appliance',
				'svt-tui profile list',
			],
			['If this network has a sign-in page, open any web page in a browser and sign in there'],
		],
	},
	'compressed-401': compressed401,
	'cut-at-64-kib': compressed401,
	'compressed-200': {
		title: 'The answer cannot be read',
		cause: 'It was larger than what is read of an answer (64 KiB, 16 KiB of headers), broke off, or is damaged.',
		advice: [
			['Keep-alive goes on trying by itself; see how it stands', 'svt-tui status dc1'],
			["If it stays so, report it with the server's words as shown", 'svt-tui --version'],
		],
	},
	'idle-expired-cut-in-word': {
		title: 'The session ended: it was not used for too long',
		cause: 'The appliance ends a token that no request uses for its idle limit (10 min).',
		advice: [
			['Sign in again', 'svt-tui login dc1'],
			['Keep the next session from idling out', 'svt-tui login dc1 --keep-alive'],
		],
	},
	'tomcat-404': {
		title: 'The REST service has no such path',
		cause:
			'The path is misspelt or newer than the REST API of this appliance, or its REST service is not fully up. That says nothing about the session.',
		advice: [
			['Compare the path with the API description of this version'],
			['Look at the session', 'svt-tui status dc1'],
		],
	},
};
