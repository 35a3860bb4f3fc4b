import {explain} from '../domain/explain.ts';
import {spanInWords} from '../domain/explanation.ts';
import {storageInWords} from '../domain/profile-in-words.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Phase, Session} from '../domain/session.ts';
import {hasRevoked, mayStillBeTaken, type SignOut} from '../domain/sign-out.ts';
import {forgottenInWords, sharersInWords, signedOutInWords} from '../domain/sign-out-in-words.ts';
import {until} from '../domain/time.ts';
import {clockOf} from './countdown-view.ts';
import {expiredView} from './expired-view.ts';
import {emptyLine, type Line, line, paragraph} from './line.ts';
import {
	doLines,
	keyLine,
	type MessageAsked,
	type MessageView,
	signInWords,
	unreadProblem,
	whenLines,
} from './message-lines.ts';
import {capital, sentence} from './sentence.ts';

export function messageView(
	session: Session,
	phase: Exclude<Phase, {name: 'active'}>,
	asked: MessageAsked,
): MessageView {
	switch (phase.name) {
		case 'restoring':
			return restoringView(session, asked);
		case 'signing-in':
			return signingInView(session, phase, asked);
		case 'signing-out':
			return {
				title: 'Signing out',
				tone: 'calm',
				lines: [
					line(
						phase.revoked === undefined
							? 'Asking the appliance to revoke the token …'
							: 'Asking the appliance whether it refuses the token by now …',
					),
				],
			};
		case 'signed-out':
			if (phase.refusal !== undefined) return refusedView('Sign-in refused', session, phase.refusal, asked);
			return signedOutView(session, asked);
		case 'blocked':
			return refusedView('Blocked', session, phase.refusal, asked);
		case 'expired':
			return expiredView(session, phase, asked);
	}
}

function restoringView({profile: {storage}}: Session, {width}: MessageAsked): MessageView {
	const {whole} = storageInWords[storage];
	// A keychain that is locked asks by itself, and nobody knows whether somebody sees that.
	const window =
		storage === 'keychain' ? paragraph('If it is locked, it asks in a window of its own.', width, 'dim') : [];
	return {
		title: 'Looking for a stored session',
		tone: 'calm',
		lines: [
			...paragraph(`Waiting for ${whole} to give the token …`, width),
			...window,
			emptyLine,
			keyLine('Esc', 'go on without it'),
		],
	};
}

function signedOutView(session: Session, asked: MessageAsked): MessageView {
	const {width} = asked;
	const key = keyLine('s', signInWords(session));
	const problem = unreadProblem(session);
	if (problem === undefined) {
		const signOut = session.phase.name === 'signed-out' ? session.phase.signOut : undefined;
		const said = signOut === undefined ? [] : signOutLines(signOut, asked);
		const isOpen = signOut !== undefined && mayStillBeTaken(signOut) && signOut.revocation !== 'unchecked';
		const lines = said.length === 0 ? [line('There is no session.')] : said;
		return {title: 'Signed out', tone: isOpen ? 'warn' : 'calm', lines: [...lines, emptyLine, key]};
	}
	const {whole} = storageInWords[session.profile.storage];
	return {
		title: 'Token not read',
		tone: 'warn',
		lines: [
			...paragraph(`${capital(whole)} did not give the token: a session may live`, width, 'warn'),
			...paragraph(sentence(problem), width),
			emptyLine,
			keyLine('r', 'read it again'),
			key,
		],
	};
}

/** The same words as those of `svt-tui logout`. */
function signOutLines(signOut: SignOut, {width, now}: MessageAsked): readonly Line[] {
	const {revocation, token, deadlines} = signOut;
	if (revocation === 'no-token') return [];
	const look = revocation === 'still-accepted' ? 'alarm' : revocation === 'unknown' ? 'warn' : 'plain';
	const end = deadlines === undefined || !mayStillBeTaken(signOut) ? undefined : forgottenInWords(deadlines, now);
	const texts = [end, hasRevoked(signOut) ? sharersInWords(token, now) : undefined].filter(text => text !== undefined);
	return [
		...paragraph(sentence(signedOutInWords(signOut)), width, look),
		...texts.flatMap(text => paragraph(sentence(text), width)),
	];
}

function signingInView(
	{profile}: Session,
	{startedAt, by, before}: Extract<Phase, {name: 'signing-in'}>,
	{now, width, shown}: MessageAsked,
): MessageView {
	const whose = by === 'renewal' ? 'By itself, as' : 'As';
	const reserve =
		before?.name === 'active'
			? [
					emptyLine,
					...paragraph(
						`The session before goes on should this fail: idle ${clockOf(before.deadlines.idle, now)}, absolute ${clockOf(before.deadlines.absolute, now)}.`,
						width,
					),
				]
			: [];
	return {
		title: 'Signing in',
		tone: 'calm',
		lines: [
			...paragraph(`${whose} ${shown(profile.username)}, for ${spanInWords(until(now, startedAt))}`, width),
			line('Waiting for the answer of the appliance', 'dim'),
			...reserve,
			emptyLine,
			keyLine('Esc', 'cancel'),
		],
	};
}

function refusedView(
	title: string,
	session: Session,
	refusal: Refusal,
	{now, width, context}: MessageAsked,
): MessageView {
	const {title: headline, cause, advice} = explain(refusal, context);
	const at = session.refusals.findLast(met => met.refusal === refusal)?.at;
	return {
		title,
		tone: 'alarm',
		lines: [
			line(headline, 'alarm'),
			...paragraph(cause, width),
			...whenLines(at, refusal, now),
			emptyLine,
			...doLines(session, width),
			...advice.flatMap(({text}) => paragraph(text, width, 'dim', '- ')),
		],
	};
}
