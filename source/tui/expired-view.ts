import {deathOf} from '../domain/death.ts';
import {explain} from '../domain/explain.ts';
import {knownEvents} from '../domain/known-events.ts';
import {ownClocksAt} from '../domain/own-clocks.ts';
import {postMortem} from '../domain/post-mortem.ts';
import {type Expired, isCertain, type Session} from '../domain/session.ts';
import {type Instant, until} from '../domain/time.ts';
import {countdown} from '../domain/time-in-words.ts';
import {clockOf} from './countdown-view.ts';
import {emptyLine, type Line, line, paragraph} from './line.ts';
import {doLines, keyLine, type MessageAsked, type MessageView, renewLines, whenLines} from './message-lines.ts';
import {sentence} from './sentence.ts';

/** A session that is over: by the server's word, else by our clocks only. */
export function expiredView(session: Session, phase: Expired, asked: MessageAsked): MessageView {
	const {now, width, context} = asked;
	const {refusal, at, deadlines, renewAt} = phase;
	if (refusal === undefined) return predictedView(session, phase, asked);
	const ownClocks = ownClocksAt(deadlines, session.profile.idleLimit, at);
	const {title, cause, advice} = explain(refusal, {...context, ownClocks});
	return {
		title: 'Session ended',
		tone: 'alarm',
		lines: [
			line(title, 'alarm'),
			// Where there is little room, what it came from says more than what it is: that is one key away.
			...(width < wideEnough ? [] : paragraph(cause, width)),
			...whenLines(at, refusal, now),
			...paragraph(deathWords(session, asked), width),
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
function predictedView(session: Session, phase: Expired, asked: MessageAsked): MessageView {
	const {now, width} = asked;
	const {ending, renewAt} = phase;
	const isIdle = ending === 'idle';
	const doubt = width < wideEnough ? '' : ' That is our reckoning: the appliance has not said so.';
	return {
		title: isIdle ? 'Session idled out' : 'Session ended',
		tone: 'alarm',
		lines: [
			line(
				isIdle ? 'By our clocks, the session was not used for too long' : 'By our clocks, the session is over',
				'alarm',
			),
			...paragraph(`${deathWords(session, asked)}${doubt}`, width),
			emptyLine,
			...(isCertain(phase) ? [] : probeLines(phase, now)),
			...renewLines(renewAt, now),
			...doLines(session, width),
		],
	};
}

/** How it came to that, as a sentence. */
function deathWords(session: Session, {past, now}: MessageAsked): string {
	const events = knownEvents(past, session);
	const death = deathOf(session, events);
	return sentence(death === undefined ? '' : postMortem(events, death, now));
}

/** Below this there is no room for what can be read elsewhere. */
const wideEnough = 54;

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
