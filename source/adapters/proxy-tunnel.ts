import {isIPv6, type Socket} from 'node:net';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import type {TransportError} from '../domain/refusal-decoder.ts';
import type {Limit} from './exchange-limit.ts';
import {createHttpClient, type HttpClient} from './http-client.ts';
import {openSocket, type Place, placeOf} from './socket-opening.ts';
import {transportError, transportErrorOf} from './transport-error.ts';

/**
 * A stream to the place through an HTTP proxy (RFC 9110 section 9.3.6), which learns where to and nothing else: what goes through the
 * tunnel is TLS, with the appliance. Whatever fails here names the proxy, so that nobody takes it for the appliance's word.
 */
export async function openTunnel(proxy: string, to: Place, limit: Limit): Promise<Outcome<Socket, TransportError>> {
	const failed = (error: TransportError, status?: number) =>
		failure(error.code === 'SVT_CANCELLED' ? error : {...error, proxy: {origin: proxy, status}});
	const opened = await openSocket(placeOf(new URL(proxy)), limit);
	if (!opened.ok) return failed(opened.failure);
	const client = createHttpClient(proxy, opened.value);
	const authority = `${isIPv6(to.host) ? `[${to.host}]` : to.host}:${to.port}`;
	const answered = await answerTo(client, authority, limit);
	// It has let go of a socket that became a tunnel.
	void client.destroy().catch(() => {});
	if (!answered.ok) {
		opened.value.destroy();
		return failed(answered.failure);
	}
	const status = answered.value;
	if (status >= 200 && status < 300) return opened;
	opened.value.destroy();
	return failed(transportError('SVT_PROXY_REFUSED', 'no tunnel', 'connect'), status);
}

/** The status with which the proxy answers. */
function answerTo(
	client: HttpClient,
	authority: string,
	{signal, code}: Limit,
): Promise<Outcome<number, TransportError>> {
	return new Promise(resolve => {
		// That it is there is known by now: it may wait for the other side in its turn.
		const silence = () => (code() === 'SVT_TIMEOUT' ? 'SVT_PROXY_SILENT' : code());
		const stop = () => settle(failure(transportError(silence(), 'stopped', 'connect')));
		const settle = (outcome: Outcome<number, TransportError>) => {
			signal.removeEventListener('abort', stop);
			resolve(outcome);
		};
		if (signal.aborted) return stop();
		signal.addEventListener('abort', stop, {once: true});
		client.dispatch(
			{method: 'CONNECT', path: authority, headers: {host: authority}},
			{
				onRequestStart() {},
				onRequestUpgrade: (_controller, status) => settle(success(status)),
				onResponseError: (_controller, error) => settle(failure(transportErrorOf(error, 'connect'))),
			},
		);
	});
}
