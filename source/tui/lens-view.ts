import {deathOf} from '../domain/death.ts';
import type {EventReport} from '../domain/event-report.ts';
import {explain} from '../domain/explain.ts';
import type {ExplainContext} from '../domain/explanation.ts';
import {knownEvents} from '../domain/known-events.ts';
import type {MetRefusal} from '../domain/met-refusals.ts';
import {postMortem} from '../domain/post-mortem.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Session} from '../domain/session.ts';
import type {Instant} from '../domain/time.ts';
import {localTime} from '../domain/time-in-words.ts';
import {cellsOf, wrapped} from './cells.ts';
import {comparisonLines} from './certificate-view.ts';
import {happenedLines} from './happened-view.ts';
import type {Shown} from './hiding.ts';
import {emptyLine, type Line, paragraph, run} from './line.ts';
import {tokenInWords} from './refusal-token.ts';
import {sentence} from './sentence.ts';
import {type StripView, stripView} from './strip-view.ts';
import {whatToDo} from './what-to-do.ts';

export type LensAsked = {
	readonly now: Instant;
	readonly width: number;
	readonly context: ExplainContext;
	readonly shown: Shown;
	/** What is written of the session, by whichever process. */
	readonly past: readonly EventReport[];
};

/** A refusal with all that a person needs of it: our words, what had happened, what to do, and what the server said, framed as its own. */
export function lensLines(session: Session, met: MetRefusal, asked: LensAsked): readonly Line[] {
	const {now, width, context, past} = asked;
	const {refusal, at, ownClocks} = met;
	const {title, cause, advice} = explain(refusal, {...context, ownClocks});
	const events = knownEvents(past, session);
	const {idleLimit} = session.profile;
	return [
		...paragraph(title, width, 'alarm'),
		...paragraph(factWords(session, met, asked), width, 'dim'),
		...paragraph(cause, width),
		...certificateLines(refusal, width),
		...saidLines(refusal, asked),
		emptyLine,
		...stripLines(stripView(events, {at, kind: refusal.kind, now, idleLimit, width}), width),
		...storyLines(session, met, events, asked),
		emptyLine,
		...whatToDo(session, met, {advice, width}),
	];
}

/** Of a changed certificate both are in sight wherever it is told. */
function certificateLines({pinned, certificate}: Refusal, width: number): readonly Line[] {
	return pinned === undefined || certificate === undefined ? [] : comparisonLines(pinned, certificate, width);
}

/** When, with what status, where, and about which token. */
function factWords(session: Session, {refusal, since, at, times}: MetRefusal, {now, shown}: LensAsked): string {
	const {status, code, path, token} = refusal;
	const facts = [
		times === 1 ? localTime(at, now) : `${times} times, from ${localTime(since, now)} to ${localTime(at, now)}`,
		status === undefined ? knownCode(code) : `status ${status}`,
		// What was asked for is a key away, with all its words.
		path && shown(path.split('?', 1)[0] ?? ''),
		token && `token ${tokenInWords(session, token)}`,
	];
	return facts.filter(fact => fact !== undefined).join(' · ');
}

/** Behind a bar, so that nothing in it looks like ours; all of it is one key away. */
const mostSaid = 2;

function saidLines({serverSays}: Refusal, {width, shown}: LensAsked): readonly Line[] {
	if (serverSays === undefined) return [];
	const lines = wrapped(`«${shown(serverSays)}»`, width - 2);
	const isLong = lines.length > mostSaid;
	const fitting = isLong ? [...lines.slice(0, mostSaid - 1), lines.slice(mostSaid - 1).join(' ')] : lines;
	return fitting.map((text): Line => [run('│ ', 'dim'), run(text)]);
}

/** Of the end of a session the post-mortem; of all else what came before it. */
function storyLines(
	session: Session,
	{refusal, at}: MetRefusal,
	events: readonly EventReport[],
	{now, width, shown}: LensAsked,
): readonly Line[] {
	const isEnd = session.phase.name === 'expired' && session.phase.refusal === refusal;
	const death = isEnd ? deathOf(session, events) : undefined;
	if (death === undefined) return happenedLines(events, {at, kind: refusal.kind, now, width, shown});
	return paragraph(sentence(postMortem(events, death, now)), width);
}

/** What the marks mean stands beside the headline where there is room. */
function stripLines(strip: StripView | undefined, width: number): readonly Line[] {
	const headline = run('What happened', 'strong');
	if (strip === undefined) return [[headline]];
	const gap = width - cellsOf(headline.text) - cellsOf(strip.legend);
	return gap < 2
		? [[headline], strip.bar, ...paragraph(strip.legend, width, 'dim')]
		: [[headline, run(' '.repeat(gap)), run(strip.legend, 'dim')], strip.bar];
}

/** Others can look it up; our own means nothing to anybody. */
const knownCode = (code: string | undefined) => (code?.startsWith('SVT_') ? undefined : code);
