import {advice, command, type ExplainContext, type Explanation, isAboutSignIn} from './explanation.ts';
import type {Refusal} from './refusal.ts';

export function explainNotPermitted(refusal: Refusal, context: ExplainContext): Explanation {
	if (refusal.shape === 'page') {
		return {
			title: 'Something before the appliance forbids this request',
			cause:
				'A web page came instead of an answer of the API: a proxy, gateway or firewall turned the request away. The session itself was not judged.',
			advice: [
				advice('Ask who runs it to let requests to /api pass, or connect from a network without it'),
				lookAtSession(context),
			],
		};
	}
	if (isAboutSignIn(refusal)) {
		return {
			title: 'This user may not use the REST API',
			cause: 'The appliance did not object to the password but to the user: the account lacks a role that lets it in.',
			advice: [advice('Sign in with an account that is an administrator of vCenter', command('login', context))],
		};
	}
	if (context.profile?.grant === 'emergency') {
		return {
			title: 'An emergency token may not do this',
			cause: `It may read hosts, omnistack_clusters, backups, datastores and virtual_machines, without sorting, filters and optional fields, and restore a backup. ${sessionSentence(refusal)}`,
			advice: [
				advice(
					"For anything else sign in with an account of the hypervisor's management, once that is back",
					command('login', context),
				),
				lookAtSession(context),
			],
		};
	}
	return {
		title: 'Not permitted for this user',
		cause:
			'The appliance knows the token but does not allow this request: the account lacks the right, or an emergency token asked for more than it may. Signing in again as the same user changes nothing.',
		advice: [
			advice('Use an account with the right role in vCenter, or have it added to this one'),
			lookAtSession(context),
		],
	};
}

export function explainBadRequest(refusal: Refusal, context: ExplainContext): Explanation {
	if (isAboutSignIn(refusal)) {
		const isMalformed = refusal.error === 'invalid_request';
		return {
			title: isMalformed ? 'The sign-in arrived incomplete' : 'The appliance did not accept the sign-in',
			cause: isMalformed
				? 'The appliance misses something of the form that svt-tui sends: a proxy or gateway dropped its body, or this is a fault of svt-tui.'
				: 'It does not say that the user name or password is wrong, but it may mean that. svt-tui does not repeat the sign-in by itself.',
			advice: [
				advice('Look for a proxy or gateway between here and the appliance'),
				advice('Check user name and password, then sign in again', command('login', context)),
			],
		};
	}
	const {title, cause, remedy} = faultOf(refusal);
	return {title, cause: `${cause} ${sessionSentence(refusal)}`, advice: [advice(remedy), lookAtSession(context)]};
}

type Fault = {readonly title: string; readonly cause: string; readonly remedy: string};

/** HPE: "HTTP error code reference", by exception where there is one. */
function faultOf({exception, status}: Refusal): Fault {
	if (status === 413 || exception?.startsWith('BodyTooLarge') === true) {
		return {
			title: 'The request is too large',
			cause: 'The appliance does not take a body of this size.',
			remedy: 'Send it in smaller parts',
		};
	}
	switch (exception?.replace(/Exception$/, '')) {
		case 'InvalidSortCriteria':
		case 'InvalidParameter':
			return {
				title: 'A parameter of the request was refused',
				cause:
					'A field, filter, sort order, limit or offset is not one that this path takes. A limit of 5000 is documented, but appliances have refused more than 2000.',
				remedy: "Correct the parameter that the server's words name; for a limit try 500",
			};
		case 'TypeMismatch':
		case 'MethodArgumentTypeMismatch':
			return {
				title: 'A value of the request has the wrong type',
				cause:
					'A parameter holds something other than what this path reads there, such as text where a number belongs.',
				remedy: "Correct the value that the server's words name",
			};
		case 'ObjectInUse':
			return {
				title: 'The object is in use',
				cause: 'Something else works on the object at the moment.',
				remedy: 'Wait until its task has ended, then ask again',
			};
		case 'InvalidBody':
		case 'HttpMessageNotReadable':
			return {
				title: 'The body of the request cannot be read',
				cause: 'The appliance could not read the JSON that was sent, or misses a field in it.',
				remedy: 'Check the body against the description of this path',
			};
		default:
			return {
				title: 'The appliance refused the request as wrong',
				cause: 'It read the request and does not accept what it asks for; the reason is in its own words.',
				remedy: 'Correct the request and send it again',
			};
	}
}

