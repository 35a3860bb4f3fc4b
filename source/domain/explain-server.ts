import {
	addressAtStart,
	addressOf,
	advice,
	afterwards,
	command,
	type ExplainContext,
	type Explanation,
	isAboutSignIn,
	spanInWords,
} from './explanation.ts';
import type {Refusal} from './refusal.ts';
import type {Stranger} from './refusal-strangers.ts';
import {strangerInWords} from './stranger-in-words.ts';

const checkAppliance = advice(
	'Check the address: it must be a virtual controller or the Management Virtual Appliance',
	'svt-tui profile list',
);

export function explainBusy(refusal: Refusal, context: ExplainContext): Explanation {
	const {status, retryAfter} = refusal;
	const wait = retryAfter === undefined ? 'a moment' : spanInWords(retryAfter);
	return {
		title: status === 429 ? 'Too many requests' : 'The REST service is overloaded or restarting',
		cause: `${
			status === 429
				? 'The appliance, or something before it, takes no more requests for now.'
				: 'Too many requests run at once, or the service is down behind its own front end.'
		} The session may well be alive.`,
		advice: [
			advice(`Wait ${wait}`),
			afterwards(refusal, context),
			advice('Let other scripts that use this appliance pause'),
		],
	};
}

export function explainSlow(refusal: Refusal, context: ExplainContext): Explanation {
	return {
		title: 'The appliance took too long to answer',
		cause:
			'The request was cut off on the way because no answer came in time. It may have been carried out all the same, and the session may well be alive.',
		advice: [afterwards(refusal, context), advice('For long lists ask for less at a time, with limit and offset')],
	};
}

export function explainServerError(refusal: Refusal, context: ExplainContext): Explanation {
	const text = refusal.serverSays?.toLowerCase() ?? '';
	const readLog = advice('Look into svt-rest-api.log on the appliance at that time');
	if (/jdbc|hikari/.test(text)) {
		return {
			title: 'The database of this controller does not answer',
			cause: 'Its connections are used up or not working; other controllers of the federation usually still answer.',
			advice: [advice('Use the address of another controller, or ask HPE support'), readLog],
		};
	}
	if (isAboutSignIn(refusal)) {
		return {
			title: 'The sign-in failed inside the appliance',
			cause:
				"Nothing is said about user name and password: the appliance could not ask the hypervisor's management (vCenter down, its certificate not trusted), or failed otherwise.",
			advice: [
				advice('Check that vCenter is up, then sign in again', command('login', context)),
				advice(
					'If vCenter stays away, use the local account svtcli of the appliance',
					command('login', context, '--emergency'),
				),
				readLog,
			],
		};
	}
	return {
		title: 'The appliance failed internally',
		cause: 'The request reached the REST service and failed there. The session may well be alive.',
		advice: [afterwards(refusal, context), readLog],
	};
}

export function explainProxyLogin(refusal: Refusal, context: ExplainContext): Explanation {
	if (refusal.status === 511) {
		return {
			title: 'This network wants a login of its own first',
			cause:
				'Something in the network answered in place of the appliance; requests do not get through until somebody has signed in there.',
			advice: [advice('Open any web page in a browser and sign in to the network'), afterwards(refusal, context)],
		};
	}
	return {
		title: 'A proxy or gateway wants a login of its own',
		cause:
			'The answer is not from the appliance: something before it asks for its own login, which svt-tui does not have. Neither the session nor the password was judged.',
		advice: [
			advice('Ask who runs it to let requests to the appliance pass, or connect from a network without it'),
			afterwards(refusal, context),
		],
	};
}

export function explainNotSimplivity(refusal: Refusal, context: ExplainContext): Explanation {
	const where = addressOf(context);
	const {status, shape, code, stranger} = refusal;
	if (stranger !== undefined) return explainStranger(stranger, context);
	if (code !== undefined) {
		return {
			title: 'What answers there does not speak HTTP',
			cause: `Something listens at ${where}, but its answer is not HTTP.`,
			advice: [checkAppliance],
		};
	}
	if (status !== undefined && status >= 300 && status < 400) {
		return {
			title: 'The address leads somewhere else',
			cause: `${addressAtStart(context)} answered with a redirect. svt-tui follows none: password and token go to the address that they were meant for, and nowhere else.`,
			advice: [
				advice('Look where it leads; if that is the appliance, sign in there instead', command('login', {})),
				checkAppliance,
			],
		};
	}
	if (shape === 'api' && (status ?? 0) < 300 && isAboutSignIn(refusal)) {
		return {
			title: 'The sign-in was accepted, but no token came',
			cause:
				'The answer holds no access_token that could be used: something other than a SimpliVity appliance answered, or a gateway changed the answer.',
			advice: [checkAppliance, advice('Sign in again', command('login', context))],
		};
	}
	return {
		title:
			shape === 'page' ? 'A web page answered, not the SimpliVity API' : 'This is not an answer of the SimpliVity API',
		cause: `The address leads to something other than a SimpliVity appliance, or a portal or proxy stands before ${where}. That says nothing about the session.`,
		advice: [
			checkAppliance,
			advice('If this network has a sign-in page, open any web page in a browser and sign in there'),
		],
	};
}

function explainStranger(stranger: Stranger, context: ExplainContext): Explanation {
	const {name, about} = strangerInWords[stranger];
	return {
		title: `${name} answered, not an appliance`,
		cause: `What answers at ${addressOf(context)} has an API of its own, which is not that of SimpliVity. That says nothing about the session or the password.`,
		advice: [advice(about), checkAppliance],
	};
}

export function explainUnreadable(refusal: Refusal, context: ExplainContext): Explanation {
	const {code, status} = refusal;
	const report = advice("If it stays so, report it with the server's words as shown", 'svt-tui --version');
	// Somebody pasted words that nobody knows.
	if (code === undefined && status === undefined) {
		return {
			title: 'The answer cannot be read',
			cause: 'It fits nothing that a SimpliVity appliance is known to say.',
			advice: [advice('Paste all of it: the status line, the headers and the body', 'svt-tui explain'), report],
		};
	}
	if (code === 'SVT_TOO_LARGE') {
		return {
			title: 'The answer is too large',
			cause:
				'It is larger than what is read of an answer (64 KiB, 32 MiB of what api asks for, 16 KiB of headers), or does not end at all. An appliance does not answer so, unless it was asked for very much.',
			advice: [checkAppliance, advice('For long lists ask for less at a time, with limit and offset')],
		};
	}
	return {
		title: 'The answer cannot be read',
		cause:
			code !== undefined || (status !== undefined && status >= 200 && status < 300)
				? 'It was larger than what is read of an answer (64 KiB, 16 KiB of headers), broke off, or is damaged.'
				: 'It fits nothing that a SimpliVity appliance is known to say.',
		advice: [afterwards(refusal, context), report],
	};
}
