import {type Instant, instant, later} from '../domain/time.ts';
import {type Accounts, createAccounts} from './accounts.ts';
import {type Answer, type ApplianceRequest, json, type Reply} from './answer.ts';
import type {ApplianceEvent} from './appliance-event.ts';
import type {SimulatorClock} from './clock.ts';
import type {Federation} from './federation.ts';
import {inAcceptedForm, resourceType, understandsType} from './negotiation.ts';
import {
	grantRefusal,
	jettyNotFound,
	missingTokenRefusal,
	type SimplivityRefusal,
	simplivityRefusal,
	tokenRefusal,
} from './refusal-bodies.ts';
import {findItem, listItems, resourceAt} from './resources.ts';
import type {Switches} from './switches.ts';
import {checkLogin, tokenAnswer} from './token-endpoint.ts';
import {readTokenForm} from './token-form.ts';
import {type AccessToken, createTokenStore, type TokenStore} from './token-store.ts';

export type Appliance = ReturnType<typeof createAppliance>;

export type ApplianceOptions = {
	/** The server's clock. */
	readonly clock: SimulatorClock;
	readonly users: Readonly<Record<string, string>>;
	readonly federation: Federation;
	readonly switches: () => Switches;
	readonly newId: () => string;
	/** `thread` is a number from 16 on, as request threads have in the log. */
	readonly report: (event: ApplianceEvent, thread: number) => void;
};

