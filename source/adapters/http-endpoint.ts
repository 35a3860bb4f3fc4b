import type {ApiRequest, Appliance, BearerRequest, Exchange} from '../appliance-port.ts';
import {complainsOfGrant} from '../domain/client-login.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {Refusal} from '../domain/refusal.ts';
import {type Answer, noTokenRefusal, type Question, readAnswer, refusalOfTransport} from '../domain/refusal-decoder.ts';
import {type Instant, later, milliseconds} from '../domain/time.ts';
import {parseToken} from '../domain/token.ts';
import {parseHttpDate} from '../domain/wire-time.ts';
import type {Clock} from '../ports.ts';
import type {HttpRequest} from './http-exchange.ts';
import {type Asked, createHttpSender, type Reuse} from './http-sender.ts';
import {parseVersion} from './version-answer.ts';

/** HPE: the fixed client login `simplivity` with an empty password; the token request is the only one that uses it. */
const clientLogin = `Basic ${Buffer.from('simplivity:').toString('base64')}`;
const tokenPath = '/api/oauth/token';
const revokePath = '/api/oauth/revoke';
const versionPath = '/api/version';
/** The cheapest list that needs a token; an emergency token may not filter it. */
const tickleTarget = {password: '/api/hosts?fields=id&limit=1&show_optional_fields=false', emergency: '/api/hosts'};
/** HPE: what writes names at least the version that brought the operation; the first one has most of them. */
const bodyType = 'application/vnd.simplivity.v1+json';
const formType = 'application/x-www-form-urlencoded';
const common = {accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'svt-tui'};

/**
 * The appliance over HTTPS. Proxy variables are not looked at, redirects are not followed, and nothing is sent before the
 * connection is believed. After `close` it can be used again, on new connections.
 */
export function createHttpEndpoint({clock}: {readonly clock: Clock}): Appliance {
	const sender = createHttpSender({clock});

	async function askAsBearer(request: BearerRequest, question: Question, use: Reuse): Promise<Exchange<void>> {
		const authorization = `Bearer ${request.bearer.reveal()}`;
		const http: HttpRequest = {method: 'GET', path: question.path, headers: {...common, authorization}};
		return exchangeOf(await sender.ask(request, http, use), question, () => success(undefined));
	}

	return {
		async requestToken(request) {
			const {grant, username, password} = request;
			const question: Question = {path: tokenPath, purpose: 'token', grant, password, expects: 'json'};
			const http: HttpRequest = {
				method: 'POST',
				path: tokenPath,
				headers: {...common, authorization: clientLogin, 'content-type': formType},
				body: new URLSearchParams({grant_type: grant, username, password: password.reveal()}).toString(),
			};
			// Never repeated, so never on a connection that may be stale: a second login could lock the account.
			const asked = await sender.ask(request, http, 'fresh connection');
			return exchangeOf(asked, question, (value, answer) => {
				const token = parseToken(value, asked);
				return token.ok ? token : failure(noTokenRefusal(answer, question));
			});
		},

		tickle(request) {
			const {grant, bearer} = request;
			const question: Question = {path: tickleTarget[grant], purpose: 'bearer', grant, bearer, expects: 'json'};
			return askAsBearer(request, question, 'kept connection');
		},

		revoke(request) {
			const {grant, bearer} = request;
			const question: Question = {path: revokePath, purpose: 'bearer', grant, bearer, expects: 'nothing'};
			// A second one would be told 'unknown token'.
			return askAsBearer(request, question, 'fresh connection');
		},

		async request(request) {
			const {method, body} = request;
			const http: HttpRequest = {method, path: request.path, headers: headersOf(request), body, wants: 'data'};
			// What changes something is never repeated, so never on a connection that may be stale.
			const asked = await sender.ask(request, http, method === 'GET' ? 'kept connection' : 'fresh connection');
			const {answer} = asked;
			const question = questionOf(request, answer.ok ? answer.value : undefined);
			const exchange =
				answer.ok && isVersion(request.path, answer.value)
					? exchangeWith(asked, success(undefined))
					: exchangeOf(asked, question, () => success(undefined));
			if (!answer.ok) return {...exchange, answer: undefined};
			const {status, headers, bytes} = answer.value;
			return {...exchange, answer: {status, headers, body: bytes}};
		},

		async readVersion(request) {
			// HPE's page prints names without quotes: what the decoder can't read as JSON may still be a version.
			const question: Question = {path: versionPath, purpose: 'open', expects: 'json'};
			const asked = await sender.ask(request, {method: 'GET', path: versionPath, headers: common}, 'kept connection');
			const {answer} = asked;
			const version = answer.ok && isAccepted(answer.value) ? parseVersion(answer.value.body) : undefined;
			if (version !== undefined) return exchangeWith(asked, success(version));
			return exchangeOf(asked, question, (_value, other) => failure(noTokenRefusal(other, question)));
		},

		async tryClientLogin(request) {
			const question: Question = {path: tokenPath, purpose: 'token', expects: 'json'};
			const http: HttpRequest = {
				method: 'POST',
				path: tokenPath,
				headers: {...common, authorization: clientLogin, 'content-type': formType},
				body: 'grant_type=',
			};
			const asked = await sender.ask(request, http, 'kept connection');
			const exchange = exchangeOf<void>(asked, question, (_value, answer) => failure(noTokenRefusal(answer, question)));
			return !exchange.outcome.ok && complainsOfGrant(exchange.outcome.failure)
				? {...exchange, outcome: success(undefined)}
				: exchange;
		},

		async lookAtCertificate(request) {
			const look = await sender.look(request);
			return look.ok
				? look
				: failure(refusalOfTransport(look.failure, {path: '', purpose: 'open', expects: 'nothing'}));
		},

		async openConnection(request) {
			const opened = await sender.open(request);
			return opened.ok
				? opened
				: failure(refusalOfTransport(opened.failure, {path: '', purpose: 'open', expects: 'nothing'}));
		},

		dropConnections: () => sender.dropKept(),
		close: () => sender.close(),
	};
}

