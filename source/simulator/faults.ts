import {type Duration, type Instant, later} from '../domain/time.ts';

/** Which requests a fault strikes. All that is said must hold; nothing said is every request. */
export type FaultRule = {
	/** The path, or its start followed by `*`. */
	readonly path?: string;
	readonly method?: string;
	/** So many matching requests pass first. */
	readonly skip?: number;
	/** Strikes at most so many. */
	readonly times?: number;
	/** Strikes the first of each so many. */
	readonly every?: number;
	/** From 0 to 1; drawn with the sample that the simulator was given. */
	readonly chance?: number;
	/** Not before so long after the fault was added. */
	readonly from?: Duration;
	/** Ends so long after `from`, or after the fault was added. */
	readonly for?: Duration;
};

/** Something that happens at a request, which then goes on. */
export type Incident =
	| {readonly type: 'delay'; readonly by: Duration}
	/** All tokens are unknown from here on, this request's too. */
	| {readonly type: 'restart'}
	/** Another controller answers this request; its tokens are its own. */
	| {readonly type: 'node'; readonly node: number}
	/** The idle limit is another from here on. */
	| {readonly type: 'idle'; readonly limit: Duration}
	/** The server's clock shows another time from here on. */
	| {readonly type: 'skew'; readonly by: Duration}
	/** Connections that carry no request are closed. */
	| {readonly type: 'close-idle'};

/** What a client gets instead of the answer. */
export type Breakage =
	/** No answer, the connection stays open. */
	| {readonly type: 'hang'}
	/** TCP reset. */
	| {readonly type: 'reset'}
	/** The connection is closed without an answer. */
	| {readonly type: 'close'}
	/** An error answer as a proxy or the service gives it, with `Retry-After` in seconds when told. */
	| {readonly type: 'status'; readonly status: number; readonly retryAfter?: number}
	/** 200 with the HTML of a captive portal. */
	| {readonly type: 'portal'}
	| {readonly type: 'redirect'; readonly to: string}
	/** 200, called JSON, with bytes that are neither JSON nor UTF-8. */
	| {readonly type: 'garbage'}
	/** 200 with so many bytes of a JSON string that never ends. */
	| {readonly type: 'endless'; readonly bytes: number}
	/** 200 without a body. */
	| {readonly type: 'empty'}
	/** 200 with `{}`. */
	| {readonly type: 'no-token'}
	/** The answer cut off half-way, then the connection closes. */
	| {readonly type: 'cut'}
	/** The answer, a byte at a time. */
	| {readonly type: 'drip'; readonly every: Duration}
	/** The server shows a new certificate from here on; all connections are reset. */
	| {readonly type: 'certificate'}
	/** Nothing listens any more, for so long when told; all connections are reset. */
	| {readonly type: 'refuse'; readonly for?: Duration};

/** What happens to a connection before TLS. */
type Obstacle = {readonly type: 'handshake'; readonly how: 'drop' | 'hang'};

export type Effect = Incident | Breakage | Obstacle;

export type Fault = {
	readonly when?: FaultRule;
	readonly what: Effect;
	/**
	 * The appliance processes the request first, and only then this happens: a client whose answer is lost or late can't know when,
	 * or whether, it was accepted. Says nothing of a node.
	 */
	readonly late?: boolean;
};

export type ListedFault = {readonly id: number; readonly fault: Fault; readonly struck: number};

type Entry = {readonly fault: Fault; readonly addedAt: Instant; matched: number; struck: number};

/** The faults in force, in the order in which they were added. `sample` draws evenly from [0, 1). */
export function createFaults(now: () => Instant, sample: () => number) {
	const entries = new Map<number, Entry>();
	let lastId = 0;

	/** The faults that strike a request, or, without one, a new connection. */
	function strike(request?: {readonly method: string; readonly path: string}): readonly Fault[] {
		const striking: Fault[] = [];
		for (const entry of entries.values()) {
			const isForConnections = entry.fault.what.type === 'handshake';
			if (isForConnections !== (request === undefined)) continue;
			if (strikes(entry, request)) striking.push(entry.fault);
		}
		return striking;
	}

	function strikes(entry: Entry, request: {readonly method: string; readonly path: string} | undefined): boolean {
		const rule = entry.fault.when ?? {};
		if (request !== undefined && !matches(rule, request)) return false;
		const start = later(entry.addedAt, rule.from ?? (0 as Duration));
		if (now() < start || (rule.for !== undefined && now() >= later(start, rule.for))) return false;
		entry.matched += 1;
		const turn = entry.matched - 1 - (rule.skip ?? 0);
		if (turn < 0 || turn % (rule.every ?? 1) !== 0 || entry.struck >= (rule.times ?? Number.POSITIVE_INFINITY)) {
			return false;
		}
		if (rule.chance !== undefined && rule.chance < 1 && sample() >= rule.chance) return false;
		entry.struck += 1;
		return true;
	}

	return {
		strike,
		/** Gives back the id to remove it by. */
		add(fault: Fault): number {
			lastId += 1;
			entries.set(lastId, {fault, addedAt: now(), matched: 0, struck: 0});
			return lastId;
		},
		remove: (id: number) => entries.delete(id),
		clear: () => entries.clear(),
		list: (): readonly ListedFault[] => [...entries].map(([id, {fault, struck}]) => ({id, fault, struck})),
	};
}

function matches(rule: FaultRule, request: {readonly method: string; readonly path: string}): boolean {
	if (rule.method !== undefined && rule.method.toUpperCase() !== request.method) return false;
	if (rule.path === undefined) return true;
	return rule.path.endsWith('*') ? request.path.startsWith(rule.path.slice(0, -1)) : request.path === rule.path;
}
