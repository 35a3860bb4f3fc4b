import {explain} from '../domain/explain.ts';
import type {ExplainContext} from '../domain/explanation.ts';
import {isGarbled} from '../domain/garbled-text.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {parsePasted} from '../domain/pasted.ts';
import {answered, type PastedExchange} from '../domain/pasted-exchange.ts';
import {lastRefused} from '../domain/pasted-refusal.ts';
import {secretsIn} from '../domain/pasted-secrets.ts';
import type {Refusal} from '../domain/refusal.ts';
import {refusalReport} from '../domain/refusal-report.ts';
import {safeText} from '../domain/server-text.ts';
import type {RunCommand} from './command.ts';
import {exitCodes} from './exit-code.ts';
import {type Held, heldSession} from './explain-profile.ts';
import {explanationText, noRefusalText} from './explain-text.ts';
import {hasOption} from './option-values.ts';
import {fail} from './output.ts';

const mostInput = 1024 * 1024;

/** Says in plain words what a refusal that somebody pasted means. Asks nobody: no network, no keychain. */
export const run: RunCommand = async (invocation, context) => {
	const {input, output} = context;
	const status = parseStatus(invocation.options.status);
	if (!status.ok) return fail(output, exitCodes.usage, status.failure, 'give the HTTP status, such as --status 401');
	const held = await heldSession(invocation, context);
	if (!held.ok) return held.failure;
	const path = invocation.words[0] ?? '-';
	if (path === '-' && input.isTerminal.stdin) {
		output.talk("paste the appliance's answer, then press Enter and Ctrl-D");
	}
	const read = await input.readText(path, mostInput);
	if ('problem' in read) return fail(output, exitCodes.usage, read.problem);
	const {text, isCut} = read;
	if (status.value === undefined && text.trim() === '') {
		return fail(output, exitCodes.usage, 'there is nothing to explain: the input is empty', wholeAnswer);
	}
	const exchanges = withStatus(parsePasted(text), status.value, text);
	if (isGarbled(text) && !exchanges.some(({came}) => !came.ok || came.value.status > 0)) {
		const name = path === '-' ? 'the input' : path;
		return fail(output, exitCodes.serverError, `${safeText(name, 200)} is not text`, wholeAnswer);
	}
	if (isCut) output.hint(`it is longer than ${mostInput / 1024} KiB: only the beginning was read`);
	const secrets = secretsIn(text);
	const refused = lastRefused(exchanges, secrets);
	if (refused === undefined) {
		if (hasOption(invocation, 'json')) output.talk(noRefusalText(exchanges, secrets.hide));
		output.data(hasOption(invocation, 'json') ? 'null' : noRefusalText(exchanges, secrets.hide));
		if (text.includes('access_token')) output.hint('it holds a token that may still work: show it to nobody');
		return exitCodes.ok;
	}
	if (exchanges.length > 1) output.hint(`it tells of ${exchanges.length} requests: this is the last refused one`);
	if (isGarbled(text)) output.hint('what is no text in it was left out; curl --compressed unpacks a body');
	const refusal = withOwner(refused.refusal, held.value);
	const explanation = explain(refusal, contextOf(refusal, held.value));
	output.data(
		hasOption(invocation, 'json')
			? JSON.stringify(refusalReport(refusal, explanation))
			: explanationText({...refused, refusal, explanation, profile: held.value?.profile.name}),
	);
	if (refusal.kind !== 'unreadable') return exitCodes.ok;
	if (refusal.status === undefined) output.hint(wholeAnswer);
	return exitCodes.serverError;
};

const wholeAnswer = 'paste the whole output of curl -i, or give the HTTP status with --status';

/** What a person says of the last request goes before what the text says. */
function withStatus(exchanges: readonly PastedExchange[], status: number | undefined, text: string) {
	if (status === undefined) return exchanges;
	const last = exchanges.at(-1);
	if (last?.came.ok) return [answered({...last.came.value, status}, last)];
	return [answered({status, body: text}, last)];
}

/** Whether the token named is the one in use. */
function withOwner(refusal: Refusal, held: Held | undefined): Refusal {
	if (refusal.token === undefined || held?.fingerprint === undefined) return refusal;
	const isCurrent = refusal.token.fingerprint === held.fingerprint;
	return {...refusal, token: {...refusal.token, isCurrent}};
}

/** It is about a profile when somebody says so, or when its token is that of the profile. */
const contextOf = ({token}: Refusal, held: Held | undefined): ExplainContext =>
	held !== undefined && (held.isNamed || token?.isCurrent === true) ? {profile: held.profile} : {};

function parseStatus(text: unknown): Outcome<number | undefined, string> {
	if (text === undefined) return success(undefined);
	const status = typeof text === 'string' && /^\d{3}$/.test(text) ? Number(text) : 0;
	return status >= 100 && status <= 599 ? success(status) : failure('--status is no HTTP status');
}
