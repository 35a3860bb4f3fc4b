import {advice, command, type ExplainContext, type Explanation, type OwnClocks, spanInWords} from './explanation.ts';
import type {Refusal} from './refusal.ts';
import {type Duration, minutes, scaled, seconds, until} from './time.ts';

export function explainIdleExpired(refusal: Refusal, context: ExplainContext): Explanation {
	const {ownClocks} = context;
	const limit = spanInWords(ownClocks?.idleLimit ?? minutes(10));
	const silence = ownClocks?.silence;
	const isEarly = ownClocks !== undefined && silence !== undefined && silence < ownClocks.idleLimit;
	const early = isEarly
		? ` By our clocks it was unused for ${spanInWords(silence)} only: this appliance allows less than ${limit}, or its clock was set.`
		: '';
	return {
		title: 'The session ended: it was not used for too long',
		cause: `The appliance ends a token that no request uses for its idle limit${isEarly ? '' : ` (${limit})`}.${early}${otherToken(refusal)}`,
		advice: [
			signInAgain(context),
			advice('Keep the next session from idling out', command('login', context, '--keep-alive')),
			...(isEarly
				? [advice('Tell svt-tui to count with less', command('login', context, `--idle-limit ${shorter(silence)}`))]
				: []),
		],
	};
}

export function explainAbsoluteExpired(refusal: Refusal, context: ExplainContext): Explanation {
	return {
		title: 'The session ended: its 24 hours are over',
		cause: `A token lives 24 hours from when it was issued, however much it is used; keeping it alive does not extend that.${otherToken(refusal)}`,
		advice: [
			signInAgain(context),
			advice(
				'Let svt-tui sign in by itself when the next token ends',
				command('login', context, '--keep-alive --renew auto'),
			),
		],
	};
}

export function explainUnknownToken(refusal: Refusal, context: ExplainContext): Explanation {
	const reckoned = byOwnClocks('The appliance only says that it does not know the token.', refusal, context);
	if (reckoned !== undefined) return reckoned;
	return {
		title: 'The appliance does not know this token',
		cause: `It was revoked (a sign-out with the same account ends it for everybody), it had ended before, the REST service restarted, or another controller answered.${stillLeft(context.ownClocks)}${otherToken(refusal)}`,
		advice: [
			signInAgain(context),
			advice(
				'If it comes back within a minute, use the address of one controller: a load balancer may stand between, and each controller knows only its own tokens',
			),
		],
	};
}

export function explainUnauthorized(refusal: Refusal, context: ExplainContext): Explanation {
	if (refusal.path?.includes('/oauth/revoke') === true) return revokeRefused(context);
	const reckoned = byOwnClocks('The appliance does not say why.', refusal, context);
	if (reckoned !== undefined) return reckoned;
	return {
		title: 'The appliance refused the token and does not say why',
		cause: `The token is missing, not valid or expired; the answer does not tell which.${stillLeft(context.ownClocks)}${otherToken(refusal)}`,
		advice: [signInAgain(context)],
	};
}

export function explainNoToken(_refusal: Refusal, context: ExplainContext): Explanation {
	return {
		title: 'The token did not reach the appliance',
		cause:
			'The request arrived without a token. Either none was sent, or something on the way (a proxy, a gateway) took the Authorization header off. That says nothing about the session.',
		advice: [
			advice('Look at the session', command('status', context)),
			advice('Ask who runs the proxy or gateway between here and the appliance to let the Authorization header pass'),
			signInAgain(context),
		],
	};
}

function revokeRefused(context: ExplainContext): Explanation {
	return {
		title: 'The appliance did not confirm the sign-out',
		cause:
			'It refused the request to revoke the token. Either the token had ended before, or this version revokes in another way; unless something else uses it, it ends by itself after 10 idle minutes.',
		advice: [
			advice('Nothing needs to be done; see what svt-tui still knows of the session', command('status', context)),
		],
	};
}

/** The server's text does not explain, our clocks do, and it says that they do. The absolute limit wins: nothing could have helped. */
function byOwnClocks(said: string, refusal: Refusal, context: ExplainContext): Explanation | undefined {
	const {ownClocks} = context;
	if (ownClocks?.absoluteEndedAt !== undefined) {
		const ago = spanInWords(until(ownClocks.at, ownClocks.absoluteEndedAt));
		return {
			...explainAbsoluteExpired(refusal, context),
			title: 'By our clocks, the 24 hours of the session are over',
			cause: `${said} By our clocks its absolute limit passed ${ago} before this answer, and nothing extends that. This is our reckoning, not the server's word.${otherToken(refusal)}`,
		};
	}
	if (ownClocks?.idleEndedAt !== undefined) {
		const ago = spanInWords(until(ownClocks.at, ownClocks.idleEndedAt));
		return {
			...explainIdleExpired(refusal, context),
			title: 'By our clocks, the session was not used for too long',
			cause: `${said} By our clocks the idle limit of ${spanInWords(ownClocks.idleLimit)} passed ${ago} before this answer, and an appliance names that reason only once. This is our reckoning, not the server's word.${otherToken(refusal)}`,
		};
	}
	return undefined;
}

/** Less than what was too long, since nobody knows how much too long: in whole minutes where there are some, as an option takes it. */
function shorter(silence: Duration): string {
	const most = scaled(silence, 0.9);
	return most >= minutes(2) ? `${Math.floor(most / minutes(1))}m` : `${Math.max(1, Math.floor(most / seconds(1)))}s`;
}

const stillLeft = (ownClocks: OwnClocks | undefined) =>
	ownClocks?.left === undefined || ownClocks.left <= 0
		? ''
		: ` By our clocks it had ${spanInWords(ownClocks.left)} left, so it did not simply run out.`;

const otherToken = ({token}: Refusal) =>
	token?.isCurrent === false ? ' The answer names another token than the one in use.' : '';

const signInAgain = (context: ExplainContext) =>
	advice(
		context.isStored === true ? 'Sign in again; the password is stored' : 'Sign in again',
		command('login', context),
	);
