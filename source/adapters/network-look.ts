import {connect} from 'node:net';
import type {Addresses} from '../doctor-port.ts';
import {failure, type Outcome, success} from '../domain/outcome.ts';
import {fieldsOf} from '../domain/reader.ts';
import {type Duration, milliseconds, until} from '../domain/time.ts';
import type {Clock} from '../ports.ts';
import {askChild} from './asked-child.ts';
import {codeOf} from './file-failure.ts';

type Way = {
	readonly clock: Clock;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly child?: string | undefined;
};

/** What the system makes of names, and who answers at addresses. */
export function createNetworkLook({clock, environment, child}: Way) {
	return {
		async lookUp(host: string, timeout: Duration, signal?: AbortSignal): Promise<Outcome<Addresses, string>> {
			const answer = await askChild(['addresses', host], {environment, timeout, signal, child});
			const {addresses, took, code} = fieldsOf(answer) ?? {};
			if (typeof code === 'string') return failure(code);
			const found = Array.isArray(addresses) ? addresses.filter(each => typeof each === 'string') : [];
			if (found.length === 0 || typeof took !== 'number') return failure('SVT_TIMEOUT');
			return success({addresses: found, took: milliseconds(took)});
		},
		knock(
			to: {readonly address: string; readonly port: number},
			timeout: Duration,
			signal?: AbortSignal,
		): Promise<Outcome<Duration, string>> {
			const start = clock.now();
			const socket = connect({host: to.address, port: to.port});
			return new Promise(resolve => {
				const end = (outcome: Outcome<Duration, string>) => {
					cancel();
					signal?.removeEventListener('abort', giveUp);
					socket.destroy();
					resolve(outcome);
				};
				const giveUp = () => end(failure('SVT_CANCELLED'));
				const cancel = clock.after(timeout, () => end(failure('SVT_TIMEOUT')));
				socket.once('connect', () => end(success(until(clock.now(), start))));
				socket.on('error', error => end(failure(codeOf(error) ?? 'UNKNOWN')));
				if (signal?.aborted) giveUp();
				else signal?.addEventListener('abort', giveUp);
			});
		},
	};
}
