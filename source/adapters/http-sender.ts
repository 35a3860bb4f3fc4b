import {failure, type Outcome} from '../domain/outcome.ts';
import type {Answer, TransportError} from '../domain/refusal-decoder.ts';
import type {Duration, Instant} from '../domain/time.ts';
import type {Address, CertificateLook, Clock} from '../ports.ts';
import {createLimit, type Limit} from './exchange-limit.ts';
import {createHttpConnections} from './http-connections.ts';
import {exchange, type HttpRequest} from './http-exchange.ts';
import {createSecureContexts} from './secure-contexts.ts';
import {lookAt, openConnection, type Target} from './tls-trust.ts';
import {transportError} from './transport-error.ts';

/** Where to, and how long it may take, connecting included. */
type Bounded = Address & {readonly timeout: Duration; readonly signal?: AbortSignal};

/** One question and its answer, or why none came. `sentAt` is when the attempt began that brought it. */
export type Asked = {
	readonly sentAt: Instant;
	readonly receivedAt: Instant;
	readonly answer: Outcome<Answer, TransportError>;
};

/** A kept connection may be closed by the time that it is used: only what may be sent twice may use one. */
export type Reuse = 'fresh connection' | 'kept connection';

export type HttpSender = {
	ask(to: Bounded, http: HttpRequest, use: Reuse): Promise<Asked>;
	look(at: Bounded): Promise<Outcome<CertificateLook, TransportError>>;
	/** Hangs up what is kept; what is under way goes on. */
	dropKept(): void;
	close(): Promise<void>;
};

/** Sends each request over a connection that was judged before, and ends it when its time is over or its caller gives up. */
export function createHttpSender({clock}: {readonly clock: Clock}): HttpSender {
	const contexts = createSecureContexts();
	const connections = createHttpConnections();
	const underWay = new Set<Limit>();

	async function limited<Result>(
		{origin, trust, timeout, signal}: Bounded,
		work: (target: Target, limit: Limit) => Promise<Result>,
		refused: (error: TransportError) => Result,
	): Promise<Result> {
		const url = URL.canParse(origin) ? new URL(origin) : undefined;
		if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
			return refused(transportError('ERR_INVALID_URL', 'not an http(s) origin', 'resolve'));
		}
		const limit = createLimit({clock, timeout, signal});
		underWay.add(limit);
		try {
			return await work({url, trust}, limit);
		} finally {
			limit.lift();
			underWay.delete(limit);
		}
	}

	async function send(target: Target, http: HttpRequest, limit: Limit, use: Reuse): Promise<Asked> {
		const name = `${target.url.origin} ${JSON.stringify(target.trust)}`;
		const kept = use === 'kept connection' ? connections.take(name) : undefined;
		if (kept !== undefined) {
			const sentAt = clock.now();
			const answer = await exchange(kept, http, limit);
			connections.giveBack(name, kept);
			if (answer.ok || !isStale(answer.failure)) return {sentAt, receivedAt: clock.now(), answer};
			// The server closed an idle connection: that is no failure, and asking again on a new one, once, is part of keeping one.
		}
		const sentAt = clock.now();
		const opened = await openConnection(target, contexts, limit);
		if (!opened.ok) return {sentAt, receivedAt: clock.now(), answer: opened};
		const connection = connections.open(target.url.origin, opened.value);
		const answer = await exchange(connection, http, limit);
		connections.giveBack(name, connection);
		return {sentAt, receivedAt: clock.now(), answer};
	}

	return {
		ask(to, http, use) {
			const startedAt = clock.now();
			return limited(
				to,
				(target, limit) => send(target, http, limit, use),
				error => ({sentAt: startedAt, receivedAt: startedAt, answer: failure(error)}),
			);
		},
		look: at =>
			limited<Outcome<CertificateLook, TransportError>>(
				at,
				(target, limit) => lookAt(target, contexts, limit),
				failure,
			),
		dropKept: () => connections.dropIdle(),
		async close() {
			for (const limit of underWay) limit.cancel();
			await connections.dropAll();
		},
	};
}

const staleCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const isStale = ({code, phase}: TransportError) => phase === 'request' && staleCodes.has(code);
