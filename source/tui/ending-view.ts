import {explain} from '../domain/explain.ts';
import {type ExplainContext, spanInWords} from '../domain/explanation.ts';
import {ownClocksAt} from '../domain/own-clocks.ts';
import type {Refusal} from '../domain/refusal.ts';
import {type Expired, isCertain, type Phase, type Session} from '../domain/session.ts';
import {type Instant, until} from '../domain/time.ts';
import {clockOf} from './countdown-view.ts';
import {countdown, localTime} from './format.ts';
import type {Shown} from './hiding.ts';
import {emptyLine, type Line, line, paragraph, run, type Tone} from './line.ts';

/** What stands in the place of the countdowns while no session lives: what happened, and what to do. */
export type MessageView = {readonly title: string; readonly tone: Tone; readonly lines: readonly Line[]};

type Asked = {
	readonly now: Instant;
	readonly width: number;
	readonly context: ExplainContext;
	readonly shown: Shown;
};

export function messageView(session: Session, phase: Exclude<Phase, {name: 'active'}>, asked: Asked): MessageView {
	switch (phase.name) {
		case 'restoring':
			return {title: 'Looking for a stored session', tone: 'calm', lines: [line('Asking the store for the token …')]};
		case 'signing-in':
			return signingInView(session, phase, asked);
		case 'signing-out':
			return {
				title: 'Signing out',
				tone: 'calm',
				lines: [line('Asking the appliance to revoke the token …')],
			};
		case 'signed-out':
			if (phase.refusal !== undefined) return refusedView('Sign-in refused', session, phase.refusal, asked);
			return {
				title: 'Signed out',
				tone: 'calm',
				lines: [line('There is no session.'), emptyLine, keyLine('s', signInWords(session))],
			};
		case 'blocked':
			return refusedView('Blocked', session, phase.refusal, asked);
		case 'expired':
			return expiredView(session, phase, asked);
	}
}

function signingInView(
	{profile}: Session,
	{startedAt, by, before}: Extract<Phase, {name: 'signing-in'}>,
	{now, width, shown}: Asked,
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

function refusedView(title: string, session: Session, refusal: Refusal, {now, width, context}: Asked): MessageView {
	const {title: headline, cause, advice} = explain(refusal, context);
	const at = session.lastRefusal?.refusal === refusal ? session.lastRefusal.at : undefined;
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

function expiredView(session: Session, phase: Expired, asked: Asked): MessageView {
	const {now, width, context} = asked;
	const {refusal, at, deadlines, touchedAt, renewAt} = phase;
	if (refusal === undefined) return predictedView(session, phase, asked);
	const ownClocks = ownClocksAt(deadlines, session.profile.idleLimit, at);
	const {title, cause, advice} = explain(refusal, {...context, ownClocks});
	return {
		title: 'Session ended',
		tone: 'alarm',
		lines: [
			line(title, 'alarm'),
			...paragraph(cause, width),
			...whenLines(at, refusal, now),
			line(`Last used ${localTime(touchedAt, now)}`, 'dim'),
			emptyLine,
			...renewLines(renewAt, now),
			...doLines(session, width),
			...advice.flatMap(({text, command}) =>
				command === undefined ? [] : [...paragraph(`${text}:`, width, 'dim', '- '), line(`    ${command}`, 'dim')],
			),
		],
	};
}

/** Nobody but our clocks says that it is over: worded as what it is. */
function predictedView(session: Session, phase: Expired, {now, width}: Asked): MessageView {
	const {profile} = session;
	const {ending, deadlines, touchedAt, renewAt} = phase;
	const isIdle = ending === 'idle';
	const end = localTime(isIdle ? deadlines.idle.latest : (deadlines.absolute?.latest ?? phase.at), now);
	const cause = isIdle
		? `It was last used at ${localTime(touchedAt, now)}; its idle limit of ${spanInWords(profile.idleLimit)} was over at ${end}. That is our reckoning: the appliance has not said so.`
		: `A token lives ${spanInWords(profile.absoluteLimit)} from when it was issued, however much it is used; that was over at ${end}. That is our reckoning: the appliance has not said so.`;
	return {
		title: isIdle ? 'Session idled out' : 'Session ended',
		tone: 'alarm',
		lines: [
			line(
				isIdle ? 'By our clocks, the session was not used for too long' : 'By our clocks, the session is over',
				'alarm',
			),
			...paragraph(cause, width),
			emptyLine,
			...(isCertain(phase) ? [] : probeLines(phase, now)),
			...renewLines(renewAt, now),
			...doLines(session, width),
		],
	};
}

function probeLines({tickle, deadlines: {absolute}}: Expired, now: Instant): readonly Line[] {
	const rest = absolute === undefined ? [] : [line(`If it lives, it has ${clockOf(absolute, now)} left.`, 'dim')];
	switch (tickle.state) {
		case 'in-flight':
			return [line('Asking the appliance whether it still lives …', 'warn'), ...rest];
		case 'waiting':
			return [line(`Asking the appliance again in ${countdown(until(tickle.at, now))}`, 'warn'), ...rest];
		case 'stopped':
			return [line('Nothing is sent any more: the other side is not the appliance', 'alarm')];
		case 'off':
			return [keyLine('t', 'ask the appliance whether it still lives')];
	}
}

const renewLines = (renewAt: Instant | undefined, now: Instant): readonly Line[] =>
	renewAt === undefined ? [] : [line(`Signing in again by itself in ${countdown(until(renewAt, now))}`, 'warn')];

function doLines(session: Session, width: number): readonly Line[] {
	const more = session.lastRefusal === undefined ? [] : [keyLine('e', 'the whole refusal, with the server’s words')];
	return width < 30 ? [] : [keyLine('s', signInWords(session)), ...more];
}

const signInWords = (session: Session) => (isOneKeyAway(session) ? 'sign in with the stored password' : 'sign in');

/** After any refused password the next one is a person's choice: an account is soon locked. */
export const isOneKeyAway = ({passwordStored, refusedPassword}: Session) =>
	passwordStored && refusedPassword === undefined;

const keyLine = (key: string, words: string): Line => [run(key.padStart(3), 'key'), run(`  ${words}`)];

const whenLines = (at: Instant | undefined, {status, path}: Refusal, now: Instant): readonly Line[] => {
	const facts = [
		at === undefined ? undefined : localTime(at, now),
		status === undefined ? undefined : `status ${status}`,
		path,
	].filter(fact => fact !== undefined);
	return facts.length === 0 ? [] : [line(facts.join(' · '), 'dim')];
};