/** The documented rules of the REST API, without a network: a request in, an answer out. Every node has tokens of its own. */
export function createAppliance({clock, users, federation, switches, newId, ...options}: ApplianceOptions) {
	const accounts: Accounts = createAccounts(users);
	const stores = new Map<number, TokenStore>();
	let thread = 15;
	const report = (event: ApplianceEvent) => options.report(event, thread);
	const nextThread = () => {
		thread = thread === 39 ? 16 : thread + 1;
	};

	async function answer(request: ApplianceRequest, node = switches().node): Promise<Answer> {
		if (request.path === '/api/oauth/token') return await grant(request, node);
		if (request.path === '/api/version' && !(switches().versionChecksBearer && bearerOf(request) !== undefined)) {
			return {...version(request), verdict: 'open'};
		}
		if (!/^\/api(\/|$)/.test(request.path)) return {...jettyNotFound(request.path), verdict: 'open'};
		return authenticated(request, node);
	}

	async function grant(request: ApplianceRequest, node: number): Promise<Answer> {
		const form = await readTokenForm(request);
		nextThread();
		const now = clock.now();
		const login = checkLogin(request, form, accounts, {switches: switches(), now: shown(now)});
		if (!login.ok) {
			if (login.failed !== undefined) report({type: 'login-failed', login: login.failed});
			return {...inAcceptedForm(login.reply, request.headers.accept), verdict: 'token-refused'};
		}
		const store = storeOf(node);
		const {token} = store.issue({username: login.username, grant: login.grant}, now, switches());
		const sessions = store.all();
		const names = new Set(sessions.map(session => session.username));
		report({type: 'token-granted', token, users: names.size, sessions: sessions.length});
		return {...tokenAnswer(token, now, shown(now)), verdict: 'token-granted'};
	}

	/** Authentication comes before routing, so any request with a living bearer is activity, whatever becomes of it. */
	function authenticated(request: ApplianceRequest, node: number): Answer {
		nextThread();
		const value = bearerOf(request);
		const {shape, idleLimit, revoke} = switches();
		const {accept} = request.headers;
		if (value === undefined) {
			const reply = missingTokenRefusal(request.path, shown(clock.now()), shape);
			return {...(shape.missingToken === 'oauth' ? inAcceptedForm(reply, accept) : reply), verdict: 'bearer-missing'};
		}
		const store = storeOf(node);
		const found = store.use(value, clock.now(), idleLimit);
		if (found.state !== 'alive') {
			const text = {
				'idle-expired': `Access token expired due to inactivity: ${value}`,
				'absolute-expired': `Access token expired: ${value}`,
				unknown: `Invalid access token: ${value}`,
			}[found.state];
			report(
				found.state === 'idle-expired'
					? {...found, type: 'token-idle-expired', idleLimit, sessions: store.all().length, text}
					: {type: 'token-refused', text},
			);
			return {...inAcceptedForm(tokenRefusal(text, shape), accept), verdict: 'bearer-refused'};
		}
		report({...found, type: 'token-used', remoteAddress: request.remoteAddress});
		if (request.path === '/api/oauth/revoke' && revoke !== 'missing') return revoked(request, found.token, store);
		return {...resource(request, found.token), verdict: 'bearer-accepted'};
	}

	/** HPE: "Revoking an OAuth 2 token": GET with the bearer itself, 200 without a body. */
	function revoked(request: ApplianceRequest, token: AccessToken, store: TokenStore): Answer {
		if (request.method !== 'GET') return {...wrongMethod(request), verdict: 'bearer-accepted'};
		if (switches().revoke === 'refused') return {status: 401, headers: {}, body: '', verdict: 'bearer-refused'};
		store.remove(token.value);
		report({type: 'token-revoked', token, sessions: store.all().length});
		return {status: 200, headers: {}, body: '', verdict: 'revoked'};
	}

	function resource(request: ApplianceRequest, token: AccessToken): Reply {
		const {method, path, query, headers} = request;
		const {restVersion, largestLimit} = switches();
		if (path === '/api/version') return version(request);
		const place = resourceAt(path, federation);
		if (token.grant === 'emergency' && !emergencyMay(method, place)) {
			return inAcceptedForm(grantRefusal(403, 'access_denied', 'Access is denied'), headers.accept);
		}
		if (place === undefined) return jettyNotFound(path);
		if (method !== 'GET' && method !== 'HEAD') return wrongMethod(request);
		if (!understandsType(headers['content-type'], restVersion)) {
			const message = `Content type '${headers['content-type']}' not supported`;
			return refused({status: 415, exception: 'HttpMediaTypeNotSupportedException', message, path});
		}
		const type = resourceType(headers.accept, restVersion);
		if (type === undefined) {
			const message = 'Could not find acceptable representation';
			return refused({status: 406, exception: 'HttpMediaTypeNotAcceptableException', message, path});
		}
		const strange =
			token.grant === 'emergency' ? [...query.keys()].find(name => !plainParameters.has(name)) : undefined;
		if (strange !== undefined) {
			const message = `Parameter ${strange} is not supported with an emergency token`;
			return refused({status: 400, exception: 'InvalidParameterException', message, path});
		}
		const found =
			place.id === undefined
				? listItems(federation, place.name, query, largestLimit)
				: findItem(federation, place.name, place.id, query);
		return found.ok ? json(200, found.value, {'Content-Type': type}) : refused({...found.refusal, path});
	}

	/** HPE: "REST API version". No token is needed. */
	function version(request: ApplianceRequest): Reply {
		if (request.method !== 'GET' && request.method !== 'HEAD') return wrongMethod(request);
		const {machine, restVersion, svtfsVersion} = switches();
		return json(200, {REST_API_Version: restVersion, ...(machine === 'ovc' ? {SVTFS_Version: svtfsVersion} : {})});
	}

	const wrongMethod = ({method, path}: ApplianceRequest) =>
		refused({
			status: 405,
			exception: 'HttpRequestMethodNotSupportedException',
			message: `Request method '${method}' not supported`,
			path,
		});

	const refused = (refusal: SimplivityRefusal) => simplivityRefusal(refusal, shown(clock.now()), switches().shape);

	/** The server's clock as it shows it: whole milliseconds, skewed. */
	const shown = (now: Instant) => instant(Math.floor(later(now, switches().clockSkew)));

	function storeOf(node: number): TokenStore {
		const store = stores.get(node) ?? createTokenStore(newId);
		stores.set(node, store);
		return store;
	}

	return {
		answer,
		accounts,
		/** Tokens live in memory: a restart of the service forgets all of them. */
		forgetTokens: () => stores.clear(),
		sessions: (node = switches().node) => storeOf(node).all(),
		refused,
		shownNow: () => shown(clock.now()),
	};
}

/** Parameters that neither sort nor filter. */
const plainParameters: ReadonlySet<string> = new Set(['fields', 'limit', 'offset', 'access_token']);

/** HPE: "Requesting authentication by emergency grant". */
function emergencyMay(method: string, place: {readonly name: string} | undefined): boolean {
	const lists = ['hosts', 'omnistack_clusters', 'backups', 'datastores', 'virtual_machines'];
	return method === 'GET' && place !== undefined && lists.includes(place.name);
}

/** Spring's BearerTokenExtractor: any case, up to a comma; else the parameter `access_token`. */
function bearerOf({headers, query}: ApplianceRequest): string | undefined {
	const authorization = headers.authorization ?? '';
	if (authorization.toLowerCase().startsWith('bearer')) return authorization.slice(6).trim().split(',')[0] ?? '';
	return query.get('access_token') ?? undefined;
}
