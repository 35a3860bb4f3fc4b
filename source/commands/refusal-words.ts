import {explain} from '../domain/explain.ts';
import {type Advice, type ExplainContext, inSentence} from '../domain/explanation.ts';
import type {Refusal} from '../domain/refusal.ts';
import {refusalReport} from '../domain/refusal-report.ts';
import {comparisonLines} from './certificate-lines.ts';
import type {Output} from './output.ts';

/** Tells a refusal on stderr: what it is, why, what the server says, and what to do. `advice` takes the place of the usual one. */
export function tellRefusal(refusal: Refusal, about: ExplainContext, output: Output, advice?: readonly Advice[]): void {
	const explanation = explain(refusal, about);
	const name = about.profile === undefined ? '' : `${about.profile.name}: `;
	output.error(`${name}${inSentence(explanation.title)}`);
	output.talk(explanation.cause);
	const {pinned, certificate} = refusal;
	if (pinned !== undefined && certificate !== undefined)
		for (const line of comparisonLines(pinned, certificate)) output.talk(line);
	if (refusal.serverSays !== undefined) output.talk(`the server says: «${refusal.serverSays}»`);
	for (const step of advice ?? explanation.advice) output.hint(hintOf(step));
}

/** The same as one line of JSON on stderr. */
export function reportRefusal(refusal: Refusal, about: ExplainContext, output: Output): void {
	output.talk(JSON.stringify(refusalReport(refusal, explain(refusal, about))));
}

const hintOf = ({text, command}: Advice) =>
	command === undefined ? inSentence(text) : `${inSentence(text)}: ${command}`;