export function explainNotFound(refusal: Refusal, context: ExplainContext): Explanation {
	if (isAboutSignIn(refusal)) {
		return {
			title: 'There is no SimpliVity API at this address',
			cause:
				'A web server answered but knows no /api/oauth/token: it is something other than a SimpliVity appliance, or its REST service is not up yet.',
			advice: [
				advice(
					'Check the address: it must be a virtual controller or the Management Virtual Appliance',
					'svt-tui profile list',
				),
				advice('If the appliance has just started, wait a few minutes and sign in again', command('login', context)),
			],
		};
	}
	const isObject = refusal.exception === 'ObjectNotFoundException';
	return {
		title: isObject ? 'The object does not exist' : 'The REST service has no such path',
		cause: isObject
			? `The appliance knows the path but finds no object of that id; it may have been deleted. ${sessionSentence(refusal)}`
			: `The path is misspelt or newer than the REST API of this appliance, or its REST service is not fully up. ${sessionSentence(refusal)}`,
		advice: [
			advice(
				isObject
					? 'List the objects and take the id from there'
					: 'Compare the path with the API description of this version',
			),
			advice('Look at the session', command('status', context)),
		],
	};
}

export function explainMethod(refusal: Refusal, context: ExplainContext): Explanation {
	if (isAboutSignIn(refusal)) {
		return {
			title: 'The sign-in must arrive as a POST',
			cause:
				'The appliance got another method. svt-tui sends POST; a proxy or gateway that redirects can turn that into GET.',
			advice: [
				advice('Look for a proxy or gateway between here and the appliance'),
				advice('Sign in again afterwards', command('login', context)),
			],
		};
	}
	return {
		title: 'This operation does not exist for this path',
		cause: `The path is there, but not with this HTTP method. ${sessionSentence(refusal)}`,
		advice: [advice('Compare the method with the API description of this version'), lookAtSession(context)],
	};
}

export function explainVersion(refusal: Refusal, context: ExplainContext): Explanation {
	const {status, exception} = refusal;
	const isContentType = status === 415 || exception === 'HttpMediaTypeNotSupportedException';
	return {
		title: isContentType
			? 'The Content-Type of the request does not fit'
			: 'The API version asked for is not known here',
		cause: isContentType
			? `A body must name at least the version that brought the operation, as in application/vnd.simplivity.v1.14+json. ${sessionSentence(refusal)}`
			: `The appliance does not know the version that the Accept header names. ${sessionSentence(refusal)}`,
		advice: [
			advice(
				isContentType
					? 'Send a Content-Type with the version that the API description gives for this operation'
					: 'Send Accept: application/json, which every version knows',
			),
			lookAtSession(context),
		],
	};
}

export function explainTaskFailed(refusal: Refusal, context: ExplainContext): Explanation {
	return {
		title: 'The task failed on the appliance',
		cause: `The request was accepted, but the task that it started ended as FAILED; the reason is in its own words. ${sessionSentence(refusal)}`,
		advice: [advice('Remove the reason that the task gives, then start it again'), lookAtSession(context)],
	};
}

/** Rights, paths and bodies are judged after the token: whoever refuses those has accepted it, if it is the API that speaks. */
const sessionSentence = ({shape}: Refusal) =>
	shape === 'api' ? 'The session is not affected.' : 'That says nothing about the session.';

const lookAtSession = (context: ExplainContext) => advice('Look at the session', command('status', context));
