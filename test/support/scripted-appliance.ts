import type {Appliance, CertificateLook, Exchange} from '../../source/appliance-port.ts';
import type {Address} from '../../source/domain/address.ts';
import {failure, type Outcome, success} from '../../source/domain/outcome.ts';
import type {Refusal} from '../../source/domain/refusal.ts';
import type {Secret} from '../../source/domain/secret.ts';
import {type Duration, type Instant, later, milliseconds} from '../../source/domain/time.ts';
import type {Clock} from '../../source/ports.ts';
import {certificate} from './certificates.ts';
import {refusal} from './refusals.ts';
import {type Lifetime, tokenOf} from './sessions.ts';

type Kind = 'login' | 'tickle' | 'revoke' | 'request' | 'look' | 'open';

/** What comes back, and how long it takes. Without a refusal it is what was asked for. */
export type ScriptedReply = {
	readonly takes?: Duration;
	readonly refusal?: Refusal;
	readonly token?: string;
	readonly lifetime?: Lifetime;
	readonly look?: Partial<CertificateLook>;
	/** What comes back for a request of somebody's own, with a refusal or without; `{}` unless told. */
	readonly body?: string;
	/** How far its clock is ahead; its answers have no `Date` unless told. */
	readonly skew?: Duration;
};

type SeenRequest = {
	readonly kind: Kind;
	readonly at: Instant;
	readonly origin: string;
	/** The password of a login, the bearer of the others. */
	readonly secret: string | undefined;
};

type Asked = Address & {readonly timeout: Duration; readonly signal?: AbortSignal};

const unknownToken: ScriptedReply = {refusal: refusal('unknown-token', {status: 401})};

/** An appliance that answers as told: first what was queued for the kind of request, then its usual reply. Of tokens it knows only which it took back. */
export function createScriptedAppliance(clock: Clock) {
	const requests: SeenRequest[] = [];
	const queued: Record<Kind, ScriptedReply[]> = {login: [], tickle: [], revoke: [], request: [], look: [], open: []};
	const usual: Record<Kind, ScriptedReply> = {login: {}, tickle: {}, revoke: {}, request: {}, look: {}, open: {}};
	const revoked = new Set<string>();
	let underWay = 0;
	let granted = 0;
	let drops = 0;

	/** Resolves with the reply when it comes; with a refusal when the time is over or the asker gives up. */
	function answered(kind: Kind, {timeout, signal, origin}: Asked, secret: Secret | undefined): Promise<ScriptedReply> {
		requests.push({kind, at: clock.now(), origin, secret: secret?.reveal()});
		const isRevoked = kind === 'tickle' && secret !== undefined && revoked.has(secret.reveal());
		const reply = queued[kind].shift() ?? (isRevoked ? unknownToken : usual[kind]);
		if (kind === 'revoke' && secret !== undefined && reply.refusal === undefined) revoked.add(secret.reveal());
		underWay += 1;
		return new Promise(resolve => {
			const end = (result: ScriptedReply) => {
				cancelReply();
				cancelLimit();
				signal?.removeEventListener('abort', giveUp);
				underWay -= 1;
				resolve(result);
			};
			const broken = (code: string) => ({refusal: refusal('unreachable', {code, phase: 'answer'})});
			const giveUp = () => end(broken('SVT_CANCELLED'));
			const cancelReply = clock.after(reply.takes ?? milliseconds(38), () => end(reply));
			const cancelLimit = clock.after(timeout, () => end(broken('SVT_TIMEOUT')));
			if (signal?.aborted) giveUp();
			else signal?.addEventListener('abort', giveUp);
		});
	}

	async function exchange<Value>(
		kind: Kind,
		request: Asked,
		secret: Secret,
		value: (reply: ScriptedReply, sentAt: Instant) => Value,
	): Promise<Exchange<Value>> {
		const sentAt = clock.now();
		const reply = await answered(kind, request, secret);
		const {refusal: no} = reply;
		const outcome: Outcome<Value, Refusal> =
			no === undefined ? success(value(reply, sentAt)) : {ok: false, failure: no};
		return {
			sentAt,
			receivedAt: clock.now(),
			outcome,
			status: no === undefined ? 200 : no.status,
			serverTime: reply.skew && later(clock.now(), reply.skew),
		};
	}

	const appliance: Appliance = {
		requestToken: request =>
			exchange('login', request, request.password, ({token, lifetime}, sentAt) => {
				granted += 1;
				return tokenOf(token ?? `token-${granted}`, sentAt, lifetime);
			}),
		tickle: request => exchange('tickle', request, request.bearer, () => undefined),
		revoke: request => exchange('revoke', request, request.bearer, () => undefined),
		async request(request) {
			const sentAt = clock.now();
			const {refusal: no, body = '{}'} = await answered('request', request, request.bearer);
			const status = no === undefined ? 200 : no.status;
			const headers = {'content-type': 'application/json'};
			return {
				sentAt,
				receivedAt: clock.now(),
				outcome: no === undefined ? success(undefined) : failure(no),
				status,
				serverTime: undefined,
				answer: status === undefined ? undefined : {status, headers, body: Buffer.from(body)},
			};
		},
		async readVersion() {
			throw new Error('no story asks for the version');
		},
		async tryClientLogin() {
			throw new Error('no story tries the client login');
		},
		async lookAtCertificate(request) {
			const reply = await answered('look', request, undefined);
			if (reply.refusal !== undefined) return {ok: false, failure: reply.refusal};
			return success({certificate, verified: true, problem: undefined, ...reply.look});
		},
		async openConnection({origin}) {
			requests.push({kind: 'open', at: clock.now(), origin, secret: undefined});
			return success(undefined);
		},
		dropConnections() {
			drops += 1;
		},
		async close() {},
	};

	return {
		appliance,
		requests: (kind?: Kind) => requests.filter(request => kind === undefined || request.kind === kind),
		/** Requests that were neither answered nor given up. */
		underWay: () => underWay,
		/** How often the kept connections were hung up. */
		drops: () => drops,
		next: (kind: Kind, ...replies: readonly ScriptedReply[]) => void queued[kind].push(...replies),
		always: (kind: Kind, reply: ScriptedReply) => {
			usual[kind] = reply;
		},
	};
}
