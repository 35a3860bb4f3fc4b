import type {CertificateLook} from '../appliance-port.ts';
import type {Address} from '../domain/address.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import {type Duration, type Instant, seconds} from '../domain/time.ts';
import type {Cancel, Clock} from '../ports.ts';
import {createLimit, type Limit} from './exchange-limit.ts';
import {createHttpConnections, type HttpConnection} from './http-connections.ts';
import {exchange, type HttpRequest, type Received} from './http-exchange.ts';
import {createSecureContexts} from './secure-contexts.ts';
import {lookAt, openConnection, type Target} from './tls-trust.ts';
import {transportError} from './transport-error.ts';

/** Where to, and how long it may take, connecting included. */
type Bounded = Address & {readonly timeout: Duration; readonly signal?: AbortSignal};

/** One question and its answer, or why none came. `sentAt` is when the attempt began that brought it. */
export type Asked = {
	readonly sentAt: Instant;
	readonly receivedAt: Instant;
	readonly answer: Outcome<Received, TransportError>;
};

/** A connection that has been used may be closed by the time that it is used again: only what may be sent twice may do so. */
export type Reuse = 'fresh connection' | 'kept connection';

export type HttpSender = {
	ask(to: Bounded, http: HttpRequest, use: Reuse): Promise<Asked>;
	look(at: Bounded): Promise<Outcome<CertificateLook, TransportError>>;
	/** A fresh connection for whoever asks for one next. */
	open(to: Bounded): Promise<Outcome<void, TransportError>>;
	/** Hangs up what is kept; what is under way goes on. */
	dropKept(): void;
	close(): Promise<void>;
};

/** Sends each request over a connection that was judged before, and ends it when its time is over or its caller gives up. */
export function createHttpSender({clock}: {readonly clock: Clock}): HttpSender {
	const contexts = createSecureContexts();
	const connections = createHttpConnections();
	const underWay = new Set<Limit>();
	const discards = new Set<Cancel>();

	async function limited<Result>(
		{origin, trust, proxy, timeout, signal}: Bounded,
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
			return await work({url, trust, proxy}, limit);
		} finally {
			limit.lift();
			underWay.delete(limit);
		}
	}

	async function send(target: Target, http: HttpRequest, limit: Limit, use: Reuse): Promise<Asked> {
		const name = nameOf(target);
		const kept = use === 'kept connection' ? connections.take(name) : undefined;
		if (kept !== undefined) {
			const sentAt = clock.now();
			const answer = await exchange(kept, http, limit);
			connections.giveBack(name, kept);
			if (answer.ok || !isStale(answer.failure)) return {sentAt, receivedAt: clock.now(), answer};
			// The server closed an idle connection: that is no failure, and asking again on a new one, once, is part of keeping one.
		}
		const sentAt = clock.now();
		const unused = connections.takeUnused(name);
		const opened = unused === undefined ? await opening(target, limit) : success(unused);
		if (!opened.ok) return {sentAt, receivedAt: clock.now(), answer: opened};
		const connection = opened.value;
		const answer = await exchange(connection, http, limit);
		connections.giveBack(name, connection);
		return {sentAt, receivedAt: clock.now(), answer};
	}

	async function opening(target: Target, limit: Limit): Promise<Outcome<HttpConnection, TransportError>> {
		const opened = await openConnection(target, contexts, limit);
		return opened.ok ? success(connections.open(target.url.origin, opened.value)) : opened;
	}

	async function open(target: Target, limit: Limit): Promise<Outcome<void, TransportError>> {
		const opened = await opening(target, limit);
		if (!opened.ok) return opened;
		const discard = connections.keepUnused(nameOf(target), opened.value);
		const cancel = clock.after(unusedTime, () => {
			discards.delete(cancel);
			discard();
		});
		discards.add(cancel);
		return success(undefined);
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
		open: to => limited<Outcome<void, TransportError>>(to, open, failure),
		dropKept: () => connections.dropIdle(),
		async close() {
			for (const cancel of discards) cancel();
			discards.clear();
			for (const limit of underWay) limit.cancel();
			await connections.dropAll();
		},
	};
}

/** Whoever opens one beforehand uses it within seconds, or does not need it any more. */
const unusedTime = seconds(10);

const nameOf = ({url, trust, proxy}: Target) => `${url.origin} ${JSON.stringify({trust, proxy})}`;

const staleCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
const isStale = ({code, phase}: TransportError) => phase === 'request' && staleCodes.has(code);
