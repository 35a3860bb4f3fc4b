import {onTestFinished} from 'vitest';
import {createHttpEndpoint} from '../../source/adapters/http-endpoint.ts';
import type {ApiRequest, BearerRequest, TokenRequest} from '../../source/appliance-port.ts';
import type {Trust} from '../../source/domain/certificate.ts';
import type {Outcome} from '../../source/domain/outcome.ts';
import type {Refusal} from '../../source/domain/refusal.ts';
import {Secret} from '../../source/domain/secret.ts';
import {type Duration, seconds} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';
import {createFakeClock} from './fake-clock.ts';

/** Every character of it is a trap for somebody who encodes a form. */
export const hardPassword = 'pä$s w+o&rd%';
export const heldToken = '6bc76f87-80f0-4d49-a879-089c4f4831e5';

type AskingOptions = {
	readonly origin: string;
	readonly trust: Trust;
	readonly proxy?: string;
	readonly clock?: Clock;
	readonly timeout?: Duration;
	readonly signal?: AbortSignal;
};

/** The real adapter at one address; it is closed with the test. */
export function startAsking(options: AskingOptions) {
	const {clock = createFakeClock(), timeout = seconds(10), ...rest} = options;
	const appliance = createHttpEndpoint({clock});
	onTestFinished(() => appliance.close());
	const bounded = {...rest, timeout};
	const asBearer = {...bounded, grant: 'password', bearer: new Secret(heldToken)} as const;
	return {
		appliance,
		login: (more: Partial<TokenRequest> = {}) =>
			appliance.requestToken({
				...bounded,
				grant: 'password',
				username: 'administrator',
				password: new Secret(hardPassword),
				...more,
			}),
		tickle: (more: Partial<BearerRequest> = {}) => appliance.tickle({...asBearer, ...more}),
		revoke: (more: Partial<BearerRequest> = {}) => appliance.revoke({...asBearer, ...more}),
		request: (more: Partial<ApiRequest> = {}) =>
			appliance.request({...asBearer, method: 'GET', path: '/api/hosts', headers: {}, body: undefined, ...more}),
		version: () => appliance.readVersion(bounded),
		clientLogin: () => appliance.tryClientLogin(bounded),
		look: () => appliance.lookAtCertificate(bounded),
	};
}

export type Asking = ReturnType<typeof startAsking>;

/** The value of a yes. */
export function accepted<Value>({outcome}: {readonly outcome: Outcome<Value, Refusal>}): Value {
	if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.failure)}`);
	return outcome.value;
}

/** The refusal of a no. A secret that stands in it fails the test, whatever the test is about. */
export function refused({outcome}: {readonly outcome: Outcome<unknown, Refusal>}): Refusal {
	if (outcome.ok) throw new Error('it was accepted');
	const text = JSON.stringify(outcome.failure);
	for (const secret of [hardPassword, heldToken]) {
		if (text.includes(secret)) throw new Error(`a secret stands in ${text}`);
	}
	return outcome.failure;
}

/** Goes on once it is so. What comes over a socket of this machine needs some turns of the event loop, and no time. */
export async function eventually(isSo: () => boolean): Promise<void> {
	for (let turns = 0; !isSo(); turns += 1) {
		if (turns > 500_000) throw new Error(`it never came to be that ${isSo}`);
		await new Promise<void>(resolve => setImmediate(resolve));
	}
}