/** What an answer comes to; `accept` reads the value of one that the decoder takes for a yes. */
function exchangeOf<Value>(
	asked: Asked,
	question: Question,
	accept: (value: unknown, answer: Answer) => Outcome<Value, Refusal>,
): Exchange<Value> {
	const {answer} = asked;
	if (!answer.ok) return exchangeWith(asked, failure(refusalOfTransport(answer.failure, question)));
	const read = readAnswer(answer.value, question);
	return exchangeWith(asked, read.ok ? accept(read.value, answer.value) : read);
}

const exchangeWith = <Value>(
	{sentAt, receivedAt, answer}: Asked,
	outcome: Outcome<Value, Refusal>,
): Exchange<Value> => ({
	sentAt,
	receivedAt,
	outcome,
	status: answer.ok ? answer.value.status : undefined,
	serverTime: answer.ok ? serverTimeIn(answer.value) : undefined,
});

function serverTimeIn({headers}: Answer): Instant | undefined {
	const second = parseHttpDate(headers.date);
	return second && later(second, milliseconds(500));
}

function headersOf({bearer, body, headers}: ApiRequest): Readonly<Record<string, string>> {
	return {
		...common,
		...(body === undefined ? {} : {'content-type': bodyType}),
		...headers,
		...(bearer === undefined ? {} : {authorization: `Bearer ${bearer.reveal()}`}),
	};
}

/** What is deleted or started may be answered without a word; what is read may not. */
function questionOf({path, method, grant, bearer}: ApiRequest, answer: Answer | undefined): Question {
	const expects = method !== 'GET' && answer?.body.trim() === '' ? 'nothing' : 'json';
	return bearer === undefined ? {path, purpose: 'open', expects} : {path, purpose: 'bearer', grant, bearer, expects};
}

/** HPE's page prints its names without quotes. */
const isVersion = (path: string, answer: Answer) =>
	path.split('?', 1)[0] === versionPath && isAccepted(answer) && parseVersion(answer.body) !== undefined;

const isAccepted = ({status}: Answer) => status >= 200 && status < 300;
