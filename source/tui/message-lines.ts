import type {EventReport} from '../domain/event-report.ts';
import type {ExplainContext} from '../domain/explanation.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Session} from '../domain/session.ts';
import {type Instant, until} from '../domain/time.ts';
import {countdown, localTime} from '../domain/time-in-words.ts';
import type {Shown} from './hiding.ts';
import {type Line, line, run, type Tone} from './line.ts';

/** What stands in the place of the countdowns while no session lives: what happened, and what to do. */
export type MessageView = {readonly title: string; readonly tone: Tone; readonly lines: readonly Line[]};

export type MessageAsked = {
	readonly now: Instant;
	readonly width: number;
	readonly context: ExplainContext;
	readonly shown: Shown;
	/** What is written of the session, by whichever process. */
	readonly past: readonly EventReport[];
};

export const renewLines = (renewAt: Instant | undefined, now: Instant): readonly Line[] =>
	renewAt === undefined ? [] : [line(`Signing in again by itself in ${countdown(until(renewAt, now))}`, 'warn')];

/** The keys that lead on. */
export function doLines(session: Session, width: number): readonly Line[] {
	const more = session.refusals.length === 0 ? [] : [keyLine('e', 'the whole refusal, with the server’s words')];
	return width < 30 ? [] : [keyLine('s', signInWords(session)), ...more];
}

/** Why the store did not give the token that it may well hold; undefined where it did, or where another one was asked for since. */
export function unreadProblem({phase, journal}: Session): string | undefined {
	const first = journal[0]?.happening;
	if (phase.name !== 'signed-out' || phase.refusal !== undefined) return undefined;
	if (first?.what !== 'storing-failed' || first.where !== 'secrets') return undefined;
	const isOver = journal.some(({happening: {what}}) => what === 'signed-in' || what === 'signed-out');
	return isOver ? undefined : first.text;
}

export const signInWords = (session: Session) =>
	isOneKeyAway(session) ? 'sign in with the stored password' : 'sign in';

/** After any refused password the next one is a person's choice: an account is soon locked. What cannot be read is not offered. */
export const isOneKeyAway = (session: Session) =>
	session.passwordStored && session.refusedPassword === undefined && unreadProblem(session) === undefined;

export const keyLine = (key: string, words: string): Line => [run(key.padStart(3), 'key'), run(`  ${words}`)];

/** When it happened, with what, and where. */
export const whenLines = (at: Instant | undefined, {status, path}: Refusal, now: Instant): readonly Line[] => {
	const facts = [
		at === undefined ? undefined : localTime(at, now),
		status === undefined ? undefined : `status ${status}`,
		path,
	].filter(fact => fact !== undefined);
	return facts.length === 0 ? [] : [line(facts.join(' · '), 'dim')];
};
