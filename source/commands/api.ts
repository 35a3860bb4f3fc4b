import type {ApiExchange, ApiRequest} from '../appliance-port.ts';
import {addressOf} from '../domain/address.ts';
import {failure, success} from '../domain/outcome.ts';
import {ownClocksAt} from '../domain/own-clocks.ts';
import type {Profile} from '../domain/profile.ts';
import type {Refusal} from '../domain/refusal.ts';
import type {Secret} from '../domain/secret.ts';
import type {Session} from '../domain/session.ts';
import {mayHaveCounted} from '../domain/tickle-proof.ts';
import {parseBearer} from '../domain/token.ts';
import {printAnswer} from './api-answer.ts';
import {needsNoToken, readApiPath} from './api-path.ts';
import {type ApiWish, readApiWish} from './api-wish.ts';
import type {CommandContext, Invocation, RunCommand} from './command.ts';
import {exitCodeOfRefusal, exitCodeOfSignal, exitCodes} from './exit-code.ts';
import {sayingWhenLate} from './late-words.ts';
import {tellNoSession} from './no-session.ts';
import {textOption} from './option-values.ts';
import {fail} from './output.ts';
import {sendThroughSession} from './passing-session.ts';
import {chooseProfile, type Found, loadProfiles} from './profile-choice.ts';
import {tellRefusal} from './refusal-words.ts';
import {unlockForUse} from './unlocked.ts';

const mostBody = 16 * 1024 * 1024;

/** Sends one request through the session. The body of the answer goes to stdout, be it a yes or a no; the no is explained on stderr. */
export const run: RunCommand = async (invocation, context) => {
	const {input, output, stop} = context;
	const wish = readApiWish(invocation);
	if (!wish.ok) return fail(output, exitCodes.usage, wish.failure);
	const prepared = await prepare(wish.value, invocation, context);
	if (!prepared.ok) return stop.aborted ? exitCodeOfSignal(String(stop.reason)) : prepared.failure;
	const {profile, request} = prepared.value;
	const sending = () => send(prepared.value, context);
	// A script need not be told, and its stderr may be somebody's mail.
	const sent = await (input.isInteractive ? sayingWhenLate(profile.origin, context, sending) : sending());
	if (stop.aborted) return exitCodeOfSignal(String(stop.reason));
	if (sent.exchange === undefined) return tellNoSession(sent.session, context);
	const {outcome, answer} = sent.exchange;
	if (answer !== undefined) printAnswer(answer, wish.value, context);
	if (outcome.ok) return exitCodes.ok;
	tellRefused(outcome.failure, {profile, session: sent.session, request}, context);
	return exitCodeOfRefusal(outcome.failure.kind);
};

type Prepared = {
	readonly profile: Profile;
	readonly request: Omit<ApiRequest, 'bearer'>;
	/** Undefined: that of the profile's session. */
	readonly bearer: Secret | undefined;
};

async function prepare(wish: ApiWish, invocation: Invocation, context: CommandContext): Promise<Found<Prepared>> {
	const {output, stop: signal} = context;
	const loaded = await loadProfiles(context);
	if (!loaded.ok) return loaded;
	// Its words are no profiles.
	const chosen = chooseProfile(loaded.value, {...invocation, words: []}, context);
	if (!chosen.ok) return chosen;
	const profile = chosen.value;
	const {grant} = profile;
	const path = readApiPath(wish.path, profile.origin);
	if (!path.ok) return failure(fail(output, exitCodes.usage, path.failure));
	const bearer = givenToken(invocation, context);
	if (!bearer.ok) return bearer;
	const body = await readBody(wish, context);
	if (!body.ok) return body;
	const isStored = bearer.value === undefined && !needsNoToken(path.value);
	const unlocked = await unlockForUse(isStored ? [profile.storage] : [], 'read', context);
	if (!unlocked.ok) return unlocked;
	const {method, headers, timeout} = wish;
	const what = {method, path: path.value, headers, body: body.value};
	return success({profile, bearer: bearer.value, request: {...addressOf(profile), grant, ...what, timeout, signal}});
}

type Sent =
	| {readonly exchange: ApiExchange; readonly session: Session | undefined}
	| {readonly exchange: undefined; readonly session: Session};

async function send({profile, request, bearer: given}: Prepared, context: CommandContext): Promise<Sent> {
	const ask = (bearer: Secret | undefined) => context.ports.appliance.request({...request, bearer});
	if (needsNoToken(request.path)) return {exchange: await ask(undefined), session: undefined};
	if (given !== undefined) return {exchange: await ask(given), session: undefined};
	return sendThroughSession(profile, token => ask(token.bearer), context);
}

/** That of the environment, unless a profile is named: whoever names one means its session. */
function givenToken(invocation: Invocation, {environment, output}: CommandContext): Found<Secret | undefined> {
	const text = environment.SVT_TOKEN ?? '';
	if (text === '' || textOption(invocation, 'profile') !== undefined) return success(undefined);
	const bearer = parseBearer(text);
	return bearer === undefined ? failure(fail(output, exitCodes.usage, 'SVT_TOKEN holds no token')) : success(bearer);
}

async function readBody({data}: ApiWish, {input, output}: CommandContext): Promise<Found<Uint8Array | undefined>> {
	if (data === undefined) return success(undefined);
	if (!data.startsWith('@')) return success(Buffer.from(data));
	const source = data.slice(1);
	if (source === '') return failure(fail(output, exitCodes.usage, '--data @ names no file; @- is stdin'));
	if (source === '-' && input.isTerminal.stdin) output.talk('type the body, then press Enter and Ctrl-D');
	const read = await input.readBytes(source, mostBody);
	return 'problem' in read ? failure(fail(output, exitCodes.usage, read.problem)) : success(read.bytes);
}

type About = {
	readonly profile: Profile;
	readonly session: Session | undefined;
	readonly request: Pick<ApiRequest, 'method'>;
};

function tellRefused(refusal: Refusal, {profile, session, request}: About, {output}: CommandContext): void {
	const isStored = session?.passwordStored === true && session.refusedPassword === undefined;
	const phase = session?.phase;
	const ownClocks = phase?.name === 'expired' ? ownClocksAt(phase.deadlines, profile.idleLimit, phase.at) : undefined;
	tellRefusal(refusal, {profile, isStored, ownClocks}, output);
	const isUnknown = request.method !== 'GET' && refusal.status === undefined && mayHaveCounted(refusal);
	if (isUnknown) output.hint('it may have been carried out all the same: look before you send it again');
}
