import {readFileSync} from 'node:fs';
import type {Outcome} from '../../source/domain/outcome.ts';
import {failure, success} from '../../source/domain/outcome.ts';
import type {Refusal} from '../../source/domain/refusal.ts';
import {
	noTokenRefusal,
	type Question,
	readAnswer,
	refusalOfTransport,
	type TransportError,
} from '../../source/domain/refusal-decoder.ts';
import {instant} from '../../source/domain/time.ts';
import {parseToken} from '../../source/domain/token.ts';

/** An entry of `test/fixtures/responses.json` or `other-answers.json`: an answer, recorded or constructed, and what a person should understand from it. */
export type Fixture = {
	readonly name: string;
	/** The refusal's kind, or `granted`. */
	readonly kind: string;
	/** 0: no answer came. */
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly cutOff?: boolean;
	/** What was asked, when it was not a list of hosts. */
	readonly request?: {
		readonly path: string;
		readonly purpose: 'token' | 'bearer';
		readonly grant?: 'password' | 'emergency';
	};
	readonly transport?: TransportError;
};

const read = (name: string): readonly Fixture[] =>
	JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));

/** What is known of SimpliVity's own answers, then what those say that stand before or beside an appliance. */
export const fixtures: readonly Fixture[] = [...read('responses'), ...read('other-answers')];

function fixture(name: string): Fixture {
	const found = fixtures.find(entry => entry.name === name);
	if (found === undefined) throw new Error(`no fixture ${name}`);
	return found;
}

const questionOf = ({request}: Fixture, more: Partial<Question> = {}): Question => ({
	path: '/api/hosts',
	purpose: 'bearer',
	expects: 'json',
	...request,
	...more,
});

/** What the program makes of a fixture: as the adapter asks the decoder, and of a token answer the token reader. */
export function readFixture(entry: Fixture, more: Partial<Question> = {}): Outcome<unknown, Refusal> {
	const question = questionOf(entry, more);
	if (entry.transport !== undefined) return failure(refusalOfTransport(entry.transport, question));
	const headers = Object.fromEntries(Object.entries(entry.headers).map(([name, value]) => [name.toLowerCase(), value]));
	const answer = {status: entry.status, headers, body: entry.body, cutOff: entry.cutOff === true};
	const outcome = readAnswer(answer, question);
	if (!outcome.ok || question.purpose !== 'token') return outcome;
	const token = parseToken(outcome.value, {sentAt: instant(0), receivedAt: instant(0)});
	return token.ok ? success(token.value) : failure(noTokenRefusal(answer, question));
}

export function refusalIn(name: string, more: Partial<Question> = {}): Refusal {
	const outcome = readFixture(fixture(name), more);
	if (outcome.ok) throw new Error(`${name} is no refusal`);
	return outcome.failure;
}
